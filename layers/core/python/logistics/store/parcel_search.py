"""What customers look for among their own orders, as a query that indexes answer in the order of the list.

Each way in which a parcel may be theirs and fit is a branch of one `$or`; every branch has an index that holds the
rows in the list's order, so MongoDB merges sorted runs, and texts are compared in the index before a row is fetched.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from logistics.domain.roles import Scope

if TYPE_CHECKING:
    from logistics.store.mongo import Row

SENT, RECEIVED = "sent", "received"


@dataclass(frozen=True)
class ParcelSearch:
    """`direction` is sent, received or "" for both. Of the others any that is given may fit.

    `number` is a part of a waybill number, `waybill_no` a whole one, `goods` a part of the description; `phone_tail`
    holds the blind indexes of the last four digits of a consignee's phone, `phone` beside them those of all of it.
    """

    direction: str = ""
    number: str = ""
    waybill_no: str = ""
    goods: str = ""
    phone: tuple[bytes, ...] = ()
    phone_tail: tuple[bytes, ...] = ()


ANY = ParcelSearch()


def customers_query(scope: Scope, search: ParcelSearch, common: "Row") -> "Row":
    """The query of a customer's scope; `common` holds for every branch."""
    branches = [way | look | common for way, look in _ways_and_looks(scope, search)]
    return {"$or": branches} if branches else {"_id": {"$in": []}}


def earlier(before: tuple[datetime, str] | None) -> "Row":
    """Behind the last row of a page, by placing time and number; a range that the index can begin at."""
    if before is None:
        return {}
    moment, number = before
    return {"placed_at": {"$lte": moment}, "$or": [{"placed_at": {"$lt": moment}}, {"_id": {"$lt": number}}]}


def _ways_and_looks(scope: Scope, search: ParcelSearch) -> "list[tuple[Row, Row]]":
    texts = _texts(search)
    found: list[tuple[Row, Row]] = []
    if search.direction != RECEIVED:
        found += [({"placed_by": scope.id}, look) for look in _or_all([*texts, *_phones(search)], search)]
    if search.direction != SENT and scope.phone_index is not None:
        # Not {placed_by: {$ne: …}}, for which the planner may choose to walk through everybody else's orders.
        others: Row = {"$expr": {"$ne": ["$placed_by", scope.id]}} if search.direction else {}
        received = {"consignee.phone_index": scope.phone_index} | others
        found += [(received, look) for look in _or_all(texts, search)]
    return found


def _or_all(looks: "list[Row]", search: ParcelSearch) -> "list[Row]":
    """Nothing to look for means every row; what is looked for and is none of these means none."""
    asked = any((search.number, search.waybill_no, search.goods, search.phone_tail))
    return looks if asked else [{}]


def _texts(search: ParcelSearch) -> "list[Row]":
    looks: list[Row] = []
    if search.waybill_no:
        looks.append({"_id": search.waybill_no})
    if search.number:
        looks.append({"_id": {"$regex": re.escape(search.number)}})
    if search.goods:
        looks.append({"goods.description": {"$regex": re.escape(search.goods), "$options": "i"}})
    return looks


def _phones(search: ParcelSearch) -> "list[Row]":
    tail: Row = {"consignee.phone_tail_index": {"$in": list(search.phone_tail)}}
    if search.phone:
        return [tail | {"consignee.phone_index": {"$in": list(search.phone)}}]
    return [tail] if search.phone_tail else []
