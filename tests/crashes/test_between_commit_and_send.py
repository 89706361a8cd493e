"""Every call that announces something dies after its commit, before its event is known to be sent."""

import socket
from collections.abc import Iterator
from random import Random

import pytest

from tests.crashes.company import Company
from tests.crashes.plans import PLANS, walk
from tests.crashes.trouble import FailPoints, a_function, every_now_and_then

pytestmark = pytest.mark.slow

# Who announces what.
ANNOUNCERS = {
    "OrderPlaced": "create_order",
    "OrderCancelled": "create_order",
    "CourierAssigned": "dispatch_match",
    "CourierReleased": "pick_up",
    "ParcelPickedUp": "pick_up",
    "ParcelDeparted": "scan",
    "ParcelArrived": "scan",
    "ParcelOutForDelivery": "scan",
    "CodCollected": "collect_cod",
    "ParcelSigned": "sign",
    "ParcelRefused": "sign",
}
FUNCTIONS = sorted(set(ANNOUNCERS.values()))
ONE_OF_EACH = [plan for plan in PLANS if plan.name in ("paid and signed", "declined by the first courier")]


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
        company.at_work(),
        every_now_and_then(assassin, Random(21), (0.02, 0.02)),
    ):
        endings = walk(company.api, company.people, Random(21), ONE_OF_EACH)
    company.settle()
    assert company.broken(endings) == []
    assert assassin.killed == set(FUNCTIONS)


def test_killed_before_it_is_noted_that_the_event_was_sent(company: Company) -> None:
    assassin, points = Assassin(company), FailPoints(company)
    victims = company.variables["MONGODB_URI"] + "&appName=victims"
    hang = {"namespace": "logistics.outbox", "blockConnection": True, "blockTimeMS": 5_000}
    points.set("victims", "update", **hang)
    with (
        company.changed(*FUNCTIONS, MONGODB_URI=victims),
        company.at_work(),
        every_now_and_then(assassin, Random(22), (0.2, 0.2)),
    ):
        endings = walk(company.api, company.people, Random(22), ONE_OF_EACH)
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

    with company.at_work(), every_now_and_then(strike, rng, (0.1, 0.4)):
        endings = walk(company.api, company.people, rng)
    points.off()
    company.settle()
    assert company.broken(endings) == []
    assert company.died.total() > 5, "too few calls ended with their process to prove anything"
