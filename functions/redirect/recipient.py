"""The same district, another name, phone or door: who gets a parcel, put right by its sender."""

from typing import Any

from functions.redirect.schemas import ChangeRecipient
from logistics.domain import redirecting
from logistics.domain.address.parser import parse
from logistics.domain.address.regions import names_of
from logistics.domain.changing import changed
from logistics.domain.consignment import Party
from logistics.domain.faults import Conflict
from logistics.domain.parcel import Parcel
from logistics.domain.sides import require_consignor
from logistics.privacy.parties import Contact, Side, open_party, seal_party
from logistics.runtime.context import Context

_MOST_ADDRESS = 200


def change_recipient(command: ChangeRecipient, ctx: Context) -> dict[str, Any]:
    """Write what is new; the new phone finds the parcel from now on, and the old one does not.

    Raises Conflict DISTRICT_CHANGED, PARCEL_STATE_CONFLICT, EXCEPTION_OPEN; Forbidden CONSIGNOR_ONLY.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_consignor(parcel, ctx.actor)
    redirecting.require_recipient_open(parcel)
    after = redirecting.change_recipient(parcel, _consignee(parcel, command), command.changed)
    ctx.store.parcels.save(parcel, after)
    return {"waybill_no": parcel.waybill_no, "changed": command.changed}


def _consignee(parcel: Parcel, command: ChangeRecipient) -> Party:
    known, number = parcel.consignee, parcel.waybill_no
    contact = open_party(known, Side.CONSIGNEE, number)
    if command.name is not None:
        contact = changed(contact, name=command.name)
    if command.phone is not None:
        contact = changed(contact, phone=command.phone, extension=command.extension)
    location = known.location
    if command.address is not None:
        contact, location = _moved(contact, command.address, known.adcode), None  # where that is, nobody knows yet
    # An account that was named as the consignee's is theirs by the phone; another phone is another person.
    customer_id = known.customer_id if command.phone is None else None
    return seal_party(contact, Side.CONSIGNEE, number, known.adcode, location, customer_id)


def _moved(contact: Contact, written: str, adcode: str) -> Contact:
    """Another door of the district; written with the district's names, however much of them the sender repeats."""
    readings = parse(written)
    read = readings[0] if readings else None
    if read is not None and not adcode.startswith(_known_part(read.adcode)):
        raise Conflict("DISTRICT_CHANGED", "新地址不在原来的区县，请先拦截包裹再改寄")
    names = "".join(dict.fromkeys(name for name in names_of(adcode) if name))
    door = read.street + read.detail if read is not None and read.adcode else written
    return changed(contact, address=f"{names}{door}"[:_MOST_ADDRESS])


def _known_part(adcode: str) -> str:
    """What a code says of a place: 33 of 330000, 3301 of 330100."""
    return adcode.removesuffix("0000").removesuffix("00")
