"""How long things took beside what was expected of them: ratios, counted in bins, from which a middle is read.

A bin is a tenth of a doubling wide, so that half as long and twice as long are equally far from what was expected, one
wild ratio moves a middle no more than a mild one, and counts from several places add up.
"""

from collections.abc import Mapping
from math import log2

BINS_A_DOUBLING = 10
_FURTHEST = 2 * BINS_A_DOUBLING  # a quarter and four times: what is beyond counts as that
ENOUGH = 20  # so many ratios make a middle that is worth more than that of a wider group

Counts = Mapping[int, int]
"""How many ratios fell into each bin; bin 0 is what was expected."""


def bin_of(ratio: float) -> int:
    """The bin of a ratio above 0."""
    return max(-_FURTHEST, min(_FURTHEST, round(BINS_A_DOUBLING * log2(ratio))))


def ratio_of(place: float) -> float:
    """The ratio in the middle of a bin."""
    return float(2 ** (place / BINS_A_DOUBLING))


def counted(counts: Counts) -> int:
    """How many ratios there are."""
    return sum(counts.values())


def quantile(counts: Counts, share: float) -> float:
    """The ratio below which that share of the counted ones lies, from within its bin; 1.0 of none."""
    left = share * counted(counts)
    for place in sorted(counts):
        here = counts[place]
        if here and left <= here:
            return ratio_of(place - 0.5 + left / here)
        left -= here
    return 1.0
