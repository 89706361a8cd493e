"""Weighed and measured at the door: what the parcel really costs, and the payer's word where that is much more."""

from typing import Any

from functions.pick_up.rules import require_evidence, require_pickup_task
from functions.pick_up.schemas import AnswerRepricing, Measure
from logistics.domain.changing import changed
from logistics.domain.event import Event
from logistics.domain.faults import Forbidden
from logistics.domain.parcel import Parcel
from logistics.domain.repricing import Repricing, answered, measured
from logistics.domain.roles import Role
from logistics.domain.trouble_events import RepricingConsentAsked
from logistics.runtime.context import Context


def measure_parcel(command: Measure, ctx: Context) -> dict[str, Any]:
    """The price of what was measured; nothing is charged before pickup. A later measurement replaces an earlier one.

    Raises Conflict PARCEL_STATE_CONFLICT, PROOF_REQUIRED when the payer must be asked and no photo shows why, Invalid
    PROOF_UNKNOWN, and what the price rules refuse.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_pickup_task(parcel, ctx.actor)
    evidence = tuple(command.evidence)
    found = price_of(parcel, command.weight_g, command.volume_cm3, ctx, evidence)
    require_evidence(parcel, evidence, found.needs_consent)
    told: tuple[Event, ...] = ()
    if found.needs_consent:
        asked = found.before.total_fen, found.after.total_fen
        told = (RepricingConsentAsked(parcel.waybill_no, found.id, *asked),)
    ctx.store.parcels.save(parcel, changed(parcel, repricing=found, events=(*parcel.events, *told)))
    return {
        "waybill_no": parcel.waybill_no,
        "measurement_id": found.id,
        "before_fen": found.before.total_fen,
        "after_fen": found.after.total_fen,
        "difference_fen": found.difference_fen,
        "charge_weight_g": found.after.charge_weight_g,
        "needs_consent": found.needs_consent,
        "consented": bool(found.agreed),
    }


def answer_repricing(command: AnswerRepricing, ctx: Context) -> dict[str, Any]:
    """The answer of whoever placed the order; it may change until the parcel is picked up.

    Customer service gives it for a shop that ordered by program, or a sender who calls, and leaves an audit row. Raises
    Forbidden ORDER_NOT_YOURS, Conflict PARCEL_STATE_CONFLICT and MEASUREMENT_OUTDATED.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    for_them = ctx.actor.role is Role.CUSTOMER_SERVICE
    if parcel.placed_by != ctx.actor.id and not for_them:
        raise Forbidden("ORDER_NOT_YOURS", "只有下单人可以确认价格")
    ctx.store.parcels.save(parcel, answered(parcel, command.measurement_id, command.agreed, ctx.now))
    if for_them:
        changes = {"measurement": command.measurement_id, "answer": "agreed" if command.agreed else "refused"}
        ctx.store.audit.note(ctx.actor, "answer_repricing", f"parcels:{parcel.waybill_no}", changes)
    return {"waybill_no": parcel.waybill_no, "consented": command.agreed}


def price_of(parcel: Parcel, weight_g: int, volume_cm3: int, ctx: Context, evidence: tuple[str, ...] = ()) -> Repricing:
    """What a parcel of this weight and volume costs by the tariff version of its order."""
    tariff = ctx.store.tariffs.get(parcel.tariff_version).tariff
    return measured(parcel, tariff, weight_g, volume_cm3, id=ctx.new_id(), at=ctx.now, evidence=evidence)
