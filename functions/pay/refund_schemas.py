"""What comes in and goes out of refunds."""

from dataclasses import dataclass

from marshmallow import Schema, fields

from functions.pay.schemas import RefundSchema
from logistics.domain.paying import Shipping
from logistics.domain.refunding import RefundReason, RefundState
from logistics.runtime.schemas import CommandSchema, EventSchema, fen, one_of, spelled, text, whole

_PAYMENT_NO = "[0-9A-Z]{6,32}"
_REFUND_NO = "[0-9A-Z]{6,32}r[0-9]{1,2}"
# Those that a person may give; the others follow from what happened.
BY_HAND = (RefundReason.GOODWILL, RefundReason.OVERPAID)
OPEN = (RefundState.WANTED, RefundState.PROCESSING, RefundState.ABNORMAL)


@dataclass(frozen=True)
class OneRefund:
    refund_id: str


class RefundRequestedSchema(EventSchema):
    command = OneRefund
    refund_id = fields.String(required=True)


@dataclass(frozen=True)
class OnePayment:
    payment_id: str


class OnePaymentSchema(CommandSchema):
    command = OnePayment
    payment_id = fields.String(required=True, validate=spelled(_PAYMENT_NO))


@dataclass(frozen=True)
class GiveBack(OnePayment):
    """`code` was sent to the own phone of who asks, for this payment."""

    amount_fen: int
    reason: str
    note: str
    code: str


class GiveBackSchema(CommandSchema):
    command = GiveBack
    payment_id = fields.String(required=True, validate=spelled(_PAYMENT_NO))
    amount_fen = fen(1, required=True)
    reason = one_of(BY_HAND, required=True)
    note = text(200, required=True)
    code = fields.String(required=True, validate=spelled("[0-9]{6}"))


class CodeSentSchema(Schema):
    expires_in_s = fields.Integer()
    next_in_s = fields.Integer()


class GivenBackSchema(Schema):
    """Remembered for replays: no words."""

    refund_id = fields.String(attribute="id")
    waybill_no = fields.String()
    amount_fen = fields.Integer()
    state = fields.String()
    at = fields.AwareDateTime(format="iso")


@dataclass(frozen=True)
class ListRefunds:
    """Those in one state, or ("") all that are not done; `before` is the number where the last page ended."""

    state: str = ""
    before: str = ""
    limit: int = 50


class ListRefundsSchema(CommandSchema):
    command = ListRefunds
    state = one_of(("", *RefundState))
    before = fields.String(validate=spelled(f"({_REFUND_NO})?"))
    limit = whole(1, 200)


class ListedRefundSchema(RefundSchema):
    """`problem` is the provider's code for why it did not take the refund at the last try, `tries` how many failed."""

    waybill_no = fields.String()
    asked_by = fields.String()
    note = fields.String()
    problem = fields.String()
    tries = fields.Integer()


class RefundsSchema(Schema):
    """`next` goes into `before` for the page that follows; none at the end."""

    refunds = fields.List(fields.Nested(ListedRefundSchema()))
    next = fields.String()


@dataclass(frozen=True)
class ListShipping:
    """Payments by what WeChat was told of their work; `before` is the number where the last page ended."""

    state: str = Shipping.REFUSED
    before: str = ""
    limit: int = 50


class ListShippingSchema(CommandSchema):
    command = ListShipping
    state = one_of(Shipping)
    before = fields.String(validate=spelled(f"({_PAYMENT_NO})?"))
    limit = whole(1, 200)


class ShippingSchema(Schema):
    payment_id = fields.String(attribute="id")
    waybill_no = fields.String()
    amount_fen = fields.Integer()
    shipping = fields.String()
    paid_at = fields.AwareDateTime(format="iso")


class ShippingListSchema(Schema):
    """`next` goes into `before` for the page that follows; none at the end."""

    payments = fields.List(fields.Nested(ShippingSchema()))
    next = fields.String()


class SweptSchema(Schema):
    """How many of each were seen to in this round."""

    refunds = fields.Integer()
    payments = fields.Integer()
    shipping = fields.Integer()
