"""Working time: the clock without what lies between somebody's shifts of a day, such as lunch.

A tour is planned in seconds worked from now, because a rest moves everything behind it by the same length wherever it
is taken; it begins with the first visit that ends in it, for nobody leaves a door half done.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from logistics.domain.roster import Roster, Shift
from logistics.domain.shanghai import at_clock, business_day


@dataclass(frozen=True)
class Rest:
    """Nobody works for `length_s` from `begins_s` on, in seconds from now."""

    begins_s: int
    length_s: int


@dataclass(frozen=True)
class WorkingTime:
    """From seconds on the clock to seconds worked and back; `rests` by their beginning, none of them within another."""

    rests: tuple[Rest, ...] = ()

    def opens(self, clock_s: int) -> int:
        """How long one has worked by then: the earliest moment of work that is not before it."""
        return clock_s - sum(min(rest.length_s, max(0, clock_s - rest.begins_s)) for rest in self.rests)

    def closes(self, clock_s: int) -> int:
        """The last moment of work that is not after it; below nothing when that is over before work goes on."""
        worked_s = self.opens(clock_s)
        return worked_s if self.clock(worked_s) <= clock_s else worked_s - 1

    def clock(self, worked_s: int) -> int:
        """When somebody has worked for so long; what falls onto the beginning of a rest comes behind it."""
        clock_s = worked_s
        for rest in self.rests:
            if clock_s >= rest.begins_s:
                clock_s += rest.length_s
        return clock_s

    def leaves(self, worked_s: int, service_s: int) -> int:
        """The end of a service that is not interrupted by a rest; by the clock."""
        return self.clock(worked_s - service_s) + service_s


def shifts_ahead(roster: Roster | None, courier_id: str, now: datetime) -> list[tuple[datetime, datetime]]:
    """Beginning and end of each of somebody's shifts of today that is not over, the earliest first."""
    mine = [_hours(each, now) for each in roster.shifts if each.courier_id == courier_id] if roster else []
    return sorted(hours for hours in mine if hours[1] > now)


def rests_between(shifts: Iterable[tuple[datetime, datetime]], now: datetime) -> tuple[Rest, ...]:
    """What lies between shifts in their order, as far as it is ahead."""
    rests, ended_at = [], None
    for begins_at, ends_at in shifts:
        if ended_at is not None and begins_at > ended_at:
            rests.append(Rest(_seconds(ended_at, now), _seconds(begins_at, ended_at)))
        ended_at = ends_at
    return tuple(rests)


def working_time(roster: Roster | None, courier_id: str, now: datetime) -> WorkingTime:
    """The rests of somebody who is out already: between their shifts, the one under way included.

    Who works before their first shift or behind their last does so by their own will, and rests when they want.
    """
    mine = [_hours(each, now) for each in roster.shifts if each.courier_id == courier_id] if roster else []
    ahead = shifts_ahead(roster, courier_id, now)
    resting = ahead and ahead[0][0] > now and len(ahead) < len(mine)
    under_way = (Rest(0, _seconds(ahead[0][0], now)),) if resting else ()
    return WorkingTime((*under_way, *rests_between(ahead, now)))


def _hours(shift: Shift, now: datetime) -> tuple[datetime, datetime]:
    today = business_day(now)
    return at_clock(today, time.fromisoformat(shift.start)), at_clock(today, time.fromisoformat(shift.end))


def _seconds(at: datetime, since: datetime) -> int:
    return round((at - since).total_seconds())
