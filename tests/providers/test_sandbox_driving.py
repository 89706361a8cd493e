"""The way by car as documented: metres, minutes, a compressed line, waypoints within their number."""

import hashlib
from typing import Any

import pytest
import requests

from tests.providers.sandbox_process import SandboxProcess

KEY, SECRET, PATH = "SANDB-OX000-00000-00000-00000-00001", "sandbox-maps-secret", "/ws/direction/v1/driving/"
HERE, THERE, FAR = "23.1,113.3", "23.1,113.31", "23.2,113.3"


def asked(sandbox: SandboxProcess, **params: str) -> dict[str, Any]:
    """A question signed as the service's page says; the names are sorted by hand: from, key, to, waypoints."""
    keyed = {name.removesuffix("_"): value for name, value in params.items()} | {"key": KEY}
    line = "&".join(f"{name}={keyed[name]}" for name in ("from", "key", "to", "waypoints") if name in keyed)
    digest = hashlib.md5(f"{PATH}?{line}{SECRET}".encode(), usedforsecurity=False).hexdigest()
    answer = requests.get(f"{sandbox.url}{PATH}", params=keyed | {"sig": digest}, timeout=10)
    assert answer.status_code == 200
    return dict(answer.json())


def test_a_way_has_metres_minutes_and_a_line_of_differences(sandbox: SandboxProcess) -> None:
    answer = asked(sandbox, from_=HERE, to=FAR)
    (route,) = answer["result"]["routes"]
    assert (answer["status"], route["mode"]) == (0, "DRIVING")
    assert route["distance"] == pytest.approx(14_456, abs=5)  # 11,120 m in a straight line, 1.3 times as long by road
    assert route["duration"] in (30, 50)  # minutes at 8 m/s, or in rush hours at 4.8
    line = route["polyline"]
    assert line[:2] == [23.1, 113.3]
    assert all(isinstance(step, int) for step in line[2:])
    assert sum(line[2::2]) == 100_000 and abs(sum(line[3::2])) <= 1, "the differences lead to the end"
    assert max(abs(sum(line[3 : at + 1 : 2])) for at in range(3, len(line), 2)) > 40_000, "and the road bends"


def test_a_way_leads_through_its_waypoints(sandbox: SandboxProcess) -> None:
    (route,) = asked(sandbox, from_=HERE, to=FAR, waypoints=f"{THERE};{HERE}")["result"]["routes"]
    assert route["distance"] == pytest.approx(14_456 + 2 * 1_330, abs=10)
    assert [each["location"] for each in route["waypoints"]] == [
        {"lat": 23.1, "lng": 113.31},
        {"lat": 23.1, "lng": 113.3},
    ]
    at = route["waypoints"][0]["polyline_idx"]
    assert 113.3 + sum(route["polyline"][3 : at + 2 : 2]) / 1e6 == pytest.approx(113.31, abs=1e-5)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"to": ""}, 300),
        ({"to": "113.3"}, 348),
        ({"to": "113.3,23.1"}, 365),
        ({"waypoints": ";".join([HERE] * 15)}, 0),
        ({"waypoints": ";".join([HERE] * 16)}, 332),
    ],
)
def test_what_makes_no_sense_is_told_by_its_number(
    sandbox: SandboxProcess, changes: dict[str, str], status: int
) -> None:
    assert asked(sandbox, **({"from_": HERE, "to": THERE} | changes))["status"] == status
