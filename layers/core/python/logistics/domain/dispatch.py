"""Which courier should fetch a parcel: the choice and the figures it was made on."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

# Each open task delays a pickup about as much as this detour would.
_METRES_PER_TASK = 300
# A courier close to full is spared more than in proportion, so that work spreads before anybody is swamped.
_METRES_WHEN_FULL = 2_000
ACCEPT_WITHIN = timedelta(minutes=5)
ESCALATED_AFTER = 3
"""After so many refusals and silences a dispatcher should see what is wrong; the next ones are asked all the same."""

_HEAVY_FROM_G = 20_000  # a piece that one person on a two-wheeler neither lifts safely nor carries upstairs
HEAVY = "heavy"


class Bar(StrEnum):
    """Why somebody near could not be chosen: 已拒单, 不在班次, 件数已满, 无此技能, 不在服务区, 代收款超限."""

    DECLINED = "declined"
    OFF_SHIFT = "off_shift"
    FULL = "full"
    SKILL = "skill"
    AREA = "area"
    CASH = "cash"

    @property
    def label(self) -> str:
        """For the dispatcher."""
        return _LABELS[self]


_LABELS = {
    Bar.DECLINED: "已拒单或超时未接",
    Bar.OFF_SHIFT: "不在班次内",
    Bar.FULL: "在手任务已满",
    Bar.SKILL: "不具备所需技能",
    Bar.AREA: "不在所属网点服务区",
    Bar.CASH: "代收款已达上限",
}


def acceptance_timer(waybill_no: str) -> str:
    """The key of the timer that runs until the assigned courier accepts; whoever ends the wait withdraws it."""
    return f"accept:{waybill_no}"


def skills_for(weight_g: int, pieces: int) -> frozenset[str]:
    """What a courier must be able to do for such goods; the weight is that of all pieces together."""
    return frozenset({HEAVY}) if weight_g >= _HEAVY_FROM_G * pieces else frozenset()


@dataclass(frozen=True)
class Candidate:
    """`distance_m` from the courier's last known place to the pickup point.

    `added_m` is by how much the pickup makes their tour longer; for somebody without a known tour it is the distance.
    `barred` says why they cannot be sent, whatever their load.
    """

    courier_id: str
    distance_m: int
    open_tasks: int
    capacity: int
    barred: Bar | None = None
    added_m: int | None = None


@dataclass(frozen=True)
class Weighed:
    """A candidate with its cost in metres, or else with why it could not be chosen."""

    candidate: Candidate
    cost_m: int | None
    why_not: Bar | None = None


@dataclass(frozen=True)
class Choice:
    """`courier_id` is None when nobody is free; `weighed` lists everybody considered, the best first."""

    courier_id: str | None
    weighed: tuple[Weighed, ...]

    @property
    def takers(self) -> tuple[Candidate, ...]:
        """Those who could take it, the best first."""
        return tuple(each.candidate for each in self.weighed if each.cost_m is not None)


def choose(candidates: Iterable[Candidate], excluded: Collection[str] = ()) -> Choice:
    """The cheapest courier on shift with room for one more; equal costs go to the smaller id."""
    weighed = sorted(
        (_weigh(each, excluded) for each in candidates),
        key=lambda one: (one.cost_m is None, one.cost_m or 0, one.candidate.courier_id),
    )
    best = weighed[0] if weighed else None
    chosen = best.candidate.courier_id if best and best.cost_m is not None else None
    return Choice(chosen, tuple(weighed))


def _weigh(candidate: Candidate, excluded: Collection[str]) -> Weighed:
    if candidate.courier_id in excluded:
        return Weighed(candidate, None, Bar.DECLINED)
    cost = cost_m(candidate)
    return Weighed(candidate, cost, candidate.barred or Bar.FULL if cost is None else None)


def cost_m(candidate: Candidate, more: int = 0) -> int | None:
    """What it costs to send somebody who is given `more` tasks just now; None if they cannot take another one.

    One half of the way is what the customer waits for, the other what it adds to the courier's work: whose tour leads
    past is cheaper than whoever is as near and has to turn round.
    """
    tasks = candidate.open_tasks + more
    if tasks >= candidate.capacity or candidate.barred:
        return None
    added_m = candidate.distance_m if candidate.added_m is None else candidate.added_m
    crowding = _METRES_WHEN_FULL * tasks**2 // candidate.capacity**2
    return (candidate.distance_m + added_m) // 2 + _METRES_PER_TASK * tasks + crowding
