"""The checker itself: silent after a calm day, and it tells each kind of harm that is done to the store by hand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from tests.crashes.company import Company
from tests.crashes.plans import walk
from tests.support.invariants import Ending, Row

pytestmark = [pytest.mark.slow, pytest.mark.alone]

COD = {"cod.status": "collected"}
# (collection, which row, the harm: None deletes it, a dict sets fields, a function makes a second row; what is told)
Harm = dict[str, Any] | None | Callable[[Row], Row]
HARMS: dict[str, tuple[str, Row, Harm, str]] = {
    "an order vanishes": ("parcels", {}, None, "order lost"),
    "an order comes twice": ("parcels", {}, lambda row: row | {"_id": "WB999999999990"}, "nobody got an answer for"),
    "a remembered order vanishes": ("replies", {"_id": {"$regex": "place_order"}}, None, "remembered orders"),
    "a state is not what was scanned": ("parcels", {"status": "signed"}, {"status": "lost"}, "lead to signed"),
    "a scan vanishes": ("scans", {"step": "picked_up"}, None, "illegal move"),
    "a scan is flagged": ("parcels", {}, {"late_scans": 1}, "flagged scans"),
    "a courier is not who the scans say": ("parcels", {"status": "signed"}, {"courier_id": "X"}, "fold of"),
    "an event vanishes": ("outbox", {"type": "ParcelArrived"}, None, "announced 0 times"),
    "an event is announced twice": ("outbox", {"type": "ParcelSigned"}, lambda row: row | {"_id": "2"}, "announced 2"),
    "an event is not handled": ("handled", {"_id": {"$regex": "^notify:"}}, None, "event not handled"),
    "an event is not settled": ("outbox", {}, {"settled_at": None}, "event not settled"),
    "an order is assigned twice": ("decisions", {}, lambda row: row | {"_id": "2"}, "by 2 decisions"),
    "an entry vanishes": ("journal", {"cause": "cash_collected"}, None, "posted were"),
    "an entry is crooked": ("journal", {}, {"lines.0.amount_fen": 1}, "does not balance"),
    "a balance is wrong": ("balances", {}, {"amount_fen": 1}, "balance of"),
    "cash was not what was due": ("parcels", COD, {"cod.collected_fen": 1}, "journey ended otherwise"),
    "cash was taken twice": ("outbox", {"type": "CodCollected"}, lambda row: row | {"_id": "2"}, "collected 2 times"),
    "freight is not charged": ("journal", {"cause": "freight_charged"}, None, "freight of"),
    "a message has no outcome": ("messages", {}, {"state": "sending"}, "without an outcome"),
    "a message arrived and was never sent": ("messages", {"state": "sent"}, None, "arrived 1 times, sent 0, allowed 0"),
    "a message that need not arrive is repeated": ("messages", {"must_arrive": False}, {"repeated": True}, "need not"),
}


def test_after_a_calm_day_everything_holds_and_any_harm_is_told(company: Company) -> None:
    with company.at_work():
        endings = walk(company.api, company.people, Random(1))
    company.settle()
    assert company.broken(endings) == []
    silent = [name for name in HARMS if not _told(company, endings, name)]
    assert silent == []
    assert company.broken([replace(endings[0], status="lost"), *endings[1:]]) != []
    assert company.broken(endings) == [], "every harm was made good"


@pytest.mark.parametrize(("collection", "said"), [("due", "timer left behind"), ("parked", "parked")])
def test_what_is_left_behind_is_told(company: Company, collection: str, said: str) -> None:
    company.db[collection].insert_one({"_id": "left", "at": datetime.now(UTC), "error": "", "released_at": None})
    assert [each for each in company.broken([]) if each.startswith(said)]


def _told(company: Company, endings: list[Ending], name: str) -> bool:
    collection, which, harm, said = HARMS[name]
    with _harmed(company.db[collection], which, harm):
        return any(said in each for each in company.broken(endings))


@contextmanager
def _harmed(rows: Any, which: Row, harm: Harm) -> Iterator[None]:
    row = rows.find_one(which)
    assert row, "nothing to harm"
    made = harm(row)["_id"] if callable(harm) else None
    if callable(harm):
        rows.insert_one(harm(row) | ({"quote_id": "another"} if "quote_id" in row else {}))
    elif harm is None:
        rows.delete_one({"_id": row["_id"]})
    else:
        rows.update_one({"_id": row["_id"]}, {"$set": harm})
    yield
    rows.delete_one({"_id": made})
    rows.replace_one({"_id": row["_id"]}, row, upsert=True)
