"""A parcel as its parties and staff see it, each as far as it is theirs to know."""

from dataclasses import dataclass, field
from datetime import datetime

from functions.track.outlet_names import outlet_names
from functions.track.rules import actions_for, estimated_at
from functions.track.schemas import OneParcel
from functions.track.situation import situation_of
from functions.track.timeline import Milestone, for_parties, for_staff, idle_proofs
from logistics.domain.consignment import Proof
from logistics.domain.parcel import Parcel
from logistics.domain.rating import Rating, side_of
from logistics.domain.reasons import reason_text
from logistics.domain.roles import STAFF, Actor
from logistics.domain.states import Status, Step
from logistics.runtime.context import Context
from logistics.runtime.payment_view import payment_now
from logistics.store.staff import StaffMember


@dataclass(frozen=True)
class ParcelView:
    """A parcel as one caller sees it."""

    parcel: Parcel
    actor: Actor
    now: datetime
    timeline: list[Milestone]
    courier: StaffMember | None = None
    idle_proofs: frozenset[str] = frozenset()
    said: list[Rating] = field(default_factory=list)

    @property
    def actions(self) -> list[str]:
        """What the caller may do with it now."""
        return actions_for(self.parcel, self.actor, self.now, rated=self.rating is not None)

    @property
    def situation(self) -> dict[str, object]:
        """What they must know and may choose when things do not go to plan."""
        return situation_of(self.parcel, self.actor, self.now)

    @property
    def exception(self) -> str | None:
        """What is the matter, while an exception is open."""
        overlay = self.parcel.overlay
        return reason_text(Step.EXCEPTION_OPENED, overlay.reason) if overlay else None

    @property
    def payment(self) -> dict[str, object] | None:
        """How it is paid for, as far as it is theirs to know."""
        return payment_now(self.parcel, self.actor)

    @property
    def total_fen(self) -> int | None:
        """The price, for whoever placed the order and for staff: a consignee need not know what it cost."""
        may = self._is_staff or self.parcel.placed_by == self.actor.id
        return self.parcel.price.total_fen if may else None

    @property
    def proofs(self) -> list[Proof]:
        """The pictures of what counted; staff see also those of reports that had no effect."""
        hidden = frozenset() if self._is_staff else self.idle_proofs
        return [each for each in self.parcel.proofs if each.key not in hidden]

    @property
    def estimated_at(self) -> datetime | None:
        """When it should be delivered."""
        return estimated_at(self.parcel, self.now)

    @property
    def real_name_done(self) -> bool | None:
        """Whether the consignor's identity was checked, for those who must see to it."""
        return self.parcel.real_name is not None if self._is_staff else None

    @property
    def rating(self) -> Rating | None:
        """What a party said themselves."""
        mine = None if self._is_staff else side_of(self.parcel, self.actor)
        return next((each for each in self.said if each.side == mine), None)

    @property
    def ratings(self) -> list[Rating] | None:
        """What both sides said, for staff."""
        return self.said if self._is_staff else None

    @property
    def _is_staff(self) -> bool:
        return self.actor.role in STAFF


def track_parcel(command: OneParcel, ctx: Context) -> ParcelView:
    """The full timeline for parties and staff, within their scope (NotFound PARCEL_NOT_FOUND)."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    scans = ctx.store.scans.of(parcel.waybill_no)
    tell = for_staff if ctx.actor.role in STAFF else for_parties
    timeline = tell(parcel, scans, outlet_names((each.outlet_id for each in scans), ctx))
    idle = idle_proofs(parcel, scans)
    said = ctx.store.ratings.of(parcel.waybill_no) if parcel.rated else []
    return ParcelView(parcel, ctx.actor, ctx.now, timeline, _courier_at_the_door(parcel, ctx), idle, said)


def _courier_at_the_door(parcel: Parcel, ctx: Context) -> StaffMember | None:
    if parcel.status is not Status.OUT_FOR_DELIVERY or not parcel.courier_id:
        return None
    return ctx.store.staff.find(parcel.courier_id)
