"""The demonstration with payments: trouble at the provider, functions that die, and money that comes out even."""

import copy
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest

from scripts.demonstration.mixing import mix_with_payments
from scripts.demonstration.payment_checks import Paid, money_problems
from scripts.demonstration.payment_run import PaymentRun
from scripts.local.workers import Running

# Alone: it waits until the provider has told everything it has to tell, other tests' payments too.
pytestmark = [pytest.mark.slow, pytest.mark.alone]

SEED = 20


@dataclass(frozen=True)
class Outcome:
    """What a run came to, as it went into the check of its money."""

    run: PaymentRun
    problems: list[str]
    paid: list[Paid]


@pytest.fixture(scope="module")
def outcome(running: Running, sessions: Path, quick_minutes: None) -> Outcome:
    run = PaymentRun(running.target, running.http.url, sessions, SEED, os.getpid(), every_s=4.0)
    run.prepare(8)
    trips = run.trips(mix_with_payments(8, Random(SEED), 0.0), SEED, lambda _: None)
    problems = run.inspect(trips)
    run.finish()
    return Outcome(run, problems, run.paid)


def test_every_fen_is_accounted_for_while_payments_fail_and_functions_die(outcome: Outcome) -> None:
    assert outcome.problems == []
    assert outcome.run.injected["killed"] > 0


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda paid: paid.orders.append(paid.orders[0]), "the provider kept"),
        (lambda paid: paid.orders.clear(), "not its price"),
        (lambda paid: paid.told.update(owed_fen=1), "1 fen are owed"),
        (lambda paid: paid.trip.journal["positions"].pop(), "and not to 0"),
        (
            lambda paid: paid.trip.journal["positions"].append(
                {"account": "outlet_safe", "holder": "SZ-FT-1", "amount_fen": 1}
            ),
            "cash lies at",
        ),
    ],
)
def test_money_that_is_not_where_it_must_be_is_said(
    outcome: Outcome, spoil: Callable[[Paid], object], said: str
) -> None:
    even = {"paid_fen": 0, "refunded_fen": 0}
    found = next(each for each in outcome.paid if each.trip.plan.freight == "prepaid")
    spoilt = copy.deepcopy(found.told), list(found.orders), list(found.refunds)
    trip = replace(found.trip, journal=copy.deepcopy(found.trip.journal))
    paid = Paid(trip, *spoilt)
    spoil(paid)
    assert any(said in each for each in money_problems([paid], even, even, {}))


def test_a_fen_between_the_providers_book_and_ours_is_said(outcome: Outcome) -> None:
    moved = sum(each.taken_fen - each.returned_fen for each in outcome.paid)
    began = {"paid_fen": 0, "refunded_fen": 0}
    assert money_problems(outcome.paid, began, {"paid_fen": moved, "refunded_fen": 0}, {}) == []
    [problem] = money_problems(outcome.paid, began, {"paid_fen": moved + 1, "refunded_fen": 0}, {})
    assert "the provider's book moved" in problem
    believed = money_problems(outcome.paid, began, {"paid_fen": moved, "refunded_fen": 0}, {"forge_believed": 1})
    assert ["forge_believed" in each for each in believed] == [True]
