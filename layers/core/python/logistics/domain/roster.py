"""Rosters: which couriers work at an outlet on a day, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from logistics.domain.faults import Invalid
from logistics.domain.shanghai import SHANGHAI


@dataclass(frozen=True)
class Shift:
    """From one clock time to another of the same day in Asia/Shanghai, such as 08:00 to 18:00."""

    courier_id: str
    start: str
    end: str


@dataclass(frozen=True)
class Roster:
    """One outlet's shifts of one day such as 2026-03-09."""

    outlet_id: str
    day: str
    shifts: tuple[Shift, ...] = ()


def check_shifts(shifts: Sequence[Shift]) -> None:
    """Refuse a shift that ends before it begins and one courier's shifts that overlap (Invalid SHIFT_INVALID)."""
    ordered = sorted(shifts, key=lambda shift: (shift.courier_id, time.fromisoformat(shift.start)))
    for at, shift in enumerate(ordered):
        before = ordered[at - 1] if at else None
        overlaps = before is not None and before.courier_id == shift.courier_id and before.end > shift.start
        if shift.start >= shift.end or overlaps:
            raise Invalid("SHIFT_INVALID", "班次时间有误或重叠", courier_id=shift.courier_id, start=shift.start)


def is_off_roster(roster: Roster, courier_id: str, now: datetime) -> bool:
    """Whether a day's roster has shifts for this courier and now lies in none of them.

    Whom it does not name works when they say so: rosters are not written everywhere, and people step in.
    """
    clock = f"{now.astimezone(SHANGHAI):%H:%M}"
    mine = [shift for shift in roster.shifts if shift.courier_id == courier_id]
    return bool(mine) and not any(shift.start <= clock < shift.end for shift in mine)
