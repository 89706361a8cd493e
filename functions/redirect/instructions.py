"""What shall become of a parcel that nobody took: its consignor says it, or the office for them."""

from typing import Any

from functions.redirect.choice_schemas import DisposeParcel, GiveInstruction, ListInstructions
from logistics.domain.faults import Conflict
from logistics.domain.reasons import check_reason
from logistics.domain.returning import SEND_BACK, answer, require_disposable, return_reason
from logistics.domain.roles import STAFF
from logistics.domain.sides import require_consignor
from logistics.domain.states import Step
from logistics.runtime.context import Context
from logistics.runtime.facts import Fact, Receipt, record
from logistics.runtime.returns import start_return


def give_instruction(command: GiveInstruction, ctx: Context) -> dict[str, Any]:
    """Send it back, try again, or give it up; the first word counts.

    Raises Conflict INSTRUCTION_NOT_ASKED, INSTRUCTION_GIVEN, PARCEL_STATE_CONFLICT, Forbidden CONSIGNOR_ONLY. What the
    office says for the consignor leaves an audit row.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_consignor(parcel, ctx.actor)
    after = answer(parcel, command.instruction, ctx.now)
    saved = ctx.store.parcels.save(parcel, after)
    if ctx.actor.role in STAFF:
        changes = {"instruction": [None, command.instruction]}
        ctx.store.audit.note(ctx.actor, "give_instruction", f"parcels:{parcel.waybill_no}", changes)
    status = saved.status
    if command.instruction == SEND_BACK and after.instruction:
        current = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
        status = start_return(current, return_reason(after.instruction), ctx).status
    return {"waybill_no": parcel.waybill_no, "status": status}


def list_instructions(command: ListInstructions, ctx: Context) -> dict[str, Any]:
    """Parcels whose consignor has not answered yet, within the caller's scope, those that go back first."""
    return {"instructions": ctx.store.parcels.unanswered(ctx.actor.scope, command.limit)}


def dispose_parcel(command: DisposeParcel, ctx: Context) -> Receipt:
    """Dispose of what was given up or cannot go back, with a picture; an audit row stays for the law.

    Raises Conflict INSTRUCTION_REQUIRED, PROOF_REQUIRED, PROOF_UNCHECKED, PARCEL_STATE_CONFLICT, PARCEL_ELSEWHERE,
    EXCEPTION_OPEN; Invalid REASON_UNKNOWN.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    check_reason(Step.DISPOSED, command.reason)
    require_disposable(parcel, command.reason)
    own = {proof.key for proof in parcel.proofs if proof.owner_id == ctx.actor.id}
    if not command.evidence:
        raise Conflict("PROOF_REQUIRED", "请上传处置照片", missing=["photo"])
    if unchecked := [key for key in command.evidence if key not in own]:
        raise Conflict("PROOF_UNCHECKED", "凭证文件尚未确认，请先上传并确认", keys=unchecked)
    decision = Fact(
        waybill_no=parcel.waybill_no,
        scan_id=ctx.new_id(),
        occurred_at=ctx.now,
        reason=command.reason,
        note=command.note,
        evidence=tuple(command.evidence),
    )
    receipt = record(parcel, decision, Step.DISPOSED, ctx)
    changes = {"status": [str(parcel.status), str(receipt.status)], "reason": [None, command.reason]}
    ctx.store.audit.note(ctx.actor, "dispose_parcel", f"parcels:{parcel.waybill_no}", changes)
    return receipt
