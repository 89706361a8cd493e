"""Signing in for a demonstration while answers are lost."""

from collections.abc import Iterator

import pytest
import requests

from scripts.demonstration.api import Api
from scripts.demonstration.people import People
from scripts.demonstration.sandbox import Sandbox
from scripts.local.front import Front, Reply, Request
from scripts.local.workers import Running

pytestmark = pytest.mark.slow
_CARRIED = ("authorization", "content-type", "idempotency-key")


class Losing(Front):
    """Carries each call on to the API, and loses the first answer of each path."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url, self.lost = url, list[str]()

    def answer(self, request: Request) -> Reply:
        headers = {name: request.headers[name] for name in _CARRIED if name in request.headers}
        reply = requests.request(
            request.method, self._url + request.path, data=request.body, headers=headers, timeout=30
        )
        if request.path in self.lost:
            return Reply(reply.status_code, reply.content)
        self.lost.append(request.path)
        return Reply(503, b"{}")


@pytest.fixture
def losing(running: Running) -> Iterator[Losing]:
    front = Losing(running.http.url)
    front.start()
    yield front
    front.stop()


def test_a_code_that_went_with_a_lost_answer_is_asked_for_anew(running: Running, losing: Losing) -> None:
    people = People(Api(losing.url), Sandbox(running.target.sandbox_url))
    assert people.staff("driver").session
    assert people.sender(0).session
    assert set(losing.lost) == {"/sessions/staff", "/sessions", "/sessions/phone"}
