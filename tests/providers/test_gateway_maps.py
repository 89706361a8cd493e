"""The map's gateway against the sandbox, which checks the signature by itself."""

from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest

from logistics.domain.faults import Conflict, Unavailable
from logistics.gateways.maps import find_address, look_at, signature
from tests.providers.conftest import StartSandbox
from tests.providers.sandbox_process import SandboxProcess

ADDRESS = "广东省广州市天河区体育西路101号"


@pytest.fixture
def provider(variables: dict[str, str], setting: Any, sandbox: SandboxProcess) -> Iterator[SandboxProcess]:
    setting(MAPS_BASE_URL=sandbox.url, PROVIDER_TIMEOUT_MS="1000")
    yield sandbox
    sandbox.order("/maps/limits", per_second=0, day=0)


def test_the_signature_is_that_of_the_documentation() -> None:
    """The form of the published example with its secret and the key KEY; made with md5sum."""
    params = {"location": "28.7033487,115.8660847", "key": "KEY"}
    signed = signature("/ws/geocoder/v1/", params, "SWvT26ypwq5Nwb5RvS8cLi6NSoH8HlJX")
    assert signed == "f5954eed163639c34a9acc6fbf7c7efc"


def test_an_address_is_found_with_its_point_in_wgs84(provider: SandboxProcess) -> None:
    # As in the mini-program's test: GCJ-02 121.478223, 31.228458 is WGS-84 121.4737, 31.2304.
    address = "上海市上海市黄浦区示例路5号"
    provider.order("/maps/places", address=address, adcode="310101", lat=31.228458, lng=121.478223, road="示例路")
    found = find_address(address)
    assert found is not None
    assert found.point == pytest.approx((121.4737, 31.2304), abs=1e-5)
    assert (found.adcode, found.level, found.reliability) == ("310101", 9, 9)
    assert found.canonical == "上海市黄浦区示例路"


def test_what_is_at_a_point(provider: SandboxProcess) -> None:
    place = {"adcode": "310101", "lat": 31.238458, "lng": 121.478223, "road": "示例路", "landmark": "示例大厦"}
    provider.order("/maps/places", address="上海市黄浦区示例路5号", number="示例路5号", **place)
    seen = look_at((121.4737, 31.2404))  # the shift changes by metres only in a kilometre
    assert seen is not None
    assert (seen.adcode, seen.street, seen.number, seen.landmark) == ("310101", "示例路", "示例路5号", "示例大厦")


def test_what_the_map_does_not_know_is_nothing(provider: SandboxProcess) -> None:
    assert find_address("nowhere at all") is None
    assert look_at((-150.0, -60.0)) is None


@pytest.mark.parametrize(
    "address", ["广东省广州市天河区A&B=C 座#3?", "广东省广州市天河区+86%2F路1号", "北京市朝阳区a/b路2号"]
)
def test_marks_in_an_address_do_not_break_the_signature(provider: SandboxProcess, address: str) -> None:
    assert find_address(address) is not None


def test_the_limit_of_a_second_is_waited_for(provider: SandboxProcess) -> None:
    provider.order("/faults", provider="maps", kind="busy", count=1)
    assert find_address(ADDRESS) is not None
    provider.order("/faults", provider="maps", kind="busy", count=2)
    with pytest.raises(Unavailable) as refusal:
        find_address(ADDRESS)
    assert refusal.value.code == "PROVIDER_UNAVAILABLE"


def test_a_spent_day_is_told_apart(start_sandbox: StartSandbox, variables: dict[str, str], setting: Any) -> None:
    sandbox = start_sandbox()
    setting(MAPS_BASE_URL=sandbox.url)
    sandbox.order("/maps/limits", day=1)
    assert find_address(ADDRESS) is not None
    with pytest.raises(Unavailable) as refusal:
        find_address(ADDRESS)
    assert refusal.value.code == "PROVIDER_QUOTA_SPENT"


@pytest.mark.parametrize("kind", ["nonsense", "http_500", "slow"])
def test_a_map_that_fails_is_unavailable_and_its_error_names_no_address(provider: SandboxProcess, kind: str) -> None:
    provider.order("/faults", provider="maps", kind=kind, delay_s=1.5)
    with pytest.raises(Unavailable) as refusal:
        find_address(ADDRESS)
    said = f"{refusal.value} {refusal.value.details} {refusal.value.__cause__}"
    assert "体育西路" not in said and "sandbox" not in said


def test_a_cut_connection_is_tried_once_more(provider: SandboxProcess) -> None:
    provider.order("/faults", provider="maps", kind="reset")
    assert find_address(ADDRESS) is not None


@pytest.mark.parametrize(
    ("changes", "provider_code"),
    [
        ({"MAPS_SK": "not-the-secret"}, "111"),
        ({"MAPS_KEY": "OTHER-00000-00000-00000-00000-00000"}, "190"),
    ],
)
def test_a_wrong_key_is_for_a_person_to_look_at(
    provider: SandboxProcess, setting: Any, changes: dict[str, str], provider_code: str
) -> None:
    setting(**changes)
    with pytest.raises(Conflict) as refusal:
        find_address(ADDRESS)
    assert (refusal.value.code, refusal.value.details["provider_code"]) == ("PROVIDER_REFUSED", provider_code)


def test_an_answer_that_drips_is_not_waited_for(variables: dict[str, str], setting: Any) -> None:
    class Drips(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            with suppress(OSError):  # the other side has left
                for _ in range(40):
                    self.wfile.write(b" ")
                    sleep(0.1)

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Drips)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    setting(MAPS_BASE_URL=f"http://127.0.0.1:{server.server_port}", PROVIDER_TIMEOUT_MS="300")
    began = monotonic()
    with pytest.raises(Unavailable):
        find_address(ADDRESS)
    assert monotonic() - began < 1.5
    server.shutdown()
    server.server_close()


@pytest.fixture
def oracle(variables: dict[str, str], setting: Any) -> Iterator[Any]:
    """A server that says what the sandbox never would: give it the body of its next answers."""
    said = {"body": b""}

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(said["body"])))
            self.end_headers()
            self.wfile.write(said["body"])

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    setting(MAPS_BASE_URL=f"http://127.0.0.1:{server.server_port}", PROVIDER_TIMEOUT_MS="1000")
    yield lambda body: said.update(body=body.encode())
    server.shutdown()
    server.server_close()


_PART = '"ad_info":{"adcode":"440106"},"address_components":{},"reliability":9'


@pytest.mark.parametrize(
    "body",
    [
        "<html>502</html>",
        "",
        "[]",
        "{}",
        '{"status":Infinity}',
        '{"status":0,"result":{}}',
        '{"status":0,"result":{"location":null,"level":9,' + _PART + "}}",
        '{"status":0,"result":{"location":{"lng":1,"lat":1},"level":1e999,' + _PART + "}}",
        '{"status":0,"result":{"location":{"lng":"east","lat":1},"level":9,' + _PART + "}}",
    ],
)
def test_an_answer_that_makes_no_sense_is_no_answer(oracle: Any, body: str) -> None:
    oracle(body)
    with pytest.raises(Unavailable) as refusal:
        find_address(ADDRESS)
    assert refusal.value.code == "PROVIDER_UNAVAILABLE"


@pytest.mark.parametrize("status", [310, 330, 331, 347, 348, 393, 395])
def test_a_text_the_map_cannot_take_is_not_found_and_no_failure_of_the_map(oracle: Any, status: int) -> None:
    oracle(f'{{"status":{status},"message":"x"}}')
    assert find_address(ADDRESS) is None and look_at((113.3, 23.1)) is None
