"""Who is told what, when, and how hard we try: one table, and the clock that goes with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from functions.notify import templates
from logistics.domain.faults import Unavailable
from logistics.domain.parcel import Parcel
from logistics.domain.shanghai import SHANGHAI, at_clock, business_day
from logistics.domain.states import LIVE, Status
from logistics.store.messages import Message, Recipient

MOST_TRIES = 6
SMS_AFTER_TRIES = 2  # a message that must arrive does not wait for WeChat any longer
_FIRST_WAIT = timedelta(minutes=1)


@dataclass(frozen=True)
class Notice:
    """One row: on this event that side hears this.

    `must_arrive` goes by SMS when WeChat does not deliver it; `must_if_paid` only when money was due at the door.
    `urgent` is not held back at night. `while_in` are the states in which the news is still worth having.
    """

    event_type: str
    recipient: Recipient
    template: str
    phrase: str
    note: str
    while_in: frozenset[Status]
    must_arrive: bool = False
    must_if_paid: bool = False
    urgent: bool = False


_BEFORE_PICKUP = frozenset({Status.PLACED, Status.ASSIGNED, Status.PICKUP_FAILED})
_ON_ITS_WAY = LIVE - _BEFORE_PICKUP - {Status.DRAFT, Status.PENDING_PAYMENT}
_UNDELIVERED = frozenset({Status.DELIVERY_FAILED, Status.AT_OUTLET, Status.STORED, Status.RETURNING})
_GOING_BACK = frozenset({Status.REFUSED, Status.RETURNING, Status.RETURNED, Status.DISPOSED})
_C, _R = Recipient.CONSIGNOR, Recipient.CONSIGNEE

NOTICES: tuple[Notice, ...] = (
    Notice(
        "OrderPlaced", _C, templates.ORDER_PLACED, "已下单", "正在为您安排快递员上门取件", _BEFORE_PICKUP, urgent=True
    ),
    Notice(
        "CourierAssigned",
        _C,
        templates.COURIER_ASSIGNED,
        "待揽收",
        "快递员将与您联系，请备好物品",
        frozenset({Status.ASSIGNED}),
        urgent=True,
    ),
    Notice("ParcelPickedUp", _C, templates.PICKED_UP, "已揽收", "您寄出的包裹已揽收", _ON_ITS_WAY),
    Notice("ParcelPickedUp", _R, templates.PICKED_UP, "已揽收", "寄给您的包裹已揽收", _ON_ITS_WAY),
    Notice(
        "ParcelOutForDelivery",
        _R,
        templates.OUT_FOR_DELIVERY,
        "派送中",
        "快递员正在派送，请保持电话畅通",
        frozenset({Status.OUT_FOR_DELIVERY}),
        must_arrive=True,
        urgent=True,
    ),
    Notice(
        "ParcelSigned",
        _C,
        templates.SIGNED,
        "已签收",
        "您寄出的包裹已签收",
        frozenset({Status.SIGNED}),
        must_if_paid=True,
    ),
    Notice("ParcelSigned", _R, templates.SIGNED, "已签收", "包裹已签收，感谢使用", frozenset({Status.SIGNED})),
    Notice(
        "DeliveryFailed",
        _R,
        templates.DELIVERY_FAILED,
        "投递失败",
        "{reason}，请联系快递员",
        _UNDELIVERED,
        must_arrive=True,
        urgent=True,
    ),
    Notice("DeliveryFailed", _C, templates.DELIVERY_FAILED, "投递失败", "{reason}，我们将再次派送", _UNDELIVERED),
    Notice("ParcelRefused", _C, templates.REFUSED, "已拒收", "{reason}，请安排退回", _GOING_BACK, must_arrive=True),
    Notice("ParcelReturned", _C, templates.RETURNED, "已退回", "包裹已退回，请查收", frozenset({Status.RETURNED})),
)
EVENT_TYPES = sorted({notice.event_type for notice in NOTICES})


def notices_for(event_type: str) -> list[Notice]:
    """The rows of an event."""
    return [notice for notice in NOTICES if notice.event_type == event_type]


def notice_of(message: Message) -> Notice:
    """The row that a message was made from."""
    key = (message.event_type, message.recipient, message.template)
    return next(each for each in NOTICES if (each.event_type, each.recipient, each.template) == key)


def must_arrive(notice: Notice, data: Mapping[str, Any]) -> bool:
    """Whether SMS stands in for WeChat for this event."""
    return notice.must_arrive or (notice.must_if_paid and data.get("due_fen", 0) > 0)


def still_true(message: Message, parcel: Parcel) -> bool:
    """Whether the news still helps: the parcel has not gone on to another state, courier or delivery attempt."""
    data = message.data
    if parcel.status not in notice_of(message).while_in:
        return False
    if message.event_type == "CourierAssigned" and data.get("courier_id") != parcel.courier_id:
        return False
    return "attempt" not in data or data["attempt"] == parcel.attempts


def first_moment(notice: Notice, now: datetime, quiet_hours: str) -> datetime:
    """When a message may go out: at once, or in the morning when it is not urgent and people sleep.

    `quiet_hours` are two hours of the clock in Asia/Shanghai such as "22-8"; "0-0" is never quiet.
    """
    begin, end = _hours(quiet_hours)
    hour = now.astimezone(SHANGHAI).hour
    over_midnight = begin > end
    quiet = (hour >= begin or hour < end) if over_midnight else begin <= hour < end
    if notice.urgent or not quiet:
        return now
    day = business_day(now)
    return at_clock(day + timedelta(days=1) if over_midnight and hour >= begin else day, time(end))


def next_try(tries: int, now: datetime) -> datetime | None:
    """When to try again after so many tries: 1, 2, 4, 8, 16 minutes later; None when enough is enough."""
    return None if tries >= MOST_TRIES else now + _FIRST_WAIT * 2 ** (tries - 1)


def _hours(quiet_hours: str) -> tuple[int, int]:
    begin, _, end = quiet_hours.partition("-")
    if not begin.isdigit() or not end.isdigit() or int(begin) > 23 or int(end) > 23:
        raise Unavailable("SETTING_INVALID", "QUIET_HOURS must be two hours of the clock, such as 22-8")
    return int(begin), int(end)
