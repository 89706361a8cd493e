"""Outlets and tariffs at rest, and the seeded network they are tried on."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from logistics.domain.faults import Conflict
from logistics.domain.route_class import RouteClass
from logistics.domain.tariff import Rounding, Tariff, WeightBand
from logistics.store.connection import client
from logistics.store.mongo import Unit
from logistics.store.outlets import Place
from logistics.store.tariffs import PublishedTariff, version_of
from scripts.local.seed import seed

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
BANDS = (WeightBand(None, 100, Rounding.UP),)


@pytest.fixture
def whole_network(variables: dict[str, str]) -> Iterator[Any]:
    """All of it, in a database of its own."""
    client().drop_database("network")
    yield client()["network"]
    client().drop_database("network")


def published(since: datetime, until: datetime | None = None, product: str = "trial") -> PublishedTariff:
    version = version_of(product, "same_city", since)
    tariff = Tariff(version, product, RouteClass.SAME_CITY, 12000, 1000, BANDS, 1000, 1200, 200, 10, Rounding.NEAREST)
    return PublishedTariff(tariff, 86_400, since, until)


def test_the_seed_is_a_believable_network_and_writing_it_again_changes_nothing(whole_network: Any) -> None:
    first = seed(whole_network)
    began = time.perf_counter()
    second = seed(whole_network)
    assert time.perf_counter() - began < 3
    assert first == second
    outlets = [each for each in first.outlets if each.kind == "outlet"]
    assert len(outlets) >= 30 and len(first.outlets) - len(outlets) == 2
    assert {code[:2] for each in outlets for code in each.adcodes} == {"32", "33", "44"}
    roles = [each.role for each in first.accounts]
    assert roles.count("courier") >= 60
    assert {"administrator", "dispatcher", "outlet_manager", "cashier", "finance", "customer_service"} <= set(roles)
    offered = {(row["product"], row["route_class"]) for row in whole_network.tariffs.find()}
    assert offered == {(product, route) for product in ("standard", "economy") for route in RouteClass}


def test_every_outlet_stands_where_it_serves(whole_network: Any) -> None:
    unit, network = Unit(NOW, whole_network), seed(whole_network)
    for each in network.outlets:
        if each.kind == "outlet":
            assert unit.outlets.serving(Place(each.adcodes[0], each.location)) == each.id


def test_every_courier_can_sign_in_by_phone(whole_network: Any) -> None:
    unit = Unit(NOW, whole_network)
    for account in seed(whole_network).accounts[:20]:
        found = unit.staff.by_phone(account.phone)
        assert found is not None and found.id == account.id


def test_a_hub_serves_nobody(store: Unit) -> None:
    assert store.outlets.get("GZ-HUB").kind == "hub"
    assert store.outlets.serving(Place("440111")) is None


def test_a_point_must_lie_in_the_district_that_is_named(store: Unit) -> None:
    in_tianhe = (113.33, 23.12)
    assert store.outlets.serving(Place("440106", in_tianhe)) == "GZ-TH-1"
    assert store.outlets.serving(Place("440304", in_tianhe)) is None


def test_of_two_publishers_at_once_one_wins_and_no_two_versions_overlap(whole_network: Any) -> None:
    seed(whole_network, small=True)
    Unit(NOW, whole_network).tariffs.publish(published(NOW - timedelta(days=9), NOW), "first")

    def publish(hours: int) -> bool:
        unit = Unit(NOW, whole_network)
        try:
            unit.transact(lambda: unit.tariffs.publish(published(NOW + timedelta(hours=hours)), "someone"))
        except Conflict as refusal:
            assert refusal.code in ("TARIFF_OVERLAP", "TARIFF_VERSION_TAKEN")
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(publish, [4, 3, 2, 1]))
    assert any(won)
    rows = list(whole_network.tariffs.find({"product": "trial"}).sort("valid_from", 1))
    for earlier, later in pairwise(rows):
        assert earlier["valid_to"] is not None and earlier["valid_to"] <= later["valid_from"]
