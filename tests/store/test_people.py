"""Customers and staff at rest: found by blind indexes, shown masked, sealed for everybody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from logistics.domain.faults import NotFound, Unavailable
from logistics.domain.roles import Reach, Role, Scope
from logistics.privacy import vault
from logistics.store.mongo import Unit, database
from tests.support.people import person

NOW = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)


def test_a_phone_finds_its_holder_however_it_is_written(store: Unit) -> None:
    spellings = ["19900001000", "+86 199 0000 1000", "0086-19900001000"]
    assert {store.staff.by_phone(each).id for each in spellings if store.staff.by_phone(each)} == {
        person("administrator").id
    }


def test_a_ciphertext_moved_to_another_row_does_not_open(store: Unit) -> None:
    one, other = store.customers.find_or_create("openid-one"), store.customers.find_or_create("openid-other")
    row = database().customers.find_one({"_id": one.id})
    assert row is not None
    database().customers.update_one({"_id": other.id}, {"$set": {"openid": row["openid"]}})
    with pytest.raises(Unavailable) as refusal:
        store.customers.openid_of(other.id)
    assert refusal.value.code == "PII_UNREADABLE"


def test_a_phone_bound_at_the_same_moment_by_many_ends_with_one(store: Unit) -> None:
    ids = [store.customers.find_or_create(f"openid-{at}").id for at in range(5)]

    def bind(customer_id: str) -> None:
        unit = Unit(NOW)
        unit.transact(lambda: unit.customers.bind_phone(customer_id, "+8619912345678"))

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(bind, ids))
    index = vault.phone_index("+8619912345678")
    assert database().customers.count_documents({"phone_index": index}) == 1


def test_a_customer_is_nobody_without_an_account(store: Unit) -> None:
    assert store.customers.get("0" * 26) is None
    assert store.customers.openid_of("0" * 26) is None
    assert store.customers.by_phone_index(b"0" * 16) is None


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        (Scope(Reach.ALL), True),
        (Scope(Reach.OUTLET, "GZ-TH-1"), True),
        (Scope(Reach.OUTLET, "GZ-TH-2"), False),
        (Scope(Reach.COURIER, "somebody else"), False),
        (Scope(Reach.CUSTOMER, "a customer"), False),
        (Scope(Reach.NONE), False),
    ],
)
def test_a_scope_is_part_of_the_query(store: Unit, scope: Scope, seen: bool) -> None:
    courier = person("courier", "GZ-TH-1")
    assert (store.staff.find(courier.id, scope) is not None) is seen
    assert (courier.id in {each.id for each in store.staff.listed(scope)}) is seen
    assert bool(store.outlets.listed(scope)) is (scope.reach in (Reach.ALL, Reach.OUTLET))


def test_an_outlets_couriers_are_its_active_ones(store: Unit) -> None:
    couriers = store.staff.couriers_at("GZ-TH-1")
    assert len(couriers) == 2
    assert {(each.role, each.outlet_id) for each in couriers} == {(Role.COURIER, "GZ-TH-1")}
    store.staff.set_active(couriers[0].id, False)
    try:
        assert [each.id for each in store.staff.couriers_at("GZ-TH-1")] == [couriers[1].id]
    finally:
        store.staff.set_active(couriers[0].id, True)


def test_who_is_not_known_is_not_found(store: Unit) -> None:
    for ask in (store.staff.get, store.staff.name_of, store.staff.phone_of):
        with pytest.raises(NotFound) as refusal:
            ask("0" * 26)
        assert refusal.value.code == "STAFF_NOT_FOUND"
    assert store.staff.many(["0" * 26]) == {}
