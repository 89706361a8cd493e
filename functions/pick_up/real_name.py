"""The consignor's identity check: asked of the provider, remembered as a token (快递实名收寄)."""

from functions.pick_up.rules import require_pickup_task
from functions.pick_up.schemas import VerifyRealName
from logistics.domain.parcel import Parcel
from logistics.gateways.faceid import IdentityCheck
from logistics.runtime.context import Context
from logistics.runtime.identity import ask_identity


def ask_provider(command: VerifyRealName, ctx: Context) -> IdentityCheck:
    """The outside step: only for a parcel that waits for this courier, and only so often.

    Raises what ask_identity raises, and what require_pickup_task does.
    """
    require_pickup_task(ctx.store.parcels.get(command.waybill_no, ctx.actor.scope), ctx.actor)
    return ask_identity(command.name, command.id_number, command.waybill_no, ctx)


def verify_real_name(command: VerifyRealName, ctx: Context) -> Parcel:
    """Keep the provider's token on the parcel; name and number are forgotten."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_pickup_task(parcel, ctx.actor)
    check: IdentityCheck = ctx.answer
    return ctx.store.parcels.save(parcel, parcel.verify_real_name(check.token, ctx.now))
