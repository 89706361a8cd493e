"""Addresses on the map and back: how precise, from which source, how often asked, and nothing of it lying about."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from logistics.store.mongo import Unit
from logistics.store.redis import redis
from tests.support.calls import Answer, http
from tests.support.logs import words_of
from tests.support.people import sign_in

TIANHE = "440106"
MIDDLE = {"lng": 113.362, "lat": 23.125}  # of Tianhe, in the table of divisions
DOOR = "体育西路101号"


@pytest.fixture
def maps(store: Unit, variables: dict[str, str]) -> Iterator[Any]:
    def order(path: str, **payload: Any) -> None:
        answer = requests.post(f"{variables['MAPS_BASE_URL']}/_sandbox{path}", json=payload, timeout=10)
        assert answer.status_code == 200, answer.text

    yield order
    order("/maps/limits", per_second=0, day=0)
    requests.delete(f"{variables['MAPS_BASE_URL']}/_sandbox/faults", timeout=10).raise_for_status()


def geocode(address: str, adcode: str = TIANHE, session: str = "") -> Answer:
    session = session or sign_in("customer")
    return http("parse_address", "POST", "/addresses/geocode", {"adcode": adcode, "address": address}, session=session)


def reverse(lng: float, lat: float) -> Answer:
    point = {"location": {"lng": lng, "lat": lat}}
    return http("parse_address", "POST", "/addresses/reverse", point, session=sign_in("customer"))


@pytest.mark.parametrize(
    ("address", "precision"), [(DOOR, "door"), ("体育西路", "street"), ("石牌村", "street"), ("天河区", "district")]
)
def test_a_point_says_how_precise_it_is(maps: Any, address: str, precision: str) -> None:
    told = geocode(address).data
    assert (told["precision"], told["adcode"]) == (precision, TIANHE)
    assert abs(told["location"]["lng"] - MIDDLE["lng"]) < 0.02 and abs(told["location"]["lat"] - MIDDLE["lat"]) < 0.02


def test_the_address_comes_back_as_the_map_writes_it(maps: Any) -> None:
    assert geocode(DOOR + " 正佳大厦三楼").data["canonical"] == "广东省广州市天河区体育西路101号"


@pytest.mark.parametrize("wrong", [{"reliability": 6}, {"level": 2}, {"adcode": "440105"}, {"adcode": "310101"}])
def test_what_the_map_is_unsure_of_becomes_the_middle_of_the_district(maps: Any, wrong: dict[str, Any]) -> None:
    place = {"address": "广东省广州市天河区某路9号", "adcode": TIANHE, "lat": 23.0, "lng": 113.0}
    maps("/maps/places", **place | wrong)
    told = geocode("某路9号").data
    assert (told["precision"], told["location"], told["adcode"]) == ("district", MIDDLE, TIANHE)


@pytest.mark.parametrize(("lng", "lat"), [(23.1, 113.4), (87.6, 43.8), (0.0, 0.0)])
def test_a_point_that_cannot_be_there_is_not_taken(maps: Any, lng: float, lat: float) -> None:
    """Swapped figures, the other end of the country, and nothing at all."""
    maps("/maps/places", address="广东省广州市天河区某路9号", adcode=TIANHE, lat=lat, lng=lng)
    told = geocode("某路9号").data
    assert (told["precision"], told["location"]) == ("district", MIDDLE)


def test_a_point_is_not_put_into_a_district_far_away(maps: Any) -> None:
    maps("/maps/places", address="新疆某路9号", adcode="650102", lat=23.0, lng=113.0)
    assert reverse(112.9946, 23.0026).code == "PLACE_NOT_FOUND"


@pytest.mark.parametrize("kind", ["http_500", "nonsense", "expired_token", "busy"])
def test_a_map_that_fails_leaves_the_middle_and_is_asked_again_later(maps: Any, kind: str) -> None:
    maps("/faults", provider="maps", kind=kind, count=2)
    told = geocode(DOOR).data
    assert (told["precision"], told["location"]) == ("district", MIDDLE)
    assert 0 < redis().ttl("place:resting:geocoder") <= 10
    redis().delete("place:resting:geocoder")
    requests.delete(f"{_sandbox()}/_sandbox/faults", timeout=10).raise_for_status()
    assert geocode(DOOR).data["precision"] == "door"


def test_while_it_rests_nobody_asks_the_map(maps: Any) -> None:
    maps("/faults", provider="maps", kind="http_500")
    assert geocode(DOOR).data["precision"] == "district"
    maps("/faults", provider="maps", kind="slow", delay_s=5)
    assert geocode("另一路1号").data["precision"] == "district"
    assert len(requests.get(f"{_sandbox()}/_sandbox/faults", timeout=10).json()["faults"]) == 1


def test_a_spent_quota_rests_until_midnight_in_china(maps: Any) -> None:
    maps("/maps/limits", day=1)
    assert geocode(DOOR).data["precision"] == "door"
    assert geocode("另一路1号").data["precision"] == "district"
    assert 0 < redis().ttl("place:resting:geocoder") <= 86_401
    assert geocode(DOOR).data["precision"] == "door", "what is known needs no question"


def test_an_answer_is_asked_for_once_and_kept_for_a_month(maps: Any) -> None:
    first = geocode(DOOR).data
    maps("/faults", provider="maps", kind="http_500")
    assert geocode("体育西路 101 号").data == first
    (key,) = redis().keys("place:address:*")
    assert 29 * 86_400 < redis().ttl(key) <= 30 * 86_400


def test_nothing_of_an_address_can_be_read_in_redis(maps: Any) -> None:
    geocode(DOOR)
    reverse(113.36, 23.12)
    kept = {key: str(redis().get(key)) for key in redis().keys("place:*")}
    assert len(kept) == 2
    for text in (*kept, *kept.values()):
        assert "体育" not in text and "113.3" not in text and "440106" not in text


def test_a_point_has_todays_divisions_an_address_and_a_landmark(maps: Any) -> None:
    place = {"adcode": TIANHE, "lat": 23.12, "lng": 113.37, "road": "示例路", "number": "示例路7号"}
    maps("/maps/places", address="x", landmark="示例大厦", **place)
    # 113.36466, 23.12262 is where GCJ-02 has 113.37, 23.12.
    told = reverse(113.36466, 23.12262).data
    assert told == {
        "province": "广东省",
        "city": "广州市",
        "district": "天河区",
        "adcode": TIANHE,
        "street": "示例路",
        "address": "示例路7号",
        "landmark": "示例大厦",
    }


def test_the_sea_has_no_address(maps: Any) -> None:
    answer = reverse(125.0, 20.0)
    assert (answer.status, answer.code) == (404, "PLACE_NOT_FOUND")


def test_a_point_is_never_guessed_when_the_map_fails(maps: Any) -> None:
    maps("/faults", provider="maps", kind="http_500")
    answer = reverse(113.36, 23.12)
    assert (answer.status, answer.code) == (503, "PROVIDER_UNAVAILABLE")


def test_an_unknown_district_is_refused(maps: Any) -> None:
    answer = geocode(DOOR, adcode="990101")
    assert (answer.status, answer.code) == (422, "ADCODE_INVALID")


def test_an_account_has_its_own_limit(maps: Any) -> None:
    busy, other = sign_in("customer", at=1), sign_in("customer", at=2)
    statuses = [geocode(DOOR, session=busy).status for _ in range(301)]
    assert statuses == [200] * 300 + [403]
    assert geocode(DOOR, session=other).status == 200


def test_a_guest_signs_in_first(store: Unit) -> None:
    answer = http("parse_address", "POST", "/addresses/geocode", {"adcode": TIANHE, "address": DOOR})
    assert (answer.status, answer.code) == (401, "LOGIN_REQUIRED")


def test_no_log_line_tells_the_address(maps: Any, capsys: pytest.CaptureFixture[str]) -> None:
    maps("/faults", provider="maps", kind="http_500")
    geocode(DOOR)
    redis().delete("place:resting:geocoder")
    geocode(DOOR)
    reverse(113.36, 23.12)
    said = words_of(capsys.readouterr().err)
    assert "maps_unanswered" in said
    assert not [word for word in ("体育西路", "101", "113.36", "23.12", "天河") if word in said]


def _sandbox() -> str:
    from logistics.settings import settings

    return settings().maps_base_url
