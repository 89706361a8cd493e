"""Shares that are shown with what they are worth: how many cases, and between which bounds the truth may lie."""

from dataclasses import dataclass
from math import sqrt

_Z = 1.959964  # 95 % of a normal distribution lies within so many standard deviations


@dataclass(frozen=True)
class Share:
    """`good` of `n` cases."""

    good: int = 0
    n: int = 0

    @property
    def rate(self) -> float | None:
        """The share itself; None without a case."""
        return self.good / self.n if self.n else None

    @property
    def low(self) -> float | None:
        """The lower bound of Wilson's 95 % interval (E. B. Wilson, 1927), sound for few cases and for rare ones."""
        return None if self.rate is None else max(0.0, self._middle - self._half)

    @property
    def high(self) -> float | None:
        """Its upper bound."""
        return None if self.rate is None else min(1.0, self._middle + self._half)

    @property
    def _middle(self) -> float:
        return (self.good + _Z * _Z / 2) / (self.n + _Z * _Z)

    @property
    def _half(self) -> float:
        spread = self.good * (self.n - self.good) / self.n + _Z * _Z / 4
        return _Z * sqrt(spread) / (self.n + _Z * _Z)

    def __add__(self, other: "Share") -> "Share":
        return Share(self.good + other.good, self.n + other.n)


@dataclass(frozen=True)
class Punctuality:
    """What was due in a period: `on_time` against the promise, `first_attempt` delivered at the first try."""

    on_time: Share = Share()
    first_attempt: Share = Share()

    def __add__(self, other: "Punctuality") -> "Punctuality":
        return Punctuality(self.on_time + other.on_time, self.first_attempt + other.first_attempt)
