"""Handlers under AWS's own runtime client: replies, errors, deaths and time-outs end as they do on Lambda."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scripts.local.runtime_api import FunctionError, InvocationTimeout, WorkerDied, WorkerPool

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    made = WorkerPool("sample_handler.main", env={"PATH": os.environ["PATH"]}, cwd=HERE, processes=2)
    yield made
    made.close()


def test_a_reply_comes_back_with_the_context_of_lambda(pool: WorkerPool) -> None:
    reply = pool.invoke({"name": "张三"}, timeout_s=5)
    assert reply["got"] == {"name": "张三"}
    assert 3000 < reply["remaining_ms"] <= 5000


def test_calls_share_no_more_processes_than_the_pool_may_have(pool: WorkerPool) -> None:
    with ThreadPoolExecutor(6) as clients:
        replies = list(clients.map(lambda _: pool.invoke({"do": "sleep"}), range(6)))
    assert len({reply["pid"] for reply in replies}) == 2


def test_a_raising_handler_reports_its_error_and_lives_on(pool: WorkerPool) -> None:
    with pytest.raises(FunctionError) as caught:
        pool.invoke({"do": "raise"})
    assert (caught.value.details["errorType"], caught.value.details["errorMessage"]) == ("ValueError", "as asked")
    assert pool.invoke({})["got"] == {}


def test_a_dying_process_fails_its_own_call_only(pool: WorkerPool) -> None:
    with pytest.raises(WorkerDied):
        pool.invoke({"do": "die"})
    assert pool.invoke({})["got"] == {}


def test_a_killed_busy_worker_is_replaced(pool: WorkerPool) -> None:
    with ThreadPoolExecutor(1) as client:
        call = client.submit(pool.invoke, {"do": "hang"})
        time.sleep(0.5)
        assert pool.kill_one()
        with pytest.raises(WorkerDied):
            call.result(timeout=5)
    assert pool.invoke({})["got"] == {}


def test_a_call_that_overruns_ends_its_worker(pool: WorkerPool) -> None:
    with pytest.raises(InvocationTimeout):
        pool.invoke({"do": "hang"}, timeout_s=0.3)
    assert pool.invoke({})["got"] == {}


def test_a_handler_that_cannot_be_imported_says_so() -> None:
    missing = WorkerPool("no_such_module.main", env={"PATH": os.environ["PATH"]}, cwd=HERE, processes=1)
    try:
        with pytest.raises(FunctionError, match="no_such_module"):
            missing.invoke({}, timeout_s=10)
    finally:
        missing.close()


def test_closing_leaves_no_process() -> None:
    made = WorkerPool("sample_handler.main", env={"PATH": os.environ["PATH"]}, cwd=HERE, processes=2)
    made.warm({"do": "sleep"})
    pids = made.pids
    made.close()
    assert len(pids) == 2
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
