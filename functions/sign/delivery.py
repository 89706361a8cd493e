"""At the consignee's door: signed, in whole or in part, not delivered, or refused."""

from dataclasses import replace

from functions.sign.rules import completes, require_checked
from functions.sign.schemas import SignParcel
from logistics.domain.choice import require_consent
from logistics.domain.faults import Conflict
from logistics.domain.parcel import Parcel
from logistics.domain.states import Step
from logistics.privacy import vault
from logistics.privacy.masking import mask_name
from logistics.privacy.parties import Side, open_party
from logistics.runtime.context import Context
from logistics.runtime.facts import Fact, Receipt, record
from logistics.runtime.second_factor import require_second_factor
from logistics.store.codes import Purpose


def sign_parcel(command: SignParcel, ctx: Context) -> Receipt:
    """Hand the parcel over against proof, or some of its pieces; what is due must have been collected exactly.

    Raises Conflict PROOF_UNCHECKED, PROOF_REQUIRED (missing=), IDENTITY_REQUIRED, CONSENT_REQUIRED and
    COD_NOT_COLLECTED, Forbidden CODE_WRONG, Invalid PIECES_INVALID; a signature that does not fit the state is kept
    and flagged. Of the name only its mask is kept: the picture is the proof.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_checked(parcel, command.proof_keys, ctx.actor.id)
    details: dict[str, object] = {"signed_by": mask_name(command.signed_by), "signed_kind": command.signed_kind}
    details |= _checked(parcel, command, ctx)
    own = [parcel.own_signature.key] if "own_signature" in details and parcel.own_signature else []
    signature = replace(command, evidence=(*command.proof_keys, *own))
    if command.pieces and not completes(parcel, command.pieces):
        return record(parcel, signature, Step.PARTLY_SIGNED, ctx, details | {"pieces": command.pieces})
    return record(parcel, signature, Step.SIGNED, ctx, details)


def fail_delivery(command: Fact, ctx: Context) -> Receipt:
    """The parcel could not be handed over; the reason says whose it was."""
    return _report(command, Step.DELIVERY_FAILED, ctx)


def refuse_parcel(command: Fact, ctx: Context) -> Receipt:
    """The consignee will not have it: nothing is collected any more. Conflict COD_ALREADY_COLLECTED if it was."""
    return _report(command, Step.REFUSED, ctx)


def _checked(parcel: Parcel, command: SignParcel, ctx: Context) -> dict[str, object]:
    """What else was looked at, as the scan's details say it.

    The code is compared within the transaction: it is bound to this request, which may therefore run again.
    """
    seen: dict[str, object] = {}
    if command.code:
        phone = open_party(parcel.consignee, Side.CONSIGNEE, parcel.waybill_no).phone
        require_second_factor(ctx, vault.phone_index(phone), Purpose.SIGN, parcel.waybill_no, command.code)
        seen["code_checked"] = True
    if command.identity_token:
        identity = parcel.recipient_identity
        if identity is None or identity.token != command.identity_token:
            raise Conflict("IDENTITY_REQUIRED", "请先核验收件人身份")
        seen["identity_checked"] = True
    if parcel.own_signature and parcel.own_signature.attempt == parcel.attempts:
        seen["own_signature"] = True
    if command.consent_id:
        seen["consent_id"] = require_consent(parcel, command.consent_id, "doorstep", command.occurred_at)
    return seen


def _report(command: Fact, step: Step, ctx: Context) -> Receipt:
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_checked(parcel, command.evidence, ctx.actor.id)
    return record(parcel, command, step, ctx)
