"""What couriers earned, line by line, and the rules it was earned by; lines are only ever added."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pymongo.errors import DuplicateKeyError

from logistics.domain.commission import CommissionRule, Earned, Work
from logistics.domain.faults import Conflict
from logistics.store.inserting import insert_rows

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


@dataclass(frozen=True)
class EarningsDay:
    """`pieces` are the pickups and deliveries of a business day (ISO date) that count."""

    day: str
    total_fen: int
    pieces: int


class Earnings:
    """Rows: {_id, courier_id, waybill_no, kind, of, scan_id, amount_fen, at, rule, posted_at}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["earnings"]

    def of_waybill(self, waybill_no: str) -> list[Earned]:
        """All lines of a waybill, in no order."""
        return [_earned(row) for row in self._rows.find({"waybill_no": waybill_no}, session=self._unit.session)]

    def add(self, lines: Iterable[Earned]) -> None:
        """New ones; the same id again is the work of two callers at once, and one of them runs again."""
        rows = [_earned_row(line) | {"posted_at": self._unit.now} for line in lines]
        if rows:
            insert_rows(self._rows, rows, self._unit.session)

    def by_day(self, courier_id: str, start: datetime, end: datetime) -> list[EarningsDay]:
        """A courier's sums by business day within a period, the latest first; the end is not in it."""
        work = {"$in": ["$of", [str(Work.PICKUP), str(Work.DELIVERY)]]}
        piece = {"$cond": [{"$eq": ["$kind", str(Work.REVERSAL)]}, -1, 1]}
        day = {"$dateToString": {"date": "$at", "format": "%Y-%m-%d", "timezone": "+08:00"}}
        sums = {"fen": {"$sum": "$amount_fen"}, "pieces": {"$sum": {"$cond": [work, piece, 0]}}}
        stages: list[Row] = [
            {"$match": _of(courier_id, start, end)},
            {"$group": {"_id": day} | sums},
            {"$sort": {"_id": -1}},
        ]
        rows = self._rows.aggregate(stages, session=self._unit.session)
        return [EarningsDay(row["_id"], row["fen"], row["pieces"]) for row in rows]

    def page(self, courier_id: str, start: datetime, end: datetime, before: str, limit: int) -> list[Earned]:
        """A courier's lines of a period, the newest first, after the line `before`."""
        match = _of(courier_id, start, end)
        if before:
            last = self._rows.find_one({"_id": before, "courier_id": courier_id}, session=self._unit.session)
            if last is None:
                return []
            match |= {"$or": [{"at": {"$lt": last["at"]}}, {"at": last["at"], "_id": {"$lt": before}}]}
        rows = self._rows.find(match, session=self._unit.session).sort([("at", -1), ("_id", -1)])
        return [_earned(row) for row in rows.limit(limit)]


class CommissionRules:
    """Rows: {_id version, outlet_id, product, valid_from, pickup_fen, delivery_fen, per_kg_fen, free_g, cod_fen,
    published_by, published_at}; none is ever changed."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["commission_rules"]

    def fitting(self, outlet_ids: Iterable[str], product: str) -> list[CommissionRule]:
        """Every version that may apply to work of these outlets on this product, whenever it was done."""
        match = {"outlet_id": {"$in": ["", *outlet_ids]}, "product": {"$in": ["", product]}}
        return [_rule(row) for row in self._rows.find(match, session=self._unit.session)]

    def listed(self, outlet_id: str | None, limit: int) -> list[CommissionRule]:
        """Versions, the latest first: those that may apply at an outlet, or (None) all."""
        match: Row = {} if outlet_id is None else {"outlet_id": {"$in": ["", outlet_id]}}
        rows = self._rows.find(match, session=self._unit.session)
        return [_rule(row) for row in rows.sort([("valid_from", -1), ("_id", -1)]).limit(limit)]

    def publish(self, rule: CommissionRule, published_by: str) -> None:
        """Add a version; Conflict COMMISSION_RULE_TAKEN when one of its outlet and product begins at that time."""
        row = {name: value for name, value in vars(rule).items() if name != "version"}
        row |= {"_id": rule.version, "published_by": published_by, "published_at": self._unit.now}
        try:
            self._rows.insert_one(row, session=self._unit.session)
        except DuplicateKeyError as error:
            raise Conflict("COMMISSION_RULE_TAKEN", "该时间已有同一范围的提成规则", version=rule.version) from error


def _of(courier_id: str, start: datetime, end: datetime) -> "Row":
    return {"courier_id": courier_id, "at": {"$gte": start, "$lt": end}}


def _earned_row(line: Earned) -> "Row":
    row: Row = {name: value for name, value in vars(line).items() if name != "id"}
    return row | {"_id": line.id, "kind": str(line.kind), "of": str(line.of)}


def _earned(row: "Row") -> Earned:
    kinds = Work(row["kind"]), Work(row["of"])
    ids = row["_id"], row["courier_id"], row["waybill_no"]
    return Earned(*ids, *kinds, row["scan_id"], row["amount_fen"], row["at"], row["rule"])


def _rule(row: "Row") -> CommissionRule:
    own = {name: row[name] for name in CommissionRule.__dataclass_fields__ if name != "version"}
    return CommissionRule(version=row["_id"], **own)
