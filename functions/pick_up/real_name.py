"""The consignor's identity check: asked of the provider, remembered as a token (快递实名收寄)."""

from functions.pick_up.rules import refusal_of, require_pickup_task
from functions.pick_up.schemas import VerifyRealName
from logistics.domain.faults import Forbidden
from logistics.domain.parcel import Parcel
from logistics.gateways.faceid import IdentityCheck, check_identity
from logistics.runtime.context import Context
from logistics.store import limits

_HOUR_S = 3_600
_CHECKS_OF_A_PARCEL = 10  # an hour; each check costs money, and nobody is to learn identities by trying
_CHECKS_OF_A_COURIER = 60


def ask_provider(command: VerifyRealName, ctx: Context) -> IdentityCheck:
    """The outside step: only for a parcel that waits for this courier, and only so often.

    Raises what the refusal of the check is, Forbidden REAL_NAME_CHECKS_EXCEEDED, Unavailable PROVIDER_UNAVAILABLE.
    """
    require_pickup_task(ctx.store.parcels.get(command.waybill_no, ctx.actor.scope), ctx.actor)
    within = [
        limits.hit("real_name_parcel", command.waybill_no, _CHECKS_OF_A_PARCEL, _HOUR_S),
        limits.hit("real_name_courier", ctx.actor.id, _CHECKS_OF_A_COURIER, _HOUR_S),
    ]
    if not all(within):
        raise Forbidden("REAL_NAME_CHECKS_EXCEEDED", "实名认证次数过多，请稍后再试", retry_after_s=_HOUR_S)
    check = check_identity(command.name, command.id_number.upper())
    if refusal := refusal_of(check.verdict):
        raise refusal
    return check


def verify_real_name(command: VerifyRealName, ctx: Context) -> Parcel:
    """Keep the provider's token on the parcel; name and number are forgotten."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_pickup_task(parcel, ctx.actor)
    check: IdentityCheck = ctx.answer
    return ctx.store.parcels.save(parcel, parcel.verify_real_name(check.token, ctx.now))
