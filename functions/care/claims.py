"""A claimant's side of a claim: asking for compensation, showing what happened, agreeing or asking again."""

from typing import Any

from functions.care.claim_schemas import WAITING, AddEvidence, ListClaims, OneClaim, Say, Submit
from logistics.domain.changing import changed
from logistics.domain.claim import ANSWERED_WITHIN, Claim, ClaimKind, ClaimStatus
from logistics.domain.compensation import require_claimable, require_room
from logistics.domain.faults import Conflict
from logistics.domain.money_entries import claim_agreed
from logistics.domain.money_events import ClaimAnswerDue, ClaimMoved
from logistics.domain.parcel import Parcel
from logistics.domain.rating import side_of
from logistics.domain.roles import CUSTOMERS
from logistics.privacy.scrub import scrub_written
from logistics.runtime.context import Context

_TO_SHOW = frozenset({ClaimStatus.SUBMITTED, ClaimStatus.EVIDENCE_REQUESTED, ClaimStatus.APPEALED})


def submit_claim(command: Submit, ctx: Context) -> Claim:
    """Ask for compensation; one live claim for each side of a parcel.

    Raises NotFound PARCEL_NOT_FOUND; Conflict CLAIM_EXISTS, PROOF_UNCHECKED and what require_claimable raises.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    side, kind = side_of(parcel, ctx.actor), ClaimKind(command.kind)
    require_claimable(parcel, kind, parcel.placed_by == ctx.actor.id, ctx.now)
    claim = Claim(
        ctx.new_id(),
        parcel.waybill_no,
        side,
        ctx.actor.id,
        kind,
        command.amount_fen,
        scrub_written(command.note),
        _own_pictures(parcel, command.evidence, ctx),
        ClaimStatus.SUBMITTED,
        ctx.now,
        ctx.now + ANSWERED_WITHIN,
        changed_at=ctx.now,
    )
    ctx.store.claims.add(claim)
    tell(claim, ctx)
    return claim


def add_claim_evidence(command: AddEvidence, ctx: Context) -> Claim:
    """Show more, or say the amount; where the office waits for it, it is the office's turn again.

    Raises NotFound CLAIM_NOT_FOUND; Conflict CLAIM_STATE_CONFLICT, PROOF_UNCHECKED; Invalid CLAIM_EVIDENCE_TOO_MUCH.
    """
    claim = ctx.store.claims.get(command.claim_id, ctx.actor.id)
    if claim.status not in _TO_SHOW:
        raise Conflict("CLAIM_STATE_CONFLICT", "当前状态不允许此操作", status=claim.status, to=ClaimStatus.SUBMITTED)
    parcel = ctx.store.parcels.get(claim.waybill_no, ctx.actor.scope)
    more = {"evidence": claim.with_evidence(_own_pictures(parcel, command.evidence, ctx)), "changed_at": ctx.now}
    more |= {"note": scrub_written(command.note)} if command.note else {}
    shown = changed(claim, **more, asked_fen=command.amount_fen or claim.asked_fen)
    if claim.status is not ClaimStatus.EVIDENCE_REQUESTED:
        return ctx.store.claims.save(claim, shown)
    return move(claim, shown.move(ClaimStatus.SUBMITTED, ctx.actor, ctx.now), ctx)


def agree_to_claim(command: OneClaim, ctx: Context) -> Claim:
    """Take what was offered: from now on it is owed.

    Raises NotFound CLAIM_NOT_FOUND; Conflict CLAIM_STATE_CONFLICT, CLAIM_ABOVE_LIMIT where the other side of the parcel
    was promised so much meanwhile that this is too much.
    """
    claim = ctx.store.claims.get(command.claim_id, ctx.actor.id)
    agreed = claim.move(ClaimStatus.AGREED, ctx.actor, ctx.now)
    parcel = ctx.store.parcels.get(claim.waybill_no, ctx.actor.scope)
    promised_fen = ctx.store.claims.promised_fen(claim.waybill_no, claim.id)
    if promised_fen:
        require_room(parcel, claim.offered_fen, promised_fen, claim.ground)
    # Both sides at once meet at the waybill's balance, and one of them runs again with the other's promise in view.
    ctx.store.journal.post(claim_agreed(claim.id, claim.waybill_no, claim.offered_fen, ctx.now))
    return move(claim, agreed, ctx)


def appeal_claim(command: Say, ctx: Context) -> Claim:
    """Ask for another look at a rejection or an offer.

    Raises NotFound CLAIM_NOT_FOUND; Conflict CLAIM_STATE_CONFLICT, CLAIM_APPEALS_USED, CLAIM_EXISTS.
    """
    claim = ctx.store.claims.get(command.claim_id, ctx.actor.id)
    return move(claim, claim.appeal(ctx.actor, scrub_written(command.note), ctx.now), ctx)


def show_claim(command: OneClaim, ctx: Context) -> Claim:
    """A claim: one's own, or any for the office."""
    own = ctx.actor.id if ctx.actor.role in CUSTOMERS else ""
    return ctx.store.claims.get(command.claim_id, own)


def list_claims(command: ListClaims, ctx: Context) -> dict[str, Any]:
    """A customer's own, the newest first; the office's by state, and what waits for it by when it must be answered.

    Raises NotFound PARCEL_NOT_FOUND for a parcel that is not the customer's.
    """
    kept, more = ctx.store.claims, command.limit + 1
    place = (command.waybill_no, command.before, more)
    if ctx.actor.role in CUSTOMERS:
        if command.waybill_no:
            ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
        found = kept.of_claimant(ctx.actor.id, *place)
        return _page(found, command.limit)
    if command.state == WAITING:
        return {"claims": kept.waiting(command.limit), "overdue": kept.count_overdue(ctx.now)}
    found = kept.listed(ClaimStatus(command.state), *place)
    return _page(found, command.limit) | {"overdue": kept.count_overdue(ctx.now)}


def move(before: Claim, after: Claim, ctx: Context) -> Claim:
    """Write a claim's next state and tell it; the timer of our answer goes with the state."""
    ctx.store.claims.save(before, after)
    tell(after, ctx)
    return after


def tell(claim: Claim, ctx: Context) -> None:
    """Announce where a claim stands, and be woken when it should have been answered."""
    ctx.emit(ClaimMoved(claim.waybill_no, claim.id, claim.side, claim.status))
    timer = f"claim:{claim.id}"
    if claim.due_at:
        ctx.emit_at(ClaimAnswerDue(claim.waybill_no, claim.id), claim.due_at, timer)
    else:
        ctx.withdraw(timer)


def _page(found: list[Claim], limit: int) -> dict[str, Any]:
    shown = found[:limit]
    return {"claims": shown} | ({"next": shown[-1].id} if len(found) > limit else {})


def _own_pictures(parcel: Parcel, keys: list[str], ctx: Context) -> tuple[str, ...]:
    own = {proof.key for proof in parcel.proofs if proof.owner_id == ctx.actor.id}
    if unchecked := [key for key in keys if key not in own]:
        raise Conflict("PROOF_UNCHECKED", "凭证文件尚未确认，请先上传并确认", keys=unchecked)
    return tuple(dict.fromkeys(keys))
