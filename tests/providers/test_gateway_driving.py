"""The way by car: against the sandbox, and against a map that answers nonsense."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from logistics.domain.faults import Conflict, Unavailable
from logistics.domain.travel import crow_m
from logistics.gateways.maps_routes import driving
from tests.providers.sandbox_process import SandboxProcess

HERE, THERE, FAR = (113.3, 23.1), (113.31, 23.1), (113.3, 23.2)
LINE = [23.0975, 113.3053, 100_000, 0]  # from HERE to FAR in GCJ-02, to some metres


@pytest.fixture
def provider(variables: dict[str, str], setting: Any, sandbox: SandboxProcess) -> SandboxProcess:
    setting(MAPS_BASE_URL=sandbox.url, PROVIDER_TIMEOUT_MS="1000")
    return sandbox


@pytest.fixture
def oracle(variables: dict[str, str], setting: Any) -> Iterator[dict[str, Any]]:
    """A map of one answer: its result."""
    said: dict[str, Any] = {}

    class Wrong(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"status": 0, "result": said}).encode())

        def log_message(self, *_: Any) -> None:
            """Nothing is told of it."""

    server = HTTPServer(("127.0.0.1", 0), Wrong)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    setting(MAPS_BASE_URL=f"http://127.0.0.1:{server.server_port}")
    yield said
    server.shutdown()
    server.server_close()


def route(**changes: Any) -> dict[str, Any]:
    return {"routes": [{"distance": 12_000, "duration": 25, "polyline": LINE} | changes]}


def test_a_way_in_metres_and_seconds_with_its_line_in_wgs84(provider: SandboxProcess) -> None:
    found = driving([HERE, THERE, FAR], 1.0)
    assert found is not None
    # 1,023 m there and 11,167 m on from there, as the crow flies; the sandbox's roads are 1.3 times as long
    assert found.distance_m == pytest.approx(15_850, rel=0.01)
    assert found.duration_s in (33 * 60, 55 * 60)
    assert crow_m(found.line[0], HERE) < 5 and crow_m(found.line[-1], FAR) < 5
    assert min(crow_m(point, THERE) for point in found.line) < 5, "through the point between"
    assert len(found.line) == 41


def test_the_published_line_is_read_as_published(oracle: dict[str, Any]) -> None:
    """The example of the service's page; the shift to WGS-84 is the same for all three points, to some metres."""
    oracle.update(route(polyline=[50.243916, 127.496637, -345, -1828, 19867, -26154], distance=3_000, duration=5))
    found = driving([(127.496637, 50.243916), (127.468655, 50.263438)], 1.0)
    assert found is not None
    (lng, lat), *others = found.line
    steps = [(each[0] - lng, each[1] - lat) for each in others]
    assert steps == [
        (pytest.approx(-0.001828, abs=3e-5), pytest.approx(-0.000345, abs=3e-5)),
        (pytest.approx(-0.027982, abs=2e-4), pytest.approx(0.019522, abs=2e-4)),
    ]


def test_more_than_fifteen_between_are_refused_by_the_provider(provider: SandboxProcess) -> None:
    with pytest.raises(Conflict) as raised:
        driving([HERE] * 18, 1.0)
    assert raised.value.details["provider_code"] == "332"


def test_a_true_way_is_taken(oracle: dict[str, Any]) -> None:
    oracle.update(route())
    assert driving([HERE, FAR], 1.0) is not None


@pytest.mark.parametrize(
    "wrong",
    [{"distance": 5_000}, {"duration": 1}, {"polyline": [113.3053, 23.0975, 0, 100_000]}, {"polyline": LINE[:2]}],
    ids=["shorter than the crow flies", "in no time", "swapped", "ends where it begins"],
)
def test_a_way_that_cannot_be_true_is_none(oracle: dict[str, Any], wrong: dict[str, Any]) -> None:
    oracle.update(route(**wrong))
    assert driving([HERE, FAR], 1.0) is None


@pytest.mark.parametrize(
    "result",
    [{}, {"routes": []}, route(polyline=[]), route(polyline=[1, 2, 3]), route(polyline="x"), route(distance=None)],
)
def test_what_is_no_way_is_no_answer(oracle: dict[str, Any], result: dict[str, Any]) -> None:
    oracle.update(result)
    with pytest.raises(Unavailable) as raised:
        driving([HERE, FAR], 1.0)
    assert raised.value.code == "PROVIDER_UNAVAILABLE"
