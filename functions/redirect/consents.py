"""Where the consignee allows a parcel to be left; nothing is left anywhere without it (快递市场管理办法)."""

from typing import Any

from functions.redirect.choice_schemas import ConsentToStorage, WithdrawConsent
from logistics.domain.choice import Consent, give_consent, live_consents, withdraw_consents
from logistics.domain.sides import require_consignee
from logistics.runtime.context import Context


def consent_to_storage(command: ConsentToStorage, ctx: Context) -> dict[str, Any]:
    """Allow one place; allowing it twice is one consent. Conflict PARCEL_STATE_CONFLICT, Forbidden CONSIGNEE_ONLY."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_consignee(parcel, ctx.actor)
    after = give_consent(parcel, Consent(ctx.new_id(), command.place, ctx.actor.id, ctx.now))
    if after is not parcel:
        ctx.store.parcels.save(parcel, after)
    [given] = [each.id for each in live_consents(after) if each.place == command.place]
    return {"consent_id": given}


def withdraw_consent(command: WithdrawConsent, ctx: Context) -> dict[str, Any]:
    """Take the consent to a place back, or to every place; what lies there already stays. Nothing to take: no error."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_consignee(parcel, ctx.actor)
    after = withdraw_consents(parcel, command.place, ctx.now)
    if after is not parcel:
        ctx.store.parcels.save(parcel, after)
    return {"waybill_no": parcel.waybill_no, "places": [each.place for each in live_consents(after)]}
