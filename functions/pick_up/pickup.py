"""At the consignor's door: the parcel is taken, or it is not."""

from dataclasses import replace

from functions.pick_up.measuring import price_of
from functions.pick_up.rules import require_evidence, require_inspection_photo, require_token
from functions.pick_up.schemas import PickUpParcel
from logistics.domain.faults import Conflict
from logistics.domain.parcel import Parcel
from logistics.domain.repricing import Repricing, details_of
from logistics.domain.states import Step
from logistics.runtime.context import Context
from logistics.runtime.facts import Fact, Receipt, record


def pick_up_parcel(command: PickUpParcel, ctx: Context) -> Receipt:
    """Take the parcel after the identity check and the inspection, at the price of what was measured.

    Raises Conflict REAL_NAME_REQUIRED, INSPECTION_REQUIRED, INSPECTION_PHOTO_REQUIRED, MEASUREMENT_OUTDATED and
    REPRICE_CONSENT_REQUIRED; a fact that does not fit is kept and flagged.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_token(parcel, command.real_name_token)
    require_evidence(parcel, command.evidence, False)
    require_inspection_photo(parcel, command.evidence)
    repricing = _measurement(parcel, command, ctx)
    return record(parcel, command, Step.PICKED_UP, ctx, {"inspected": command.inspected, **details_of(repricing)})


def fail_pickup(command: Fact, ctx: Context) -> Receipt:
    """The parcel could not be fetched; the reason says whose it was."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    return record(parcel, command, Step.PICKUP_FAILED, ctx)


def _measurement(parcel: Parcel, command: PickUpParcel, ctx: Context) -> Repricing:
    """The measurement that was named, or (a courier without network makes none) what the pickup itself says."""
    known = parcel.repricing
    if command.measurement_id:
        if known is None or known.id != command.measurement_id:
            raise Conflict("MEASUREMENT_OUTDATED", "包裹已重新称重，请使用最新的称重结果")
        found = known
    else:
        found = price_of(parcel, command.weight_g, command.volume_cm3, ctx)
        if known is not None and known.agreed and known.after.total_fen >= found.after.total_fen:
            found = replace(found, agreed=True)
    if found.waits:
        fen = {"before_fen": found.before.total_fen, "after_fen": found.after.total_fen}
        raise Conflict("REPRICE_CONSENT_REQUIRED", "运费变化较大，请先取得寄件人同意", **fen)
    return found
