"""What couriers ask for: to go on and off duty, and their work."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.dispatch_match.schemas import SetDuty
from logistics.domain.changing import changed
from logistics.domain.choice import Consent, DeliveryChoice, live_consents, wish_for_next
from logistics.domain.consignment import Party
from logistics.domain.faults import Conflict, Invalid
from logistics.domain.parcel import Parcel
from logistics.domain.route_class import city_code
from logistics.domain.states import Status
from logistics.privacy.parties import Contact, Side, open_party
from logistics.runtime.context import Context
from logistics.settings import settings
from logistics.store import positions

_SHIFT = timedelta(hours=10)
_LONGEST_SHIFT = timedelta(hours=14)
_MOST_TASKS = 100
# Where a courier has it in hand: stopped anywhere else, it is no business of who fetched it once.
_IN_HAND = frozenset({Status.PICKED_UP, Status.OUT_FOR_DELIVERY})
_KINDS = {
    Status.ASSIGNED: "pickup",
    Status.OUT_FOR_DELIVERY: "delivery",
    Status.PICKED_UP: "hand_in",
    Status.DELIVERY_FAILED: "hand_in",
    Status.REFUSED: "hand_in",
    Status.INTERCEPTED: "hand_in",
}


def set_duty(command: SetDuty, ctx: Context) -> dict[str, object]:
    """Begin, prolong or end a shift; orders nearby come to those on duty.

    Raises Invalid LOCATION_REQUIRED, SHIFT_INVALID; Conflict COURIER_UNAVAILABLE without an outlet.
    """
    if not command.on:
        positions.go_off_duty(ctx.actor.id)
        return {"on": False}
    if command.location is None:
        raise Invalid("LOCATION_REQUIRED", "请先开启定位再上线接单")
    until = command.until or ctx.now + _SHIFT
    if not ctx.now < until <= ctx.now + _LONGEST_SHIFT:
        raise Invalid("SHIFT_INVALID", "下班时间应在十四小时之内")
    duty = _duty(until, ctx)
    positions.go_on_duty(duty, command.location)
    return {"on": True, "until": until, "capacity": duty.capacity}


def _duty(until: datetime, ctx: Context) -> positions.Duty:
    courier = ctx.store.staff.get(ctx.actor.id)
    outlet = ctx.store.outlets.find(courier.outlet_id) if courier.outlet_id else None
    if not courier.active or outlet is None or not outlet.adcodes:
        raise Conflict("COURIER_UNAVAILABLE", "您还没有所属网点，请联系网点主管")
    city = city_code(outlet.adcodes[0])
    return positions.Duty(courier.id, city, outlet.id, courier.capacity, until, courier.skills)


@dataclass(frozen=True)
class Task:
    """One open task; `contact` is in clear, for the one who must go there now and for nobody else."""

    parcel: Parcel
    kind: str
    contact: Contact | None = None
    location: dict[str, float] | None = None

    @property
    def accepted(self) -> bool:
        return self.parcel.accepted_at is not None

    @property
    def real_name_done(self) -> bool:
        return self.parcel.real_name is not None

    @property
    def real_name_token(self) -> str | None:
        """The token of the consignor's identity check, while this courier has to fetch the parcel."""
        check = self.parcel.real_name if self.parcel.status is Status.ASSIGNED else None
        return check.token if check else None

    @property
    def consents(self) -> list[Consent]:
        """Where the consignee allows it to be left."""
        return live_consents(self.parcel)

    @property
    def delivery_choice(self) -> DeliveryChoice | None:
        """What was wished for the attempt under way, or for the next one."""
        return wish_for_next(self.parcel)

    @property
    def collected(self) -> bool:
        return self.parcel.cod.status.taken


def list_tasks(_: object, ctx: Context) -> dict[str, object]:
    """My open tasks with whom to visit: unsealed for these only, and without the phone where numbers are lent."""
    found = ctx.store.parcels.tasks(ctx.actor.id, list(_KINDS), _MOST_TASKS)
    duty = positions.duty_of(ctx.actor.id)
    reply: dict[str, object] = {"tasks": [_task(parcel) for parcel in found if _is_in_hand(parcel)]}
    return reply | ({"on_duty_until": duty.until} if duty else {})


def _is_in_hand(parcel: Parcel) -> bool:
    return parcel.status is not Status.INTERCEPTED or parcel.status_before in _IN_HAND


def _task(parcel: Parcel) -> Task:
    if parcel.status is Status.ASSIGNED:
        return _visit(parcel, parcel.consignor, Side.CONSIGNOR)
    if parcel.status is Status.OUT_FOR_DELIVERY:
        return _visit(parcel, parcel.consignee, Side.CONSIGNEE)
    return Task(parcel, _KINDS[parcel.status])


def _visit(parcel: Parcel, party: Party, side: Side) -> Task:
    point = {"lng": party.location[0], "lat": party.location[1]} if party.location else None
    contact = open_party(party, side, parcel.waybill_no)
    if settings().lends_numbers:  # the real one stays here: care lends a number that leads to it
        contact = changed(contact, phone=party.phone_masked, extension="")
    return Task(parcel, _KINDS[parcel.status], contact, point)
