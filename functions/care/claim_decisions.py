"""The office's side of a claim: a question, an offer within the limits, a refusal; and what a loss does by itself."""

from functions.care.claim_schemas import Assess, ClaimNews, OneWaybill, Say
from functions.care.claims import move, tell
from logistics.domain.claim import ANSWERED_WITHIN, Claim, ClaimKind, ClaimStatus, Ground
from logistics.domain.compensation import limit_fen, require_room
from logistics.domain.faults import NotFound
from logistics.domain.journal import reversal
from logistics.domain.parcel import Parcel
from logistics.domain.rating import CONSIGNOR
from logistics.domain.roles import SYSTEM
from logistics.domain.states import Status
from logistics.privacy.scrub import scrub_written
from logistics.runtime.context import Context
from logistics.runtime.logs import log

_OFFER = "包裹已遗失，非常抱歉。您已保价，我们按声明价值赔付，请确认"
_INVITATION = "包裹已遗失，非常抱歉。请补充物品价值和购买凭证，我们将在七天内答复"
_FOUND = "包裹已找到，将继续派送，理赔申请已撤回"


def ask_claim_evidence(command: Say, ctx: Context) -> Claim:
    """The claimant should show more; meanwhile our clock stands. Conflict CLAIM_STATE_CONFLICT."""
    return _decide(ctx.store.claims.get(command.claim_id), ClaimStatus.EVIDENCE_REQUESTED, command.note, ctx)


def assess_claim(command: Assess, ctx: Context) -> Claim:
    """Offer a sum within what all claims of the parcel may come to.

    Raises NotFound CLAIM_NOT_FOUND; Conflict CLAIM_STATE_CONFLICT, CLAIM_ABOVE_LIMIT (room_fen=).
    """
    claim = ctx.store.claims.get(command.claim_id)
    offered = claim.move(
        ClaimStatus.ASSESSED,
        ctx.actor,
        ctx.now,
        offered_fen=command.amount_fen,
        ground=Ground(command.ground),
        reply=scrub_written(command.note),
    )
    promised_fen = ctx.store.claims.promised_fen(claim.waybill_no, claim.id)
    require_room(_parcel(claim.waybill_no, ctx), command.amount_fen, promised_fen, offered.ground)
    _note(claim, {"offered_fen": command.amount_fen, "ground": command.ground}, "assess_claim", ctx)
    return move(claim, offered, ctx)


def reject_claim(command: Say, ctx: Context) -> Claim:
    """Refuse with a reason; the claimant may appeal. Conflict CLAIM_STATE_CONFLICT."""
    claim = ctx.store.claims.get(command.claim_id)
    rejected = _decide(claim, ClaimStatus.REJECTED, command.note, ctx)
    _note(claim, {"status": str(ClaimStatus.REJECTED)}, "reject_claim", ctx)
    return rejected


def follow_loss(command: OneWaybill, ctx: Context) -> None:
    """Whatever was told of a parcel's loss or find, in whatever order: offer what is lost, take it back once found.

    An insured loss is offered its declared value at once; any other waits for what its sender says. Who was paid, or
    is about to be, keeps the money: the office sees it in the log and decides.
    """
    parcel = ctx.store.parcels.find(command.waybill_no)
    if parcel is None:
        return
    losses = [each for each in ctx.store.claims.of(parcel.waybill_no) if each.kind is ClaimKind.LOST]
    if parcel.status is Status.LOST:
        _offer(parcel, losses, ctx)
        return
    for claim in losses:
        _take_back(claim, ctx)


def remind_of_claim(command: ClaimNews, ctx: Context) -> None:
    """A claimant should have been answered by now: said aloud where the office's watch looks."""
    claim = ctx.store.claims.get(command.claim_id)
    if claim.overdue(ctx.now):
        log("claim_overdue", level="warning", claim_id=claim.id, waybill_no=claim.waybill_no, state=claim.status)


def _offer(parcel: Parcel, losses: list[Claim], ctx: Context) -> None:
    others = ctx.store.claims.of(parcel.waybill_no)
    lives = any(each.live and each.side == CONSIGNOR for each in others)
    if lives or any(each.status is not ClaimStatus.WITHDRAWN for each in losses):
        return
    insured_fen = parcel.insured_value_fen
    claim = Claim(
        ctx.new_id(),
        parcel.waybill_no,
        CONSIGNOR,
        parcel.placed_by,
        ClaimKind.LOST,
        insured_fen,
        "",
        (),
        ClaimStatus.SUBMITTED,
        ctx.now,
        ctx.now + ANSWERED_WITHIN,
        reply=_INVITATION,
        changed_at=ctx.now,
    )
    room_fen = limit_fen(parcel) - ctx.store.claims.promised_fen(parcel.waybill_no)
    if insured_fen and room_fen > 0:
        claim = claim.move(ClaimStatus.ASSESSED, SYSTEM, ctx.now, offered_fen=room_fen, reply=_OFFER)
    ctx.store.claims.add(claim)
    tell(claim, ctx)


def _take_back(claim: Claim, ctx: Context) -> None:
    if claim.status is ClaimStatus.PAID or claim.payout is not None:
        log("found_after_compensation", level="warning", claim_id=claim.id, waybill_no=claim.waybill_no)
        return
    if not claim.live:
        return
    if claim.status is ClaimStatus.AGREED:
        owed = next(
            each for each in ctx.store.journal.entries(claim.waybill_no) if each.id == f"claim_agreed:{claim.id}"
        )
        ctx.store.journal.post(reversal(f"reversal:{owed.id}", owed, ctx.now))
    move(claim, claim.move(ClaimStatus.WITHDRAWN, SYSTEM, ctx.now, reply=_FOUND), ctx)


def _decide(claim: Claim, to: ClaimStatus, note: str, ctx: Context) -> Claim:
    return move(claim, claim.move(to, ctx.actor, ctx.now, reply=scrub_written(note)), ctx)


def _parcel(waybill_no: str, ctx: Context) -> Parcel:
    parcel = ctx.store.parcels.find(waybill_no)
    if parcel is None:
        raise NotFound("PARCEL_NOT_FOUND", "没有找到这个运单", waybill_no=waybill_no)
    return parcel


def _note(claim: Claim, said: dict[str, object], deed: str, ctx: Context) -> None:
    ctx.store.audit.note(ctx.actor, deed, f"claims:{claim.id}", said)
