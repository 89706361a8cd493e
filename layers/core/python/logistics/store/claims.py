"""Claims at rest: one row a claim; the database itself keeps each side of a parcel at one live claim."""

from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING

from pymongo.errors import DuplicateKeyError

from logistics.domain.claim import Claim, ClaimKind, ClaimStatus, Ground, PayoutChannel
from logistics.domain.faults import Conflict, NotFound

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

_NAMES = tuple(field.name for field in fields(Claim) if field.name != "id")
_PROMISED = [str(ClaimStatus.AGREED), str(ClaimStatus.PAID)]


class Claims:
    """Rows: {_id, waybill_no, side, claimant_id, kind, asked_fen, note, evidence, status, at, due_at, offered_fen,
    ground, reply, appeals, payout, paid_at, reference, changed_at, live}; `live` is missing once a claim has ended."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["claims"]

    def add(self, claim: Claim) -> Claim:
        """A new one; Conflict CLAIM_EXISTS while another of that side lives."""
        try:
            self._rows.insert_one({"_id": claim.id} | _values(claim), session=self._unit.session)
        except DuplicateKeyError as error:
            raise _exists() from error
        return claim

    def get(self, claim_id: str, claimant_id: str = "") -> Claim:
        """A claim by id, or one of this customer's; NotFound CLAIM_NOT_FOUND."""
        match = {"_id": claim_id} | ({"claimant_id": claimant_id} if claimant_id else {})
        row = self._rows.find_one(match, session=self._unit.session)
        if row is None:
            raise NotFound("CLAIM_NOT_FOUND", "没有找到这个理赔申请")
        return _claim(row)

    def of(self, waybill_no: str) -> list[Claim]:
        """All of a parcel, the newest first."""
        rows = self._rows.find({"waybill_no": waybill_no}, session=self._unit.session)
        return [_claim(row) for row in rows.sort("_id", -1)]

    def save(self, before: Claim, after: Claim) -> Claim:
        """Write what changed, unless somebody else moved it since; Conflict CLAIM_CHANGED, CLAIM_EXISTS.

        The latter where an ended claim is to live again while another one does.
        """
        values = _values(after)
        change: Row = {"$set": values} | ({} if "live" in values else {"$unset": {"live": ""}})
        was = {"_id": before.id, "status": str(before.status), "changed_at": before.changed_at}
        try:
            found = self._rows.update_one(was, change, session=self._unit.session).matched_count
        except DuplicateKeyError as error:
            raise _exists() from error
        if not found:
            raise Conflict("CLAIM_CHANGED", "理赔申请刚刚有更新，请刷新后再试")
        return after

    def promised_fen(self, waybill_no: str, but: str = "") -> int:
        """What was agreed or paid for a parcel by all claims but one."""
        match = {"waybill_no": waybill_no, "status": {"$in": _PROMISED}, "_id": {"$ne": but}}
        rows = self._rows.find(match, {"offered_fen": 1}, session=self._unit.session)
        return sum(row["offered_fen"] for row in rows)

    def of_claimant(self, claimant_id: str, waybill_no: str, before: str, limit: int) -> list[Claim]:
        """A customer's, the newest first; `before` is the id that was shown last."""
        match: Row = {"claimant_id": claimant_id} | ({"waybill_no": waybill_no} if waybill_no else {})
        match |= {"_id": {"$lt": before}} if before else {}
        rows = self._rows.find(match, session=self._unit.session).sort("_id", -1)
        return [_claim(row) for row in rows.limit(limit)]

    def listed(self, status: ClaimStatus, waybill_no: str, before: str, limit: int) -> list[Claim]:
        """The office's list of one state, the newest first."""
        match: Row = {"status": str(status)} | ({"waybill_no": waybill_no} if waybill_no else {})
        match |= {"_id": {"$lt": before}} if before else {}
        rows = self._rows.find(match, session=self._unit.session).sort("_id", -1)
        return [_claim(row) for row in rows.limit(limit)]

    def waiting(self, limit: int) -> list[Claim]:
        """Those that wait for the office, the one to be answered first before the others."""
        rows = self._rows.find({"due_at": {"$type": "date"}}, session=self._unit.session)
        return [_claim(row) for row in rows.sort([("due_at", 1), ("_id", 1)]).limit(limit)]

    def count_overdue(self, now: datetime) -> int:
        """How many answers are late."""
        match = {"due_at": {"$type": "date", "$lt": now}}
        return self._rows.count_documents(match, session=self._unit.session)


def _exists() -> Conflict:
    return Conflict("CLAIM_EXISTS", "该运单已有处理中的理赔申请")


def _values(claim: Claim) -> "Row":
    row: Row = {name: getattr(claim, name) for name in _NAMES}
    row |= {"kind": str(claim.kind), "status": str(claim.status), "ground": str(claim.ground)}
    row["evidence"] = list(claim.evidence)
    row["payout"] = str(claim.payout) if claim.payout else None
    return row | ({"live": True} if claim.live else {})


def _claim(row: "Row") -> Claim:
    values = {name: row[name] for name in _NAMES}
    values |= {"kind": ClaimKind(row["kind"]), "status": ClaimStatus(row["status"])}
    values["ground"], values["evidence"] = Ground(row["ground"]), tuple(row["evidence"])
    values["payout"] = PayoutChannel(row["payout"]) if row["payout"] else None
    return Claim(id=row["_id"], **values)
