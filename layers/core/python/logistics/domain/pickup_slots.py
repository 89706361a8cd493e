"""When an outlet's couriers come: slots of the day by its rules, with a cut-off and room for so many visits.

A consignor names a slot, or a stretch of the day: then the visit counts in the first slot of it that has room.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from logistics.domain.shanghai import at_clock, business_day

DAYS_SHOWN = 3  # today and the two days after it


@dataclass(frozen=True)
class SlotRules:
    """Hours of the clock in Asia/Shanghai; a slot can be chosen until `cut_off_min` minutes before it ends.

    `capacity` visits fit into one slot; on `closed_days` (2026-02-17) nobody comes.
    """

    first_hour: int = 8
    last_hour: int = 20
    slot_hours: int = 2
    capacity: int = 60
    cut_off_min: int = 60
    closed_days: tuple[str, ...] = ()


@dataclass(frozen=True)
class Slot:
    """From `start` up to `end`, aware UTC."""

    start: datetime
    end: datetime


def slots_of(rules: SlotRules, day: date) -> list[Slot]:
    """The slots of a day; a last one that would be shorter than the others is none."""
    hours = range(rules.first_hour, rules.last_hour - rules.slot_hours + 1, rules.slot_hours)
    length = timedelta(hours=rules.slot_hours)
    return [Slot(start, start + length) for start in (at_clock(day, time(hour)) for hour in hours)]


def days_from(now: datetime, count: int = DAYS_SHOWN) -> list[date]:
    """Today and the days after it, as people in Shanghai count them."""
    return [business_day(now) + timedelta(days=each) for each in range(count)]


def objection(rules: SlotRules, slot: Slot, now: datetime) -> str:
    """Why a slot cannot be chosen, whatever room it has: "closed", "past_cutoff", or "" when it can."""
    if business_day(slot.start).isoformat() in rules.closed_days:
        return "closed"
    return "past_cutoff" if now > slot.end - timedelta(minutes=rules.cut_off_min) else ""


def choosable(rules: SlotRules, start: datetime, end: datetime, now: datetime) -> list[Slot]:
    """The slots that a wish touches and that can be chosen, in order."""
    days = {business_day(start), business_day(end)}
    touched = (slot for day in sorted(days) for slot in slots_of(rules, day) if slot.start < end and start < slot.end)
    return [slot for slot in _in_order(touched) if not objection(rules, slot, now)]


def _in_order(slots: Iterable[Slot]) -> list[Slot]:
    return sorted(slots, key=lambda slot: slot.start)
