"""Incidents (问题件): what is asked about a parcel, until when somebody must decide, and what may be decided."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from logistics.domain.reasons import FaultParty
from logistics.domain.route_class import RouteClass
from logistics.domain.states import Status


class Decision(StrEnum):
    """What a dispatcher makes of it: goes on, goes on in a new box, goes back, is lost, is given up."""

    RESUME = "resume"
    REPACK = "repack"
    RETURN = "return"
    LOST = "lost"
    DISPOSE = "dispose"


@dataclass(frozen=True)
class Incident:
    """One question about a parcel, open until `closed_at`; `id` is the scan that asked it.

    `decision` is None while it is open, and where it ended by another way than by a decision here. `granted_s` is how
    much later the promise became for it.
    """

    id: str
    waybill_no: str
    outlet_ids: tuple[str, ...]
    reason: str
    fault_party: str
    opened_by: str
    opened_role: str
    opened_at: datetime
    due_at: datetime
    note: str | None = None
    evidence: tuple[str, ...] = ()
    decision: Decision | None = None
    decided_by: str | None = None
    closed_at: datetime | None = None
    granted_s: int = 0

    @property
    def open(self) -> bool:
        return self.closed_at is None

    def overdue(self, now: datetime) -> bool:
        """Whether somebody should have decided by now."""
        return self.open and now > self.due_at


# How soon a decision is due: goods that may be dangerous at once, what nobody can find after a search.
_USUAL = timedelta(hours=24)
DECIDED_WITHIN: dict[str, timedelta] = {
    "consignor_prohibited_goods": timedelta(hours=4),
    "authority_security_issue": timedelta(hours=4),
    "carrier_damaged_parcel": timedelta(hours=12),
    "carrier_short_contents": timedelta(hours=12),
    "carrier_wet_parcel": timedelta(hours=12),
    "carrier_sorting_error": timedelta(hours=12),
    "carrier_parcel_missing": timedelta(hours=72),
    "authority_regulatory_hold": timedelta(days=7),
}
MISSING = "carrier_parcel_missing"
# Without any scan for so long a parcel counts as missing; 彻底延误 of GB/T 27917.3 (a secondary source).
SILENT_FOR: dict[RouteClass, timedelta] = {route: timedelta(days=10) for route in RouteClass} | {
    RouteClass.SAME_CITY: timedelta(days=7),
    RouteClass.HK_MO_TW: timedelta(days=30),
}
SEARCHED_FOR = timedelta(days=7)  # and after so much searching as lost
# Where a parcel is in our hands and must be seen again and again; what lies in a locker waits by a clock of its own.
MOVING = frozenset(
    {
        Status.PICKED_UP,
        Status.IN_TRANSIT,
        Status.AT_OUTLET,
        Status.OUT_FOR_DELIVERY,
        Status.DELIVERY_FAILED,
        Status.REFUSED,
        Status.INTERCEPTED,
        Status.RETURNING,
    }
)


def due_at(reason: str, opened_at: datetime) -> datetime:
    """Until when somebody has to decide."""
    return opened_at + DECIDED_WITHIN.get(reason, _USUAL)


def is_missing(route_class: RouteClass, last_scan_at: datetime, now: datetime) -> bool:
    """Whether nobody has seen a parcel of this route for longer than may be."""
    return now - last_scan_at > SILENT_FOR[route_class]


def prolongs(fault_party: str) -> bool:
    """Whether the promise waits meanwhile: it does for what is not the carrier's fault."""
    return fault_party != FaultParty.CARRIER
