"""Scans at rest: immutable rows; `_id` is the scan's own id, made by the client for scans taken offline."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pymongo.errors import DuplicateKeyError, PyMongoError

from logistics.domain.faults import Conflict, Fault
from logistics.domain.parcel import Parcel
from logistics.domain.roles import Role
from logistics.domain.scan import Scan
from logistics.domain.states import Step
from logistics.domain.timeline import admit, fold, objection
from logistics.store.inserting import insert_rows

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

_RUN_AGAIN = ("TransientTransactionError",)  # the label by which the driver repeats a transaction


@dataclass(frozen=True)
class Recorded:
    """What became of a scan: the parcel after it, and the code of what is against it (None: it counts)."""

    parcel: Parcel
    flag: str | None = None

    @property
    def applied(self) -> bool:
        return self.flag is None


class Scans:
    """Rows are inserted and read, never changed."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["scans"]
        self._taken: set[str] = set()

    def record(self, parcel: Parcel, scan: Scan) -> Recorded:
        """Add a scan to its parcel, in this transaction; sending the same scan again changes nothing.

        The newest scan of a parcel costs no read; one that may have happened earlier folds the history again.
        Raises what Parcel.record raises, and Conflict SCAN_ID_REUSED.
        """
        scan = scan.checked(parcel.last_scan_at)
        if not parcel.needs_history(scan) and scan.id not in self._taken:
            try:
                flag = objection(parcel.state, scan)
                return Recorded(self._unit.parcels.save(parcel, parcel.record(scan)), flag)
            except Fault:
                # By a clock that runs ahead a scan that is sent again looks newer, and what it said may be past.
                known = self._known(parcel, scan, self.of(parcel.waybill_no))
                if known is None:
                    raise
                return known
        history = self.of(parcel.waybill_no)
        if known := self._known(parcel, scan, history):
            return known
        admission = admit(history, scan, parcel.signatures)
        after = self._unit.parcels.save(parcel, parcel.apply(admission, scan))
        return Recorded(after, admission.flagged.get(scan.id))

    def _known(self, parcel: Parcel, scan: Scan, history: list[Scan]) -> Recorded | None:
        """What became of a scan that is stored already; Conflict SCAN_ID_REUSED when it was another one."""
        known = next((each for each in history if each.id == scan.id), None)
        if known is None:
            return None
        if (known.step, known.actor_id) != (scan.step, scan.actor_id):
            raise Conflict("SCAN_ID_REUSED", "这个扫描编号已用于另一次扫描")
        return Recorded(parcel, fold(history, parcel.signatures).flagged.get(scan.id))

    def add(self, scans: Iterable[Scan]) -> None:
        """Insert new scans; Conflict SCAN_ID_REUSED if an id is taken.

        The same scan sent again by a phone whose clock runs ahead looks newer each time. A taken id therefore makes
        the driver run the transaction once more, and this time `record` looks for it in the history.
        """
        rows = [_to_row(scan) for scan in scans]
        try:
            insert_rows(self._rows, rows, self._unit.session)
        except DuplicateKeyError as error:
            ids = {row["_id"] for row in rows}
            if ids <= self._taken:
                raise Conflict("SCAN_ID_REUSED", "这个扫描编号已用于另一次扫描") from error
            self._taken |= ids
            raise PyMongoError("scan id taken", _RUN_AGAIN) from error

    def of(self, waybill_no: str) -> list[Scan]:
        """All scans of a waybill, in no particular order (the fold sorts them)."""
        return [_from_row(row) for row in self._rows.find({"waybill_no": waybill_no}, session=self._unit.session)]


# A timeline is many rows, and an enum's own look-up by value is slow.
_STEPS = {step.value: step for step in Step}
_ROLES = {role.value: role for role in Role}
_AS_THEY_ARE = (
    "waybill_no",
    "occurred_at",
    "received_at",
    "actor_id",
    "outlet_id",
    "reason",
    "note",
    "courier_id",
    "clock_suspect",
)


def _to_row(scan: Scan) -> "Row":
    row: Row = {"_id": scan.id, "step": str(scan.step), "actor_role": str(scan.actor_role)}
    row |= {name: getattr(scan, name) for name in _AS_THEY_ARE}
    location = None if scan.location is None else list(scan.location)
    return row | {"location": location, "evidence": list(scan.evidence), "details": dict(scan.details)}


def _from_row(row: "Row") -> Scan:
    return Scan(
        row["_id"],
        row["waybill_no"],
        _STEPS[row["step"]],
        row["occurred_at"],
        row["received_at"],
        row["actor_id"],
        _ROLES[row["actor_role"]],
        row["outlet_id"],
        None if row["location"] is None else tuple(row["location"]),
        row["reason"],
        row["note"],
        tuple(row["evidence"]),
        row["courier_id"],
        row["details"],
        row["clock_suspect"],
    )
