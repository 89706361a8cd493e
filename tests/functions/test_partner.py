"""Shops order, track and cancel by signed requests, and only what is theirs."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.calls import http, invoke
from tests.support.orders import bring_out, parcel_of, pick_up, place_order
from tests.support.partners import Shop, another_key, open_shop, shop_order
from tests.support.people import actor, sign_in


@pytest.fixture
def shop(store: Any) -> Shop:
    return open_shop()


def placed(shop: Shop, external_no: str = "SO-1001", **changes: Any) -> str:
    answer = shop.call("POST", "/partner/v1/orders", shop_order(external_no, **changes))
    return str(answer.data["waybill_no"])


def test_one_call_quotes_and_places(shop: Shop) -> None:
    order = shop.call("POST", "/partner/v1/orders", shop_order("SO-1")).data
    quoted = http("quote", "POST", "/quotes", _ask()).data
    assert order["external_no"] == "SO-1" and order["status"] == "placed"
    assert order["total_fen"] == quoted["total_fen"]
    parcel = parcel_of(order["waybill_no"])
    assert (parcel.placed_by, parcel.pickup_outlet_id) == (shop.id, "GZ-TH-1")


def test_the_reply_holds_no_personal_data(shop: Shop) -> None:
    placed(shop)
    for path in ("/partner/v1/orders/SO-1001", "/partner/v1/parcels/SO-1001/track"):
        text = json.dumps(shop.call("GET", path).body, ensure_ascii=False)
        assert not [
            each for each in ("林", "欧阳", "13800000001", "13900000002", "体育西路", "江南大道") if each in text
        ]


def test_a_number_means_one_order(shop: Shop) -> None:
    first, again = placed(shop), placed(shop)
    assert first == again
    other = shop.call("POST", "/partner/v1/orders", shop_order(weight_g=2500))
    assert (other.status, other.code) == (409, "EXTERNAL_NO_TAKEN")
    assert other.body["error"]["details"]["waybill_no"] == first


def test_calls_at_the_same_moment_under_one_number_make_one_order(shop: Shop, store: Any) -> None:
    shop.call("GET", "/partner/v1/orders/none")
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: placed(shop), range(4)))
    assert len(set(made)) == 1 and store.db["parcels"].count_documents({}) == 1


def test_two_shops_may_use_the_same_number(shop: Shop) -> None:
    assert placed(shop) != placed(open_shop("晴川花店"))


def test_a_request_sent_twice_is_done_once_and_another_body_under_its_id_is_refused(shop: Shop) -> None:
    first = shop.call("POST", "/partner/v1/orders", shop_order("SO-1"), key="r-1").data
    assert shop.call("POST", "/partner/v1/orders", shop_order("SO-1"), key="r-1").data == first
    assert shop.call("POST", "/partner/v1/orders", shop_order("SO-2"), key="r-1").status == 409


def test_an_order_is_found_by_either_number(shop: Shop) -> None:
    waybill_no = placed(shop)
    found = [shop.call("GET", f"/partner/v1/orders/{number}").data for number in ("SO-1001", waybill_no)]
    assert found[0] == found[1] and found[0]["waybill_no"] == waybill_no


def test_the_road_is_told_in_the_codes_of_others(shop: Shop) -> None:
    waybill_no = placed(shop)
    bring_out(waybill_no, actor("courier", "GZ-TH-1"))
    road = shop.call("GET", f"/partner/v1/parcels/{waybill_no}/track").data["timeline"]
    assert [(each["step"], each["codes"]) for each in road] == [
        ("placed", {"wechat": 90001, "kuaidi100": "101", "unece": None}),
        ("assigned", {"wechat": 90002, "kuaidi100": "102", "unece": None}),
        ("picked_up", {"wechat": 100001, "kuaidi100": "103", "unece": "13"}),
        ("out_for_delivery", {"wechat": 300002, "kuaidi100": "5", "unece": None}),
    ]


def test_an_order_is_called_off_before_its_pickup_and_not_after(shop: Shop) -> None:
    placed(shop, "SO-1")
    gone = shop.call("POST", "/partner/v1/orders/SO-1/cancellation", {"reason": "consignor_changed_mind"})
    assert gone.data["status"] == "cancelled"
    pick_up(placed(shop, "SO-2"), actor("courier", "GZ-TH-1"))
    late = shop.call("POST", "/partner/v1/orders/SO-2/cancellation", {"reason": "consignor_changed_mind"})
    assert (late.status, late.code) == (409, "PARCEL_STATE_CONFLICT")


def test_what_is_anothers_does_not_exist(shop: Shop) -> None:
    theirs = placed(open_shop("晴川花店"), "SO-9")
    customers = place_order(sign_in("customer"))
    for number in (theirs, customers, "SO-9", "WB000000000000"):
        for method, path in (("GET", f"orders/{number}"), ("GET", f"parcels/{number}/track")):
            answer = shop.call(method, f"/partner/v1/{path}")
            assert (answer.status, answer.code) == (404, "PARCEL_NOT_FOUND"), path
        body = {"reason": "consignor_changed_mind"}
        assert shop.call("POST", f"/partner/v1/orders/{number}/cancellation", body).status == 404


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        ({"sent": '{"reason": "another"}'}, "SIGNATURE_INVALID"),
        ({"request_id": "another-request"}, "SIGNATURE_INVALID"),
        ({"authorization": "HMAC-SHA256 key=none"}, "SIGNATURE_INVALID"),
        ({"authorization": "HMAC-SHA256 "}, "SIGNATURE_INVALID"),
        ({"authorization": "Bearer " + "A" * 43}, "SESSION_INVALID"),
        ({"authorization": ""}, "LOGIN_REQUIRED"),
    ],
)
def test_a_request_that_was_changed_on_its_way_is_nobodys(shop: Shop, spoilt: dict[str, str], code: str) -> None:
    placed(shop)
    body = {"reason": "consignor_changed_mind"}
    answer = shop.call("POST", "/partner/v1/orders/SO-1001/cancellation", body, **spoilt)
    assert (answer.status, answer.code) == (401, code)


def test_a_signature_fits_no_other_path_query_or_method(shop: Shop) -> None:
    from tests.support.calls import handler

    placed(shop, "SO-1")
    event = shop.event("GET", "/partner/v1/orders/SO-1", key="")
    for changes in ({"rawPath": "/partner/v1/parcels/SO-1/track"}, {"rawQueryString": "a=1"}):
        assert handler("partner")(event | changes, None)["statusCode"] == 401
    assert handler("partner")(event, None)["statusCode"] == 200


@pytest.mark.parametrize(("seconds", "status"), [(-290, 200), (290, 200), (-310, 401), (310, 401), (-86_400, 401)])
def test_a_request_is_good_for_five_minutes_either_way(shop: Shop, seconds: int, status: int) -> None:
    placed(shop)
    answer = shop.call("GET", "/partner/v1/orders/SO-1001", at=time.time() + seconds)
    assert answer.status == status and answer.code in ("", "SIGNATURE_STALE")


def test_a_revoked_key_and_a_stopped_partner_open_nothing(shop: Shop) -> None:
    office = sign_in("administrator")
    second = Shop(shop.id, *another_key(shop.id))
    assert invoke("partner", "revoke_key", {"partner_id": shop.id, "key_id": shop.key_id}, office).data["revoked"]
    assert shop.call("GET", "/partner/v1/orders/SO-1001").code == "SIGNATURE_INVALID"
    placed(second)
    stopped = {"partner_id": shop.id, "name": "小满书店", "active": False}
    assert invoke("partner", "save_partner", stopped, office).data["changed"] == ["active"]
    assert second.call("GET", "/partner/v1/orders/SO-1001").code == "SIGNATURE_INVALID"


def test_two_keys_live_side_by_side_and_no_third(shop: Shop) -> None:
    second = Shop(shop.id, *another_key(shop.id))
    placed(shop)
    assert second.call("GET", "/partner/v1/orders/SO-1001").status == 200
    asked = {"partner_id": shop.id, "grants": ["orders"]}
    assert invoke("partner", "issue_key", asked, sign_in("administrator")).code == "PARTNER_KEYS_FULL"


def test_a_secret_is_shown_once_and_kept_sealed(shop: Shop, store: Any) -> None:
    shown = invoke("partner", "show_partner", {"partner_id": shop.id}, sign_in("administrator"))
    assert shop.secret not in json.dumps(shown.body)
    for name in ("partners", "partner_keys", "replies", "audit"):
        assert shop.secret not in str(list(store.db[name].find())), name


def test_a_key_opens_what_it_was_made_for_and_nothing_else(store: Any) -> None:
    reader = open_shop(grants=["track"])
    refused = reader.call("POST", "/partner/v1/orders", shop_order())
    assert (refused.status, refused.code) == (403, "KEY_GRANT_MISSING")
    waybill_no = place_order(sign_in("merchant"))
    elsewhere = reader.call("GET", f"/parcels/{waybill_no}", function="track")
    assert elsewhere.code == "KEY_GRANT_MISSING", "a route that no key opens"


def test_a_key_that_calls_too_often_waits(store: Any) -> None:
    shop = open_shop(calls_per_minute=2)
    answers = [shop.call("GET", "/partner/v1/orders/none") for _ in range(3)]
    assert [each.code for each in answers] == ["PARCEL_NOT_FOUND", "PARCEL_NOT_FOUND", "PARTNER_CALLS_EXCEEDED"]
    assert 0 < answers[2].body["error"]["details"]["retry_after_s"] <= 60


def _ask() -> dict[str, Any]:
    from tests.support.orders import TIANHE, ask

    return ask(from_point=TIANHE, to_point={"lng": 120.21, "lat": 30.21})


def test_a_key_for_labels_gets_the_label_of_its_own_parcel_only(shop: Shop) -> None:
    waybill_no, theirs = placed(shop), placed(open_shop("晴川花店"))
    mine = shop.call("GET", f"/parcels/{waybill_no}/label", query={"format": "pdf"}, function="label")
    assert mine.status == 200 and mine.data["pages"] == 1
    assert shop.call("GET", f"/parcels/{theirs}/label", function="label").status == 404
