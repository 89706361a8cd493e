"""How an order is paid for, as its page and lists show it to whoever pays it and to staff."""

from typing import Any

from marshmallow import Schema, fields

from logistics.domain.parcel import Parcel
from logistics.domain.payment import PAYMENT_LABELS
from logistics.domain.prepaying import pay_by
from logistics.domain.roles import STAFF, Actor


class PaymentNowSchema(Schema):
    """`owed_fen` is what is still to be paid, below nothing what will be given back; `pay_by` while the order waits."""

    status = fields.String()
    label = fields.String()
    owed_fen = fields.Integer()
    pay_by = fields.AwareDateTime(format="iso")


def payment_now(parcel: Parcel, actor: Actor) -> dict[str, Any] | None:
    """What PaymentNowSchema shows; None for whoever need not know what it costs."""
    if actor.role not in STAFF and parcel.placed_by != actor.id:
        return None
    label = PAYMENT_LABELS[parcel.payment]
    return {"status": parcel.payment, "label": label, "owed_fen": parcel.owed_fen, "pay_by": pay_by(parcel)}
