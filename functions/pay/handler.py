"""Payments through WeChat Pay: offered, heard of, closed, given back, and told to WeChat as work that is done."""

from functions.pay import closing, notifications, offering, refund_actions, schemas, showing
from functions.pay.schemas import OfferAtTheDoor, ShowDoorPayment
from logistics.domain.paying import Payment
from logistics.domain.roles import OFFICE, Role
from logistics.runtime.context import Context
from logistics.runtime.function import Function
from logistics.runtime.offering import OfferedSchema
from logistics.runtime.schemas import RawRequestSchema

main = Function("pay")

_PAYERS = {Role.CUSTOMER, Role.MERCHANT}

main.on(
    http="POST /parcels/<waybill_no>/payments",
    invoke="offer_payment",
    load=schemas.OneWaybillSchema(),
    dump=OfferedSchema(),
    roles=_PAYERS,
    once=True,
    outside=offering.ask_provider,
)(offering.offer_payment)
main.on(
    http="GET /parcels/<waybill_no>/payments",
    invoke="show_payments",
    load=schemas.ShowPaymentsSchema(),
    dump=schemas.PaymentsSchema(),
    roles=_PAYERS | OFFICE,
    outside=showing.refresh,
)(showing.show_payments)


@main.on(
    http="POST /parcels/<waybill_no>/door-payments",
    invoke="offer_door_payment",
    load=schemas.OfferAtTheDoorSchema(),
    dump=schemas.DoorOfferSchema(),
    roles={Role.COURIER},
    once=True,
    outside=offering.ask_provider_at_the_door,
)
def offer_door_payment(_command: OfferAtTheDoor, ctx: Context) -> Payment:
    """A code for what is due at the door, for the payer's camera."""
    return offering.keep_offer(ctx)


@main.on(
    http="GET /parcels/<waybill_no>/door-payments/<payment_id>",
    invoke="show_door_payment",
    load=schemas.ShowDoorPaymentSchema(),
    dump=schemas.DoorOfferSchema(),
    roles={Role.COURIER},
    outside=offering.look,
)
def show_door_payment(_command: ShowDoorPayment, ctx: Context) -> Payment:
    """What became of a code, as the provider tells it now."""
    payment: Payment = ctx.answer
    return payment


main.on(
    http="POST /payments/notifications",
    load=RawRequestSchema(),
    changes=True,
    outside=notifications.read,
)(notifications.receive)
main.on(queue="PaymentOverdue", load=schemas.WaybillEventSchema(), outside=closing.close_offers)(
    closing.call_off_unpaid
)
refund_actions.register(main)
