"""A parcel that waits for its consignee in a locker, at a station or at the counter (入柜、代收、自提).

How long that is free, what it costs afterwards, when it ends and when the consignee is reminded are data of the place.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from logistics.domain.cod import CodStatus
from logistics.domain.consignment import ProofMode
from logistics.domain.faults import Conflict

if TYPE_CHECKING:
    from logistics.domain.parcel import Parcel
    from logistics.domain.scan import Scan


class Place(StrEnum):
    """Where it waits."""

    LOCKER = "locker"
    STATION = "station"
    COUNTER = "counter"

    @property
    def label(self) -> str:
        """What customers read."""
        return _LABELS[self]


_LABELS = {Place.LOCKER: "快递柜", Place.STATION: "代收点", Place.COUNTER: "网点自提"}
_DAY = timedelta(days=1)
# A locker and a station's shopkeeper take no money and look at nobody's papers.
_BY_HAND_ONLY = frozenset({ProofMode.IDENTITY, ProofMode.OWN_SIGNATURE})


@dataclass(frozen=True)
class Terms:
    """Free for `free`, then `fee_day_fen` for each day begun, back to the consignor after `kept`.

    The consignee is reminded so long before the end as `reminders` say, the earliest first.
    """

    free: timedelta
    fee_day_fen: int
    kept: timedelta
    reminders: tuple[timedelta, ...]


TERMS = {
    Place.LOCKER: Terms(timedelta(hours=24), 100, timedelta(days=3), (timedelta(hours=50), timedelta(hours=12))),
    Place.STATION: Terms(timedelta(hours=48), 50, timedelta(days=7), (timedelta(days=3), timedelta(days=1))),
    Place.COUNTER: Terms(timedelta(days=7), 0, timedelta(days=7), (timedelta(days=3), timedelta(days=1))),
}


@dataclass(frozen=True)
class Storage:
    """`scan_id` is the scan that put it there; `code` the sealed pickup code, `code_digest` what tries are compared to.

    `free_until` is when storing begins to cost, `until` when it goes back. `ended_at` is when it left the place.
    """

    scan_id: str
    place: Place
    place_name: str
    consent_id: str
    stored_at: datetime
    free_until: datetime
    until: datetime
    code: bytes = field(default=b"", repr=False)
    code_digest: str = field(default="", repr=False)
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Moment:
    """Something that falls due while a parcel is stored: another day's fee, a reminder, the end."""

    at: datetime
    kind: str


FEE, REMINDER, END = "fee", "reminder", "end"


def details_of(place: Place, place_name: str, consent_id: str, code: bytes, code_digest: str) -> dict[str, object]:
    """What a STORED scan says of the place, so that the storage follows from the scans alone."""
    said: dict[str, object] = {"consent_id": consent_id, "place": str(place), "place_name": place_name}
    return said | {"code": code, "code_digest": code_digest}


def storage_from(scan: "Scan") -> Storage:
    """The storage that a STORED scan began, by the terms of its place; an older scan names none: the counter's."""
    said = scan.details
    named = said.get("place")
    place = Place(named) if isinstance(named, str) and named in list(Place) else Place.COUNTER
    terms, stored_at, code = TERMS[place], scan.happened_at, said.get("code")
    return Storage(
        scan_id=scan.id,
        place=place,
        place_name=str(said.get("place_name", "")),
        consent_id=str(said.get("consent_id", "")),
        stored_at=stored_at,
        free_until=stored_at + terms.free,
        until=stored_at + terms.kept,
        code=code if isinstance(code, bytes) else b"",
        code_digest=str(said.get("code_digest", "")),
    )


def fee_fen(storage: Storage, now: datetime) -> int:
    """What the storage has cost so far: each day begun after the free time, until it left or its time was up."""
    end = min(now, storage.until, storage.ended_at or now)
    if end <= storage.free_until:
        return 0
    return -(-(end - storage.free_until) // _DAY) * TERMS[storage.place].fee_day_fen


def moments(storage: Storage) -> tuple[Moment, ...]:
    """All that falls due while it lies there, in order; the end is the last."""
    terms = TERMS[storage.place]
    # A fee is due when its day has begun: one second into it.
    first = storage.free_until + timedelta(seconds=1)
    days = -(-(storage.until - storage.free_until) // _DAY) if terms.fee_day_fen else 0
    due = [Moment(first + day * _DAY, FEE) for day in range(days)]
    due += [Moment(storage.until - before, REMINDER) for before in terms.reminders]
    return (*sorted(due, key=lambda each: each.at), Moment(storage.until, END))


def require_storable(parcel: "Parcel", place: Place) -> None:
    """Refuse what cannot be left with nobody of ours (Conflict STORAGE_UNSUITABLE, COD_NOT_COLLECTED)."""
    if place is Place.COUNTER:
        return
    if _BY_HAND_ONLY.intersection(parcel.proof_modes) or parcel.return_receipt:
        raise Conflict("STORAGE_UNSUITABLE", "该件须本人当面签收，不能存放", place=place)
    if parcel.cod.status is CodStatus.DUE:
        raise Conflict("COD_NOT_COLLECTED", "有款项未收，不能存放，请先收款", due_fen=parcel.due_fen)
