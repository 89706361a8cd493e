"""Who is told what, when, and how hard we try: one table, and the clock that goes with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from functions.notify import templates
from logistics.domain.claim import ClaimStatus
from logistics.domain.faults import Unavailable
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
_GOES_ON = _ON_ITS_WAY - {Status.RETURNING}  # what goes back is told by itself
_UNDELIVERED = frozenset({Status.DELIVERY_FAILED, Status.AT_OUTLET, Status.STORED, Status.RETURNING})
_GOING_BACK = frozenset({Status.REFUSED, Status.RETURNING, Status.RETURNED, Status.DISPOSED})
_UNANSWERED = frozenset({Status.REFUSED, Status.DELIVERY_FAILED, Status.AT_OUTLET})
_PARTLY = _UNDELIVERED | {Status.OUT_FOR_DELIVERY, Status.REFUSED}
_TOWARDS_THE_DOOR = frozenset({Status.PICKED_UP, Status.IN_TRANSIT, Status.AT_OUTLET, Status.OUT_FOR_DELIVERY})
_LATE = "预计{arrival}送达，抱歉"
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
    Notice(
        "PickupFailed", _C, templates.PICKUP_FAILED, "揽收失败", "{reason}，可改约或取消", _BEFORE_PICKUP, urgent=True
    ),
    Notice(
        "RepricingConsentAsked",
        _C,
        templates.REPRICING,
        "待确认",
        "称重后运费变化较大，请确认新价格",
        frozenset({Status.ASSIGNED}),
        must_arrive=True,
        urgent=True,
    ),
    Notice("ParcelPickedUp", _C, templates.PICKED_UP, "已揽收", "您寄出的包裹已揽收", _ON_ITS_WAY),
    Notice("ParcelPickedUp", _R, templates.PICKED_UP, "已揽收", "寄给您的包裹已揽收", _ON_ITS_WAY),
    Notice(
        "ConsigneeChanged",
        _R,
        templates.PICKED_UP,
        "寄往您处",
        "有包裹寄给您，可查看进度",
        LIVE - {Status.DRAFT, Status.PENDING_PAYMENT},
        must_arrive=True,
    ),
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
        "CourierFewStopsAway",
        _R,
        templates.OUT_FOR_DELIVERY,
        "派送中",
        "{stops}，预计{window}",
        frozenset({Status.OUT_FOR_DELIVERY}),
        urgent=True,
    ),
    Notice(
        "CourierMinutesAway",
        _R,
        templates.OUT_FOR_DELIVERY,
        "即将送达",
        "约10分钟后到达，请留意电话",
        frozenset({Status.OUT_FOR_DELIVERY}),
        urgent=True,
    ),
    Notice(
        "ArrivalRunningLate",
        _R,
        templates.RUNNING_LATE,
        "将晚到",
        "抱歉，预计{window}送达",
        frozenset({Status.OUT_FOR_DELIVERY}),
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
        "{reason}，请选择派送方式",
        _UNDELIVERED,
        must_arrive=True,
        urgent=True,
    ),
    Notice("DeliveryFailed", _C, templates.DELIVERY_FAILED, "投递失败", "{reason}，可选择派送方式", _UNDELIVERED),
    Notice("ParcelRefused", _C, templates.REFUSED, "已拒收", "{reason}，{due}前处理", _GOING_BACK, must_arrive=True),
    Notice(
        "InstructionReminded",
        _C,
        templates.INSTRUCTION,
        "待处理",
        "{due}前未处理将自动退回",
        _UNANSWERED,
        must_arrive=True,
    ),
    Notice(
        "ParcelStored",
        _R,
        templates.STORED,
        "待取件",
        "取件码{code}，{until}前取",
        frozenset({Status.STORED}),
        must_arrive=True,
        urgent=True,
    ),
    Notice("ParcelStored", _C, templates.STORED, "待取件", "包裹已存放，等待收件人领取", frozenset({Status.STORED})),
    Notice(
        "StorageReminded",
        _R,
        templates.STORED,
        "请取件",
        "取件码{code}，{until}前取",
        frozenset({Status.STORED}),
        must_arrive=True,
    ),
    Notice("ParcelPartlySigned", _C, templates.SIGNED, "部分签收", "已签收{signed}/{pieces}件", _PARTLY),
    Notice("ParcelPartlySigned", _R, templates.SIGNED, "部分签收", "已签收{signed}/{pieces}件", _PARTLY),
    Notice("ParcelRunningLate", _C, templates.RUNNING_LATE, "将晚到", _LATE, _TOWARDS_THE_DOOR),
    Notice("ParcelRunningLate", _R, templates.RUNNING_LATE, "将晚到", _LATE, _TOWARDS_THE_DOOR),
    Notice("ParcelLost", _C, templates.LOST, "已遗失", "非常抱歉，请联系客服处理赔偿", frozenset({Status.LOST})),
    Notice("ParcelLost", _R, templates.LOST, "已遗失", "非常抱歉，寄件人可申请赔偿", frozenset({Status.LOST})),
    Notice("ParcelFound", _C, templates.LOST, "已找回", "包裹已找到，继续运输", _ON_ITS_WAY),
    Notice("ParcelFound", _R, templates.LOST, "已找回", "包裹已找到，继续运输", _ON_ITS_WAY),
    Notice("ExceptionOpened", _C, templates.RUNNING_LATE, "有异常", "{reason}，正在处理", _ON_ITS_WAY),
    Notice("ExceptionOpened", _R, templates.RUNNING_LATE, "有异常", "{reason}，正在处理", _ON_ITS_WAY),
    Notice("ExceptionResolved", _C, templates.RUNNING_LATE, "已处理", "异常已处理，继续运输", _GOES_ON),
    Notice("ExceptionResolved", _R, templates.RUNNING_LATE, "已处理", "异常已处理，继续运输", _GOES_ON),
    Notice("ParcelReturning", _C, templates.RETURNED, "退回中", "{reason}，正在退回", frozenset({Status.RETURNING})),
    Notice("ParcelReturning", _R, templates.RETURNED, "退回中", "包裹正在退回寄件人", frozenset({Status.RETURNING})),
    Notice("ParcelDisposed", _C, templates.RETURNED, "已处置", "包裹已按无着件处置", frozenset({Status.DISPOSED})),
    Notice("ParcelReturned", _C, templates.RETURNED, "已退回", "包裹已退回，请查收", frozenset({Status.RETURNED})),
    Notice("TopUpDue", _C, templates.PAYMENT, "待补款", "请补付运费{amount}元", frozenset(Status), must_arrive=True),
    Notice("ClaimMoved", _C, templates.CLAIM, "理赔进展", "您的理赔申请{claim}，请查看", frozenset(Status)),
    Notice("ClaimMoved", _R, templates.CLAIM, "理赔进展", "您的理赔申请{claim}，请查看", frozenset(Status)),
    Notice("RefundPaid", _C, templates.PAYMENT, "已退款", "{amount}元已原路退回", frozenset(Status)),
)
# What is asked about a parcel and concerns who waits for it. The carrier's own trouble is told as lateness or loss,
# what the sender packed to the sender, and a dispute to whom it is with.
_OF_BOTH = frozenset(
    {
        "carrier_damaged_parcel",
        "carrier_wet_parcel",
        "carrier_short_contents",
        "consignor_incorrect_address",
        "weather_delay",
        "force_majeure_event",
        "authority_security_issue",
        "authority_regulatory_hold",
    }
)
_OF_CONSIGNOR = _OF_BOTH | {"consignor_prohibited_goods", "consignor_poor_packaging", "consignee_dispute"}
OF_INCIDENTS = ("ExceptionOpened", "ExceptionResolved")
# What a claimant did themselves is no news to them, nor is a claim that ends because the parcel is found: that is told.
_CLAIMS_TOLD = frozenset({ClaimStatus.EVIDENCE_REQUESTED, ClaimStatus.ASSESSED, ClaimStatus.REJECTED, ClaimStatus.PAID})
EVENT_TYPES = sorted({notice.event_type for notice in NOTICES})


def notices_for(event_type: str) -> list[Notice]:
    """The rows of an event."""
    return [notice for notice in NOTICES if notice.event_type == event_type]


def notice_of(message: Message) -> Notice:
    """The row that a message was made from."""
    key = (message.event_type, message.recipient, message.template)
    return next(each for each in NOTICES if (each.event_type, each.recipient, each.template) == key)


def claimants(notices: list[Notice], data: Mapping[str, Any]) -> list[Notice]:
    """Of a claim's move: the side whose claim it is, when it is the office's."""
    return [each for each in notices if each.recipient == data["side"] and data["state"] in _CLAIMS_TOLD]


def must_arrive(notice: Notice, data: Mapping[str, Any]) -> bool:
    """Whether SMS stands in for WeChat for this event."""
    return notice.must_arrive or (notice.must_if_paid and data.get("due_fen", 0) > 0)


def concerns(notice: Notice, asked: str) -> bool:
    """Whether this side is told of a question for the reason `asked`."""
    return asked in (_OF_CONSIGNOR if notice.recipient is Recipient.CONSIGNOR else _OF_BOTH)


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
