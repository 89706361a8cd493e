"""The sender's second factor: a code to the phone of whoever placed the order, asked for before anything is done."""

from collections.abc import Callable
from typing import Any

from functions.redirect.schemas import SendCode
from logistics.domain.faults import Conflict, Forbidden
from logistics.domain.parcel import Parcel
from logistics.domain.redirecting import require_interceptable, require_recipient_open, require_redirectable
from logistics.domain.roles import Role
from logistics.domain.sides import require_consignor
from logistics.runtime.context import Context
from logistics.runtime.second_factor import require_second_factor, send_second_factor
from logistics.store.accounts import Customer
from logistics.store.codes import Purpose

_MAY_HAPPEN: dict[Purpose, Callable[[Parcel], None]] = {
    Purpose.INTERCEPT: require_interceptable,
    Purpose.REDIRECT: require_redirectable,
    Purpose.RECIPIENT: require_recipient_open,
}


def send_code(command: SendCode, ctx: Context) -> dict[str, int]:
    """How long the code lasts, and when another may be asked for."""
    told: dict[str, int] = ctx.answer
    return told


def sent_code(command: SendCode, ctx: Context) -> dict[str, int]:
    """Outside: send a code to the sender's own phone, if the deed is theirs to do now.

    Customer service may ask for a sender's code to stop a parcel, and hears it from them alone. Raises Forbidden
    CONSIGNOR_ONLY, ROLE_FORBIDDEN; Conflict PARCEL_STATE_CONFLICT, PARCEL_ALREADY_INTERCEPTED, PHONE_NOT_BOUND; what
    send_second_factor raises.
    """
    purpose = Purpose(command.purpose)
    if ctx.actor.role is Role.CUSTOMER_SERVICE and purpose is not Purpose.INTERCEPT:
        raise Forbidden("ROLE_FORBIDDEN", "您没有进行此操作的权限", role=ctx.actor.role)
    sender = _sender(_parcel(command.waybill_no, purpose, ctx), ctx)
    phone = ctx.store.customers.phone_of(sender.id)
    if phone is None:
        raise _unbound()
    return send_second_factor(ctx, phone, purpose, command.waybill_no)


def proved(purpose: Purpose) -> Callable[[Any, Context], None]:
    """The outside step of a deed: refuses what may not happen at all, then takes the sender's code for it."""

    def prove(command: Any, ctx: Context) -> None:
        sender = _sender(_parcel(command.waybill_no, purpose, ctx), ctx)
        if sender.phone_index is None:
            raise _unbound()
        require_second_factor(ctx, sender.phone_index, purpose, command.waybill_no, command.code)

    return prove


def _parcel(waybill_no: str, purpose: Purpose, ctx: Context) -> Parcel:
    parcel = ctx.store.parcels.get(waybill_no, ctx.actor.scope)
    require_consignor(parcel, ctx.actor)
    _MAY_HAPPEN[purpose](parcel)
    return parcel


def _sender(parcel: Parcel, ctx: Context) -> Customer:
    sender = ctx.store.customers.get(parcel.placed_by)
    if sender is None:
        raise _unbound()
    return sender


def _unbound() -> Conflict:
    return Conflict("PHONE_NOT_BOUND", "请先绑定手机号，再进行此操作")
