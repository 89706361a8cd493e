"""How an agreed compensation reaches its claimant: finance orders it with a code, by one way at a time."""

from functions.care.claim_schemas import ClaimNews, OneClaim, Pay
from functions.care.claims import move
from logistics.domain.changing import changed
from logistics.domain.claim import Claim, ClaimStatus, PayoutChannel
from logistics.domain.faults import Invalid
from logistics.domain.money_entries import claim_paid_by_bank
from logistics.domain.money_events import ClaimPayable
from logistics.domain.roles import SYSTEM
from logistics.privacy import vault
from logistics.runtime.context import Context
from logistics.runtime.second_factor import require_second_factor, send_second_factor
from logistics.store.codes import Purpose


def sent_code(command: OneClaim, ctx: Context) -> dict[str, int]:
    """Outside: a code to the own phone of who orders the payment, good for this claim alone."""
    ctx.store.claims.get(command.claim_id)
    phone = ctx.store.staff.phone_of(ctx.actor.id)
    return send_second_factor(ctx, phone, Purpose.CLAIM_PAYMENT, command.claim_id)


def send_claim_code(command: OneClaim, ctx: Context) -> dict[str, int]:
    """How long the code lasts, and when another may be asked for. Raises what send_second_factor raises."""
    told: dict[str, int] = ctx.answer
    return told


def proved(command: Pay, ctx: Context) -> None:
    """Outside: the code that was sent for this claim to who orders its payment."""
    ctx.store.claims.get(command.claim_id).order_payment(PayoutChannel(command.channel), ctx.now)
    phone = ctx.store.staff.phone_of(ctx.actor.id)
    require_second_factor(ctx, vault.phone_index(phone), Purpose.CLAIM_PAYMENT, command.claim_id, command.code)


def pay_claim(command: Pay, ctx: Context) -> Claim:
    """Record a bank transfer that finance has made, or have the sum transferred to the claimant's WeChat.

    The latter is paid once ClaimPaid tells so. Raises NotFound CLAIM_NOT_FOUND; Conflict CLAIM_STATE_CONFLICT,
    CLAIM_PAYMENT_UNDER_WAY; Invalid BANK_REFERENCE_REQUIRED; Forbidden CODE_WRONG.
    """
    claim, channel = ctx.store.claims.get(command.claim_id), PayoutChannel(command.channel)
    ordered = claim.order_payment(channel, ctx.now)
    said = {"channel": command.channel, "amount_fen": claim.offered_fen, "reference": command.reference}
    ctx.store.audit.note(ctx.actor, "pay_claim", f"claims:{claim.id}", said)
    if channel is PayoutChannel.WECHAT:
        ctx.emit(ClaimPayable(claim.waybill_no, claim.id, claim.claimant_id, claim.offered_fen))
        return ctx.store.claims.save(claim, ordered)
    if not command.reference:
        raise Invalid("BANK_REFERENCE_REQUIRED", "请填写银行流水号")
    ctx.store.journal.post(claim_paid_by_bank(claim.id, claim.waybill_no, claim.offered_fen, ctx.now))
    paid = {"paid_at": ctx.now, "reference": command.reference}
    return move(claim, ordered.move(ClaimStatus.PAID, ctx.actor, ctx.now, **paid), ctx)


def record_claim_paid(command: ClaimNews, ctx: Context) -> None:
    """A transfer reached the claimant; whoever made it has written it into the books."""
    claim = ctx.store.claims.get(command.claim_id)
    if claim.status is ClaimStatus.AGREED:
        paid = {"paid_at": ctx.now, "reference": command.payout_id}
        move(claim, claim.move(ClaimStatus.PAID, SYSTEM, ctx.now, **paid), ctx)


def record_payout_failed(command: ClaimNews, ctx: Context) -> None:
    """A transfer came to nothing: it is owed as before, and finance may order it again, or otherwise."""
    claim = ctx.store.claims.get(command.claim_id)
    if claim.status is ClaimStatus.AGREED and claim.payout is PayoutChannel.WECHAT:
        ctx.store.claims.save(claim, changed(claim, payout=None, changed_at=ctx.now))
