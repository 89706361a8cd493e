"""Storage, attempts, answers and the way back as tables: terms written down by hand, fees brought in line."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from logistics.domain.attempts import redelivery_charges
from logistics.domain.changing import changed
from logistics.domain.charge import Charge, Payer
from logistics.domain.choice import Consent, DeliveryChoice, choose, require_consent
from logistics.domain.faults import Fault
from logistics.domain.fees import in_line
from logistics.domain.parcel import Parcel
from logistics.domain.reasons import REASONS
from logistics.domain.returning import Instruction, asked_by, bill, return_reason
from logistics.domain.states import Status, Step
from logistics.domain.storage import END, FEE, REMINDER, Place, details_of, fee_fen, moments, storage_from
from logistics.domain.tariff import Tariff
from tests.domain.parcels import MORNING, OTHER_COURIER, add, at, event_names, out_for_delivery, scan

HOUR = timedelta(hours=1)


def stored(place: Place, sealed: bytes = b"sealed") -> Parcel:
    details = details_of(place, "3 号柜", "consent-1", sealed, "digest")
    return add(out_for_delivery(), scan(Step.STORED, OTHER_COURIER, 50, details=details))


# place, hours stored, fee in fen: a locker is free for 24 h and kept 72 h, a station 48 h and 7 days, a counter 7 days.
FEES = [
    (Place.LOCKER, 0, 0),
    (Place.LOCKER, 24, 0),
    (Place.LOCKER, 24.1, 100),
    (Place.LOCKER, 48, 100),
    (Place.LOCKER, 48.1, 200),
    (Place.LOCKER, 72, 200),
    (Place.LOCKER, 1000, 200),
    (Place.STATION, 48, 0),
    (Place.STATION, 48.1, 50),
    (Place.STATION, 168, 250),
    (Place.STATION, 1000, 250),
    (Place.COUNTER, 168, 0),
    (Place.COUNTER, 1000, 0),
]


@pytest.mark.parametrize(("place", "hours", "fen"), FEES)
def test_what_storage_costs_after_so_many_hours(place: Place, hours: float, fen: int) -> None:
    storage = stored(place).storage
    assert storage is not None
    assert fee_fen(storage, at(50) + hours * HOUR) == fen


def test_storage_that_ended_costs_no_more() -> None:
    storage = stored(Place.LOCKER).storage
    assert storage is not None
    fetched = changed(storage, ended_at=at(50) + 30 * HOUR)
    assert fee_fen(fetched, at(50) + 70 * HOUR) == 100


# What falls due, in hours after it was stored.
MOMENTS = {
    Place.LOCKER: [(22, REMINDER), (24, FEE), (48, FEE), (60, REMINDER), (72, END)],
    Place.STATION: [
        (48, FEE), (72, FEE), (96, FEE), (96, REMINDER), (120, FEE), (144, FEE), (144, REMINDER), (168, END),
    ],
    Place.COUNTER: [(96, REMINDER), (144, REMINDER), (168, END)],
}  # fmt: skip


@pytest.mark.parametrize("place", list(Place))
def test_what_falls_due_while_it_waits(place: Place) -> None:
    storage = stored(place).storage
    assert storage is not None
    found = [(round((each.at - at(50)) / HOUR), each.kind) for each in moments(storage)]
    assert sorted(found) == sorted(MOMENTS[place])
    assert found[-1][1] == END


def test_storage_follows_from_its_scan_and_ends_with_the_hand_over() -> None:
    parcel = stored(Place.STATION)
    assert parcel.storage is not None and parcel.storage.ended_at is None
    signature = scan(Step.SIGNED, OTHER_COURIER, 90)
    signed = add(parcel, signature)
    assert signed.storage is not None and signed.storage.ended_at == at(90)
    late = add(signed, scan(Step.EXCEPTION_OPENED, OTHER_COURIER, 45, received=95))
    assert late.storage == signed.storage, "folding all of it again ends in the same"


def test_a_code_that_was_sealed_anew_survives_a_late_fact() -> None:
    parcel = stored(Place.LOCKER, b"old")
    assert parcel.storage is not None
    resealed = changed(parcel, storage=changed(parcel.storage, code=b"new"))
    late = add(resealed, scan(Step.EXCEPTION_OPENED, OTHER_COURIER, 45, received=95))
    assert late.storage is not None and late.storage.code == b"new"


def test_a_storage_scan_of_an_older_release_is_the_counters() -> None:
    old = storage_from(scan(Step.STORED, OTHER_COURIER, 50))
    assert (old.place, old.code, old.code_digest) == (Place.COUNTER, b"", "")


# --- attempts ----------------------------------------------------------------------------------------------------

OUT, FAILED = Step.OUT_FOR_DELIVERY, Step.DELIVERY_FAILED
ATTEMPTS = [
    # reasons of the failed attempts before, the fees of all attempts
    ([], []),
    (["consignee_not_home"], []),
    (["consignee_not_home", "consignee_not_home"], [(500, "consignee")]),
    (["consignee_not_home", "consignor_incorrect_address"], [(500, "consignor")]),
    (["consignee_not_home", "carrier_capacity"], []),
    (["consignee_not_home", "weather_delay"], []),
    (["carrier_capacity", "consignee_not_home"], [(500, "consignee")]),
    (["consignee_not_home"] * 3, [(500, "consignee"), (500, "consignee")]),
    (["consignee_not_home", "force_majeure_event", "consignee_not_home"], [(500, "consignee")]),
]


@pytest.mark.parametrize(("reasons", "fees"), ATTEMPTS)
def test_two_attempts_are_free_then_whoever_was_at_fault_pays(reasons: list[str], fees: list[tuple[int, str]]) -> None:
    scans = [scan(OUT, OTHER_COURIER, 0)]
    for number, reason in enumerate(reasons, 1):
        scans += [scan(FAILED, OTHER_COURIER, number * 10, reason=reason), scan(OUT, OTHER_COURIER, number * 10 + 5)]
    assert [(each.amount_fen, each.payer) for each in redelivery_charges(scans)] == fees


# --- the consignor's answer and the way back ---------------------------------------------------------------------


@pytest.mark.parametrize(("category", "days"), [("food", 3), ("books", 7), ("electronics", 7), ("documents", 7)])
def test_how_long_a_sender_may_think_it_over(category: str, days: int) -> None:
    parcel = out_for_delivery()
    fresh = changed(parcel, goods=replace(parcel.goods, category=category))
    asked = asked_by(fresh, scan(Step.REFUSED, OTHER_COURIER, 60))
    assert asked is not None and asked.due_at == at(60) + timedelta(days=days)


def test_the_sender_is_asked_when_the_free_attempts_are_used_up() -> None:
    failed = scan(FAILED, OTHER_COURIER, 60)
    assert asked_by(changed(out_for_delivery(), attempts=1), failed) is None
    assert asked_by(changed(out_for_delivery(), attempts=2), failed) is not None


RETURNED_FOR = {
    "consignee_refused": "consignee_refused",
    "consignee_cancelled": "consignee_refused",
    "consignee_payment_refused": "consignee_refused",
    "consignor_wrong_goods": "consignor_wrong_goods",
    "carrier_damaged_parcel": "carrier_damaged_parcel",
    "carrier_late": "carrier_late",
}


@pytest.mark.parametrize("cause", list(REASONS[Step.REFUSED]))
def test_why_a_refused_parcel_goes_back(cause: str) -> None:
    assert return_reason(Instruction("s", MORNING, MORNING, cause=cause, refused=True)) == RETURNED_FOR[cause]


NOT_DELIVERED = {
    "consignee_incorrect_address": "consignee_incorrect_address",
    "consignee_unreachable": "consignee_unreachable",
    "consignor_incorrect_address": "consignor_incorrect_address",
    "weather_delay": "weather_delay",
    "force_majeure_event": "force_majeure_event",
}


@pytest.mark.parametrize("cause", list(REASONS[FAILED]))
def test_why_a_parcel_goes_back_that_could_not_be_delivered(cause: str) -> None:
    otherwise = "carrier_undelivered" if cause.startswith("carrier_") else "consignee_unreachable"
    wanted = NOT_DELIVERED.get(cause, otherwise)
    assert return_reason(Instruction("s", MORNING, MORNING, cause=cause)) == wanted


TARIFF = Tariff.from_data(
    {
        "version": "t1", "product": "standard", "route_class": "same_city", "divisor": 6000, "minimum_g": 1000,
        "bands": [{"step_g": 1000, "mode": "up"}], "first_g": 1000, "first_fen": 1200, "continued_fen": 205,
        "round_fen": 1, "round_mode": "nearest",
    }
)  # fmt: skip
# 3 kg cost 1200 + 2 x 205 = 1610 fen one way.
SHARES = [
    ("consignee_refused", 1610),
    ("consignee_unclaimed", 1610),
    ("consignor_request", 1610),
    ("authority_regulatory_hold", 1610),
    ("weather_delay", 805),
    ("force_majeure_event", 805),
    ("carrier_damaged_parcel", 0),
    ("carrier_undelivered", 0),
]


@pytest.mark.parametrize(("reason", "fen"), SHARES)
def test_what_the_way_back_costs_by_who_is_at_fault(reason: str, fen: int) -> None:
    parcel = out_for_delivery()
    heavy = changed(parcel, price=replace(parcel.price, charge_weight_g=3000))
    lines = [["freight", "退回运费", fen]] if fen else []
    assert bill(heavy, reason, TARIFF) == {"payer": "consignor", "fee_lines": lines, "tariff_version": "t1"}


# --- consent and choices -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("withdrawn", "stored_at", "code"),
    [(None, 60, ""), (70, 60, ""), (60, 60, "CONSENT_WITHDRAWN"), (50, 60, "CONSENT_WITHDRAWN")],
)
def test_a_consent_counts_until_the_moment_it_was_withdrawn(withdrawn: int | None, stored_at: int, code: str) -> None:
    given = Consent("c1", "locker", "somebody", at(40), None if withdrawn is None else at(withdrawn))
    parcel = changed(out_for_delivery(), consents=(given,))
    assert refusal(lambda: require_consent(parcel, "c1", "locker", at(stored_at))) == code
    assert refusal(lambda: require_consent(parcel, "c1", "station", at(stored_at))) == "CONSENT_REQUIRED"


@pytest.mark.parametrize("status", list(Status))
def test_a_choice_is_made_after_a_failed_attempt_only(status: Status) -> None:
    parcel = changed(out_for_delivery(), status=status)
    chosen = DeliveryChoice("pick_up_at_outlet", 1, "somebody", MORNING)
    allowed = status in (Status.DELIVERY_FAILED, Status.AT_OUTLET)
    assert refusal(lambda: choose(parcel, chosen)) == ("" if allowed else "PARCEL_STATE_CONFLICT")


def refusal(act: object) -> str:
    try:
        act()  # type: ignore[operator]
    except Fault as fault:
        return fault.code
    return ""


# --- fees in line ------------------------------------------------------------------------------------------------


def test_whatever_is_owed_in_turn_the_charges_come_to_what_is_owed_now() -> None:
    """Random sums of three causes, some taken back and owed again; freight paid at the door never below nothing."""
    draw = random.Random(20250303)
    for _ in range(200):
        parcel = out_for_delivery()
        for minute in range(draw.randint(1, 8)):
            now = at(60 + minute)
            owed = [_owed(cause, draw.choice([100, 200, 500]), now) for cause in ("redelivery", "storage", "return")]
            wanted = [each for each in owed if draw.random() < 0.6]
            parcel = in_line(parcel, wanted, now)
            assert sum(each.amount_fen for each in parcel.charges) == sum(each.amount_fen for each in wanted)
            assert in_line(parcel, wanted, now) is parcel, "bringing it in line twice changes nothing"
            assert parcel.freight_due_fen >= 0
        assert event_names(parcel).count("ChargeAdded") == len(parcel.charges)
        assert len({each.id for each in parcel.charges}) == len(parcel.charges)


def _owed(cause: str, amount_fen: int, now: datetime) -> Charge:
    payer = Payer.CONSIGNOR if cause == "return" else Payer.CONSIGNEE
    return Charge(f"{cause}:scan-1", cause, cause, amount_fen, payer, now)
