"""Whom the caller sent to lately, read from their own orders: nothing is kept twice for it."""

from typing import Any

from functions.address_book.entries import contact
from functions.address_book.rules import recipients
from functions.address_book.schemas import OneWaybill, RecentRecipients
from logistics.domain.address.regions import below_region, names_of
from logistics.domain.faults import NotFound
from logistics.domain.parcel import Parcel
from logistics.privacy.addresses import Address
from logistics.privacy.parties import Side, open_party
from logistics.runtime.context import Context
from logistics.store.parcel_search import SENT, ParcelSearch

_LOOKED_AT = 60  # orders; whoever sent more often to the same few has them in the book


def list_recent(command: RecentRecipients, ctx: Context) -> dict[str, object]:
    """The recipients of my latest orders, masked, each once."""
    sent = ctx.store.parcels.page(ctx.actor.scope, [], None, _LOOKED_AT, ParcelSearch(SENT))
    return {"entries": [_shown(each) for each in recipients(sent, command.limit)]}


def open_recent(command: OneWaybill, ctx: Context) -> dict[str, Any]:
    """The recipient of an order that I placed, in clear, to fill a form with; NotFound PARCEL_NOT_FOUND."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    if parcel.placed_by != ctx.actor.id:
        raise NotFound("PARCEL_NOT_FOUND", "没有找到这个运单")
    to, adcode = open_party(parcel.consignee, Side.CONSIGNEE, parcel.waybill_no), parcel.consignee.adcode
    names = names_of(adcode)
    rest = below_region(to.address, names)
    return contact(Address(to.name, to.phone, *names, adcode, rest, to.extension, parcel.consignee.location))


def _shown(parcel: Parcel) -> dict[str, object]:
    to = parcel.consignee
    shown: dict[str, object] = {
        "name": to.name_masked,
        "phone": to.phone_masked,
        "address": to.address_masked,
        "adcode": to.adcode,
    }
    return {"waybill_no": parcel.waybill_no, "used_at": parcel.placed_at} | shown
