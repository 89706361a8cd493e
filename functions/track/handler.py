"""Where a parcel is: the whole story for its parties and for staff, the bare road for anybody with number and tail."""

from dataclasses import dataclass

from functions.track.outlet_names import outlet_names
from functions.track.rules import actions_for
from functions.track.schemas import (
    ParcelViewSchema,
    PublicViewSchema,
    TrackParcel,
    TrackParcelSchema,
    TrackPublicly,
    TrackPubliclySchema,
)
from functions.track.timeline import Milestone, for_parties, for_staff
from logistics.domain.parcel import Parcel
from logistics.domain.reasons import reason_text
from logistics.domain.roles import EVERYONE, STAFF, Actor
from logistics.domain.states import Status, Step
from logistics.runtime.context import Context
from logistics.runtime.function import Function
from logistics.store.staff import StaffMember

main = Function("track")


@dataclass(frozen=True)
class ParcelView:
    """A parcel as one caller sees it."""

    parcel: Parcel
    actor: Actor
    timeline: list[Milestone]
    actions: list[str]
    courier: StaffMember | None = None

    @property
    def exception(self) -> str | None:
        """What is the matter, while an exception is open."""
        overlay = self.parcel.overlay
        return reason_text(Step.EXCEPTION_OPENED, overlay.reason) if overlay else None

    @property
    def total_fen(self) -> int | None:
        """The price, for whoever placed the order and for staff: a consignee need not know what it cost."""
        may = self.actor.role in STAFF or self.parcel.placed_by == self.actor.id
        return self.parcel.price.total_fen if may else None


@main.on(
    http="GET /parcels/<waybill_no>",
    invoke="track_parcel",
    socket="track",
    load=TrackParcelSchema(),
    dump=ParcelViewSchema(),
    roles=EVERYONE,
)
def track_parcel(command: TrackParcel, ctx: Context) -> ParcelView:
    """The full timeline for parties and staff, within their scope (NotFound PARCEL_NOT_FOUND)."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    scans = ctx.store.scans.of(parcel.waybill_no)
    tell = for_staff if ctx.actor.role in STAFF else for_parties
    timeline = tell(parcel, scans, outlet_names((each.outlet_id for each in scans), ctx))
    actions = actions_for(parcel, ctx.actor, ctx.now)
    return ParcelView(parcel, ctx.actor, timeline, actions, _courier_at_the_door(parcel, ctx))


def _courier_at_the_door(parcel: Parcel, ctx: Context) -> StaffMember | None:
    if parcel.status is not Status.OUT_FOR_DELIVERY or not parcel.courier_id:
        return None
    return ctx.store.staff.find(parcel.courier_id)


@main.on(
    http="GET /track/<waybill_no>",
    load=TrackPubliclySchema(),
    dump=PublicViewSchema(),
)
def track_publicly(command: TrackPublicly, ctx: Context) -> dict[str, object]:
    """The road of a parcel for anybody who knows its number and the last four digits of a party's phone."""
    from functions.track.public import parcel_by_tail  # loads Tink, which the other path does without

    parcel = parcel_by_tail(command.waybill_no, command.tail, ctx)
    scans = ctx.store.scans.of(parcel.waybill_no)
    timeline = for_parties(parcel, scans, outlet_names((each.outlet_id for each in scans), ctx))
    return {"parcel": parcel, "exception_open": parcel.overlay is not None, "timeline": timeline}
