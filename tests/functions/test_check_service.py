"""Before ordering: whether both ends are served, by what a quote would say, and with what the map knows."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from logistics.store.mongo import Unit
from logistics.store.outlets import Outlet
from tests.support.calls import Answer, http, invoke

TIANHE, BINJIANG, URUMQI, LHASA = "440106", "330108", "650102", "540102"
EAST = {"lng": 113.39, "lat": 23.12}  # Tianhe is served by two outlets, split at longitude 113.361
NOWHERE = {"lng": 113.9, "lat": 23.9}


@pytest.fixture
def maps(store: Unit, variables: dict[str, str]) -> Iterator[Any]:
    def order(path: str, **payload: Any) -> None:
        answer = requests.post(f"{variables['MAPS_BASE_URL']}/_sandbox{path}", json=payload, timeout=10)
        assert answer.status_code == 200, answer.text

    yield order
    requests.delete(f"{variables['MAPS_BASE_URL']}/_sandbox/faults", timeout=10).raise_for_status()


def check(start: dict[str, Any], end: dict[str, Any], **options: Any) -> Answer:
    return http("quote", "POST", "/service-checks", {"from": start, "to": end}, **options)


def test_both_ends_are_served_and_each_product_has_its_promise(store: Unit) -> None:
    told = check({"adcode": TIANHE}, {"adcode": BINJIANG}).data
    assert told["pickup"] == {"served": True, "outlet_id": "GZ-TH-1", "location": None}
    assert told["delivery"] == {"served": True, "outlet_id": "HZ-BJ-1", "location": None}
    promised_h = {each["product"]: each["promised_s"] / 3600 for each in told["products"]}
    assert promised_h == {"economy": 120, "standard": 72}


@pytest.mark.parametrize(
    ("start", "end", "served"),
    [
        ({"adcode": URUMQI}, {"adcode": BINJIANG}, (False, True)),
        ({"adcode": TIANHE}, {"adcode": LHASA}, (True, False)),
        ({"adcode": TIANHE, "point": NOWHERE}, {"adcode": BINJIANG}, (False, True)),
    ],
)
def test_an_end_that_nobody_serves_says_so_in_words(
    store: Unit, start: dict[str, Any], end: dict[str, Any], served: tuple[bool, bool]
) -> None:
    told = check(start, end).data
    assert (told["pickup"]["served"], told["delivery"]["served"]) == served
    reason = told["delivery" if served[0] else "pickup"]["reason"]
    assert reason == f"{'收件' if served[0] else '寄件'}地址暂不在服务范围内，请更换地址或联系客服"
    assert told["products"] == []


def test_a_point_chooses_between_the_outlets_of_a_district(store: Unit) -> None:
    told = check({"adcode": TIANHE, "point": EAST}, {"adcode": BINJIANG}).data
    assert told["pickup"] == {"served": True, "outlet_id": "GZ-TH-2", "location": EAST}


def test_an_address_known_to_the_door_chooses_too(maps: Any) -> None:
    """The map's point is GCJ-02; in WGS-84 it lies east of the line between the two outlets."""
    maps("/maps/places", address="广东省广州市天河区东一路9号", adcode=TIANHE, lat=23.12, lng=113.39)
    told = check({"adcode": TIANHE, "address": "东一路9号"}, {"adcode": BINJIANG}).data
    assert told["pickup"]["outlet_id"] == "GZ-TH-2"
    assert told["pickup"]["location"]["lng"] == pytest.approx(113.3846, abs=0.001)


@pytest.mark.parametrize("precision", [{"level": 7}, {"level": 3}, {"reliability": 5}, {"adcode": "440105"}])
def test_what_the_map_is_unsure_of_is_left_to_the_district(maps: Any, precision: dict[str, Any]) -> None:
    place = {"address": "广东省广州市天河区东二路9号", "adcode": TIANHE, "lat": 23.12, "lng": 113.39}
    maps("/maps/places", **place | precision)
    told = check({"adcode": TIANHE, "address": "东二路9号"}, {"adcode": BINJIANG}).data
    assert told["pickup"] == {"served": True, "outlet_id": "GZ-TH-1", "location": None}


def test_a_map_that_is_down_is_no_reason_to_send_customers_away(maps: Any) -> None:
    maps("/faults", provider="maps", kind="http_500", count=5)
    told = check({"adcode": TIANHE, "address": "东三路9号"}, {"adcode": BINJIANG}).data
    assert told["pickup"]["served"] and told["delivery"]["served"]


def test_who_asks_for_too_many_addresses_is_stopped_and_others_are_not(maps: Any) -> None:
    start, end = {"adcode": TIANHE, "address": "东四路9号"}, {"adcode": BINJIANG}
    answers = [check(start, end, ip="198.51.100.9") for _ in range(121)]
    assert [answer.status for answer in answers] == [200] * 120 + [403]
    assert answers[-1].code == "ADDRESSES_EXCEEDED"
    assert check(start, end, ip="198.51.100.10").status == 200
    assert check({"adcode": TIANHE}, end, ip="198.51.100.9").status == 200


def test_a_direct_call_answers_the_same(store: Unit) -> None:
    asked = {"from": {"adcode": TIANHE}, "to": {"adcode": BINJIANG}}
    assert invoke("quote", "check_service", asked).data == check(asked["from"], asked["to"]).data


def test_a_check_without_an_address_loads_no_http_library() -> None:
    """A fresh process, because this one has loaded everything."""
    program = "import sys; import functions.quote.handler; print(*sys.modules)"
    path = ":".join(each for each in sys.path if each)
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    assert not {"requests", "tink", "logistics.domain.address.divisions"} & set(done.stdout.split())


def test_a_remote_route_tells_its_surcharge_beforehand(store: Unit) -> None:
    outlet = Outlet("ZZ-XJ-1", "测试网点", "outlet", (URUMQI,), (87.64, 43.79), phone="099155500000")
    store.outlets.save(outlet)
    try:
        told = check({"adcode": TIANHE}, {"adcode": URUMQI}).data
        near = check({"adcode": TIANHE}, {"adcode": BINJIANG}).data
    finally:
        store.db["outlets"].delete_one({"_id": outlet.id})
    remote = [{"code": "remote", "name": "偏远附加费"}]
    assert {each["product"]: each["surcharges"] for each in told["products"]} == {"economy": remote, "standard": remote}
    assert [each["surcharges"] for each in near["products"]] == [[], []]
