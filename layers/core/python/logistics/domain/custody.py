"""Cash between a courier's hand and the bank: blind counts, deposits, and the differences that hold both up.

The books carry each waybill's cash through every link (see money_entries). A difference freezes the waybills that it
lies over; two people of finance end it: one proposes what it was, another approves. The consignor is owed the goods
money in full whatever is found: what is missing becomes a debt of who had it in hand (CASH_DIFFERENCE, debit), what
is over stands to their credit until finance knows whose it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from logistics.domain.cod import CodStatus
from logistics.domain.faults import Conflict, Forbidden
from logistics.domain.roles import Actor


@dataclass(frozen=True)
class CashLine:
    """One waybill's cash within a count or a deposit."""

    waybill_no: str
    amount_fen: int


@dataclass(frozen=True)
class CashRoom:
    """What a courier may still bring in: `out_fen` is due at the doors of what they have out, by cash perhaps.

    A sum that is above the limit by itself is paid by code alone, and takes no room.
    """

    holding_fen: int
    out_fen: int
    limit_fen: int

    @property
    def room_fen(self) -> int:
        """How much more cash may be in hand when they come back."""
        return max(0, self.limit_fen - self.holding_fen - self.out_fen)

    def takes(self, due_fen: int) -> bool:
        """Whether a parcel that so much is due for may be given to them."""
        return due_fen > self.limit_fen or due_fen <= self.room_fen


def cash_room(holding_fen: int, dues_out_fen: Iterable[int], limit_fen: int) -> CashRoom:
    """The room of a courier with this cash, and these sums due at the doors of what they have out."""
    return CashRoom(holding_fen, sum(due for due in dues_out_fen if due <= limit_fen), limit_fen)


class CountState(StrEnum):
    """AGREED lies in the safe; VOID is to be counted anew by whoever, RECOUNT by somebody else."""

    AGREED = "agreed"
    DISCREPANCY = "discrepancy"
    RECOUNT = "recount"
    VOID = "void"


@dataclass(frozen=True)
class CashCount:
    """One declaration counted by another person. `lines` are what of it lies in the safe; `deposit_id` once banked."""

    id: str
    declaration_id: str
    courier_id: str
    outlet_id: str
    counted_by: str
    counted_fen: int
    state: CountState
    lines: tuple[CashLine, ...]
    at: datetime
    deposit_id: str | None = None

    @property
    def safe_fen(self) -> int:
        """What of it should lie in the outlet's safe."""
        return total_fen(self.lines)


class DepositState(StrEnum):
    """VOID never reached the bank: its cash lies in the safe again."""

    BANKED = "banked"
    CONFIRMED = "confirmed"
    DISCREPANCY = "discrepancy"
    VOID = "void"


@dataclass(frozen=True)
class Deposit:
    """Cash of several counts paid into the bank at once; `amount_fen` is the sum of its lines.

    `slip` is the key of a photo of the bank's slip, `bank_line` what the bank's own statement calls the deposit.
    """

    id: str
    outlet_id: str
    deposited_by: str
    amount_fen: int
    bank_reference: str
    slip: str | None
    count_ids: tuple[str, ...]
    state: DepositState
    lines: tuple[CashLine, ...]
    at: datetime
    confirmed_at: datetime | None = None
    bank_line: str | None = None


class Kind(StrEnum):
    """What does not agree: a courier's declaration, a count, a safe afterwards, or what the bank received."""

    DECLARATION = "declaration"
    COUNT = "count"
    SAFE = "safe"
    DEPOSIT = "deposit"


class Resolution(StrEnum):
    """What finance finds it was.

    STANDS: what was recorded is right after all. RECOUNT: it is done again (declared, counted by yet another person,
    deposited). BACK_TO_DECLARED: a slip of the pen; counted again by whoever. SHORTAGE and SURPLUS: it is really so.
    """

    RECOUNT = "recount"
    SHORTAGE = "shortage"
    SURPLUS = "surplus"
    BACK_TO_DECLARED = "back_to_declared"
    STANDS = "stands"


class DiscrepancyState(StrEnum):
    OPEN = "open"
    PROPOSED = "proposed"
    RESOLVED = "resolved"


# Where the waybills go from each kind of difference; a wrong declaration has moved none of them.
_ENDS: dict[tuple[Kind, Resolution], CodStatus] = {
    (Kind.DECLARATION, Resolution.RECOUNT): CodStatus.COLLECTED,
    (Kind.DECLARATION, Resolution.SHORTAGE): CodStatus.DECLARED,
    (Kind.DECLARATION, Resolution.SURPLUS): CodStatus.DECLARED,
    (Kind.COUNT, Resolution.RECOUNT): CodStatus.DECLARED,
    (Kind.COUNT, Resolution.BACK_TO_DECLARED): CodStatus.DECLARED,
    (Kind.COUNT, Resolution.SHORTAGE): CodStatus.COUNTED,
    (Kind.COUNT, Resolution.SURPLUS): CodStatus.COUNTED,
    (Kind.SAFE, Resolution.STANDS): CodStatus.COUNTED,
    (Kind.SAFE, Resolution.BACK_TO_DECLARED): CodStatus.DECLARED,
    (Kind.SAFE, Resolution.SHORTAGE): CodStatus.COUNTED,
    (Kind.SAFE, Resolution.SURPLUS): CodStatus.COUNTED,
    (Kind.DEPOSIT, Resolution.STANDS): CodStatus.BANKED,
    (Kind.DEPOSIT, Resolution.RECOUNT): CodStatus.COUNTED,
    (Kind.DEPOSIT, Resolution.SHORTAGE): CodStatus.BANKED,
    (Kind.DEPOSIT, Resolution.SURPLUS): CodStatus.BANKED,
}


@dataclass(frozen=True)
class Proposal:
    """What one person says it was; `amount_fen` is the missing or surplus sum, 0 for the other resolutions."""

    id: str
    resolution: Resolution
    amount_fen: int
    note: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Discrepancy:
    """`subject_id` is the declaration, count or deposit; `holder` who answers for it: a courier or an outlet."""

    id: str
    kind: Kind
    subject_id: str
    outlet_id: str | None
    holder: str
    expected_fen: int
    found_fen: int
    waybill_nos: tuple[str, ...]
    opened_by: str
    at: datetime
    state: DiscrepancyState = DiscrepancyState.OPEN
    proposal: Proposal | None = None
    approved_by: str | None = None
    resolved_at: datetime | None = None

    @property
    def difference_fen(self) -> int:
        """What was found too much; negative when cash is missing."""
        return self.found_fen - self.expected_fen

    def propose(self, proposal: Proposal) -> "Discrepancy":
        """Say what it was; a later proposal takes the place of an earlier one.

        Raises Conflict DISCREPANCY_RESOLVED, DISCREPANCY_RESOLUTION_UNFIT (not for this kind) and
        DISCREPANCY_AMOUNT_MISMATCH (difference_fen=) when the sum is not exactly what differs.
        """
        self._require_unresolved()
        if (self.kind, proposal.resolution) not in _ENDS:
            fits = [resolution.value for kind, resolution in _ENDS if kind is self.kind]
            raise Conflict("DISCREPANCY_RESOLUTION_UNFIT", "该差异不能这样处理", kind=self.kind, fits=fits)
        if _signed(proposal) != self._must_be(proposal.resolution):
            raise Conflict("DISCREPANCY_AMOUNT_MISMATCH", "处理金额与差异不符", difference_fen=self.difference_fen)
        return replace(self, state=DiscrepancyState.PROPOSED, proposal=proposal)

    def approve(self, by: Actor, now: datetime) -> "Discrepancy":
        """Another person agrees.

        Raises Conflict DISCREPANCY_RESOLVED, DISCREPANCY_NOT_PROPOSED and Forbidden APPROVAL_BY_PROPOSER.
        """
        self._require_unresolved()
        if self.proposal is None:
            raise Conflict("DISCREPANCY_NOT_PROPOSED", "请先提出处理意见")
        if self.proposal.by == by.id:
            raise Forbidden("APPROVAL_BY_PROPOSER", "不能审批自己提出的处理意见，请由另一位财务人员审批")
        return replace(self, state=DiscrepancyState.RESOLVED, approved_by=by.id, resolved_at=now)

    @property
    def leads_to(self) -> CodStatus:
        """Where its waybills go once the proposal is approved."""
        if self.proposal is None:
            raise ValueError("nothing was proposed")
        return _ENDS[self.kind, self.proposal.resolution]

    def _must_be(self, resolution: Resolution) -> int:
        really_so = resolution in (Resolution.SHORTAGE, Resolution.SURPLUS)
        return self.difference_fen if really_so else 0

    def _require_unresolved(self) -> None:
        if self.state is DiscrepancyState.RESOLVED:
            raise Conflict("DISCREPANCY_RESOLVED", "该差异已处理完毕")


def total_fen(lines: Sequence[CashLine]) -> int:
    """The sum of the lines."""
    return sum(line.amount_fen for line in lines)


def adjusted(lines: Sequence[CashLine], difference_fen: int) -> tuple[CashLine, ...]:
    """The lines with a surplus put on the last one, or a shortage taken from the last ones, none going below zero.

    Raises ValueError when more is missing than there is.
    """
    left, kept = difference_fen, list[CashLine]()
    for line in reversed(lines):
        amount = max(0, line.amount_fen + left)
        left -= amount - line.amount_fen
        kept.append(replace(line, amount_fen=amount))
    if left:
        raise ValueError("more is missing than there was")
    return tuple(reversed(kept))


def _signed(proposal: Proposal) -> int:
    return -proposal.amount_fen if proposal.resolution is Resolution.SHORTAGE else proposal.amount_fen
