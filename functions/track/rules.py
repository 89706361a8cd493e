"""What the caller may do with a parcel now: the buttons of its page."""

from datetime import datetime

from logistics.domain.cod import CodStatus
from logistics.domain.parcel import Parcel
from logistics.domain.rating import may_rate
from logistics.domain.roles import CUSTOMERS, Actor, Role
from logistics.domain.scan import Scan
from logistics.domain.states import Status, Step, roles_for
from logistics.domain.timeline import objection

_BY_STEP = {
    Step.CANCELLED: "cancel",
    Step.ASSIGNED: "assign",
    Step.RELEASED: "release",
    Step.PICKED_UP: "pick_up",
    Step.PICKUP_FAILED: "fail_pickup",
    Step.DEPARTED: "depart",
    Step.ARRIVED: "arrive",
    Step.OUT_FOR_DELIVERY: "deliver",
    Step.BACK_AT_OUTLET: "bring_back",
    Step.SIGNED: "sign",
    Step.DELIVERY_FAILED: "fail_delivery",
    Step.REFUSED: "refuse",
    Step.EXCEPTION_OPENED: "open_exception",
    Step.EXCEPTION_RESOLVED: "resolve_exception",
}
_TOWARDS_THE_DOOR = frozenset(
    {
        Status.PLACED,
        Status.ASSIGNED,
        Status.PICKED_UP,
        Status.IN_TRANSIT,
        Status.AT_OUTLET,
        Status.OUT_FOR_DELIVERY,
    }
)
_OFFERED = {role: tuple(step for step in _BY_STEP if role in roles_for(step)) for role in Role}


def estimated_at(parcel: Parcel, now: datetime) -> datetime | None:
    """When it should be delivered, as long as it is on its way there: as things stand, else as was promised."""
    on_its_way = parcel.status in _TOWARDS_THE_DOOR and parcel.overlay is None
    expected = parcel.estimated_at or parcel.promised_at
    return expected if on_its_way and expected and expected > now else None


def actions_for(parcel: Parcel, actor: Actor, now: datetime, *, rated: bool = False) -> list[str]:
    """The actions that would be taken from this caller in this state, in the order of the journey.

    `rated` tells that a customer has said already what they think of the delivery.
    """
    if actor.role in CUSTOMERS:
        cancels = parcel.placed_by == actor.id and _fits(Step.CANCELLED, parcel, actor, now)
        rates = not rated and may_rate(parcel, actor, now)
        return [*(["cancel"] if cancels else []), *(["rate"] if rates else [])]
    steps = [step for step in _OFFERED[actor.role] if _fits(step, parcel, actor, now)]
    if actor.role is not Role.COURIER:
        return [_BY_STEP[step] for step in steps]
    ready = [_BY_STEP[step] for step in steps if step is not Step.RELEASED and _is_ready(step, parcel)]
    return [*_before_pickup(parcel, actor), *_at_the_door(parcel, actor), *ready]


def _fits(step: Step, parcel: Parcel, actor: Actor, now: datetime) -> bool:
    probe = Scan("", parcel.waybill_no, step, now, now, actor.id, actor.role)
    return objection(parcel.state, probe) is None


def _is_ready(step: Step, parcel: Parcel) -> bool:
    """Whether what must come first has been done: the identity check, the collection."""
    if step is Step.PICKED_UP:
        return parcel.real_name is not None
    return step is not Step.SIGNED or not _owes(parcel)


def _before_pickup(parcel: Parcel, actor: Actor) -> list[str]:
    if parcel.status is not Status.ASSIGNED or parcel.courier_id != actor.id:
        return []
    accept = [] if parcel.accepted_at else ["accept"]
    return [*accept, "decline", *([] if parcel.real_name else ["verify_real_name"])]


def _at_the_door(parcel: Parcel, actor: Actor) -> list[str]:
    here = parcel.status is Status.OUT_FOR_DELIVERY and parcel.courier_id == actor.id
    return ["collect"] if here and _owes(parcel) else []


def _owes(parcel: Parcel) -> bool:
    return parcel.due_fen > 0 and parcel.cod.status is CodStatus.DUE
