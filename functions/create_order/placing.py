"""An order turned into a parcel: a number of its own, its parties sealed, its money as quoted."""

from datetime import datetime, timedelta

from functions.create_order.schemas import PartyEntry, PlaceOrder
from logistics.domain.cod import Cod
from logistics.domain.consignment import Goods, Party, PaymentTerms
from logistics.domain.parcel import Parcel
from logistics.domain.quote import Quote
from logistics.domain.roles import Actor, Role
from logistics.domain.waybill import new_waybill_no
from logistics.privacy.parties import Contact, Side, seal_party
from logistics.privacy.scrub import scrub_written
from logistics.settings import settings


def parcel_for(command: PlaceOrder, quote: Quote, by: Actor, now: datetime) -> Parcel:
    """The parcel of an order, not placed yet; each call draws another waybill number."""
    waybill_no = new_waybill_no(settings().waybill_prefix)
    terms = PaymentTerms(command.terms)
    # What customers write about the goods is shown to all who handle them: no phone belongs into it.
    goods = Goods(
        scrub_written(command.goods.description), command.goods.category, command.weight_g, command.volume_cm3
    )
    outlets = (quote.pickup_outlet_id, quote.delivery_outlet_id)
    return Parcel(
        waybill_no=waybill_no,
        product=command.product,
        placed_by=by.id,
        terms=terms,
        consignor=_party(command.consignor, Side.CONSIGNOR, waybill_no, command.remark, by.id),
        consignee=_party(command.consignee, Side.CONSIGNEE, waybill_no),
        goods=goods,
        price=quote.price,
        tariff_version=quote.tariff_version,
        route_class=quote.route_class,
        quote_id=quote.id,
        merchant_id=by.id if by.role is Role.MERCHANT else None,
        insured_value_fen=command.insured_value_fen,
        cod=Cod(command.cod_fen),
        freight_due_fen=quote.price.total_fen if terms is PaymentTerms.ON_RECEIPT else 0,
        pickup_outlet_id=quote.pickup_outlet_id,
        delivery_outlet_id=quote.delivery_outlet_id,
        outlet_ids=tuple(dict.fromkeys(outlet for outlet in outlets if outlet)),
        # The promise runs from the visit: at the latest moment that the consignor named, or else from now.
        promised_at=(command.pickup_until or now) + timedelta(seconds=quote.promised_s),
        pickup_from=command.pickup_from,
        pickup_until=command.pickup_until,
    )


def _party(entry: PartyEntry, side: Side, waybill_no: str, remark: str = "", customer_id: str | None = None) -> Party:
    contact = Contact(entry.name, entry.phone, entry.address, remark, entry.extension)
    return seal_party(contact, side, waybill_no, entry.adcode, entry.location, customer_id)
