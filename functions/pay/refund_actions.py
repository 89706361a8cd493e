"""What brings an order's payments in line, money given back by hand, and what WeChat was told of paid work."""

from functions.pay import by_hand, closing, refund_schemas, refunds, schemas, settling, shipping, sweeping
from logistics.domain.roles import Role
from logistics.runtime.function import Function

_REFUNDERS = {Role.CUSTOMER_SERVICE, Role.FINANCE}
_AUDITORS = {Role.FINANCE, Role.ADMINISTRATOR}


def register(main: Function) -> None:
    """Let these actions be reached."""
    main.on(
        queue=[
            *("PaymentReceived", "ParcelPickedUp", "ParcelRepriced", "ChargeAdded", "ScanUndone", "CodVoided"),
            *("CodReinstated", "CodCollected", "CodHandedBack", "ParcelLost", "ParcelFound"),
        ],
        load=schemas.WaybillEventSchema(),
        outside=closing.close_misfits,
    )(settling.settle_up)
    main.on(queue="OrderCancelled", load=schemas.WaybillEventSchema(), outside=closing.close_offers)(settling.settle_up)
    main.on(queue="RefundRequested", load=refund_schemas.RefundRequestedSchema(), outside=refunds.ask_wanted)(
        refunds.record_asked
    )
    main.on(schedule="sweep_payments: rate(1 minute)", dump=refund_schemas.SweptSchema())(sweeping.sweep)
    main.on(
        http="POST /refunds/code",
        invoke="send_refund_code",
        load=refund_schemas.OnePaymentSchema(),
        dump=refund_schemas.CodeSentSchema(),
        roles=_REFUNDERS,
        outside=by_hand.sent_code,
    )(by_hand.send_refund_code)
    main.on(
        http="POST /refunds",
        invoke="give_back",
        load=refund_schemas.GiveBackSchema(),
        dump=refund_schemas.GivenBackSchema(),
        roles=_REFUNDERS,
        once=True,
        outside=by_hand.proved,
    )(by_hand.give_back)
    main.on(
        http="GET /refunds",
        invoke="list_refunds",
        load=refund_schemas.ListRefundsSchema(),
        dump=refund_schemas.RefundsSchema(),
        roles=_REFUNDERS | {Role.ADMINISTRATOR},
    )(by_hand.list_refunds)
    main.on(
        http="GET /shipping-info",
        invoke="list_shipping",
        load=refund_schemas.ListShippingSchema(),
        dump=refund_schemas.ShippingListSchema(),
        roles=_AUDITORS,
    )(shipping.list_shipping)
    main.on(
        http="POST /shipping-info/<payment_id>",
        invoke="tell_shipping_again",
        load=refund_schemas.OnePaymentSchema(),
        dump=refund_schemas.ShippingSchema(),
        roles=_AUDITORS,
        once=True,
    )(shipping.tell_shipping_again)
