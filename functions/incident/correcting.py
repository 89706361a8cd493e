"""Wrong scans and signatures are taken back by a decision of their own; nothing is ever deleted (撤销签收、更正)."""

from functions.incident.schemas import Correct
from logistics.domain.faults import Conflict, NotFound
from logistics.domain.reasons import check_reason
from logistics.domain.states import FACTS, Step
from logistics.domain.timeline import fold
from logistics.runtime.context import Context
from logistics.runtime.facts import Fact, Receipt, record


def correct_scan(command: Correct, ctx: Context) -> Receipt:
    """Take one scan back: a signature is revoked, any other fact is withdrawn; what followed from it is undone.

    Raises NotFound SCAN_NOT_FOUND, Conflict SCAN_NOT_COUNTED for one without effect, SCAN_NOT_CORRECTABLE for a
    command, SIGNATURE_STANDS when a signature would be left without its road: that is to be revoked first.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    history = ctx.store.scans.of(command.waybill_no)
    wrong = next((each for each in history if each.id == command.scan_id), None)
    if wrong is None:
        raise NotFound("SCAN_NOT_FOUND", "没有找到这条扫描记录")
    if wrong.step not in FACTS:
        raise Conflict("SCAN_NOT_CORRECTABLE", "这不是扫描记录，不能更正", step=wrong.step)
    if wrong not in fold(history, parcel.signatures).applied:
        raise Conflict("SCAN_NOT_COUNTED", "这条记录未生效，无需更正", step=wrong.step)
    step = Step.SIGNATURE_REVOKED if wrong.step is Step.SIGNED else Step.SCAN_WITHDRAWN
    check_reason(step, command.reason)
    decision = Fact(
        waybill_no=command.waybill_no,
        scan_id=ctx.new_id(),
        occurred_at=ctx.now,
        reason=command.reason,
        note=command.note,
    )
    done = record(parcel, decision, step, ctx, {"scan_id": wrong.id})
    subject = f"scans:{wrong.id}"
    ctx.store.audit.note(ctx.actor, "correct_scan", subject, {"step": str(wrong.step), "reason": command.reason})
    return done
