"""Signals of abnormal driving at rest, with the fixes that show them and what a person made of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pymongo import UpdateOne

from logistics.domain.coordinates import Point
from logistics.domain.driving import Signal, SignalKind
from logistics.domain.faults import Conflict, NotFound
from logistics.domain.roles import EVERYTHING, Role, Scope
from logistics.store.staff import within

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


class Judgement(StrEnum):
    """What somebody who looked found: that it was as it seemed, or not."""

    OPEN = "open"
    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True)
class Shown:
    """One fix of the evidence."""

    at: datetime
    lng: float
    lat: float
    speed_mps: float | None = None


@dataclass(frozen=True)
class KeptSignal:
    """A signal of a courier's day; `measured` and `limit` as in domain.driving.Signal."""

    id: str
    courier_id: str
    outlet_id: str | None
    day: date
    kind: SignalKind
    from_at: datetime
    until_at: datetime
    point: Point
    measured: float
    limit: float
    evidence: tuple[Shown, ...]
    judgement: Judgement = Judgement.OPEN
    note: str = ""
    reviewed_by: str = ""
    reviewed_at: datetime | None = None


def signal_id(courier_id: str, signal: Signal) -> str:
    """The same for each look at the same day."""
    return f"{courier_id}-{signal.kind.replace('_', '')}-{int(signal.from_at.timestamp())}"


class Signals:
    """Rows: {_id, courier_id, outlet_id, day, kind, from_at, until_at, point, measured, limit, evidence: [{at, lng,
    lat, speed_mps}], judgement, note, reviewed_by, reviewed_at}; of `observations`: {_id: courier, day}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows, self._seen = unit, unit.db["signals"], unit.db["observations"]

    def unobserved(self, day: date, limit: int) -> list[tuple[str, str | None]]:
        """Couriers, with their outlets, whose day nobody has looked at yet."""
        couriers = self._unit.db["staff"].find({"role": str(Role.COURIER)}, {"outlet_id": 1}).sort("_id", 1)
        seen = {row["_id"] for row in self._seen.find({"day": {"$gte": day.isoformat()}}, {"_id": 1})}
        return [(row["_id"], row["outlet_id"]) for row in couriers if row["_id"] not in seen][:limit]

    def keep(self, courier_id: str, day: date, found: Iterable[KeptSignal]) -> int:
        """Write what is new, and that the day was looked at; how many are new."""
        writes = [UpdateOne({"_id": each.id}, {"$setOnInsert": _row(each)}, upsert=True) for each in found]
        seen = {"$set": {"day": day.isoformat()}}
        self._seen.update_one({"_id": courier_id}, seen, upsert=True, session=self._unit.session)
        return int(self._rows.bulk_write(writes, session=self._unit.session).upserted_count) if writes else 0

    def get(self, wanted: str, scope: Scope = EVERYTHING) -> KeptSignal:
        """One signal; NotFound SIGNAL_NOT_FOUND also beyond the scope."""
        row = self._rows.find_one({"$and": [{"_id": wanted}, within(scope)]}, session=self._unit.session)
        if row is None:
            raise NotFound("SIGNAL_NOT_FOUND", "没有找到这条异常行车记录")
        return _signal(row)

    def judge(self, signal: KeptSignal, judgement: Judgement, note: str, by: str) -> None:
        """What was found; Conflict SIGNAL_REVIEWED when somebody else has looked since."""
        change = {"judgement": str(judgement), "note": note, "reviewed_by": by, "reviewed_at": self._unit.now}
        was = {"_id": signal.id, "judgement": str(Judgement.OPEN)}
        if not self._rows.update_one(was, {"$set": change}, session=self._unit.session).matched_count:
            raise Conflict("SIGNAL_REVIEWED", "该记录已经复核过")

    def listed(
        self, scope: Scope, judgement: str, kind: str, courier_id: str, before: str, limit: int
    ) -> list[KeptSignal]:
        """Signals, the latest first; each of "" leaves that out. `before` is a day."""
        asked = {"judgement": judgement, "kind": kind, "courier_id": courier_id}
        match: Row = {name: value for name, value in asked.items() if value}
        match |= {"day": {"$lt": before}} if before else {}
        rows = self._rows.find({"$and": [match, within(scope)]}, session=self._unit.session)
        return [_signal(row) for row in rows.sort([("day", -1), ("_id", 1)]).limit(limit)]

    def counts(self, scope: Scope) -> dict[tuple[str, str], int]:
        """How many there are of each kind and judgement."""
        group = {"_id": {"kind": "$kind", "judgement": "$judgement"}, "count": {"$sum": 1}}
        rows = self._rows.aggregate([{"$match": within(scope)}, {"$group": group}], session=self._unit.session)
        return {(row["_id"]["kind"], row["_id"]["judgement"]): row["count"] for row in rows}


def _row(each: KeptSignal) -> "Row":
    row: dict[str, Any] = {name: value for name, value in vars(each).items() if name != "id"}
    row |= {"kind": str(each.kind), "judgement": str(each.judgement), "day": each.day.isoformat()}
    return row | {"point": list(each.point), "evidence": [vars(shown) for shown in each.evidence]}


def _signal(row: "Row") -> KeptSignal:
    plain = {name: value for name, value in row.items() if name not in _READ}
    evidence: Collection[Row] = row["evidence"]
    return KeptSignal(
        id=row["_id"],
        day=date.fromisoformat(row["day"]),
        kind=SignalKind(row["kind"]),
        judgement=Judgement(row["judgement"]),
        point=(row["point"][0], row["point"][1]),
        evidence=tuple(Shown(**shown) for shown in evidence),
        **plain,
    )


_READ = frozenset({"_id", "day", "kind", "judgement", "point", "evidence"})
