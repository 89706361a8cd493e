"""The time that people and business days go by: Asia/Shanghai, eight hours ahead of UTC and without summer time."""

from datetime import UTC, date, datetime, time, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def business_day(at: datetime) -> date:
    """The calendar day of an aware time."""
    return at.astimezone(SHANGHAI).date()


def at_clock(day: date, clock: time) -> datetime:
    """The aware UTC time of a wall clock in Shanghai."""
    return datetime.combine(day, clock, SHANGHAI).astimezone(UTC)


def clock_text(at: datetime) -> str:
    """A time as customers read it, such as 2026年3月9日 08:05."""
    local = at.astimezone(SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def day_text(at: datetime) -> str:
    """The day of a time as customers read it, such as 3月9日."""
    local = at.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日"
