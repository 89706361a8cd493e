"""MongoDB breaks connections, refuses commands and loses its answers while journeys run."""

import itertools
from random import Random
from typing import Any

import pytest

from tests.crashes.company import Company
from tests.crashes.plans import walk
from tests.crashes.trouble import FailPoints, a_function, every_now_and_then

pytestmark = [pytest.mark.slow, pytest.mark.alone]

_TRANSIENT, _UNKNOWN = ["TransientTransactionError"], ["UnknownTransactionCommitResult"]
LOST_TRANSACTION: dict[str, Any] = {"errorCode": 251, "errorLabels": _TRANSIENT}  # NoSuchTransaction
WRITES = ("insert", "update", "findAndModify", "delete")
COLLECTIONS = ("parcels", "scans", "outbox", "replies", "handled", "decisions", "due", "journal", "balances")
# (commands, how they fail); error codes as in MongoDB's error_codes.yml
FAULTS: dict[str, list[tuple[tuple[str, ...], dict[str, Any]]]] = {
    "connections break": [
        (("commitTransaction",), {"closeConnection": True}),
        (("insert",), {"closeConnection": True}),
        (("update",), {"closeConnection": True}),
        (("find", "aggregate"), {"closeConnection": True}),
    ],
    "commands are refused": [
        (("commitTransaction",), LOST_TRANSACTION),
        (("commitTransaction",), {"errorCode": 91, "errorLabels": _UNKNOWN}),  # ShutdownInProgress
        (("commitTransaction",), {"errorCode": 50}),  # MaxTimeMSExpired
        (WRITES, {"errorCode": 112, "errorLabels": _TRANSIENT}),  # WriteConflict
        (WRITES, {"errorCode": 11602}),  # InterruptedDueToReplStateChange
        (("find",), {"errorCode": 8}),  # UnknownError: nothing that a driver repeats
    ],
    "commits are done but not confirmed": [
        (("commitTransaction",), {"writeConcernError": {"code": 91, "errmsg": "shutting down"}}),
        (("commitTransaction",), {"writeConcernError": {"code": 64, "errmsg": "waiting for replication timed out"}}),
        (("commitTransaction",), {"blockConnection": True, "blockTimeMS": 300}),
    ],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_commands_that_fail(company: Company, fault: str) -> None:
    points, rng = FailPoints(company), Random(fault)
    before = points.off()

    def strike() -> None:
        commands, failure = rng.choice(FAULTS[fault])
        points.set(a_function(company, rng), *commands, mode={"times": rng.randint(1, 3)}, **failure)

    with company.at_work(), every_now_and_then(strike, rng, (0.05, 0.15)):
        endings = walk(company.api, company.people, rng, times=3)
    met = points.off() - before
    company.settle()
    assert company.broken(endings) == []
    assert met > 10, "too few commands failed to prove anything"


@pytest.mark.parametrize("consumer", ["collect_cod", "dispatch_match", "notify"])
def test_every_other_commit_of_a_consumer_fails(company: Company, consumer: str) -> None:
    """What an event sets off and the memory of it stand or fall together."""
    points, rng = FailPoints(company), Random(consumer)
    before = points.set(consumer, "commitTransaction", mode={"activationProbability": 0.5}, **LOST_TRANSACTION)
    with company.at_work():
        endings = walk(company.api, company.people, rng, times=2)
    met = points.off() - before
    company.settle()
    assert company.broken(endings) == []
    assert met > 2, "too few commits failed to prove anything"


def test_any_write_of_a_transaction_that_is_refused(company: Company) -> None:
    """Each collection in turn refuses one write: whatever the transaction had written before is gone with it."""
    points, rng = FailPoints(company), Random(41)
    before, turns = points.off(), itertools.cycle(COLLECTIONS)

    def strike() -> None:
        points.set("", *WRITES, mode={"times": 1}, namespace=f"logistics.{next(turns)}", errorCode=8)

    with company.at_work(), every_now_and_then(strike, rng, (0.03, 0.08)):
        endings = walk(company.api, company.people, rng, times=3)
    met = points.off() - before
    company.settle()
    assert company.broken(endings) == []
    assert met > 20, "too few writes were refused to prove anything"
