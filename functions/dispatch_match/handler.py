"""Dispatch: who fetches which parcel, decided by the matching or by people, and what couriers have to do."""

from functions.dispatch_match import automatic, escalating, manual, reassigning, working
from functions.dispatch_match.schemas import (
    AssignmentSchema,
    AssignOrderSchema,
    DecisionsSchema,
    DutySchema,
    ListWaitingSchema,
    OneWaybillSchema,
    OrderWaitsSchema,
    OverdueSchema,
    PickupFailedSchema,
    ReassignedSchema,
    ReassignSchema,
    ReleaseOrderSchema,
    RetriedSchema,
    SetDutySchema,
    WaitingOrdersSchema,
)
from functions.dispatch_match.task_schemas import TasksSchema
from logistics.domain.roles import Role
from logistics.runtime.function import Function

main = Function("dispatch_match")

_COURIER = {Role.COURIER}
_DISPATCH = {Role.DISPATCHER, Role.OUTLET_MANAGER}
_OVERSEE = _DISPATCH | {Role.CUSTOMER_SERVICE, Role.ADMINISTRATOR}

# A declined order is released in the same transaction, so its release says all that the matching needs to know;
# a cancelled order leaves its courier's load by its state.
main.on(
    queue=["OrderPlaced", "CourierReleased"],
    load=OrderWaitsSchema(),
    outside=automatic.look_around,
)(automatic.match_order)
main.on(
    queue="DispatchWindowClosed",
    load=OrderWaitsSchema(),
    outside=automatic.look_over_window,
)(automatic.match_window)
main.on(
    queue="PickupFailed",
    load=PickupFailedSchema(),
    outside=automatic.look_around_again,
)(automatic.match_again)
main.on(queue="DispatchOverdue", load=OrderWaitsSchema())(escalating.end_search)
main.on(queue="AcceptanceOverdue", load=OverdueSchema())(automatic.end_acceptance)
main.on(schedule="retry_waiting: rate(1 minute)", dump=RetriedSchema())(automatic.retry_waiting)

main.on(
    http="POST /couriers/me/duty",
    invoke="set_duty",
    load=SetDutySchema(),
    dump=DutySchema(),
    roles=_COURIER,
)(working.set_duty)
main.on(
    http="GET /couriers/me/tasks",
    invoke="list_tasks",
    dump=TasksSchema(),
    roles=_COURIER,
)(working.list_tasks)

main.on(
    http="POST /parcels/<waybill_no>/assignment",
    invoke="assign_order",
    load=AssignOrderSchema(),
    dump=AssignmentSchema(),
    roles=_DISPATCH,
    once=True,
)(manual.assign_order)
main.on(
    http="POST /couriers/<courier_id>/reassignment",
    invoke="reassign_tasks",
    load=ReassignSchema(),
    dump=ReassignedSchema(),
    roles=_DISPATCH,
    once=True,
)(reassigning.reassign_tasks)
main.on(
    http="POST /parcels/<waybill_no>/release",
    invoke="release_order",
    load=ReleaseOrderSchema(),
    dump=AssignmentSchema(),
    roles=_DISPATCH,
    once=True,
)(manual.release_order)
main.on(
    http="GET /waiting-orders",
    invoke="list_waiting",
    load=ListWaitingSchema(),
    dump=WaitingOrdersSchema(),
    roles=_OVERSEE,
)(manual.list_waiting)
main.on(
    http="GET /parcels/<waybill_no>/decisions",
    invoke="show_decision",
    load=OneWaybillSchema(),
    dump=DecisionsSchema(),
    roles=_OVERSEE,
)(manual.show_decision)
