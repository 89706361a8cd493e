"""Map pages: an address shows one thing, to whoever holds it, as long as the one who opened it might see it."""

from typing import Any

import pytest

from logistics.domain.coordinates import to_gcj02
from logistics.domain.roles import Actor
from logistics.domain.states import Step
from logistics.store.sessions import revoke_sessions
from tests.functions.test_locate import HOME, OUTLET, bound_for_home, fix, send
from tests.support.calls import Answer, http, invoke
from tests.support.orders import bring_out, report
from tests.support.people import actor, session_of, sign_in

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def courier() -> Actor:
    return actor("courier", OUTLET, 0)


@pytest.fixture
def customer() -> Actor:
    return actor("customer")


def opening(session: str, kind: str, subject: str) -> Answer:
    return http("locate", "POST", "/map-views", {"kind": kind, "subject": subject}, session=session)


def opened(session: str, kind: str, subject: str) -> str:
    """The token of a map page's address."""
    page, token = opening(session, kind, subject).data["path"].split("#")
    assert page == "/web/map"
    return str(token)


def shown(token: str, after: int = 0, coordinates: str = "wgs84") -> Answer:
    """What the page behind the address asks for: it has no session."""
    return http("locate", "GET", f"/map-views/{token}", query={"after": after, "coordinates": coordinates})


def on_its_way(customer: Actor, courier: Actor) -> str:
    waybill_no = bound_for_home(session_of(customer))
    bring_out(waybill_no, courier)
    return waybill_no


def test_the_customer_watches_the_courier_come_by_an_address_without_a_session(customer: Actor, courier: Actor) -> None:
    waybill_no = on_its_way(customer, courier)
    token = opened(session_of(customer), "parcel", waybill_no)
    assert shown(token).data["parcel"] == {
        "waybill_no": waybill_no,
        "sequence": 0,
        "state": "unknown",
        "home": HOME,
    }
    send(courier, fix(1, north_m=400))
    seen = shown(token).data["parcel"]
    assert (seen["state"], seen["position"]["lng"]) == ("live", HOME["lng"])
    assert seen["distance_m"] == pytest.approx(400, abs=2)
    assert send(courier, fix(2, north_m=350)).data["next_s"] == 5, "somebody looks: the phone tells often"
    seen = shown(token).data["parcel"]
    assert "position" not in shown(token, after=seen["sequence"]).data["parcel"], "only what is new"
    assert "courier_id" not in seen["position"], "who it is stays with the parcel's own page"


def test_on_a_chinese_map_every_point_is_shifted_once(customer: Actor, courier: Actor) -> None:
    waybill_no = on_its_way(customer, courier)
    send(courier, fix(1))
    parcel = shown(opened(session_of(customer), "parcel", waybill_no), coordinates="gcj02").data
    lng, lat = to_gcj02((HOME["lng"], HOME["lat"]))
    assert parcel["coordinates"] == "gcj02"
    assert parcel["parcel"]["home"] == pytest.approx({"lng": lng, "lat": lat})
    position = parcel["parcel"]["position"]
    assert (position["lng"], position["lat"]) == pytest.approx((lng, lat), abs=1e-6)
    assert position["coordinates"] == "gcj02"
    manager = sign_in("outlet_manager", OUTLET)
    track = shown(opened(manager, "track", courier.id), coordinates="gcj02").data["track"]
    assert track["coordinates"] == "gcj02"


def test_an_outlet_and_a_day_are_shown_to_their_office_only(customer: Actor, courier: Actor) -> None:
    send(courier, fix(1))
    manager = sign_in("outlet_manager", OUTLET)
    (seen,) = shown(opened(manager, "outlet", OUTLET)).data["outlet"]["positions"]
    assert seen["courier_id"] == courier.id
    assert shown(opened(manager, "track", courier.id)).data["track"]["courier_id"] == courier.id
    for what in ({"kind": "outlet", "subject": OUTLET}, {"kind": "track", "subject": courier.id}):
        assert http("locate", "POST", "/map-views", what, session=session_of(customer)).code == "ROLE_FORBIDDEN"
    stranger = sign_in("outlet_manager", "NJ-XW-1")
    assert (
        http("locate", "POST", "/map-views", {"kind": "outlet", "subject": OUTLET}, session=stranger).code
        == "OUTLET_NOT_FOUND"
    )


def test_a_courier_sees_their_own_tour_stop_by_stop(customer: Actor, courier: Actor) -> None:
    session = session_of(courier)
    assert opening(session, "tour", courier.id).code == "TOUR_NOT_FOUND"
    waybill_no, other = on_its_way(customer, courier), on_its_way(customer, courier)
    assert http("plan_route", "POST", "/couriers/me/tour", {}, session=session).status == 200
    token = opened(session, "tour", courier.id)
    (stop,) = shown(token).data["tour"]["stops"]
    assert (stop["kind"], stop["parcels"], stop["place"]) == ("delivery", 2, HOME), "one address is one stop"
    report(other, Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    send(courier, fix(1))
    tour = shown(token).data["tour"]
    assert (tour["stops"][0]["parcels"], tour["position"]["state"]) == (1, "live")
    report(waybill_no, Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    assert shown(token).data["tour"]["stops"] == []
    colleague = actor("courier", OUTLET, 1)
    for session in (session_of(colleague), session_of(customer)):
        assert opening(session, "tour", courier.id).code == "ROLE_FORBIDDEN"
    assert opening(sign_in("outlet_manager", OUTLET), "tour", courier.id).status == 200
    assert opening(session_of(courier), "outlet", OUTLET).code == "ROLE_FORBIDDEN"


def test_nobody_opens_what_they_may_not_see(customer: Actor, courier: Actor) -> None:
    waybill_no = on_its_way(customer, courier)
    stranger = sign_in("customer", at=7)
    assert opening(stranger, "parcel", waybill_no).code == "PARCEL_NOT_FOUND"
    waiting = bound_for_home(session_of(customer))
    assert opening(session_of(customer), "parcel", waiting).code == "POSITION_NOT_SHOWN"


def test_an_address_ends_with_the_delivery_and_with_the_session_that_opened_it(customer: Actor, courier: Actor) -> None:
    waybill_no = on_its_way(customer, courier)
    token = opened(session_of(customer), "parcel", waybill_no)
    report(waybill_no, Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    assert shown(token).code == "POSITION_NOT_SHOWN"
    report(waybill_no, Step.OUT_FOR_DELIVERY, courier)
    assert shown(token).status == 200
    revoke_sessions(customer.id)
    assert (shown(token).status, shown(token).code) == (404, "MAP_VIEW_ENDED")
    assert shown("x" * 32).code == "MAP_VIEW_ENDED"


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"kind": "parcel"},
        {"kind": "city", "subject": "440100"},
        {"kind": "parcel", "subject": OUTLET},
        {"kind": "track", "subject": "WB000000000000"},
    ],
    ids=["nothing", "nobody", "an unknown kind", "no waybill number", "no courier"],
)
def test_an_address_is_for_exactly_one_thing(wrong: dict[str, Any]) -> None:
    assert http("locate", "POST", "/map-views", wrong, session=sign_in("dispatcher")).code == "INPUT_INVALID"


def test_a_caller_the_platform_vouches_for_has_to_sign_in_first() -> None:
    """An address hangs on a session, and ends with it."""
    assert invoke("locate", "open_map", {"kind": "parcel", "subject": "WB000000000000"}).code == "LOGIN_REQUIRED"


def test_a_tour_is_drawn_along_streets_which_are_sent_once_and_asked_for_once(
    customer: Actor, courier: Actor, setting: Any
) -> None:
    session = session_of(courier)
    on_its_way(customer, courier)
    send(courier, fix(1, north_m=-2_000))
    assert http("plan_route", "POST", "/couriers/me/tour", {}, session=session).status == 200
    token = opened(session, "tour", courier.id)
    first = shown(token).data["tour"]
    start, end = first["streets"][0], first["streets"][-1]
    here = first["position"]
    assert (start["lng"], start["lat"]) == (pytest.approx(here["lng"], abs=1e-4), pytest.approx(here["lat"], abs=1e-4))
    assert (end["lng"], end["lat"]) == (pytest.approx(HOME["lng"], abs=2e-4), pytest.approx(HOME["lat"], abs=2e-4))
    assert len(first["streets"]) > 5, "with the bend that the map's roads have"
    assert "streets" not in shown(token, after=first["version"]).data["tour"], "who knows this version has them"
    setting(MAPS_KEY="")
    assert shown(token).data["tour"]["streets"] == first["streets"], "kept: no second question"
    chinese = shown(token, coordinates="gcj02").data["tour"]["streets"][-1]
    assert (chinese["lng"], chinese["lat"]) == pytest.approx(to_gcj02((end["lng"], end["lat"])), abs=1e-6)


def test_without_the_map_a_tour_has_no_streets_and_is_shown_all_the_same(
    customer: Actor, courier: Actor, setting: Any
) -> None:
    setting(MAPS_KEY="")
    on_its_way(customer, courier)
    assert http("plan_route", "POST", "/couriers/me/tour", {}, session=session_of(courier)).status == 200
    tour = shown(opened(session_of(courier), "tour", courier.id)).data["tour"]
    assert (len(tour["stops"]), tour["streets"]) == (1, [])
