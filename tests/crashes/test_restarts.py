"""A server crashes and comes back while journeys run: the database, Redis, the queue, the providers."""

from random import Random

import pytest

from tests.crashes.company import Company
from tests.crashes.plans import walk
from tests.crashes.trouble import Restarts, every_now_and_then

pytestmark = [pytest.mark.slow, pytest.mark.alone]

MOST_ROUNDS = 12  # a quick machine ends a round before the second restart


@pytest.mark.parametrize("name", ["mongo", "redis", "aws", "sandbox"])
def test_a_server_that_crashes_under_way(company: Company, name: str) -> None:
    server = getattr(company.servers, name)
    restarts, rng = Restarts(server), Random(name)
    endings = []
    with company.at_work(), every_now_and_then(restarts, rng, (0.4, 0.9)):
        for _ in range(MOST_ROUNDS):
            endings += walk(company.api, company.people, rng, times=3)
            if restarts.count > 1:
                break
    company.settle()
    assert company.broken(endings) == []
    assert restarts.count > 1, "too few restarts to prove anything"
