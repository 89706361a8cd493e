"""What an order may ask for beyond a picture: a code, an identity check, the consignee's own signature, a paper."""

from typing import Any

from functions.sign.proving_schemas import CheckRecipient, MoveReceipt, SignByMyself
from functions.sign.storing_schemas import OneWaybill
from logistics.domain import guards
from logistics.domain.changing import changed
from logistics.domain.consignment import ProofMode, RealName
from logistics.domain.faults import Conflict
from logistics.domain.parcel import Parcel
from logistics.domain.proving import OwnSignature
from logistics.domain.receipt import ReceiptState, move_receipt
from logistics.domain.roles import Role
from logistics.domain.sides import require_consignee
from logistics.domain.states import Status
from logistics.gateways.faceid import IdentityCheck
from logistics.privacy.parties import Side, open_party
from logistics.runtime.context import Context
from logistics.runtime.identity import ask_identity
from logistics.runtime.second_factor import send_second_factor
from logistics.store.codes import Purpose

_HANDED_OVER_IN = frozenset({Status.AT_OUTLET, Status.OUT_FOR_DELIVERY, Status.STORED})


def send_sign_code(command: OneWaybill, ctx: Context) -> dict[str, int]:
    """Send the consignee a code that they tell whoever hands the parcel over; raises what send_second_factor does."""
    parcel = _at_hand(command.waybill_no, ctx)
    phone = open_party(parcel.consignee, Side.CONSIGNEE, parcel.waybill_no).phone
    return send_second_factor(ctx, phone, Purpose.SIGN, parcel.waybill_no)


def ask_provider(command: CheckRecipient, ctx: Context) -> IdentityCheck:
    """The outside step: the name must be the consignee's before the provider is asked about it.

    Raises Conflict RECIPIENT_MISMATCH and what ask_identity raises.
    """
    parcel = _at_hand(command.waybill_no, ctx)
    consignee = open_party(parcel.consignee, Side.CONSIGNEE, parcel.waybill_no)
    if command.name != consignee.name.strip():
        raise Conflict("RECIPIENT_MISMATCH", "姓名与收件人不符，请由收件人本人签收")
    return ask_identity(command.name, command.id_number, command.waybill_no, ctx)


def check_recipient(command: CheckRecipient, ctx: Context) -> Parcel:
    """Keep the provider's token on the parcel; name and number are forgotten."""
    parcel = _at_hand(command.waybill_no, ctx)
    check: IdentityCheck = ctx.answer
    return ctx.store.parcels.save(parcel, changed(parcel, recipient_identity=RealName(check.token, ctx.now)))


def sign_by_myself(command: SignByMyself, ctx: Context) -> dict[str, Any]:
    """The consignee's own signature for the attempt under way; the courier's report refers to it.

    Raises Forbidden CONSIGNEE_ONLY, Conflict PARCEL_STATE_CONFLICT and PROOF_UNCHECKED.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_consignee(parcel, ctx.actor)
    if parcel.status is not Status.OUT_FOR_DELIVERY:
        raise guards.refusal("PARCEL_STATE_CONFLICT", parcel.status, "own_signature")
    signed = (command.proof_key, str(ProofMode.OWN_SIGNATURE), ctx.actor.id)
    if signed not in {(proof.key, proof.kind, proof.owner_id) for proof in parcel.proofs}:
        raise Conflict("PROOF_UNCHECKED", "签名尚未上传成功，请重新签名", keys=[command.proof_key])
    own = OwnSignature(command.proof_key, ctx.now, parcel.attempts)
    ctx.store.parcels.save(parcel, changed(parcel, own_signature=own))
    return {"waybill_no": parcel.waybill_no, "at": ctx.now}


def move_return_receipt(command: MoveReceipt, ctx: Context) -> dict[str, Any]:
    """The signed paper leaves the delivering outlet, or is back at the consignor's; raises what move_receipt does."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    after = move_receipt(parcel, ReceiptState(command.state), ctx.actor, ctx.now)
    ctx.store.parcels.save(parcel, after)
    return {"waybill_no": parcel.waybill_no, "state": command.state, "at": ctx.now}


def _at_hand(waybill_no: str, ctx: Context) -> Parcel:
    """A parcel that can be handed over now, by the courier who has it or at a counter of its outlets."""
    parcel = ctx.store.parcels.get(waybill_no, ctx.actor.scope)
    if parcel.status not in _HANDED_OVER_IN:
        raise guards.refusal("PARCEL_STATE_CONFLICT", parcel.status, "sign")
    if ctx.actor.role is Role.COURIER and parcel.courier_id != ctx.actor.id:
        raise guards.refusal("PARCEL_NOT_YOURS", parcel.status, "sign")
    return parcel
