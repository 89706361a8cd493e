"""A parcel shown by a link: its road and nothing about people, for seven days or until its maker ends it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.roles import Actor
from logistics.domain.states import Step
from logistics.store.mongo import database
from logistics.store.redis import redis
from tests.support.calls import handler, http, invoke
from tests.support.orders import CONSIGNEE_PHONE, bring_out, pick_up, place_order, report
from tests.support.people import actor, sign_in

pytestmark = pytest.mark.usefixtures("store")


def share(waybill_no: str, session: str) -> Any:
    return http("track", "POST", f"/parcels/{waybill_no}/share", session=session, key="")


def unshare(waybill_no: str, session: str) -> Any:
    return http("track", "DELETE", f"/parcels/{waybill_no}/share", session=session, key="")


def shown(token: str, ip: str = "203.0.113.7") -> Any:
    return http("track", "GET", f"/shared/{token}", ip=ip, key="")


@pytest.fixture
def sender() -> str:
    return sign_in("customer")


@pytest.fixture
def order(sender: str) -> str:
    return place_order(sender)


@pytest.fixture
def courier() -> Actor:
    return actor("courier", "GZ-TH-1")


def test_a_link_shows_the_road_to_anybody(order: str, sender: str, courier: Actor) -> None:
    token = share(order, sender).data["token"]
    bring_out(order, courier)
    view = shown(token).data
    assert (view["waybill_no"], view["status"], view["status_label"]) == (order, "out_for_delivery", "派送中")
    assert [line["text"] for line in view["timeline"]] == [
        "快递员正在派送，请保持电话畅通",
        "快递员已取件",
        "已安排快递员上门取件",
        "订单已提交，等待快递员接单",
    ]
    assert (view["from_city"], view["to_city"]) == ("广州市", "杭州市")
    assert view["promised_at"] and view["exception_open"] is False


def test_it_tells_nothing_about_people_places_below_the_city_or_reasons(
    order: str, sender: str, courier: Actor
) -> None:
    pick_up(order, courier)
    report(order, Step.DEPARTED, actor("outlet_manager", "GZ-TH-1"))
    report(order, Step.ARRIVED, actor("outlet_manager", "HZ-BJ-1"))
    local = actor("courier", "HZ-BJ-1")
    report(order, Step.OUT_FOR_DELIVERY, local)
    report(order, Step.DELIVERY_FAILED, local, reason="consignee_not_home")
    view = shown(share(order, sender).data["token"]).data
    text = json.dumps(view, ensure_ascii=False)
    secrets = (
        "林",
        "欧",
        "天河",
        "滨江",
        "体育",
        "江南",
        "收件人不在",
        "13800000001",
        "13900000002",
        "两本书",
        courier.id,
        local.id,
    )
    assert not [each for each in secrets if each in text.replace(order, "")]
    assert view["timeline"][0]["text"] == "本次派送未成功，我们会再次安排"
    assert view["timeline"][2]["text"] == "快件已到达网点"
    assert all(set(line) == {"at", "text"} for line in view["timeline"])
    assert {"consignor", "consignee", "goods", "total_fen", "courier", "proofs"}.isdisjoint(view)


def test_both_parties_may_share_and_nobody_else(order: str, sender: str, courier: Actor) -> None:
    receiver = sign_in("customer", at=1, phone=CONSIGNEE_PHONE)
    assert {share(order, each).status for each in (sender, receiver)} == {200}
    stranger = share(order, sign_in("customer", at=2))
    assert (stranger.status, stranger.code) == (404, "PARCEL_NOT_FOUND")
    assert share(order, sign_in("courier")).code == "ROLE_FORBIDDEN"


def test_a_link_lasts_seven_days(order: str, sender: str) -> None:
    made = share(order, sender).data
    left = datetime.fromisoformat(made["expires_at"]) - datetime.now(UTC)
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
    (key,) = redis().keys("share:*")
    assert 0 < redis().ttl(key) <= 7 * 86_400
    redis().delete(key)
    gone = shown(made["token"])
    assert (gone.status, gone.code) == (404, "SHARE_NOT_FOUND")


def test_the_token_is_kept_nowhere(order: str, sender: str) -> None:
    token = share(order, sender).data["token"]
    assert not [key for key in redis().keys("*") if token in key]
    assert token not in str(list(database().replies.find()))


def test_its_maker_ends_it_and_only_their_own(order: str, sender: str) -> None:
    receiver = sign_in("customer", at=1, phone=CONSIGNEE_PHONE)
    mine, again, theirs = (share(order, each).data["token"] for each in (sender, sender, receiver))
    assert unshare(order, sender).data == {"waybill_no": order, "ended": 2}
    assert [shown(token).status for token in (mine, again, theirs)] == [404, 404, 200]
    assert unshare(order, sender).data["ended"] == 0


@pytest.mark.parametrize("token", ["x" * 31, "x" * 33, "x" * 31 + "!", "x" * 31 + "\n"])
def test_what_is_no_token_is_refused_without_a_look(token: str) -> None:
    refused = invoke("track", "track_shared", {"token": token}, sign_in("customer"))
    assert refused.code == "INPUT_INVALID"


def test_a_made_up_token_shows_nothing() -> None:
    refused = shown("x" * 32)
    assert (refused.status, refused.code) == (404, "SHARE_NOT_FOUND")


def test_looks_are_counted_by_address() -> None:
    codes = [shown("x" * 32).code for _ in range(201)]
    assert (set(codes[:200]), codes[200]) == ({"SHARE_NOT_FOUND"}, "TRACK_LOCKED")
    assert shown("x" * 32, ip="203.0.113.8").code == "SHARE_NOT_FOUND"


def test_links_are_made_so_often_a_day(order: str, sender: str) -> None:
    codes = [share(order, sender).code for _ in range(51)]
    assert (set(codes[:50]), codes[50]) == ({""}, "SHARE_TOO_OFTEN")


# --- direct calls, which bring no address ----------------------------------------------------------------------


def test_a_guest_without_an_address_is_asked_to_sign_in(order: str, sender: str) -> None:
    token = share(order, sender).data["token"]
    for action, data in (("track_shared", {"token": token}), ("track_publicly", {"waybill_no": order, "tail": "0002"})):
        assert invoke("track", action, data).code == "LOGIN_REQUIRED"
        assert invoke("track", action, data, sign_in("customer", at=3)).data["waybill_no"] == order


def test_whom_the_platform_vouches_for_is_counted_by_account(order: str, setting: Any) -> None:
    setting(PLATFORM_CONTEXT="tencent")
    event = {"action": "track_publicly", "data": {"waybill_no": order, "tail": "0002"}}

    def called(openid: str, tail: str = "0002") -> Any:
        environment = {"WX_OPENID": openid, "TCB_SOURCE": "wx_client"}
        data = {"waybill_no": order, "tail": tail}
        return handler("track")(event | {"data": data}, {"environment": json.dumps(environment)})

    assert called("openid-of-a-stranger")["data"]["waybill_no"] == order
    for at in range(30):
        wrong = {"action": "track_publicly", "data": {"waybill_no": f"WB{at:011d}" + _check(at), "tail": "9999"}}
        handler("track")(
            wrong, {"environment": json.dumps({"WX_OPENID": "openid-guessing", "TCB_SOURCE": "wx_client"})}
        )
    assert called("openid-guessing")["error"]["code"] == "TRACK_LOCKED"
    assert called("openid-of-a-stranger")["data"]["waybill_no"] == order


def _check(at: int) -> str:
    from logistics.domain.waybill import check_digit

    return str(check_digit(f"{at:011d}"))


# --- when it arrives -------------------------------------------------------------------------------------------


def test_an_arrival_is_told_while_the_promise_can_be_kept(order: str, sender: str, courier: Actor) -> None:
    def told() -> Any:
        return http("track", "GET", f"/parcels/{order}", session=sender, key="").data["estimated_at"]

    promised = http("track", "GET", f"/parcels/{order}", session=sender, key="").data["promised_at"]
    assert told() == promised
    bring_out(order, courier)
    assert told() == promised
    database().parcels.update_one({"_id": order}, {"$set": {"promised_at": datetime.now(UTC) - timedelta(minutes=1)}})
    assert told() is None
    database().parcels.update_one({"_id": order}, {"$set": {"promised_at": datetime.now(UTC) + timedelta(hours=1)}})
    report(order, Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    assert told() is None, "nobody can say when it is tried again"
