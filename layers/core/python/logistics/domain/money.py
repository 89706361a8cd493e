"""Sums of money in whole fen: shares that lose nothing, percentages rounded once, and how amounts are written."""

from collections.abc import Sequence

from logistics.domain.faults import Invalid

MOST_FEN = 10**12  # no single amount is larger; sums of many still fit where 64 bits and JavaScript's numbers end


def split_fen(total_fen: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Divide a sum in proportion to the weights by the largest remainder; the shares always add up to it.

    Equal remainders go to the earlier share. Raises Invalid SPLIT_INVALID without a positive weight.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise Invalid("SPLIT_INVALID", "分摊比例无效")
    sign, total = (-1, -total_fen) if total_fen < 0 else (1, total_fen)
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: -(total * weights[at] % whole))
    for at in by_remainder[: total - sum(shares)]:
        shares[at] += 1
    return tuple(sign * share for share in shares)


def percent_fen(amount_fen: int, basis_points: int) -> int:
    """A hundredth of a per cent times `basis_points` of a sum that is not negative, half a fen rounded up."""
    return (amount_fen * basis_points + 5_000) // 10_000


def yuan(amount_fen: int) -> str:
    """The sum in yuan as people write it: 1230 is "12.30"."""
    sign = "-" if amount_fen < 0 else ""
    return f"{sign}{abs(amount_fen) // 100}.{abs(amount_fen) % 100:02d}"
