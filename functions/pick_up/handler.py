"""Pickup: the courier's answer to a task, the identity check, and what happened at the consignor's door."""

from functions.pick_up.pickup import fail_pickup, pick_up_parcel
from functions.pick_up.real_name import ask_provider, verify_real_name
from functions.pick_up.schemas import (
    AcceptTaskSchema,
    DeclineTaskSchema,
    FailPickupSchema,
    PickUpParcelSchema,
    RealNameSchema,
    TaskSchema,
    VerifyRealNameSchema,
)
from functions.pick_up.tasks import accept_task, decline_task
from logistics.domain.roles import Role
from logistics.runtime.facts import ReceiptSchema
from logistics.runtime.function import Function

main = Function("pick_up")

_COURIER = {Role.COURIER}

main.on(
    http="POST /parcels/<waybill_no>/acceptance",
    invoke="accept_task",
    load=AcceptTaskSchema(),
    dump=TaskSchema(),
    roles=_COURIER,
    once=True,
)(accept_task)
main.on(
    http="POST /parcels/<waybill_no>/decline",
    invoke="decline_task",
    load=DeclineTaskSchema(),
    dump=TaskSchema(),
    roles=_COURIER,
    once=True,
)(decline_task)
main.on(
    http="POST /parcels/<waybill_no>/real-name",
    invoke="verify_real_name",
    load=VerifyRealNameSchema(),
    dump=RealNameSchema(),
    roles=_COURIER,
    once=True,
    outside=ask_provider,
)(verify_real_name)
main.on(
    http="POST /parcels/<waybill_no>/pickup",
    invoke="pick_up_parcel",
    load=PickUpParcelSchema(),
    dump=ReceiptSchema(),
    roles=_COURIER,
    once=True,
)(pick_up_parcel)
main.on(
    http="POST /parcels/<waybill_no>/pickup-failure",
    invoke="fail_pickup",
    load=FailPickupSchema(),
    dump=ReceiptSchema(),
    roles=_COURIER,
    once=True,
)(fail_pickup)
