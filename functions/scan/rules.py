"""Which steps are scanned, and what a scanner must be near to."""

from logistics.domain.parcel import Parcel
from logistics.domain.roles import OUTLET_STAFF, Actor, Role
from logistics.domain.states import Step
from logistics.domain.timeline import TAKING_STEPS

STEPS = (
    Step.DEPARTED,
    Step.ARRIVED,
    Step.BACK_AT_OUTLET,
    Step.OUT_FOR_DELIVERY,
    Step.RETURNED,
    Step.EXCEPTION_OPENED,
)
_LINE_STEPS = frozenset({Step.DEPARTED, Step.ARRIVED})


def goes_by_hand(step: Step) -> bool:
    """Whether a step is reported by whoever has the parcel before them, in their data so far or not."""
    return step in _LINE_STEPS or step in TAKING_STEPS


def may_report(parcel: Parcel, step: Step, by: Actor) -> bool:
    """For steps that go by hand: outlet staff any parcel that turns up at their outlet, sent astray or not; couriers
    one they held before or one that an outlet of theirs handles."""
    if by.role is Role.COURIER:
        return by.id in parcel.held_by or by.outlet_id in parcel.outlet_ids
    return by.role in OUTLET_STAFF and by.outlet_id is not None and step in _LINE_STEPS
