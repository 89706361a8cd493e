"""Another destination on the way (改寄): what it costs, what it changes, and how both are taken back.

The redirection waits on the row; its REDIRECTED scan names it and puts it into effect. A late fact that undoes the
scan, such as a signature taken before the interception, gives the parcel its first consignee back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from logistics.domain.changing import changed
from logistics.domain.charge import REDIRECT, Charge, Payer, settle_difference
from logistics.domain.consignment import Party, PaymentTerms
from logistics.domain.faults import Conflict
from logistics.domain.guards import refusal
from logistics.domain.pricing import FeeLine, conditions_of, price
from logistics.domain.quote import QuoteAsk
from logistics.domain.roles import Actor
from logistics.domain.route_class import route_class
from logistics.domain.states import Status, Step
from logistics.domain.trouble_events import ConsigneeChanged

if TYPE_CHECKING:
    from logistics.domain.parcel import Parcel
    from logistics.domain.scan import Scan
    from logistics.domain.tariff import Tariff

NAME = "改寄费用"
FREIGHT_DIFFERENCE, SERVICE = "redirect_freight", "redirect_service"
# What it costs to stop a parcel and turn it round, by where it was stopped.
SERVICE_FEN = {Status.PICKED_UP: 0, Status.IN_TRANSIT: 300, Status.AT_OUTLET: 300, Status.OUT_FOR_DELIVERY: 500}
_ELSEWHERE_FEN = 300
# Who stops a parcel decides within this time, or it goes back to them.
DECIDED_WITHIN = timedelta(days=3)
BEFORE_PICKUP = frozenset({Status.PENDING_PAYMENT, Status.PLACED, Status.ASSIGNED, Status.PICKUP_FAILED})
# Nobody is at the door with it, and no code for a locker has gone to the old phone.
RECIPIENT_CHANGES_IN = BEFORE_PICKUP | {
    Status.PICKED_UP,
    Status.IN_TRANSIT,
    Status.AT_OUTLET,
    Status.DELIVERY_FAILED,
}


@dataclass(frozen=True)
class Destination:
    """Who gets it, which outlet brings it, and until when that is promised."""

    consignee: Party
    delivery_outlet_id: str | None
    promised_at: datetime | None


@dataclass(frozen=True)
class Redirection:
    """`difference_fen` is what the parties pay more, or get back when it is below nothing; the lines say for what.

    `in_effect` follows from the scans: a redirection that was undone waits for its scan to count again.
    """

    id: str
    before: Destination
    after: Destination
    fee_lines: tuple[FeeLine, ...]
    payer: Payer
    at: datetime
    in_effect: bool = False

    @property
    def difference_fen(self) -> int:
        return sum(line.amount_fen for line in self.fee_lines)


def require_interceptable(parcel: "Parcel") -> None:
    """Once, after pickup and before delivery (Conflict PARCEL_STATE_CONFLICT, PARCEL_ALREADY_INTERCEPTED)."""
    if parcel.status in BEFORE_PICKUP:
        message = "包裹尚未揽收，请直接取消或修改订单"
        raise Conflict("PARCEL_STATE_CONFLICT", message, status=parcel.status, step=Step.INTERCEPTED, hint="cancel")
    if parcel.intercepted:
        raise refusal("PARCEL_ALREADY_INTERCEPTED", parcel.status, Step.INTERCEPTED)
    if parcel.status not in SERVICE_FEN:
        raise refusal("PARCEL_STATE_CONFLICT", parcel.status, Step.INTERCEPTED)


def require_stopped(parcel: "Parcel", step: str) -> None:
    """What was not intercepted is not sent elsewhere (Conflict PARCEL_STATE_CONFLICT)."""
    if parcel.status is not Status.INTERCEPTED:
        raise refusal("PARCEL_STATE_CONFLICT", parcel.status, step)


def require_redirectable(parcel: "Parcel") -> None:
    """Stopped, and no exception open (Conflict PARCEL_STATE_CONFLICT, EXCEPTION_OPEN)."""
    require_stopped(parcel, Step.REDIRECTED)
    if parcel.overlay is not None:
        raise refusal("EXCEPTION_OPEN", parcel.status, Step.REDIRECTED)


def require_recipient_open(parcel: "Parcel") -> None:
    """Before pickup and between the doors, with no exception open (Conflict PARCEL_STATE_CONFLICT, EXCEPTION_OPEN)."""
    if parcel.status not in RECIPIENT_CHANGES_IN:
        raise refusal("PARCEL_STATE_CONFLICT", parcel.status, "change_recipient")
    if parcel.overlay is not None:
        raise refusal("EXCEPTION_OPEN", parcel.status, "change_recipient")


def intercept(parcel: "Parcel", by: Actor, now: datetime) -> "Parcel":
    """Stop it where it is; raises what require_interceptable raises."""
    require_interceptable(parcel)
    return parcel.decide(Step.INTERCEPTED, by, now)


def fee_lines(parcel: "Parcel", tariff: "Tariff", adcode: str) -> tuple[FeeLine, ...]:
    """What another destination costs beyond what was paid: the whole way by its tariff, and the service.

    The tariff is that of the order's time for the class of the new route. Raises what pricing.price refuses.
    """
    goods, origin = parcel.goods, parcel.consignor.adcode
    ask = QuoteAsk(
        parcel.product,
        origin,
        adcode,
        goods.weight_g,
        goods.volume_cm3,
        parcel.insured_value_fen,
        parcel.cod.due_fen,
        goods.pieces,
        parcel.return_receipt,
    )
    whole_way = price(tariff, ask, conditions_of(ask, route_class(origin, adcode)))
    lines = (
        FeeLine(FREIGHT_DIFFERENCE, "运费差额", whole_way.total_fen - parcel.price.total_fen),
        FeeLine(SERVICE, "改寄服务费", SERVICE_FEN.get(parcel.status_before or parcel.status, _ELSEWHERE_FEN)),
    )
    return tuple(line for line in lines if line.amount_fen)


def redirection_to(
    parcel: "Parcel", id: str, after: Destination, lines: tuple[FeeLine, ...], now: datetime
) -> Redirection:
    """What shall be done, not in effect yet. Who pays the carriage at the door gets a reduction there."""
    before = Destination(parcel.consignee, parcel.delivery_outlet_id, parcel.promised_at)
    less = sum(line.amount_fen for line in lines) < 0
    payer = Payer.CONSIGNEE if less and parcel.terms is PaymentTerms.ON_RECEIPT else Payer.CONSIGNOR
    return Redirection(id, before, after, lines, payer, now)


def redirect(parcel: "Parcel", to: Redirection, by: Actor, now: datetime) -> "Parcel":
    """Send it there; raises what require_redirectable raises."""
    require_redirectable(parcel)
    waiting = changed(parcel, redirection=to)
    sent = waiting.decide(Step.REDIRECTED, by, now, details={"redirection_id": to.id})
    fresh = changed(_for_somebody_else(sent), told_late=False)
    owed = redirect_charge(to)
    return _told_of_change(settle_difference(fresh, changed(owed, id=f"{owed.id}#0")), "consignee")


def redirect_charge(done: Redirection) -> Charge:
    """The difference as a fee of the parcel, for one cause (see fees)."""
    return Charge(f"{REDIRECT}:{done.id}", REDIRECT, NAME, done.difference_fen, done.payer, done.at)


def change_recipient(parcel: "Parcel", consignee: Party, names: list[str]) -> "Parcel":
    """The same destination with another name, phone or door; `names` are the fields that are new.

    Another phone is another person; an identity that was checked was that of the name.
    """
    require_recipient_open(parcel)
    made = parcel.redirection
    if made is not None and made.in_effect:
        made = changed(made, after=changed(made.after, consignee=consignee))
    after = changed(parcel, consignee=consignee, redirection=made)
    if "phone" in names:
        after = _for_somebody_else(after)
    elif "name" in names:
        after = changed(after, recipient_identity=None)
    return _told_of_change(after, ",".join(names))


def take_effect(parcel: "Parcel", scan: "Scan") -> "Parcel":
    """The parcel on its way to the destination that its scan names; an older release's scan names none."""
    made = parcel.redirection
    if made is None or made.id != scan.details.get("redirection_id"):
        return parcel
    moved = _destined(parcel, made.after)
    outlet_id = made.after.delivery_outlet_id
    known = not outlet_id or outlet_id in parcel.outlet_ids
    outlet_ids = parcel.outlet_ids if known or not outlet_id else (*parcel.outlet_ids, outlet_id)
    return changed(moved, outlet_ids=outlet_ids, redirection=changed(made, in_effect=True))


def undone(parcel: "Parcel") -> "Parcel":
    """The parcel as it was destined before."""
    made = parcel.redirection
    if made is None or not made.in_effect:
        return parcel
    return changed(_destined(parcel, made.before), redirection=changed(made, in_effect=False))


def _for_somebody_else(parcel: "Parcel") -> "Parcel":
    """What the former consignee allowed, wished or signed holds for nobody else."""
    return changed(parcel, consents=(), delivery_choice=None, own_signature=None, recipient_identity=None)


def _destined(parcel: "Parcel", to: Destination) -> "Parcel":
    return changed(parcel, consignee=to.consignee, delivery_outlet_id=to.delivery_outlet_id, promised_at=to.promised_at)


def _told_of_change(parcel: "Parcel", names: str) -> "Parcel":
    return changed(parcel, events=(*parcel.events, ConsigneeChanged(parcel.waybill_no, names)))
