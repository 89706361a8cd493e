"""At the consignor's door: the parcel is taken, or it is not."""

from functions.pick_up.rules import require_token
from functions.pick_up.schemas import PickUpParcel
from logistics.domain.states import Step
from logistics.runtime.context import Context
from logistics.runtime.facts import Fact, Receipt, record


def pick_up_parcel(command: PickUpParcel, ctx: Context) -> Receipt:
    """Take the parcel after the identity check and the inspection; what was measured goes into the scan.

    Raises Conflict REAL_NAME_REQUIRED and INSPECTION_REQUIRED; a fact that does not fit is kept and flagged.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_token(parcel, command.real_name_token)
    measured = {"weight_g": command.weight_g, "volume_cm3": command.volume_cm3}
    return record(parcel, command, Step.PICKED_UP, ctx, {"inspected": command.inspected, **measured})


def fail_pickup(command: Fact, ctx: Context) -> Receipt:
    """The parcel could not be fetched; the reason says whose it was."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    return record(parcel, command, Step.PICKUP_FAILED, ctx)
