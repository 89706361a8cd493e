"""No query of the product walks a whole collection: each real store call is watched by MongoDB's own profiler."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.billing import StatementState
from logistics.domain.claim import ClaimStatus
from logistics.domain.invoicing import InvoiceState
from logistics.domain.journal import Account
from logistics.domain.roles import EVERYTHING, SYSTEM, Actor, Reach, Role, Scope
from logistics.domain.states import Status
from logistics.privacy import vault
from logistics.privacy.addresses import Address
from logistics.store.indexes import INDEXES, ensure_indexes
from logistics.store.mongo import Unit, database
from logistics.store.outlets import Place

PAST, SOON = datetime(2025, 1, 1, tzinfo=UTC), datetime.now(UTC) + timedelta(days=1)
CUSTOMER = Scope(Reach.CUSTOMER, "customer", b"phone-index-0001")
MANAGER = Actor("manager", Role.OUTLET_MANAGER, "GZ-TH-1")
COURIER, OUTLET = Scope(Reach.COURIER, "courier"), Scope(Reach.OUTLET, "GZ-TH-1")
ADDRESS = Address("林小满", "+8613800000001", "广东省", "广州市", "天河区", "440106", "体育西路101号")

CALLS: dict[str, Callable[[Unit], Any]] = {
    "customer by openid": lambda unit: unit.customers.find_or_create("openid-customer-0000"),
    "customer by phone index": lambda unit: unit.customers.by_phone_index(b"phone-index-0001"),
    "staff by phone": lambda unit: unit.staff.by_phone("19900001000"),
    "staff by openid": lambda unit: unit.staff.by_openid("openid"),
    "couriers of an outlet": lambda unit: unit.staff.couriers_at("GZ-TH-1"),
    "staff within an outlet's scope": lambda unit: unit.staff.listed(OUTLET),
    "outlet serving a district": lambda unit: unit.outlets.serving(Place("440106")),
    "outlet serving a point": lambda unit: unit.outlets.serving(Place("440106", (113.33, 23.12))),
    "outlets of both ends": lambda unit: unit.outlets.serving_both(Place("440106"), Place("330108")),
    "outlets of a province": lambda unit: unit.outlets.listed(EVERYTHING, "33"),
    "tariff in force": lambda unit: unit.tariffs.current("standard", "same_city", unit.now),
    "offers of a route class": lambda unit: unit.tariffs.offered("same_city", unit.now),
    "a courier's way through a day": lambda unit: unit.fixes.between("courier", unit.now - timedelta(1), unit.now),
    "corrections of the last days": lambda unit: unit.parse_corrections.since(unit.now.date()),
    "tariffs of a product": lambda unit: unit.tariffs.listed("standard", "same_city"),
    "changes of a subject": lambda unit: unit.audit.listed("outlets:GZ-TH-1"),
    "latest changes": lambda unit: unit.audit.listed(),
    "who saw what": lambda unit: unit.audit.of_action("reveal", before="01JD0000000000000000000000"),
    "what one person saw": lambda unit: unit.audit.of_action("reveal", "someone"),
    "today's count of reveals": lambda unit: unit.reveals.count("someone", unit.now.date()),
    "numbers lent for a parcel": lambda unit: unit.lent_numbers.of("WB1"),
    "my orders": lambda unit: unit.parcels.page(CUSTOMER, [], None, 20),
    "an outlet's orders": lambda unit: unit.parcels.page(OUTLET, [Status.PLACED], None, 20),
    "a courier's orders": lambda unit: unit.parcels.page(COURIER, [], None, 20),
    "an address book": lambda unit: unit.address_book.listed("customer", (unit.now, "one"), 20),
    "a search of an address book": lambda unit: list(unit.address_book.opened("customer", None)),
    "the same address": lambda unit: unit.address_book.twins("customer", ADDRESS),
    "ratings of a parcel": lambda unit: unit.ratings.of("WB1"),
    "latest ratings": lambda unit: unit.ratings.listed(EVERYTHING, "", 5, (SOON, "WB1:consignee"), 20),
    "ratings of an outlet": lambda unit: unit.ratings.listed(OUTLET, "", 2, None, 20),
    "ratings of a courier": lambda unit: unit.ratings.listed(OUTLET, "courier", 5, None, 20),
    "waiting orders": lambda unit: unit.parcels.waiting(EVERYTHING, 20),
    "waiting orders of an outlet": lambda unit: unit.parcels.waiting(OUTLET, 20),
    "a courier's tasks": lambda unit: unit.parcels.tasks("courier", [Status.ASSIGNED], 20),
    "open tasks of couriers": lambda unit: unit.parcels.open_tasks(["one", "two"], [Status.ASSIGNED]),
    "parcel by number and tail": lambda unit: unit.parcels.find_by_tail("WB1", vault.all_phone_tail_indexes("1234")),
    "scans of a waybill": lambda unit: unit.scans.of("WB1"),
    "unsent events": lambda unit: unit.outbox.unsent(SOON, 50),
    "unsettled events": lambda unit: unit.outbox.unsettled(50),
    "events of a waybill": lambda unit: unit.outbox.of("WB1"),
    "counts of the outbox": lambda unit: unit.outbox.counts(),
    "timers that are due": lambda unit: unit.due.ripe(SOON, 50),
    "timers to wake": lambda unit: unit.due.unwoken(SOON, 50),
    "parked groups": lambda unit: unit.parked.groups("notify", ["WB1"]),
    "parked messages": lambda unit: unit.parked.listed(),
    "entries of a waybill": lambda unit: unit.journal.entries("WB1"),
    "what was posted on an account": lambda unit: unit.journal.postings(
        Account.FREIGHT_RECEIVABLE, "customer", PAST, SOON, (PAST, "one"), 50
    ),
    "customers whose account moved": lambda unit: unit.journal.customers_with(Account.FREIGHT_RECEIVABLE, PAST),
    "how an account stands": lambda unit: unit.credit_accounts.standing("customer"),
    "agreed accounts": lambda unit: unit.credit_accounts.listed("", 50),
    "statements of an account": lambda unit: unit.statements.of("customer", "2026-03"),
    "a month's statement": lambda unit: unit.statements.has("customer", "2026-03"),
    "statements that are late": lambda unit: unit.statements.by_state(StatementState.OPEN, 50, SOON),
    "whether an account is late": lambda unit: unit.statements.is_overdue("customer"),
    "invoices of a customer": lambda unit: unit.invoices.of("customer", "01JD0000000000000000000000", 20),
    "invoices to be written": lambda unit: unit.invoices.by_state(InvoiceState.REQUESTED, "", 20),
    "claims of a parcel": lambda unit: unit.claims.of("WB1"),
    "what was promised for a parcel": lambda unit: unit.claims.promised_fen("WB1", "one"),
    "claims of a customer": lambda unit: unit.claims.of_claimant("customer", "", "01JD0000000000000000000000", 20),
    "claims of a state": lambda unit: unit.claims.listed(ClaimStatus.AGREED, "", "", 20),
    "claims to be answered": lambda unit: unit.claims.waiting(20),
    "answers that are late": lambda unit: unit.claims.count_overdue(SOON),
    "messages that are due": lambda unit: unit.messages.due(50),
    "messages of a waybill": lambda unit: unit.messages.of("WB1"),
    "declarations of a courier": lambda unit: unit.declarations.of("courier"),
    "the line network": lambda unit: unit.lines.network(),
    "lines of an outlet": lambda unit: unit.lines.listed("GZ-TH-1"),
    "how outlets work": lambda unit: unit.lines.handling(),
    "rosters of an outlet": lambda unit: unit.rosters.listed(OUTLET, "", "2026-03-09", "2026-03-15"),
    "an outlet's manifests": lambda unit: unit.manifests.listed(MANAGER, "GZ-TH-1", "open", 50),
    "all manifests": lambda unit: unit.manifests.listed(SYSTEM, "", "", 50),
    "what a manifest carries": lambda unit: unit.manifests.loaded("one"),
    "the manifests that carry these": lambda unit: unit.manifests.carrying(["WB1", "WB2"]),
    "estimates that have passed": lambda unit: unit.promises.overtaken(SOON, 50),
    "late parcels of an outlet": lambda unit: unit.promises.late(OUTLET, SOON, 50),
    "what was due": lambda unit: unit.promises.due(EVERYTHING, PAST, SOON, ""),
    "broken promises": lambda unit: unit.promises.broken(EVERYTHING, PAST, SOON, "GZ-TH-1", 50),
    "the last reasons": lambda unit: unit.promises.last_reasons(["WB1"]),
    "pickups that were due": lambda unit: unit.promises.pickups(EVERYTHING, PAST, SOON, ""),
    "decisions about a waybill": lambda unit: unit.decisions.of("WB1"),
}


@pytest.fixture
def profiled(store: Unit) -> Iterator[Any]:
    """MongoDB writes down each query while the test runs."""
    db = database()
    db["system.profile"].drop()
    db.command("profile", 2)
    yield db["system.profile"]
    db.command("profile", 0)
    db["system.profile"].drop()


@pytest.mark.parametrize("name", CALLS)
def test_a_query_uses_an_index(store: Unit, profiled: Any, name: str) -> None:
    CALLS[name](store)
    database().command("profile", 0)
    seen = list(profiled.find({"ns": {"$regex": r"^logistics\.(?!system)"}, "op": {"$in": ["query", "command"]}}))
    assert seen, "nothing was asked"
    plans = {row["ns"]: row.get("planSummary", "") for row in seen}
    assert not [plan for plan in plans.values() if "COLLSCAN" in plan], plans


@pytest.mark.parametrize(
    "name",
    ["my orders", "an outlet's orders", "a courier's orders", "waiting orders", "a courier's tasks"],
)
def test_a_list_is_read_in_its_order_and_not_sorted_in_memory(store: Unit, profiled: Any, name: str) -> None:
    """A customer's two ways to a parcel, and several states, are merged from sorted runs: SORT_MERGE, not SORT."""
    CALLS[name](store)
    database().command("profile", 0)
    row = profiled.find_one({"ns": "logistics.parcels", "op": "query"})
    assert row is not None and not row.get("hasSortStage"), row["planSummary"]


def test_making_the_indexes_again_changes_nothing(store: Unit) -> None:
    def names() -> dict[str, list[str]]:
        return {name: sorted(database()[name].index_information()) for name in INDEXES}

    before = names()
    ensure_indexes(database())
    assert names() == before


def test_every_collection_in_use_stands_in_the_list(store: Unit) -> None:
    others = ("system.", "sample_")  # MongoDB's own, and those of the runtime's sample function
    known = {name for name in database().list_collection_names() if not name.startswith(others)}
    assert known == set(INDEXES)
