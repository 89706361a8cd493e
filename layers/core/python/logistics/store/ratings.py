"""Ratings of deliveries: one row for each side of a parcel."""

from datetime import datetime
from typing import TYPE_CHECKING

from pymongo.errors import DuplicateKeyError

from logistics.domain.faults import Conflict
from logistics.domain.rating import CONSIGNEE, CONSIGNOR, Rating
from logistics.domain.roles import Reach, Scope

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


class Ratings:
    """Rows: {_id "<waybill number>:<side>", waybill_no, side, rated_by, stars, tags, comment, rated_at, courier_id,
    outlet_ids}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["ratings"]

    def add(self, rating: Rating) -> None:
        """Keep a side's word; Conflict RATING_ALREADY_GIVEN."""
        row = {"_id": _key(rating.waybill_no, rating.side)} | vars(rating)
        row |= {"tags": list(rating.tags), "outlet_ids": list(rating.outlet_ids)}
        try:
            self._rows.insert_one(row, session=self._unit.session)
        except DuplicateKeyError as error:
            raise Conflict("RATING_ALREADY_GIVEN", "您已经评价过这个包裹了") from error

    def of(self, waybill_no: str) -> list[Rating]:
        """What both sides said, as far as they did."""
        keys = [_key(waybill_no, side) for side in (CONSIGNOR, CONSIGNEE)]
        return [_rating(row) for row in self._rows.find({"_id": {"$in": keys}}, session=self._unit.session)]

    def listed(
        self, scope: Scope, courier_id: str, stars_at_most: int, before: tuple[datetime, str] | None, limit: int
    ) -> list[Rating]:
        """The latest first, within an outlet's business or the whole network; `before` is where a page ended."""
        match: Row = {} if scope.reach is Reach.ALL else {"outlet_ids": scope.id}
        match |= {"courier_id": courier_id} if courier_id else {}
        match |= {"stars": {"$lte": stars_at_most}}
        if before:
            moment, last = before
            match |= {"rated_at": {"$lte": moment}, "$or": [{"rated_at": {"$lt": moment}}, {"_id": {"$lt": last}}]}
        rows = self._rows.find(match, session=self._unit.session).sort([("rated_at", -1), ("_id", -1)])
        return [_rating(row) for row in rows.limit(limit)]


def _key(waybill_no: str, side: str) -> str:
    return f"{waybill_no}:{side}"


def _rating(row: "Row") -> Rating:
    row.pop("_id")
    return Rating(**row | {"tags": tuple(row["tags"]), "outlet_ids": tuple(row["outlet_ids"])})
