"""The demonstration against the whole cloud, and what it says when something is not as it must be."""

import argparse
import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from rich.console import Console

from scripts.demonstration.__main__ import demonstrate
from scripts.demonstration.api import Api, Late, Refused
from scripts.demonstration.checks import Trip, message_problems, problems_of
from scripts.demonstration.mixing import mix
from scripts.demonstration.papers import id_number
from scripts.demonstration.plans import PLANS
from scripts.demonstration.run import Run
from scripts.demonstration.trouble_plans import TROUBLES
from scripts.local.front import Front, Reply, Request
from scripts.local.workers import Running

SEED = 20


@dataclass(frozen=True)
class Outcome:
    """Six journeys, one of each kind, and what arrived on the phones."""

    run: Run
    trips: list[Trip]
    problems: list[str]
    messages: list[dict[str, Any]]

    def trip(self, plan: str) -> Trip:
        """A copy that a test may spoil."""
        found = next(each for each in self.trips if each.plan.name == plan)
        return replace(
            found,
            parcel=copy.deepcopy(found.parcel),
            events=copy.deepcopy(found.events),
            journal=copy.deepcopy(found.journal),
        )


@pytest.fixture(scope="module")
def outcome(running: Running, sessions: Path) -> Outcome:
    run = Run(running.target, running.http.url, sessions)
    run.prepare(6)
    trips = run.trips(mix(6, Random(SEED)), SEED, lambda _: None)
    problems = run.inspect(trips)
    run.finish()
    return Outcome(run, trips, problems, run.mailbox.arrived(*run.people.customers()))


@pytest.mark.slow
class TestWholeJourneys:
    def test_six_parcels_of_six_kinds_end_as_they_must(self, outcome: Outcome) -> None:
        assert outcome.problems == []
        assert {trip.plan.name: trip.parcel["status"] for trip in outcome.trips} == {
            "delivered": "signed",
            "cod": "signed",
            "second_try": "signed",
            "refused": "returned",
            "cancelled": "cancelled",
            "declined": "signed",
        }

    def test_a_refused_parcels_money_is_void_and_the_sender_owes_both_ways(self, outcome: Outcome) -> None:
        trip = outcome.trip("refused")
        assert trip.parcel["cod_status"] == "void"
        owed = [each for each in trip.journal["positions"] if each["account"] == "freight_receivable"]
        assert [(each["holder"], each["amount_fen"]) for each in owed] == [
            (trip.journey.sender.id, trip.journey.order["total_fen"] + trip.journey.quote["fee_lines"][0]["amount_fen"])
        ]

    def test_a_refused_parcel_comes_back_by_its_outlets_and_its_consignor_is_told(self, outcome: Outcome) -> None:
        trip = outcome.trip("refused")
        there = trip.journey.wish.destination.outlet_id
        on_the_way = [
            (step, hub) for hub in trip.journey.wish.destination.hubs[::-1] for step in ("arrived", "departed")
        ]
        way = [(each["step"], each["outlet_id"]) for each in trip.parcel["timeline"][::-1]]
        assert way[way.index(("return_started", None)) :] == [
            ("return_started", None),
            ("departed", there),
            *on_the_way,
            ("arrived", "GZ-TH-1"),
            ("returned", "GZ-TH-1"),
        ]
        told = [each for each in outcome.messages if each["fields"].get("phrase2") == "已退回"]
        assert [(each["recipient"], each["fields"]["character_string1"]) for each in told] == [
            (trip.journey.sender.openid, trip.journey.waybill_no)
        ]

    def test_one_order_is_told_in_full_and_as_one_object_for_programs(
        self, running: Running, outcome: Outcome, sessions: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        options = argparse.Namespace(orders=1, plan="delivered", seed=SEED, json=True, trouble=None, payments=False)
        assert demonstrate(Run(running.target, running.http.url, sessions), options, Console(stderr=True)) == 0
        written = capsys.readouterr()
        told = json.loads(written.out)
        assert (told["ok"], told["problems"], told["counts"]) == (True, [], {"delivered": 1})
        steps = [each["step"] for each in told["orders"][0]["steps"]]
        assert any(steps == list(PLANS["delivered"].made(hubs)) for hubs in (1, 2))
        assert told["orders"][0]["waybill_no"] in written.err
        assert sessions.stat().st_mode & 0o777 == 0o600
        for word in ("时间线", "Events", "消息", "账目"):
            assert word in written.err

    def test_a_balance_that_differs_from_the_books_is_found(self, outcome: Outcome) -> None:
        from logistics.store.mongo import database

        wrong = {"account": "courier_cash"}
        database()["balances"].update_one(wrong, {"$inc": {"amount_fen": 1}})
        try:
            assert any("balances differ" in each for each in outcome.run.inspect(outcome.trips))
        finally:
            database()["balances"].update_one(wrong, {"$inc": {"amount_fen": -1}})

    @pytest.mark.parametrize(
        ("plan", "spoil", "said"),
        [
            ("delivered", lambda trip: trip.parcel.update(status="out_for_delivery"), "is out_for_delivery"),
            ("refused", lambda trip: trip.parcel.update(cod_status="due"), "its COD is due"),
            ("delivered", lambda trip: trip.parcel["timeline"].pop(), "its timeline tells"),
            ("delivered", lambda trip: trip.parcel["timeline"].reverse(), "its timeline is not in order"),
            ("delivered", lambda trip: trip.parcel["timeline"][0].update(flag="STATE"), "are flagged"),
            ("delivered", lambda trip: trip.events.pop(), "its events are"),
            ("refused", lambda trip: trip.events.append(trip.events[-1]), "its events are"),
            ("cod", lambda trip: trip.events[0].update(sent_at=None), "OrderPlaced was never sent"),
            (
                "cod",
                lambda trip: trip.events[0]["consumers"][0].update(state="parked"),
                "has not handled OrderPlaced",
            ),
            ("cod", lambda trip: trip.journal["entries"].pop(), "its books show"),
            ("cod", lambda trip: trip.journal["entries"][0]["lines"].pop(), "does not balance"),
            ("refused", lambda trip: trip.journal["entries"].pop(), "its books show"),
            ("cancelled", lambda trip: trip.journey.done.append(trip.journey.done[0]), "made"),
        ],
    )
    def test_whatever_is_not_as_it_must_be_is_said(
        self, outcome: Outcome, plan: str, spoil: Callable[[Trip], object], said: str
    ) -> None:
        trip = outcome.trip(plan)
        trip.journey = copy.copy(trip.journey)
        trip.journey.done = list(trip.journey.done)
        assert problems_of(trip) == []
        spoil(trip)
        assert any(said in each for each in problems_of(trip)), problems_of(trip)

    def test_a_message_too_few_or_too_many_is_said(self, outcome: Outcome) -> None:
        assert message_problems(outcome.trips, outcome.messages) == []
        assert "is missing" in message_problems(outcome.trips, outcome.messages[1:])[0]
        assert "too often" in message_problems(outcome.trips, [*outcome.messages, outcome.messages[0]])[0]


@pytest.mark.slow
@pytest.mark.usefixtures("quick_minutes")
def test_journeys_of_every_trouble_end_as_they_must(running: Running, sessions: Path) -> None:
    run = Run(running.target, running.http.url, sessions)
    run.prepare(len(TROUBLES))
    trips = run.trips(mix(len(TROUBLES), Random(SEED), 1.0), SEED, lambda _: None)
    assert run.inspect(trips) == []
    run.finish()
    assert {trip.plan.name for trip in trips} == {plan.name for plan in TROUBLES}
    ends = {"signed", "returned", "disposed", "lost"}
    assert {trip.parcel["status"] for trip in trips} == ends


class Flaky(Front):
    """Answers as it is told, one reply a call, and remembers the request ids."""

    def __init__(self, *replies: Reply) -> None:
        super().__init__()
        self._replies, self.ids = list(replies), list[str]()

    def answer(self, request: Request) -> Reply:
        self.ids.append(request.headers["idempotency-key"])
        return self._replies.pop(0)


@pytest.fixture
def flaky() -> Iterator[Callable[..., Flaky]]:
    fronts: list[Flaky] = []

    def start(*replies: Reply) -> Flaky:
        fronts.append(Flaky(*replies))
        fronts[-1].start()
        return fronts[-1]

    yield start
    for front in fronts:
        front.stop()


BUSY = Reply(503, b'{"error": {"code": "STORE_UNAVAILABLE", "message": "", "details": {}}}')
CHANGED = Reply(409, b'{"error": {"code": "PARCEL_CHANGED", "message": "", "details": {}}}')
BROKEN = Reply(500, b"not JSON")
DONE = Reply(200, b'{"data": {"ok": true}}')
TAKEN = Reply(409, b'{"error": {"code": "QUOTE_USED", "message": "", "details": {"a": 1}}}')


def test_what_fails_on_its_way_is_sent_again_under_the_same_request_id(flaky: Callable[..., Flaky]) -> None:
    front = flaky(BUSY, BROKEN, CHANGED, DONE)
    assert Api(front.url).post("/orders", {}) == {"ok": True}
    assert len(front.ids) == 4
    assert len(set(front.ids)) == 1


def test_a_refusal_is_not_sent_again(flaky: Callable[..., Flaky]) -> None:
    front = flaky(TAKEN)
    with pytest.raises(Refused) as refused:
        Api(front.url).post("/orders", {})
    assert (refused.value.status, refused.value.code, refused.value.details) == (409, "QUOTE_USED", {"a": 1})


def test_patience_ends(flaky: Callable[..., Flaky]) -> None:
    front = flaky(*[BUSY] * 9)
    with pytest.raises(Late, match="STORE_UNAVAILABLE"):
        Api(front.url, patience_s=0.5).get("/orders")


def test_a_seed_means_the_same_mix_and_six_orders_are_of_six_kinds() -> None:
    assert [plan.name for plan in mix(9, Random(1))] == [plan.name for plan in mix(9, Random(1))]
    assert {plan.name for plan in mix(6, Random(SEED))} == set(PLANS)
    assert len(mix(2, Random(1))) == 2


def test_a_share_of_the_journeys_meets_trouble_and_each_kind_has_its_turn() -> None:
    troubles = {plan.name for plan in TROUBLES}
    met = [plan.name for plan in mix(100, Random(1), 0.4) if plan.name in troubles]
    assert len(met) == 40 and set(met) == troubles


@pytest.mark.parametrize("seed", range(3))
def test_made_up_identity_numbers_have_the_right_check_character(seed: int) -> None:
    number = id_number(Random(seed))
    weights = [2 ** (17 - at) % 11 for at in range(17)]  # ISO 7064, MOD 11-2
    check = "0123456789X".index(number[17])
    assert (sum(int(digit) * weight for digit, weight in zip(number[:17], weights, strict=True)) + check) % 11 == 1
