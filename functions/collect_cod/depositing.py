"""Counted cash on its way to the bank: paid in with the bank's reference and perhaps a photo of the slip."""

from typing import Any

from functions.collect_cod.cash_schemas import AskSlip, DepositCash, OneDeposit, Page
from logistics.domain.cod import CodStatus
from logistics.domain.custody import CashCount, CountState, Deposit, DepositState, total_fen
from logistics.domain.faults import Conflict, Forbidden, NotFound
from logistics.domain.journal import cash_banked
from logistics.domain.roles import SYSTEM
from logistics.gateways import files
from logistics.runtime.bank_credits import tell_anew
from logistics.runtime.context import Context
from logistics.runtime.custody import MOST_LINES, carry_to, confirm_deposit, freeze_deposit
from logistics.runtime.uploads import EXTENSIONS, GRANTED_FOR, Grant, checked_file, make_grant
from logistics.store.uploads import Upload

_SLIP = "deposit_slip"
_OF_NO_WAYBILL = ""


def make_form(command: AskSlip, ctx: Context) -> Grant:
    """Outside: sign a form for exactly the photo that was announced."""
    key = f"slips/{ctx.actor.outlet_id}/{ctx.new_id()}.{EXTENSIONS[command.content_type]}"
    return make_grant(key, command.content_type, command.size, ctx.now)


def request_deposit_slip(command: AskSlip, ctx: Context) -> Grant:
    """Let the caller upload the photo of one bank slip."""
    grant: Grant = ctx.answer
    declared = (_OF_NO_WAYBILL, _SLIP, command.content_type, command.size)
    ctx.store.uploads.add(Upload(grant.key, *declared, ctx.actor.id, grant.expires_at))
    return grant


def check_slip(command: DepositCash, ctx: Context) -> None:
    """Outside: look at the photo and keep it. NotFound UPLOAD_NOT_FOUND, and what checked_file raises."""
    if command.slip is None:
        return
    upload = ctx.store.uploads.granted(_OF_NO_WAYBILL, ctx.actor.id, [command.slip]).get(command.slip)
    if upload is None or upload.kind != _SLIP:
        raise NotFound("UPLOAD_NOT_FOUND", "没有找到这个上传，请重新上传", key=command.slip)
    files.keep(upload.key, checked_file(upload))


def deposit_cash(command: DepositCash, ctx: Context) -> Deposit:
    """Pay the cash of whole counts into the bank; it is confirmed once the bank's own statement shows it.

    Raises NotFound CASH_COUNT_NOT_FOUND; Conflict CASH_COUNT_STATE_CONFLICT, DEPOSIT_AMOUNT_MISMATCH (safe_fen=),
    DEPOSIT_REFERENCE_TAKEN, BANK_CREDIT_PLACED, CASH_TOO_MANY_LINES; Forbidden OUTLET_NOT_YOURS.
    """
    outlet_id = ctx.actor.outlet_id or ""
    if command.outlet_id not in (None, outlet_id):
        raise Forbidden("OUTLET_NOT_YOURS", "只能登记本网点的存款")
    counts = _in_safe(command, ctx)
    lines = tuple(line for count in counts for line in count.lines)
    if len(lines) > MOST_LINES:
        raise Conflict("CASH_TOO_MANY_LINES", "款项过多，请分次存款", lines=len(lines), most=MOST_LINES)
    if command.amount_fen != total_fen(lines):
        raise Conflict("DEPOSIT_AMOUNT_MISMATCH", "存款金额与清点金额不符", safe_fen=total_fen(lines))
    deposit = Deposit(
        ctx.new_id(),
        outlet_id,
        ctx.actor.id,
        command.amount_fen,
        command.bank_reference,
        command.slip,
        tuple(count.id for count in counts),
        DepositState.BANKED,
        lines,
        ctx.now,
    )
    ctx.store.deposits.add(deposit)
    for count in counts:
        ctx.store.cash_counts.move(count, CountState.AGREED, deposit_id=deposit.id)
    if command.slip:
        ctx.store.uploads.confirm([command.slip])
    carry_to(CodStatus.BANKED, (line.waybill_no for line in lines), ctx.actor, ctx)
    ctx.store.journal.post(
        *(
            cash_banked(
                f"cash_banked:{deposit.id}:{each.waybill_no}", each.waybill_no, outlet_id, each.amount_fen, ctx.now
            )
            for each in lines
            if each.amount_fen
        )
    )
    return _met(deposit, ctx)


def _met(deposit: Deposit, ctx: Context) -> Deposit:
    """Proved or frozen at once where the bank's file came before the cashier: its credit leaves suspense for that."""
    told_fen = tell_anew(deposit.bank_reference, ctx)
    if not told_fen:
        return deposit
    if told_fen != deposit.amount_fen:
        freeze_deposit(deposit, told_fen, SYSTEM, ctx)
    else:
        confirm_deposit(deposit, deposit.bank_reference, SYSTEM, ctx)
    return ctx.store.deposits.get(deposit.id)


def list_cash_deposits(command: Page, ctx: Context) -> dict[str, Any]:
    """Deposits within the caller's scope, the latest first."""
    state = DepositState(command.state) if command.state else None
    found = ctx.store.deposits.listed(ctx.actor.scope, state, command.before, command.limit + 1)
    shown = found[: command.limit]
    return {"deposits": shown} | ({"next": shown[-1].id} if len(found) > command.limit else {})


def show_deposit_slip(command: OneDeposit, ctx: Context) -> dict[str, Any]:
    """An address under which the photo of a deposit's slip may be seen for some minutes; NotFound PROOF_NOT_FOUND."""
    deposit = ctx.store.deposits.get(command.deposit_id, ctx.actor.scope)
    if deposit.slip is None:
        raise NotFound("PROOF_NOT_FOUND", "没有找到这个凭证")
    shown_for = GRANTED_FOR / 2
    return {"url": files.view_url(deposit.slip, int(shown_for.total_seconds())), "expires_at": ctx.now + shown_for}


def _in_safe(command: DepositCash, ctx: Context) -> list[CashCount]:
    asked = set(command.count_ids)
    counts = ctx.store.cash_counts.many(asked, ctx.actor.scope)
    if unknown := asked - {count.id for count in counts}:
        raise NotFound("CASH_COUNT_NOT_FOUND", "没有找到这次清点", count_id=min(unknown))
    for count in counts:
        if count.state is not CountState.AGREED or count.deposit_id:
            raise Conflict("CASH_COUNT_STATE_CONFLICT", "该笔款项不在保险柜中", count_id=count.id, state=count.state)
    return counts
