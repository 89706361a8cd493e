"""Orders: place one from a quote, call it off before pickup, list mine."""

from functions.create_order.batch_schemas import (
    BatchSchema,
    PlaceBatchSchema,
    RequestBatchSchema,
    ShowBatchSchema,
    TemplateSchema,
)
from functions.create_order.batches import place_batch, place_rows, request_batch, show_batch, show_template
from functions.create_order.booking_schemas import (
    ChangedOrderSchema,
    ChangeOrderSchema,
    CheckGoodsSchema,
    GoodsVerdictSchema,
    ListSlotsSchema,
    SlotsSchema,
)
from functions.create_order.changes import change_order, check_goods
from functions.create_order.listing import list_my_orders
from functions.create_order.ordering import cancel_order, place_order
from functions.create_order.schemas import (
    CancelledOrderSchema,
    CancelOrderSchema,
    ListMyOrdersSchema,
    MyOrdersSchema,
    PlacedOrderSchema,
    PlaceOrderSchema,
)
from functions.create_order.slots import list_slots
from logistics.domain.roles import Role
from logistics.runtime.function import Function
from logistics.runtime.uploads import GrantSchema

main = Function("create_order")

_SENDERS = {Role.CUSTOMER, Role.MERCHANT}

main.on(http="GET /pickup-slots", invoke="list_pickup_slots", load=ListSlotsSchema(), dump=SlotsSchema())(list_slots)
main.on(http="POST /goods-check", invoke="check_goods", load=CheckGoodsSchema(), dump=GoodsVerdictSchema())(check_goods)
main.on(
    http="POST /orders/<waybill_no>/changes",
    invoke="change_order",
    load=ChangeOrderSchema(),
    dump=ChangedOrderSchema(),
    roles=_SENDERS | {Role.CUSTOMER_SERVICE},
    once=True,
)(change_order)
main.on(
    http="POST /order-batches/uploads",
    invoke="request_order_batch",
    load=RequestBatchSchema(),
    dump=GrantSchema(),
    roles=_SENDERS | {Role.CUSTOMER_SERVICE},
    changes=True,
)(request_batch)
main.on(
    http="POST /order-batches",
    invoke="place_order_batch",
    load=PlaceBatchSchema(),
    dump=BatchSchema(),
    roles=_SENDERS | {Role.CUSTOMER_SERVICE},
    once=True,
    outside=place_rows,
)(place_batch)
main.on(
    http="GET /order-batches/<batch_id>",
    invoke="show_order_batch",
    load=ShowBatchSchema(),
    dump=BatchSchema(),
    roles=_SENDERS | {Role.CUSTOMER_SERVICE},
)(show_batch)
main.on(
    http="GET /order-batches/template",
    invoke="show_batch_template",
    dump=TemplateSchema(),
    roles=_SENDERS | {Role.CUSTOMER_SERVICE},
)(show_template)
main.on(
    http="POST /orders",
    invoke="place_order",
    load=PlaceOrderSchema(),
    dump=PlacedOrderSchema(),
    roles=_SENDERS,
    once=True,
)(place_order)
main.on(
    http="POST /orders/<waybill_no>/cancellation",
    invoke="cancel_order",
    load=CancelOrderSchema(),
    dump=CancelledOrderSchema(),
    roles=_SENDERS | {Role.CUSTOMER_SERVICE},
    once=True,
)(cancel_order)
main.on(
    http="GET /orders",
    invoke="list_my_orders",
    load=ListMyOrdersSchema(),
    dump=MyOrdersSchema(),
    roles=_SENDERS,
)(list_my_orders)
