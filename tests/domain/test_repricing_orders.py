"""A price goes with the pickup that counts: whatever order the facts arrive in, the price, the weight and what is due
at the door come out the same, and the told changes of price add up to what it became."""

import random
from itertools import permutations

import pytest

from logistics.domain.changing import changed
from logistics.domain.cod import CodStatus
from logistics.domain.consignment import PaymentTerms
from logistics.domain.parcel import Parcel
from logistics.domain.scan import Scan
from logistics.domain.states import Step
from logistics.domain.trouble_events import ParcelRepriced
from tests.domain.parcels import COURIER, DISPATCHER, DRIVER, MANAGER, add, assigned, scan

ORDERED_FEN = 1800


def priced_pickup(minute: int, fen: int, weight_g: int, name: str) -> Scan:
    said = {
        "inspected": True,
        "measurement_id": f"measurement-{name}",
        "weight_g": weight_g,
        "volume_cm3": 4000,
        "charge_weight_g": weight_g,
        "fee_lines": [["freight", "运费", fen]],
    }
    return scan(Step.PICKED_UP, COURIER, minute, 90, id=name, details=said)


FIRST, SECOND = priced_pickup(10, 2600, 2500, "first"), priced_pickup(12, 1500, 800, "second")
WITHDRAWN = scan(
    Step.SCAN_WITHDRAWN, DISPATCHER, 60, 90, reason="carrier_scanned_by_mistake", details={"scan_id": "first"}
)
DEPARTED, ARRIVED = scan(Step.DEPARTED, DRIVER, 20, 90), scan(Step.ARRIVED, MANAGER, 30, 90)


def outcome(parcel: Parcel) -> tuple[int, int, int, int]:
    return parcel.price.total_fen, parcel.goods.weight_g, parcel.goods.volume_cm3, parcel.freight_due_fen


def story(*scans: Scan) -> Parcel:
    parcel = assigned(freight_on_receipt_fen=ORDERED_FEN)
    for each in scans:
        parcel = add(parcel, each)
    return parcel


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((), (1800, 1000, 0, 1800)),
        ((FIRST,), (2600, 2500, 4000, 2600)),
        ((FIRST, SECOND), (2600, 2500, 4000, 2600)),  # the second does not fit a parcel that was picked up
        ((FIRST, WITHDRAWN), (1800, 1000, 0, 1800)),
        ((FIRST, SECOND, WITHDRAWN), (1500, 800, 4000, 1500)),
        ((FIRST, SECOND, WITHDRAWN, DEPARTED), (1500, 800, 4000, 1500)),
    ],
)
def test_any_order_of_arrival_makes_the_same_price(
    facts: tuple[Scan, ...], expected: tuple[int, int, int, int]
) -> None:
    for order in permutations(facts):
        parcel = story(*order)
        names = [each.id for each in order]
        assert outcome(parcel) == expected, names
        told = sum(each.difference_fen for each in parcel.events if isinstance(each, ParcelRepriced))
        assert ORDERED_FEN + told == expected[0], f"the events of {names} tell another price"


@pytest.mark.parametrize("seed", range(40))
def test_a_random_order_with_the_road_behind_it(seed: int) -> None:
    facts = [FIRST, SECOND, WITHDRAWN, DEPARTED, ARRIVED]
    random.Random(seed).shuffle(facts)
    assert outcome(story(*facts)) == (1500, 800, 4000, 1500)


def test_money_that_was_taken_stays_what_was_taken() -> None:
    """The bill changes and the receipt does not: the difference is the journal's to settle with the consignor."""
    parcel = story(FIRST)
    parcel = changed(parcel, cod=changed(parcel.cod, status=CodStatus.COLLECTED, collected_fen=2600))
    after = add(parcel, WITHDRAWN)
    assert (after.price.total_fen, after.freight_due_fen) == (1800, 2600)


def test_a_parcel_on_account_owes_nothing_at_the_door_whatever_it_weighs() -> None:
    parcel = add(assigned(), FIRST)
    assert parcel.terms is PaymentTerms.ON_ACCOUNT
    assert (parcel.price.total_fen, parcel.freight_due_fen, parcel.due_fen) == (2600, 0, 0)
