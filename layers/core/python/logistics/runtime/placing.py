"""An order turned into a parcel: a number of its own, its parties sealed, its money as quoted, its visit counted."""

from datetime import datetime, timedelta

from logistics.domain.billing import require_credit
from logistics.domain.booking import check_cod_shares, check_insured_value, check_pickup_slot, check_proof_modes
from logistics.domain.cod import Cod
from logistics.domain.consignment import DeclaredItem, Goods, Party, PaymentTerms
from logistics.domain.dispatch import acceptance_timer
from logistics.domain.faults import Conflict, Forbidden
from logistics.domain.parcel import Parcel
from logistics.domain.payment_instruction import payer_of
from logistics.domain.pickup_slots import choosable
from logistics.domain.prepaying import pay_by, payment_timer
from logistics.domain.prohibited import require_allowed
from logistics.domain.quote import Quote
from logistics.domain.roles import CUSTOMERS, Actor, Role
from logistics.domain.waybill import new_waybill_no
from logistics.privacy.parties import Contact, Side, seal_party
from logistics.privacy.scrub import scrub_written
from logistics.runtime.context import Context
from logistics.runtime.order_schemas import Order, PartyEntry
from logistics.settings import settings


def check_wishes(order: Order, now: datetime) -> None:
    """Whether this may be sent like that, whatever it costs; raises what the rules here raise, GOODS_PROHIBITED."""
    check_pickup_slot(order.pickup_from, order.pickup_until, now)
    require_allowed(order.goods.words)
    check_insured_value(order.goods.category, order.insured_value_fen)
    check_proof_modes(order.proof_modes)
    check_cod_shares(order.cod_shares_fen, order.cod_fen, order.pieces)


def parcel_for(order: Order, quote: Quote, by: Actor, now: datetime) -> Parcel:
    """The parcel of an order, not placed yet; each call draws another waybill number."""
    waybill_no = new_waybill_no(settings().waybill_prefix)
    terms = PaymentTerms(order.terms)
    # What customers write about the goods is shown to all who handle them: no phone belongs into it.
    goods = Goods(
        scrub_written(order.goods.description),
        order.goods.category,
        order.weight_g,
        order.volume_cm3,
        order.pieces,
        tuple(DeclaredItem(scrub_written(each.name), each.count) for each in order.goods.declared),
    )
    outlets = (quote.pickup_outlet_id, quote.delivery_outlet_id)
    return Parcel(
        waybill_no=waybill_no,
        product=order.product,
        placed_by=by.id,
        terms=terms,
        consignor=_party(order.consignor, Side.CONSIGNOR, waybill_no, order.remark, by.id),
        consignee=_party(order.consignee, Side.CONSIGNEE, waybill_no),
        goods=goods,
        price=quote.price,
        tariff_version=quote.tariff_version,
        route_class=quote.route_class,
        quote_id=quote.id,
        merchant_id=by.id if by.role is Role.MERCHANT else None,
        insured_value_fen=order.insured_value_fen,
        cod=Cod(order.cod_fen, shares_fen=order.cod_shares_fen),
        freight_due_fen=quote.price.total_fen if terms is PaymentTerms.ON_RECEIPT else 0,
        pickup_outlet_id=quote.pickup_outlet_id,
        delivery_outlet_id=quote.delivery_outlet_id,
        outlet_ids=tuple(dict.fromkeys(outlet for outlet in outlets if outlet)),
        # The promise runs from the visit: at the latest moment that the consignor named, or else from now.
        promised_at=(order.pickup_until or now) + timedelta(seconds=quote.promised_s),
        pickup_from=order.pickup_from,
        pickup_until=order.pickup_until,
        proof_modes=tuple(dict.fromkeys(order.proof_modes)),
        return_receipt=order.return_receipt,
    )


def take_slot(
    outlet_id: str | None, waybill_no: str, start: datetime | None, end: datetime | None, ctx: Context
) -> None:
    """Count the visit in the first slot of the wish that has room; a wish for no time takes none.

    Raises Invalid PICKUP_SLOT_INVALID, Conflict PICKUP_SLOT_CLOSED when nobody comes then, PICKUP_SLOT_FULL.
    """
    check_pickup_slot(start, end, ctx.now)
    if start is None or end is None or outlet_id is None:
        return
    rules = ctx.store.outlets.get(outlet_id).slot_rules
    slots = choosable(rules, start, end, ctx.now)
    if not slots:
        raise Conflict("PICKUP_SLOT_CLOSED", "该时段不提供上门取件，请选择其他时间")
    if not any(ctx.store.pickup_slots.take(outlet_id, slot, rules.capacity, waybill_no) for slot in slots):
        raise Conflict("PICKUP_SLOT_FULL", "该时段已约满，请选择其他时间")


def book(parcel: Parcel, ctx: Context) -> Parcel:
    """The same parcel, its visit counted and its account asked; raises what take_slot and require_credit raise."""
    if parcel.terms is PaymentTerms.ON_ACCOUNT:
        require_credit(ctx.store.credit_accounts.standing(payer_of(parcel)), parcel.price.total_fen)
    take_slot(parcel.pickup_outlet_id, parcel.waybill_no, parcel.pickup_from, parcel.pickup_until, ctx)
    return parcel


def call_off(waybill_no: str, reason: str, ctx: Context) -> Parcel:
    """Call an order off before pickup; Forbidden ORDER_NOT_YOURS for a consignee, who sees it but did not place it."""
    parcel = ctx.store.parcels.get(waybill_no, ctx.actor.scope)
    if ctx.actor.role in CUSTOMERS and parcel.placed_by != ctx.actor.id:
        raise Forbidden("ORDER_NOT_YOURS", "只有下单人可以取消订单")
    cancelled = ctx.store.parcels.save(parcel, parcel.cancel(reason, ctx.actor, ctx.now))
    ctx.withdraw(payment_timer(waybill_no) if pay_by(parcel) else acceptance_timer(waybill_no))
    ctx.store.pickup_slots.free(waybill_no)
    return cancelled


def _party(entry: PartyEntry, side: Side, waybill_no: str, remark: str = "", customer_id: str | None = None) -> Party:
    contact = Contact(entry.name, entry.phone, entry.address, remark, entry.extension)
    return seal_party(contact, side, waybill_no, entry.adcode, entry.location, customer_id)
