"""Pickup: the courier's answer to a task, the identity check, and what happened at the consignor's door."""

from functions.pick_up.measuring import answer_repricing, measure_parcel
from functions.pick_up.pickup import fail_pickup, pick_up_parcel
from functions.pick_up.real_name import ask_provider, verify_real_name
from functions.pick_up.schemas import (
    AcceptTaskSchema,
    AnswerRepricingSchema,
    ConsentSchema,
    DeclineTaskSchema,
    FailPickupSchema,
    MeasurementSchema,
    MeasureSchema,
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
    http="POST /parcels/<waybill_no>/measurement",
    invoke="measure_parcel",
    load=MeasureSchema(),
    dump=MeasurementSchema(),
    roles=_COURIER,
    once=True,
)(measure_parcel)
main.on(
    http="POST /parcels/<waybill_no>/repricing-consent",
    invoke="answer_repricing",
    load=AnswerRepricingSchema(),
    dump=ConsentSchema(),
    roles={Role.CUSTOMER, Role.MERCHANT, Role.CUSTOMER_SERVICE},
    once=True,
)(answer_repricing)
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
