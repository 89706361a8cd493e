"""A parcel stopped on its way by its sender, and sent elsewhere or back."""

from datetime import timedelta
from typing import Any

from functions.redirect.schemas import Intercept, OneParcel, PriceRedirection, Redirect
from logistics.domain import redirecting
from logistics.domain.faults import Conflict
from logistics.domain.parcel import Parcel
from logistics.domain.redirecting import DECIDED_WITHIN, Destination, Redirection
from logistics.domain.route_class import route_class
from logistics.domain.sides import require_consignor
from logistics.domain.states import Status, Step
from logistics.domain.trouble_events import InterceptionOverdue
from logistics.privacy.parties import Contact, Side, seal_party
from logistics.runtime.context import Context
from logistics.runtime.facts import Receipt
from logistics.runtime.order_schemas import PartyEntry
from logistics.runtime.quoting import UNSERVED
from logistics.runtime.returns import start_return
from logistics.store import shares
from logistics.store.outlets import Place
from logistics.store.tariffs import PublishedTariff

_SENDERS_WISH = "consignor_request"


def intercept_parcel(command: Intercept, ctx: Context) -> Parcel:
    """Stop it where it is, once; without another word in time it goes back to its sender.

    Raises Conflict PARCEL_STATE_CONFLICT (hint=cancel before pickup), PARCEL_ALREADY_INTERCEPTED.
    """
    parcel = _own(command.waybill_no, ctx)
    stopped = ctx.store.parcels.save(parcel, redirecting.intercept(parcel, ctx.actor, ctx.now))
    ctx.emit_at(InterceptionOverdue(parcel.waybill_no), ctx.now + DECIDED_WITHIN, _timer(parcel.waybill_no))
    return stopped


def price_redirection(command: PriceRedirection, ctx: Context) -> Redirection:
    """What another destination would cost, and when it would be there; raises what redirect_parcel raises."""
    parcel = _own(command.waybill_no, ctx)
    redirecting.require_redirectable(parcel)
    return _redirection(parcel, command.consignee, ctx)


def redirect_parcel(command: Redirect, ctx: Context) -> dict[str, Any]:
    """Send an intercepted parcel to somebody else; the difference is charged or given back.

    Raises Conflict PARCEL_STATE_CONFLICT, EXCEPTION_OPEN, NOT_SERVED, PRODUCT_NOT_OFFERED and what the price rules
    refuse.
    """
    parcel = _own(command.waybill_no, ctx)
    redirecting.require_redirectable(parcel)
    to = _redirection(parcel, command.consignee, ctx)
    sent = ctx.store.parcels.save(parcel, redirecting.redirect(parcel, to, ctx.actor, ctx.now))
    ctx.withdraw(_timer(parcel.waybill_no))
    return {"waybill_no": sent.waybill_no, "status": sent.status, "difference_fen": to.difference_fen}


def take_back(command: OneParcel, ctx: Context) -> Receipt:
    """The sender wants an intercepted parcel back; raises Conflict PARCEL_STATE_CONFLICT."""
    parcel = _own(command.waybill_no, ctx)
    redirecting.require_stopped(parcel, Step.RETURN_STARTED)
    ctx.withdraw(_timer(parcel.waybill_no))
    return start_return(parcel, _SENDERS_WISH, ctx)


def end_interception(command: OneParcel, ctx: Context) -> None:
    """Nobody said in time where a parcel shall go that was stopped: it goes back."""
    parcel = ctx.store.parcels.find(command.waybill_no)
    if parcel and parcel.status is Status.INTERCEPTED:
        start_return(parcel, _SENDERS_WISH, ctx)


def end_old_links(command: OneParcel, ctx: Context) -> None:
    """Who was shown a parcel by a link is not shown where it goes now."""
    shares.end_all_shares(command.waybill_no)


def _own(waybill_no: str, ctx: Context) -> Parcel:
    parcel = ctx.store.parcels.get(waybill_no, ctx.actor.scope)
    require_consignor(parcel, ctx.actor)
    return parcel


def _redirection(parcel: Parcel, entry: PartyEntry, ctx: Context) -> Redirection:
    outlet_id = ctx.store.outlets.serving(Place(entry.adcode, entry.location))
    if outlet_id is None:
        raise Conflict("NOT_SERVED", UNSERVED["delivery"], end="delivery")
    published = _tariff(parcel, entry.adcode, ctx)
    lines = redirecting.fee_lines(parcel, published.tariff, entry.adcode)
    contact = Contact(entry.name, entry.phone, entry.address, "", entry.extension)
    consignee = seal_party(contact, Side.CONSIGNEE, parcel.waybill_no, entry.adcode, entry.location)
    destination = Destination(consignee, outlet_id, ctx.now + timedelta(seconds=published.promised_s))
    return redirecting.redirection_to(parcel, ctx.new_id(), destination, lines, ctx.now)


def _tariff(parcel: Parcel, adcode: str, ctx: Context) -> PublishedTariff:
    """The order's own version; for a route of another class the one that was in force when it was placed."""
    route = route_class(parcel.consignor.adcode, adcode)
    if route == parcel.route_class:
        return ctx.store.tariffs.get(parcel.tariff_version)
    published = ctx.store.tariffs.current(parcel.product, route, parcel.placed_at or ctx.now)
    if published is None:
        message = "该线路暂未开通此产品，请选择其他地址"
        raise Conflict("PRODUCT_NOT_OFFERED", message, product=parcel.product)
    return published


def _timer(waybill_no: str) -> str:
    return f"intercepted:{waybill_no}"
