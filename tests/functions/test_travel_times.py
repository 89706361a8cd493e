"""How long ways take: from the map within its limits and kept, and never failing where the map does."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from logistics.domain.road_matrix import Matrix, TimesFrom
from logistics.domain.shanghai import business_day
from logistics.runtime.context import Context
from logistics.runtime.travel_times import travel_matrix
from logistics.store.mongo import Unit
from logistics.store.redis import redis
from tests.support.calls import http
from tests.support.orders import TIANHE, assign, order_body, place_order
from tests.support.people import actor, session_of, sign_in

pytestmark = pytest.mark.usefixtures("maps")

DISTRICT = "440106"
METRE = 1 / 111_195  # degrees of latitude
BY_EXPERIENCE_S = 234  # a kilometre with a third of detour at 20 km/h
NOW = datetime.now(UTC).replace(minute=30)


@pytest.fixture
def maps(store: Unit, variables: dict[str, str]) -> Iterator[Any]:
    def order(what: str, **payload: Any) -> None:
        answer = requests.post(f"{variables['MAPS_BASE_URL']}/_sandbox{what}", json=payload, timeout=10)
        assert answer.status_code == 200, answer.text

    yield order
    order("/maps/limits", per_second=0, day=0)
    requests.delete(f"{variables['MAPS_BASE_URL']}/_sandbox/faults", timeout=10).raise_for_status()


@pytest.fixture
def liar(setting: Any) -> Iterator[dict[str, Any]]:
    """A map that says the same of every way: the element to say."""
    element: dict[str, Any] = {}

    class Lies(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            starts, ends = (len(asked[side][0].split(";")) for side in ("from", "to"))
            rows = [{"elements": [element] * ends}] * starts
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"status": 0, "result": {"rows": rows}}).encode())

        def log_message(self, *_: Any) -> None:
            """Nothing is told of it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Lies)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    setting(MAPS_BASE_URL=f"http://127.0.0.1:{server.server_port}")
    yield element
    server.shutdown()
    server.server_close()


def street(doors: int) -> list[tuple[float, float]]:
    """Doors along one street, a kilometre apart."""
    return [(TIANHE["lng"], TIANHE["lat"] + 1_000 * number * METRE) for number in range(doors)]


def table(doors: int = 3, at: datetime = NOW, now: datetime = NOW, ask: bool = True) -> Matrix:
    return travel_matrix(street(doors), at, DISTRICT, Context(now=now), ask)


def questions() -> int:
    return int(redis().get(f"limit:map_day:matrix:{business_day(NOW)}") or 0)  # type: ignore[arg-type]


def is_by_experience(found: Matrix) -> bool:
    return found.source is TimesFrom.ESTIMATE and found.duration_s[0][1] == BY_EXPERIENCE_S


def test_the_map_is_asked_once_for_a_table_and_what_it_said_is_kept_for_a_week() -> None:
    first = table()
    assert first.source is TimesFrom.PROVIDER
    assert first.distance_m[0][1] == pytest.approx(1_300, abs=30)  # the sandbox's roads: by 1.3, with a shift
    assert first.duration_s[0][1] in (pytest.approx(162, abs=5), pytest.approx(271, abs=8))  # 8 m/s, in rush hours 4.8
    assert table() == first == table(ask=False)
    assert questions() == 1
    keys = redis().keys("road:*")
    assert len(keys) == 3
    assert all(6 * 86_400 < redis().ttl(key) <= 7 * 86_400 for key in keys)


def test_after_a_week_it_is_asked_again_though_other_ways_were_learned_since() -> None:
    table(now=NOW - timedelta(days=7), at=NOW - timedelta(days=7))
    assert is_by_experience(table(ask=False))
    table()
    assert questions() == 1, "and that of the week before"


def test_a_table_of_sixty_is_asked_in_nine_questions_five_a_second() -> None:
    """What is left is asked for by whoever plans next."""
    table(60)
    assert 1 <= questions() <= 5
    for seconds in range(1, 21):
        redis().delete("place:resting:matrix")  # a busy machine may be slow to answer
        table(60, now=NOW + timedelta(seconds=seconds))
        assert questions() <= 5 * (seconds + 1)
    assert 9 <= questions() <= 12
    assert table(60, ask=False).source is TimesFrom.PROVIDER


def test_who_may_not_ask_takes_what_is_known_and_experience() -> None:
    assert is_by_experience(table(ask=False))
    assert questions() == 0


def test_the_map_tells_of_now_so_nobody_asks_it_for_another_hour() -> None:
    table()
    assert is_by_experience(table(at=NOW + timedelta(hours=3)))
    assert questions() == 1


def test_beyond_the_days_budget_nobody_asks(setting: Any) -> None:
    setting(MAPS_ROUTES_A_DAY="1")
    assert table(2).source is TimesFrom.PROVIDER
    found = table(4)
    assert (found.source, found.duration_s[2][3]) == (TimesFrom.ESTIMATE, BY_EXPERIENCE_S)
    assert table(2).source is TimesFrom.PROVIDER, "what is known needs no question"


def test_without_a_key_nobody_asks(setting: Any) -> None:
    setting(MAPS_KEY="")
    assert is_by_experience(table())
    assert redis().exists("place:resting:matrix") == 0


@pytest.mark.parametrize("kind", ["http_500", "nonsense", "busy", "reset"])
def test_a_map_that_is_down_rests_alone_and_nobody_waits(maps: Any, kind: str) -> None:
    maps("/faults", provider="maps", path="matrix", kind=kind, count=2)
    assert is_by_experience(table())
    assert 0 < redis().ttl("place:resting:matrix") <= 10
    assert redis().exists("place:resting:geocoder") == 0, "addresses are another service"
    before = questions()
    assert is_by_experience(table())
    assert questions() <= before + 1
    redis().delete("place:resting:matrix")
    requests.delete(f"{_sandbox()}/_sandbox/faults", timeout=10)
    assert table(now=NOW + timedelta(seconds=1)).source is TimesFrom.PROVIDER


def test_a_slow_map_is_not_waited_for(maps: Any) -> None:
    maps("/faults", provider="maps", path="matrix", kind="slow", delay_s=5, count=9)
    began = monotonic()
    assert is_by_experience(table())
    assert monotonic() - began < 1.5


def test_a_spent_day_rests_until_midnight_in_china(maps: Any) -> None:
    maps("/maps/limits", day=1)
    assert table(2).source is TimesFrom.PROVIDER
    assert table(3).source is TimesFrom.ESTIMATE
    assert 10 < redis().ttl("place:resting:matrix") <= 86_401


@pytest.mark.parametrize(
    "element",
    [
        {"distance": 1_300, "duration": 5},
        {"distance": 5, "duration": 300},
        {"distance": -1_300, "duration": 300},
        {"distance": 0, "duration": 0, "status": 4},
    ],
    ids=["260 m a second", "shorter than the crow flies", "less than nothing", "no road"],
)
def test_what_cannot_be_true_is_estimated_and_not_kept(liar: dict[str, Any], element: dict[str, Any]) -> None:
    liar.update(element)
    assert is_by_experience(table())
    assert redis().keys("road:*") == []


def test_what_was_learned_of_the_district_stands_in_for_the_map(setting: Any) -> None:
    setting(MAPS_ROUTES_A_DAY="0")
    Unit(NOW).paces.add({("leg:*:*", 10): 100})  # everything takes twice as long
    found = table()
    assert found.source is TimesFrom.LEARNED
    assert found.duration_s[0][1] == pytest.approx(2 * BY_EXPERIENCE_S, rel=0.05)


def test_a_tour_says_where_its_times_come_from(setting: Any) -> None:
    courier = actor("courier", "GZ-TH-1", 0)
    consignor = order_body("")["consignor"] | {"location": dict(zip(("lng", "lat"), street(2)[1], strict=True))}
    assign(place_order(sign_in("customer"), consignor=consignor), courier)
    said = [_planned(courier)]
    setting(MAPS_ROUTES_A_DAY="0")
    redis().flushdb()
    said.append(_planned(courier))
    assert said == ["provider", "estimate"]


def _planned(courier: Any) -> str:
    told = http("plan_route", "POST", "/couriers/me/tour", {}, session=session_of(courier))
    assert told.status == 200
    return str(told.data["times_from"])


def _sandbox() -> str:
    from logistics.settings import settings

    return settings().maps_base_url
