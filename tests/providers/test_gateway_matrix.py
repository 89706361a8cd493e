"""The distance matrix's gateway: against the sandbox, and against a provider that answers nonsense."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from logistics.domain.faults import Conflict, Unavailable
from logistics.domain.road_cells import Way
from logistics.gateways.maps_routes import matrix
from tests.providers.sandbox_process import SandboxProcess

HERE, THERE, FAR = (113.3, 23.1), (113.31, 23.1), (113.3, 23.2)


@pytest.fixture
def provider(variables: dict[str, str], setting: Any, sandbox: SandboxProcess) -> SandboxProcess:
    setting(MAPS_BASE_URL=sandbox.url, PROVIDER_TIMEOUT_MS="1000")
    return sandbox


@pytest.fixture
def answering(variables: dict[str, str], setting: Any) -> Iterator[Callable[[Any], None]]:
    """A provider of one answer: the elements of a single row."""
    said: dict[str, Any] = {}

    class Wrong(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"status": 0, "result": said}).encode())

        def log_message(self, *_: Any) -> None:
            """Nothing is told of it."""

    server = HTTPServer(("127.0.0.1", 0), Wrong)
    Thread(target=server.serve_forever, daemon=True).start()
    setting(MAPS_BASE_URL=f"http://127.0.0.1:{server.server_port}", PROVIDER_TIMEOUT_MS="1000")
    yield said.update
    server.shutdown()
    server.server_close()


def test_metres_by_road_for_every_pair(provider: SandboxProcess) -> None:
    legs = matrix([HERE, THERE], [HERE, THERE, FAR])
    metres = [[leg.distance_m if leg else None for leg in row] for row in legs]
    # 1,023 m and 11,120 m as the crow flies; the sandbox's roads are 1.3 times as long, the shift adds some metres
    assert metres[0] == [0, pytest.approx(1330, rel=0.01), pytest.approx(14_456, rel=0.01)]
    assert metres[1][:2] == [pytest.approx(1330, rel=0.01), 0]


def test_more_than_the_limit_is_refused_by_the_provider(provider: SandboxProcess) -> None:
    with pytest.raises(Conflict) as raised:
        matrix([HERE] * 26, [THERE] * 2)
    assert (raised.value.code, raised.value.details["provider_code"]) == ("PROVIDER_REFUSED", "397")


@pytest.mark.parametrize(
    ("cell", "leg"),
    [
        ({"distance": 12_000, "duration": 1500}, Way(12_000, 1500)),
        ({"distance": 12_000, "duration": 0}, None),
        ({"distance": 12_000, "duration": -5}, None),
        ({"distance": 12_000, "duration": 144}, None),
        ({"distance": 5_000, "duration": 900}, None),
        ({"distance": -1, "duration": 900}, None),
        ({"distance": 0, "duration": 0, "status": 4}, None),
    ],
    ids=["fine", "in no time", "in less than none", "300 km/h", "shorter than the crow flies", "negative", "no road"],
)
def test_a_leg_that_cannot_be_true_is_none(
    answering: Callable[[Any], None], cell: dict[str, int], leg: Way | None
) -> None:
    answering({"rows": [{"elements": [cell]}]})  # 11,120 m as the crow flies
    assert matrix([HERE], [FAR]) == [[leg]]


@pytest.mark.parametrize("result", [{}, {"rows": []}, {"rows": [{"elements": []}]}, {"rows": [{"elements": ["x"]}]}])
def test_what_is_no_table_is_no_answer(answering: Callable[[Any], None], result: dict[str, Any]) -> None:
    answering(result)
    with pytest.raises(Unavailable) as raised:
        matrix([HERE], [FAR])
    assert raised.value.code == "PROVIDER_UNAVAILABLE"
