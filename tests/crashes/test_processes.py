"""Worker processes die by SIGKILL while journeys run: nothing is lost and nothing happens twice."""

from random import Random

import pytest

from tests.crashes.company import Company
from tests.crashes.plans import walk
from tests.crashes.trouble import Killer, every_now_and_then

pytestmark = [pytest.mark.slow, pytest.mark.alone]


def test_processes_killed_in_the_middle_of_their_calls(company: Company) -> None:
    rng = Random(11)
    with company.at_work(), every_now_and_then(Killer(company, rng, most=25), rng, (0.05, 0.25)):
        endings = walk(company.api, company.people, rng, times=2)
    company.settle()
    assert company.broken(endings) == []
    assert company.died.total() > 5, "too few calls ended with their process to prove anything"
