"""Which courier should fetch a parcel: the choice and the figures it was made on."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

# Each open task delays a pickup about as much as this detour would.
_METRES_PER_TASK = 300
# A courier close to full is spared more than in proportion, so that work spreads before anybody is swamped.
_METRES_WHEN_FULL = 2_000
ACCEPT_WITHIN = timedelta(minutes=5)


def acceptance_timer(waybill_no: str) -> str:
    """The key of the timer that runs until the assigned courier accepts; whoever ends the wait withdraws it."""
    return f"accept:{waybill_no}"


@dataclass(frozen=True)
class Candidate:
    """`distance_m` from the courier's last known place to the pickup point."""

    courier_id: str
    distance_m: int
    open_tasks: int
    capacity: int
    on_shift: bool


@dataclass(frozen=True)
class Weighed:
    """A candidate with its cost in metres; None says that it could not be chosen."""

    candidate: Candidate
    cost_m: int | None


@dataclass(frozen=True)
class Choice:
    """`courier_id` is None when nobody is free; `weighed` lists everybody considered, the best first."""

    courier_id: str | None
    weighed: tuple[Weighed, ...]


def choose(candidates: Iterable[Candidate], excluded: Collection[str] = ()) -> Choice:
    """The cheapest courier on shift with room for one more; equal costs go to the smaller id."""
    weighed = sorted(
        (Weighed(candidate, _cost_m(candidate, excluded)) for candidate in candidates),
        key=lambda one: (one.cost_m is None, one.cost_m or 0, one.candidate.courier_id),
    )
    best = weighed[0] if weighed else None
    chosen = best.candidate.courier_id if best and best.cost_m is not None else None
    return Choice(chosen, tuple(weighed))


def _cost_m(candidate: Candidate, excluded: Collection[str]) -> int | None:
    full = candidate.open_tasks >= candidate.capacity
    if full or not candidate.on_shift or candidate.courier_id in excluded:
        return None
    crowding = _METRES_WHEN_FULL * candidate.open_tasks**2 // candidate.capacity**2
    return candidate.distance_m + _METRES_PER_TASK * candidate.open_tasks + crowding
