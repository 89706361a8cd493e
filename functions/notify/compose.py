"""What a message says, made from the parcel in the moment of sending."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from functions.notify import rules, templates
from functions.notify.fields import fitted
from logistics.domain.claim import ClaimStatus
from logistics.domain.cod import CodStatus
from logistics.domain.money import yuan
from logistics.domain.parcel import Parcel
from logistics.domain.reasons import reason_text
from logistics.domain.returning import is_waiting
from logistics.domain.shanghai import SHANGHAI, clock_text, day_text
from logistics.domain.states import Step
from logistics.privacy import phones
from logistics.privacy.parties import Side, open_party
from logistics.privacy.pickup_codes import open_pickup_code
from logistics.runtime.context import Context
from logistics.store.messages import Message, Recipient

_REASON_STEPS = {
    "PickupFailed": Step.PICKUP_FAILED,
    "DeliveryFailed": Step.DELIVERY_FAILED,
    "ParcelRefused": Step.REFUSED,
    "ParcelReturning": Step.RETURN_STARTED,
    "ExceptionOpened": Step.EXCEPTION_OPENED,
}
_LONGEST_PARAMETER = 20  # of an SMS template


@dataclass(frozen=True)
class Sms:
    """A text message ready to be sent; `phone` is E.164 and lives no longer than the call."""

    phone: str
    template_id: str
    params: tuple[str, ...]


def subscribe_data(message: Message, parcel: Parcel) -> dict[str, str]:
    """The four fields of a subscribe template; Invalid MESSAGE_FIELD_INVALID."""
    notice = rules.notice_of(message)
    values = {
        templates.WAYBILL_FIELD: message.waybill_no,
        templates.PHRASE_FIELD: notice.phrase,
        templates.NOTE_FIELD: _note(message, parcel, notice.note),
        templates.TIME_FIELD: clock_text(message.occurred_at),
    }
    return {key: fitted(key, value) for key, value in values.items()}


def page(message: Message) -> str:
    """Where a tap on the message leads."""
    return f"{templates.PAGE}?waybill_no={message.waybill_no}"


def openid_of(message: Message, parcel: Parcel, ctx: Context) -> tuple[str, str] | None:
    """The customer id and openid of the side to be told; None when WeChat does not know them through us."""
    if message.recipient is Recipient.CONSIGNOR:
        customer_id = parcel.placed_by
    else:
        bound = ctx.store.customers.by_phone_index(parcel.consignee.phone_index)
        customer_id = parcel.consignee.customer_id or (bound.id if bound else "")
    openid = ctx.store.customers.openid_of(customer_id) if customer_id else None
    return (customer_id, openid) if openid else None


def sms(message: Message, parcel: Parcel, ctx: Context) -> Sms | None:
    """The text message that stands in; None when there is no mobile of their own to send it to."""
    consignor = message.recipient is Recipient.CONSIGNOR
    party, side = (parcel.consignor, Side.CONSIGNOR) if consignor else (parcel.consignee, Side.CONSIGNEE)
    contact = open_party(party, side, parcel.waybill_no)
    # A text cannot dial on: at a switchboard or a relay number it reaches nobody, or somebody else.
    if contact.extension or not phones.is_mobile(contact.phone):
        return None
    params = _SMS_PARAMS[message.template](message, parcel, ctx)
    cut = tuple(each[:_LONGEST_PARAMETER] for each in params)
    return Sms(contact.phone, templates.SMS_TEMPLATES[message.template], cut)


def _note(message: Message, parcel: Parcel, note: str) -> str:
    if message.event_type == "ParcelOutForDelivery":
        if parcel.cod.status is CodStatus.DUE:
            return "正在派送，请备好应付款项"
        return f"第{parcel.attempts}次派送，请保持电话畅通" if parcel.attempts > 1 else note
    if message.event_type == "DeliveryFailed" and message.recipient is Recipient.CONSIGNOR and is_waiting(parcel):
        note = "{reason}，{due}前处理"
    return note.format_map(_Words(message, parcel))


class _Words:
    """The words that a note leaves open, worked out when it names them."""

    def __init__(self, message: Message, parcel: Parcel) -> None:
        self._message, self._parcel = message, parcel

    def __getitem__(self, name: str) -> object:
        words: dict[str, Callable[[], object]] = {
            "reason": lambda: _reason(self._message),
            "due": lambda: _due(self._parcel),
            "arrival": lambda: _arrival(self._message, self._parcel),
            "code": lambda: _stored(self._message, self._parcel)[1],
            "claim": lambda: ClaimStatus(str(self._message.data["state"])).label,
            "amount": lambda: yuan(self._message.data["amount_fen"]),
            "until": lambda: _stored(self._message, self._parcel)[2],
            "stops": lambda: _stops(self._message),
            "window": lambda: _window(self._message),
        }
        return words[name]() if name in words else self._message.data[name]


def _due(parcel: Parcel) -> str:
    """The last day on which the consignor's answer counts."""
    return day_text(parcel.instruction.due_at) if parcel.instruction else "请尽快"


def _arrival(message: Message, parcel: Parcel) -> str:
    """When it should come, as things stand now."""
    at = parcel.estimated_at or datetime.fromisoformat(str(message.data["estimated_at"]))
    return f"{day_text(at)} {at.astimezone(SHANGHAI):%H:%M}"


def _stops(message: Message) -> str:
    before = message.data["stops_before"]
    return f"前面还有{before}站" if before else "下一站就到"


def _window(message: Message) -> str:
    """Between when and when the courier is expected, such as 14:20-14:40."""
    ends = (datetime.fromisoformat(str(message.data[name])) for name in ("earliest_at", "latest_at"))
    return "-".join(f"{each.astimezone(SHANGHAI):%H:%M}" for each in ends)


def _stored(message: Message, parcel: Parcel) -> tuple[str, str, str]:
    """Where it waits, the pickup code and the last day: for the consignee and nobody else."""
    if message.recipient is not Recipient.CONSIGNEE or parcel.storage is None:
        raise ValueError("a pickup code is the consignee's alone")
    code = open_pickup_code(parcel.storage, parcel.waybill_no)
    return parcel.storage.place_name or parcel.storage.place.label, code, day_text(parcel.storage.until)


def _reason(message: Message) -> str:
    return reason_text(_REASON_STEPS[message.event_type], str(message.data["reason"]))


def _delivery(message: Message, _: Parcel, ctx: Context) -> tuple[str, ...]:
    """The tail of the number and the courier's phone: the consignee must be able to call."""
    prefix, subscriber = phones.parts(ctx.store.staff.phone_of(str(message.data["courier_id"])))
    return phones.tail(message.waybill_no), f"{prefix}{subscriber}"


def _number(message: Message, _parcel: Parcel, _: Context) -> tuple[str, ...]:
    return (message.waybill_no,)


def _number_and_reason(message: Message, _parcel: Parcel, _: Context) -> tuple[str, ...]:
    return message.waybill_no, _reason(message)


def _waiting(message: Message, parcel: Parcel, _: Context) -> tuple[str, ...]:
    return _stored(message, parcel)


def _number_and_due(message: Message, parcel: Parcel, _: Context) -> tuple[str, ...]:
    return message.waybill_no, _due(parcel)


def _number_and_amount(message: Message, _parcel: Parcel, _: Context) -> tuple[str, ...]:
    return message.waybill_no, yuan(message.data["amount_fen"])


_SMS_PARAMS = {
    templates.PAYMENT: _number_and_amount,
    templates.STORED: _waiting,
    templates.INSTRUCTION: _number_and_due,
    templates.OUT_FOR_DELIVERY: _delivery,
    templates.SIGNED: _number,
    templates.DELIVERY_FAILED: _number_and_reason,
    templates.REFUSED: _number,
    templates.REPRICING: _number,
    templates.PICKED_UP: _number,
}
