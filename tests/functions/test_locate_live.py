"""Watching couriers over WebSocket: what is pushed, to whom, how often, and what becomes of connections that fail."""

import itertools
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.roles import Actor
from logistics.domain.states import Step
from logistics.store.arrivals import KeptArrival
from logistics.store.mongo import Unit
from logistics.store.redis import redis
from tests.functions.test_locate import OUTLET, bound_for_home, fix, send
from tests.runtime.calls import socket_event
from tests.support.calls import handler
from tests.support.connections import Connections, connections
from tests.support.orders import bring_out, parcel_of, report
from tests.support.people import actor, sign_in

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def gateway(store: Any, setting: Any) -> Iterator[Connections]:
    with connections() as made:
        setting(CONNECTIONS_URL=made.url)
        yield made


@pytest.fixture
def courier() -> Actor:
    return actor("courier", OUTLET, 0)


def connect(connection_id: str, session: str) -> None:
    assert handler("login")(socket_event("$connect", connection_id, session=session), None)["statusCode"] == 200


def say(connection_id: str, route: str, **data: Any) -> Any:
    """A message over a socket, and the data of its answer (or the code of its refusal)."""
    reply = handler("locate")(socket_event(route, connection_id, {"data": data}), None)
    body = json.loads(reply["body"])
    return body["data"] if "data" in body else body["error"]["code"]


def office(connection_id: str, outlet_id: str = OUTLET) -> None:
    connect(connection_id, sign_in("outlet_manager", outlet_id))
    said = say(connection_id, "watch_outlet", outlet_id=outlet_id)
    assert said["outlet_id"] == outlet_id, said


def pushed(gateway: Connections, connection_id: str) -> list[list[str]]:
    """Whose positions came in each push."""
    return [[each["courier_id"] for each in message["data"]["positions"]] for message in gateway.of(connection_id)]


def next_second() -> None:
    time.sleep(1.05)


def test_the_office_is_told_who_moved_and_nobody_else(gateway: Connections, courier: Actor) -> None:
    other = actor("courier", OUTLET, 1)
    send(other, fix(1, 5))
    office("office")
    send(courier, fix(1))
    assert pushed(gateway, "office") == [[courier.id]]
    next_second()
    send(other, fix(2))
    assert pushed(gateway, "office") == [[courier.id], [other.id]]
    assert gateway.unsigned == 0


def test_an_office_is_not_told_of_another_outlets_couriers(gateway: Connections, courier: Actor) -> None:
    office("neighbour", "GZ-TH-2")
    send(courier, fix(1))
    assert gateway.of("neighbour") == []
    connect("stranger", sign_in("outlet_manager", "GZ-TH-2"))
    assert say("stranger", "watch_outlet", outlet_id=OUTLET) == "OUTLET_NOT_FOUND"


def test_a_watcher_is_told_once_a_second_at_most_and_misses_nothing(gateway: Connections, courier: Actor) -> None:
    """Eight fixes within a second and a half from two couriers; the last state of both arrives within the next."""
    other = actor("courier", OUTLET, 1)
    office("office")
    for number in range(1, 5):
        with ThreadPoolExecutor(2) as phones:
            list(phones.map(lambda who, n=number: send(who, fix(n, north_m=n)), (courier, other)))
    next_second()
    times = gateway.times("office")
    assert all(later - earlier > 0.9 for earlier, later in itertools.pairwise(times))
    told = {row["courier_id"]: row["lat"] for each in gateway.of("office") for row in each["data"]["positions"]}
    assert told == {each.id: pytest.approx(23.125 + 4 / 111_195, abs=1e-6) for each in (courier, other)}


def test_the_sender_of_the_first_fix_after_a_push_brings_it_at_a_quiet_outlet(
    gateway: Connections, courier: Actor
) -> None:
    office("office")
    send(courier, fix(1))
    began = time.monotonic()
    send(actor("courier", OUTLET, 1), fix(1))
    assert len(gateway.of("office")) == 2
    assert time.monotonic() - began < 1.5


def test_one_outlet_has_one_pusher_at_a_time(gateway: Connections, courier: Actor) -> None:
    from logistics.store import watching

    office("office")
    send(courier, fix(1))
    next_second()
    redis().hset(f"pushes:{OUTLET}", "arrivals", "1")
    turns = [watching.turn(OUTLET, token, may_wait=True) for token in ("first", "second")]
    assert [turn.wait_ms == 0 for turn in turns] == [True, False]
    [watch] = turns[0].watches
    redis().set(f"pushing:{OUTLET}", "third")  # the first one's time ran out, another took over
    watching.done(OUTLET, "first", {watch: None})
    assert redis().hlen(f"watchers:{OUTLET}") == 1
    watching.done(OUTLET, "third", {watch: None})
    assert (redis().hlen(f"watchers:{OUTLET}"), redis().exists(f"pushing:{OUTLET}")) == (0, 0)


def test_the_customer_follows_her_courier_until_delivery(gateway: Connections, courier: Actor) -> None:
    session = sign_in("customer")
    waybill_no = bound_for_home(session)
    bring_out(waybill_no, courier)
    connect("hers", session)
    assert say("hers", "watch_parcel", waybill_no=waybill_no)["state"] == "unknown"
    send(courier, fix(1, north_m=2_000))
    [first] = gateway.of("hers")
    assert (first["type"], first["data"]["waybill_no"]) == ("position", waybill_no)
    assert "courier_id" not in first["data"]["position"]
    assert first["data"]["position"]["precision_m"] == 100
    next_second()
    report(waybill_no, Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    send(courier, fix(2, north_m=1_990))
    assert gateway.of("hers")[1:] == [{"type": "watch_ended", "data": {"waybill_no": waybill_no}}]
    next_second()
    send(courier, fix(3, north_m=1_980))
    assert len(gateway.of("hers")) == 2


def test_the_customer_is_told_with_the_place_when_it_comes(gateway: Connections, courier: Actor) -> None:
    """As the tour expects it now; what was worked out eleven minutes ago is not said any more."""
    session = sign_in("customer")
    waybill_no = bound_for_home(session)
    bring_out(waybill_no, courier)
    connect("hers", session)
    say("hers", "watch_parcel", waybill_no=waybill_no)
    now = datetime.now(UTC).replace(microsecond=0)
    attempt = parcel_of(waybill_no).attempts
    expected = (now + timedelta(minutes=20), now + timedelta(minutes=25), now + timedelta(minutes=40))
    head = (waybill_no, courier.id, OUTLET, "delivery", attempt, 2, *expected, expected[2])
    Unit(now).arrivals.keep([KeptArrival(*head, at=now)])
    send(courier, fix(1, north_m=2_000))
    told = gateway.of("hers")[0]["data"]["arrival"]
    assert told == {"earliest": expected[0].isoformat(), "latest": expected[2].isoformat(), "stops_before": 2}
    next_second()
    Unit(now).arrivals.keep([KeptArrival(*head, at=now - timedelta(minutes=11))])
    send(courier, fix(2, north_m=1_990))
    assert "arrival" not in gateway.of("hers")[1]["data"]


def test_a_watcher_without_right_to_the_parcel_is_refused(gateway: Connections, courier: Actor) -> None:
    waybill_no = bound_for_home(sign_in("customer"))
    bring_out(waybill_no, courier)
    connect("stranger", sign_in("customer", at=3))
    assert say("stranger", "watch_parcel", waybill_no=waybill_no) == "PARCEL_NOT_FOUND"
    assert say("stranger", "watch_outlet", outlet_id=OUTLET) == "ROLE_FORBIDDEN"
    send(courier, fix(1))
    assert gateway.came == []


def test_a_revoked_session_is_told_no_more(gateway: Connections, courier: Actor) -> None:
    from logistics.store.sessions import revoke_sessions

    office("office")
    revoke_sessions(actor("outlet_manager", OUTLET).id)
    send(courier, fix(1))
    assert gateway.of("office") == []
    assert redis().hlen(f"watchers:{OUTLET}") == 0


def test_a_dead_connection_is_forgotten(gateway: Connections, courier: Actor) -> None:
    office("dead")
    office("living")
    gateway.gone.add("dead")
    send(courier, fix(1))
    assert len(gateway.of("living")) == 1
    assert redis().hkeys(f"watchers:{OUTLET}") == ["living "]
    assert not redis().exists("connection:dead", "watching:dead")


def test_a_socket_that_never_reads_holds_up_nobody(gateway: Connections, courier: Actor) -> None:
    for number in range(20):
        office(f"stuck-{number}")
    office("living")
    gateway.stuck |= {f"stuck-{number}" for number in range(20)}
    began = time.monotonic()
    send(courier, fix(1))
    assert time.monotonic() - began < 2.5
    next_second()
    began = time.monotonic()
    send(courier, fix(2))
    assert time.monotonic() - began < 2.5
    assert gateway.of("living")
    assert gateway.times("living")[-1] - began < 0.5, "whoever answers is served first"


def test_what_a_push_did_not_bring_is_in_the_next_one(gateway: Connections, courier: Actor) -> None:
    other = actor("courier", OUTLET, 1)
    office("office")
    gateway.stuck.add("office")
    send(courier, fix(1))
    gateway.stuck.clear()
    next_second()
    send(other, fix(1))
    assert pushed(gateway, "office") == [[courier.id, other.id]]


def test_a_reconnection_goes_on_where_the_last_push_ended(gateway: Connections, courier: Actor) -> None:
    other = actor("courier", OUTLET, 1)
    office("before")
    send(courier, fix(1))
    seen = gateway.of("before")[-1]["data"]["sequence"]
    handler("login")(socket_event("$disconnect", "before"), None)
    assert redis().hlen(f"watchers:{OUTLET}") == 0
    send(other, fix(1))
    connect("after", sign_in("outlet_manager", OUTLET))
    resumed = say("after", "watch_outlet", outlet_id=OUTLET, after=seen)
    assert [each["courier_id"] for each in resumed["positions"]] == [other.id]
    next_second()
    send(courier, fix(2))
    assert pushed(gateway, "after") == [[courier.id]]


def test_who_stops_watching_is_told_nothing(gateway: Connections, courier: Actor) -> None:
    office("office")
    assert say("office", "unwatch", outlet_id=OUTLET) == {"watching": False}
    send(courier, fix(1))
    assert gateway.of("office") == []


def test_one_connection_watches_so_much_and_no_more(gateway: Connections, courier: Actor) -> None:
    from logistics.store import watching

    office("office")
    for number in range(19):
        watching.watch(OUTLET, watching.Watch("office", 0, 0, f"parcel-{number}", "somebody"))
    waybill_no = bound_for_home(sign_in("customer"))
    bring_out(waybill_no, courier)
    assert say("office", "watch_parcel", waybill_no=waybill_no) == "WATCHES_TOO_MANY"
    assert say("office", "watch_outlet", outlet_id=OUTLET)["outlet_id"] == OUTLET


def test_watched_couriers_report_more_often(gateway: Connections, courier: Actor) -> None:
    assert send(courier, fix(1)).data["next_s"] == 10
    office("office")
    assert send(courier, fix(2)).data["next_s"] == 5


def test_a_gateway_that_is_down_does_not_fail_the_courier(store: Any, setting: Any, courier: Actor) -> None:
    setting(CONNECTIONS_URL="http://127.0.0.1:9")
    office("office")
    assert send(courier, fix(1)).data["accepted"] == 1
