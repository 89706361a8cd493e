"""When a courier falls out: their pickups go to another one in the same order."""

from datetime import timedelta

from functions.dispatch_match.manual import receiving_courier
from functions.dispatch_match.matching import given_to
from functions.dispatch_match.rules import LOAD
from functions.dispatch_match.schemas import Reassign
from logistics.domain.dispatch import acceptance_timer
from logistics.domain.faults import Conflict, NotFound
from logistics.domain.parcel import Parcel
from logistics.domain.states import Status
from logistics.privacy.scrub import scrub_written
from logistics.runtime.context import Context
from logistics.store.decisions import Decision

_MOST_TASKS = 100
_NEXT_STOP = timedelta(milliseconds=1)  # tasks are listed by when they were given


def reassign_tasks(command: Reassign, ctx: Context) -> dict[str, object]:
    """Give all pickups of a courier, or those listed, to another one: all in one transaction, stops in their order.

    Parcels that the courier carries stay and are told: whoever takes them over scans them. Raises NotFound
    STAFF_NOT_FOUND, PARCEL_NOT_FOUND for a number that is no task of theirs; Conflict COURIER_UNAVAILABLE.
    """
    if command.courier_id == command.to_courier_id:
        raise Conflict("COURIER_UNAVAILABLE", "请选择另一位快递员")
    ctx.store.staff.get(command.courier_id, ctx.actor.scope)
    courier = receiving_courier(command.to_courier_id, ctx)
    tasks = _tasks(command, ctx)
    pickups = [each for each in tasks if each.status is Status.ASSIGNED]
    moved = [
        (each, given_to(courier, each, ctx.actor, ctx.now + place * _NEXT_STOP)) for place, each in enumerate(pickups)
    ]
    ctx.store.parcels.save_all(moved)
    said = command.reason and scrub_written(command.reason)
    for parcel, _ in moved:
        ctx.withdraw(acceptance_timer(parcel.waybill_no))
        decision = Decision(parcel.waybill_no, ctx.now, ctx.actor.id, courier.id, reason=said)
        ctx.store.decisions.add(decision)
    return {
        "courier_id": command.courier_id,
        "to_courier_id": courier.id,
        "moved": [each.waybill_no for each in pickups],
        "left": [each for each in tasks if each.status is not Status.ASSIGNED],
    }


def _tasks(command: Reassign, ctx: Context) -> list[Parcel]:
    tasks = ctx.store.parcels.tasks(command.courier_id, list(LOAD), _MOST_TASKS)
    if not command.waybill_nos:
        return tasks
    if set(command.waybill_nos) - {each.waybill_no for each in tasks}:
        raise NotFound("PARCEL_NOT_FOUND", "没有找到这个运单")
    return [each for each in tasks if each.waybill_no in command.waybill_nos]
