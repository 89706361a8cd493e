"""Messages come twice, at the same time, late and out of order; phones send twice and miss the answer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from functools import partial
from random import Random
from typing import Any

import pytest

from scripts.demonstration.journey import Journey
from tests.crashes.company import Company
from tests.crashes.plans import walk
from tests.support.invariants import Ending

pytestmark = [pytest.mark.slow, pytest.mark.alone]

MANY = 4


@pytest.mark.parametrize("seed", [31, 32])
def test_repeated_late_and_reordered_deliveries_have_their_effect_once(company: Company, seed: int) -> None:
    rng = Random(seed)
    company.delivery.become_unruly(rng)
    with company.at_work():
        endings = walk(company.api, company.people, rng, times=2)
    company.settle()
    assert company.broken(endings) == []
    unruly = ("twice", "again later", "only later", "reply lost", "backwards")
    assert all(company.delivery.seen[mood] for mood in unruly), company.delivery.seen


def test_a_request_sent_many_times_at_once_has_one_answer(company: Company) -> None:
    """Each repeat finds the work done, or under way, or not begun: all hear what the first one heard."""
    endings = []
    with ThreadPoolExecutor(MANY) as phones:

        def at_once(call: Callable[[], Any]) -> Any:
            answers = [each.result() for each in [phones.submit(call) for _ in range(MANY)]]
            assert answers == answers[:1] * MANY
            return answers[0]

        for number in range(15):
            journey = Journey(company.api, company.people, Random(number), number=number)
            journey.ask_price()
            waybill_no = at_once(partial(_placed, journey, f"order-{company.since}-{number}"))
            path, why = f"/orders/{waybill_no}/cancellation", {"reason": "consignor_changed_mind"}
            repeat = f"cancel-{company.since}-{number}"
            at_once(partial(company.api.post, path, why, journey.sender.session, repeat))
            endings.append(Ending(waybill_no, "cancelled", "none"))
    company.settle()
    assert company.broken(endings) == []


def _placed(journey: Journey, request_id: str) -> str:
    own = copy(journey)
    own.place(request_id)
    return own.waybill_no
