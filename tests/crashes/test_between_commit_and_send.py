"""Every call that announces something dies after its commit, before its event is known to be sent."""

import socket
from collections.abc import Iterator
from random import Random

import pytest

from scripts.demonstration.journey import Journey
from tests.crashes.company import Company
from tests.crashes.plans import Ending, Plan, walk
from tests.crashes.trouble import FailPoints, a_function, every_now_and_then

pytestmark = [pytest.mark.slow, pytest.mark.alone]

# Who announces what.
ANNOUNCERS = {
    "OrderPlaced": "create_order",
    "CourierAssigned": "dispatch_match",
    "CourierReleased": "pick_up",
    "ParcelPickedUp": "pick_up",
    "ParcelOutForDelivery": "scan",
    "CodCollected": "collect_cod",
    "ParcelSigned": "sign",
}
FUNCTIONS = sorted(set(ANNOUNCERS.values()))
ENOUGH_DEATHS, MOST_JOURNEYS = 5, 40


def _by_way_of_every_function(journey: Journey) -> None:
    journey.ask_price()
    journey.place()
    journey.wait_for_courier()
    journey.decline()
    journey.wait_for_courier()
    journey.accept()
    journey.pick_up()
    journey.take_out()
    journey.collect()
    journey.upload_proof()
    journey.sign()


ROUND = Plan("by way of every function", _by_way_of_every_function, "signed", "collected", "on_receipt", 6_600)


class Assassin:
    """Waits for each event to be committed and kills the function that is about to send it, or to say so."""

    def __init__(self, company: Company) -> None:
        self._company, self._seen = company, set[str]()
        self.killed = set[str]()

    def __call__(self) -> None:
        for row in self._company.db["outbox"].find({"sent_at": None, "_id": {"$nin": list(self._seen)}}):
            self._seen.add(row["_id"])
            function = ANNOUNCERS.get(row["type"])
            if function and self._company.busy[function]:
                self._company.pool(function).kill_one()
                self.killed.add(function)


@pytest.fixture
def deaf_topic() -> Iterator[str]:
    """An address that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as deaf:
        yield f"http://127.0.0.1:{deaf.getsockname()[1]}"


def test_killed_before_the_event_is_sent(company: Company, deaf_topic: str) -> None:
    assassin = Assassin(company)
    with (
        company.changed(*FUNCTIONS, AWS_ENDPOINT_URL_SNS=deaf_topic),
        company.at_work(hurried=False),
        every_now_and_then(assassin, Random(21), (0.02, 0.02)),
    ):
        endings = walk(company.api, company.people, Random(21), [ROUND])
    company.settle()
    assert company.broken(endings) == []
    assert assassin.killed == set(FUNCTIONS)


def test_killed_before_it_is_noted_that_the_event_was_sent(company: Company) -> None:
    assassin, points = Assassin(company), FailPoints(company)
    victims = company.variables["MONGODB_URI"] + "&appName=victims"
    hang = {"namespace": "logistics.outbox", "blockConnection": True, "blockTimeMS": 4_000}
    told = points.set("victims", "update", **hang)

    def strike() -> None:
        nonlocal told
        if points.met(told + 1, within_s=0.3):
            told += 1
            assassin()

    with (
        company.changed(*FUNCTIONS, MONGODB_URI=victims),
        company.at_work(hurried=False),
        every_now_and_then(strike, Random(22), (0.0, 0.0)),
    ):
        endings = walk(company.api, company.people, Random(22), [ROUND])
    points.off()
    company.settle()
    assert company.broken(endings) == []
    assert assassin.killed == set(FUNCTIONS)


def test_killed_while_the_commit_hangs_in_the_server(company: Company) -> None:
    """Nobody can tell whether such a commit took place: the phone asks again and gets one answer."""
    points, rng, left = FailPoints(company), Random(23), iter(range(20))

    def strike() -> None:
        function = a_function(company, rng)
        before = points.set(function, "commitTransaction", mode={"times": 1}, blockConnection=True, blockTimeMS=300)
        if points.met(before + 1, within_s=0.5) and next(left, None) is not None:
            company.pool(function).kill_one()

    endings: list[Ending] = []
    with company.at_work(), every_now_and_then(strike, rng, (0.1, 0.4)):
        while company.died.total() <= ENOUGH_DEATHS and len(endings) < MOST_JOURNEYS:  # a quick machine offers fewer
            endings += walk(company.api, company.people, rng)
    points.off()
    company.settle()
    assert company.broken(endings) == []
    assert company.died.total() > ENOUGH_DEATHS, "too few calls ended with their process to prove anything"
