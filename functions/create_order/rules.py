"""When a consignor may ask to be visited."""

from datetime import datetime, timedelta

from logistics.domain.faults import Invalid

_SHORTEST = timedelta(minutes=30)
_LONGEST = timedelta(hours=12)
_FURTHEST = timedelta(days=7)


def check_pickup_slot(start: datetime | None, end: datetime | None, now: datetime) -> None:
    """No slot, or one of half an hour to twelve hours that is not over and begins within a week.

    Raises Invalid PICKUP_SLOT_INVALID.
    """
    if start is None and end is None:
        return
    if start is None or end is None:
        raise Invalid("PICKUP_SLOT_INVALID", "请同时填写期望上门的开始和结束时间")
    if not _SHORTEST <= end - start <= _LONGEST:
        raise Invalid("PICKUP_SLOT_INVALID", "期望上门时段应在半小时到十二小时之间")
    if end <= now or start > now + _FURTHEST:
        raise Invalid("PICKUP_SLOT_INVALID", "期望上门时间应在未来七天之内")
