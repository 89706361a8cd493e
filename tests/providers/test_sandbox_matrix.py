"""The distance matrix as documented: rows of elements, limits, metres and seconds."""

import hashlib
from typing import Any

import pytest
import requests

from tests.providers.sandbox_process import SandboxProcess

KEY, SECRET, PATH = "SANDB-OX000-00000-00000-00000-00001", "sandbox-maps-secret", "/ws/distance/v1/matrix"
HERE, THERE, FAR = "23.1,113.3", "23.1,113.31", "23.2,113.3"


def asked(sandbox: SandboxProcess, path: str = PATH, **params: str) -> dict[str, Any]:
    """A question signed as the service's page says; the names are sorted by hand: from, key, mode, to."""
    keyed = {name.removesuffix("_"): value for name, value in params.items()} | {"key": KEY}
    line = "&".join(f"{name}={keyed[name]}" for name in ("from", "key", "mode", "to") if name in keyed)
    digest = hashlib.md5(f"{path}?{line}{SECRET}".encode(), usedforsecurity=False).hexdigest()
    answer = requests.get(f"{sandbox.url}{path}", params=keyed | {"sig": digest}, timeout=10)
    assert answer.status_code == 200
    return dict(answer.json())


def test_every_origin_has_a_row_and_every_destination_an_element(sandbox: SandboxProcess) -> None:
    answer = asked(sandbox, from_=f"{HERE};{THERE}", to=f"{HERE};{THERE};{FAR}", mode="driving")
    assert answer["status"] == 0
    metres = [[cell["distance"] for cell in row["elements"]] for row in answer["result"]["rows"]]
    # 0.01 degrees of longitude there are 1,023 m, 0.1 of latitude 11,120 m; roads are 1.3 times as long
    assert [len(row) for row in metres] == [3, 3]
    assert metres[0] == [0, pytest.approx(1330, abs=5), pytest.approx(14_456, abs=5)]


def test_a_way_on_foot_takes_its_seconds(sandbox: SandboxProcess) -> None:
    answer = asked(sandbox, from_=HERE, to=THERE, mode="walking")
    assert answer["result"]["rows"][0]["elements"][0]["duration"] == pytest.approx(1023, abs=5)


@pytest.mark.parametrize(
    ("origins", "ends", "status"), [(1, 200, 0), (200, 1, 0), (1, 201, 396), (25, 25, 0), (26, 2, 397), (2, 26, 397)]
)
def test_too_many_points_at_once_are_refused(sandbox: SandboxProcess, origins: int, ends: int, status: int) -> None:
    answer = asked(sandbox, from_=";".join([HERE] * origins), to=";".join([THERE] * ends), mode="driving")
    assert answer["status"] == status


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"mode": "flying"}, 348),
        ({"to": ""}, 300),
        ({"to": "113.3"}, 348),
        ({"to": "113.3,23.1"}, 365),
        ({"to": "23.1,181"}, 366),
    ],
)
def test_what_makes_no_sense_is_told_by_its_number(
    sandbox: SandboxProcess, changes: dict[str, str], status: int
) -> None:
    asking = {"from_": HERE, "to": THERE, "mode": "driving"} | changes
    assert asked(sandbox, **asking)["status"] == status


def test_it_is_too_fast_when_told_to(sandbox: SandboxProcess) -> None:
    sandbox.order("/faults", provider="maps", kind="busy", path="matrix")
    assert asked(sandbox, from_=HERE, to=THERE, mode="driving")["status"] == 120
    assert asked(sandbox, from_=HERE, to=THERE, mode="driving")["status"] == 0
