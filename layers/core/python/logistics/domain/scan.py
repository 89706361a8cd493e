"""One scan: the immutable record of what somebody saw or did with a parcel, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from logistics.domain.roles import Role
from logistics.domain.states import Step

CLOCK_TOLERANCE = timedelta(minutes=2)


@dataclass(frozen=True)
class Scan:
    """`occurred_at` is the device's time, `received_at` the server's; both are aware UTC, kept to the millisecond.

    `id` is made by the client for scans taken offline, so that sending one twice stores it once.
    `location` is (longitude, latitude) in WGS-84; `evidence` names proof keys; `courier_id` is who receives the
    parcel when that is not the actor. `details` of the steps: PICKED_UP inspected (bool); STORED consent_id;
    SIGNED signed_by (a masked name) and signed_kind. They hold no personal data.
    """

    id: str
    waybill_no: str
    step: Step
    occurred_at: datetime
    received_at: datetime
    actor_id: str
    actor_role: Role
    outlet_id: str | None = None
    location: tuple[float, float] | None = None
    reason: str | None = None
    note: str | None = None
    evidence: tuple[str, ...] = ()
    courier_id: str | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    clock_suspect: bool = False

    def __post_init__(self) -> None:
        # Stores keep milliseconds: a scan must sort the same before and after it was stored.
        for name in ("occurred_at", "received_at"):
            at: datetime = getattr(self, name)
            if at.utcoffset() is None:
                raise ValueError(f"{name} must be an aware time")
            if at.microsecond % 1000:
                object.__setattr__(self, name, at.replace(microsecond=at.microsecond // 1000 * 1000))

    @property
    def happened_at(self) -> datetime:
        """When it counts as having happened: never after the server knew of it, whatever the device's clock says."""
        return min(self.occurred_at, self.received_at)

    @property
    def order(self) -> tuple[datetime, datetime, str]:
        """The place of this scan among the others of its waybill."""
        return self.happened_at, self.received_at, self.id

    def checked(self, last_scan_at: datetime | None) -> "Scan":
        """The same scan, its clock called suspect if it runs ahead of ours or behind the last confirmed scan."""
        ahead = self.occurred_at > self.received_at + CLOCK_TOLERANCE
        behind = last_scan_at is not None and self.occurred_at < last_scan_at
        return replace(self, clock_suspect=ahead or behind)
