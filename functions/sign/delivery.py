"""At the consignee's door: signed, not delivered, or refused."""

from dataclasses import replace

from functions.sign.rules import require_checked
from functions.sign.schemas import SignParcel
from logistics.domain.states import Step
from logistics.privacy.masking import mask_name
from logistics.runtime.context import Context
from logistics.runtime.facts import Fact, Receipt, record


def sign_parcel(command: SignParcel, ctx: Context) -> Receipt:
    """Hand the parcel over against proof; what is due must have been collected exactly.

    Raises Conflict PROOF_UNCHECKED, PROOF_REQUIRED and COD_NOT_COLLECTED; a signature that does not fit the state is
    kept and flagged. Of the name only its mask is kept: the picture is the proof.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_checked(parcel, command.proof_keys, ctx.actor.id)
    details = {"signed_by": mask_name(command.signed_by), "signed_kind": command.signed_kind}
    signature = replace(command, evidence=tuple(command.proof_keys))
    return record(parcel, signature, Step.SIGNED, ctx, details)


def fail_delivery(command: Fact, ctx: Context) -> Receipt:
    """The parcel could not be handed over; the reason says whose it was."""
    return _report(command, Step.DELIVERY_FAILED, ctx)


def refuse_parcel(command: Fact, ctx: Context) -> Receipt:
    """The consignee will not have it: nothing is collected any more. Conflict COD_ALREADY_COLLECTED if it was."""
    return _report(command, Step.REFUSED, ctx)


def _report(command: Fact, step: Step, ctx: Context) -> Receipt:
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_checked(parcel, command.evidence, ctx.actor.id)
    return record(parcel, command, step, ctx)
