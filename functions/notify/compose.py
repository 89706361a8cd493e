"""What a message says, made from the parcel in the moment of sending."""

from dataclasses import dataclass

from functions.notify import rules, templates
from functions.notify.fields import fitted
from logistics.domain.cod import CodStatus
from logistics.domain.parcel import Parcel
from logistics.domain.reasons import reason_text
from logistics.domain.shanghai import clock_text
from logistics.domain.states import Step
from logistics.privacy import phones
from logistics.privacy.parties import Side, open_party
from logistics.runtime.context import Context
from logistics.store.messages import Message, Recipient

_REASON_STEPS = {"DeliveryFailed": Step.DELIVERY_FAILED, "ParcelRefused": Step.REFUSED}
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
    params = _SMS_PARAMS[message.template](message, ctx)
    cut = tuple(each[:_LONGEST_PARAMETER] for each in params)
    return Sms(contact.phone, templates.SMS_TEMPLATES[message.template], cut)


def _note(message: Message, parcel: Parcel, note: str) -> str:
    if message.template == templates.OUT_FOR_DELIVERY and parcel.cod.status is CodStatus.DUE:
        return "正在派送，请备好应付款项"
    return note.format(reason=_reason(message)) if "{reason}" in note else note


def _reason(message: Message) -> str:
    return reason_text(_REASON_STEPS[message.event_type], str(message.data["reason"]))


def _delivery(message: Message, ctx: Context) -> tuple[str, ...]:
    """The tail of the number and the courier's phone: the consignee must be able to call."""
    prefix, subscriber = phones.parts(ctx.store.staff.phone_of(str(message.data["courier_id"])))
    return phones.tail(message.waybill_no), f"{prefix}{subscriber}"


def _number(message: Message, _: Context) -> tuple[str, ...]:
    return (message.waybill_no,)


def _number_and_reason(message: Message, _: Context) -> tuple[str, ...]:
    return message.waybill_no, _reason(message)


_SMS_PARAMS = {
    templates.OUT_FOR_DELIVERY: _delivery,
    templates.SIGNED: _number,
    templates.DELIVERY_FAILED: _number_and_reason,
    templates.REFUSED: _number,
}
