"""Orders: placed from a quote once, called off before pickup, listed for those whom they concern."""

import itertools
import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import bson
import pytest

from logistics.domain.states import Step
from logistics.domain.waybill import is_waybill_no
from logistics.privacy.parties import Side, open_party
from tests.support.calls import http, invoke, request_id
from tests.support.counting import mongo_commands, redis_commands
from tests.support.orders import (
    CONSIGNEE_PHONE,
    assign,
    order_body,
    parcel_of,
    pick_up,
    place_order,
    quote_for,
)
from tests.support.people import actor, customer, session_of, sign_in

pytestmark = pytest.mark.usefixtures("store")


def place(body: dict[str, Any], session: str, **options: Any) -> Any:
    return http("create_order", "POST", "/orders", body, session=session, **options)


def cancel(waybill_no: str, session: str, reason: str = "consignor_changed_mind", **options: Any) -> Any:
    path = f"/orders/{waybill_no}/cancellation"
    return http("create_order", "POST", path, {"reason": reason}, session=session, **options)


def events_of(store: Any, waybill_no: str) -> list[str]:
    return [row["type"] for row in store.outbox.of(waybill_no)]


# --- placing ---------------------------------------------------------------------------------------------------


def test_an_order_is_placed_for_the_quoted_price(store: Any) -> None:
    quote = quote_for()
    placed = place(order_body(quote["quote_id"]), sign_in("customer")).data
    assert is_waybill_no(placed["waybill_no"])
    assert (placed["status"], placed["status_label"]) == ("placed", "待接单")
    assert (placed["total_fen"], placed["due_on_delivery_fen"]) == (quote["total_fen"], 0)
    assert (placed["pickup_outlet_id"], placed["delivery_outlet_id"]) == ("GZ-TH-1", "HZ-BJ-1")
    parcel = parcel_of(placed["waybill_no"])
    assert parcel.outlet_ids == ("GZ-TH-1", "HZ-BJ-1"), "both outlets must see it"
    assert [scan.step for scan in store.scans.of(parcel.waybill_no)] == [Step.PLACED]
    assert events_of(store, parcel.waybill_no) == ["OrderPlaced"]


@pytest.mark.parametrize(
    ("terms", "cod_fen", "due_beyond_freight"),
    [("on_account", 0, None), ("on_account", 19_900, 19_900), ("on_receipt", 0, 0), ("on_receipt", 19_900, 19_900)],
)
def test_the_consignee_owes_goods_money_and_freight_on_receipt(
    terms: str, cod_fen: int, due_beyond_freight: int | None
) -> None:
    quote = quote_for(cod_fen=cod_fen)
    placed = place(order_body(quote["quote_id"], terms=terms, cod_fen=cod_fen), sign_in("customer")).data
    freight = quote["total_fen"] if terms == "on_receipt" else 0
    assert placed["due_on_delivery_fen"] == freight + (due_beyond_freight or 0)


def test_nothing_personal_is_stored_in_clear(store: Any) -> None:
    goods = {"description": "书，找13700000003", "category": "books"}
    body = order_body(quote_for()["quote_id"], remark="门铃坏了请打电话", goods=goods)
    place(body, sign_in("customer")).data  # noqa: B018
    stored = b"".join(
        bson.encode({"row": row}) for name in store.db.list_collection_names() for row in store.db[name].find()
    )
    for secret in ("林小满", "欧阳晴川", "13800000001", "13900000002", "101号", "588号", "门铃", "13700000003"):
        assert secret.encode() not in stored, "personal data must be sealed"


def test_an_order_keeps_masked_copies_for_showing() -> None:
    parcel = parcel_of(place_order(sign_in("customer")))
    assert (parcel.consignor.name_masked, parcel.consignor.phone_masked) == ("林**", "138****0001")
    assert parcel.consignee.address_masked == "浙江省杭州市滨江区江南大道***"


def test_an_extension_is_a_part_of_the_phone_and_not_of_the_address(store: Any) -> None:
    consignee = order_body("")["consignee"] | {"extension": "88129977"}
    number = place_order(sign_in("customer"), consignee=consignee)
    kept = parcel_of(number)
    assert kept.consignee.phone_masked == "139****0002 转****"
    assert kept.consignor.phone_masked == "138****0001", "the other party has none"
    opened = open_party(kept.consignee, Side.CONSIGNEE, number)
    assert (opened.phone, opened.extension, opened.address) == ("+8613900000002", "88129977", consignee["address"])
    assert opened.remark == ""
    stored = b"".join(
        bson.encode({"row": row}) for name in store.db.list_collection_names() for row in store.db[name].find()
    )
    assert b"88129977" not in stored, "it is sealed with the phone"


def test_an_extension_that_is_empty_is_none() -> None:
    consignee = order_body("")["consignee"] | {"extension": ""}
    assert parcel_of(place_order(sign_in("customer"), consignee=consignee)).consignee.phone_masked == "139****0002"


def test_an_order_to_an_extension_is_found_by_the_phone_alone() -> None:
    sender, receiver = sign_in("customer"), sign_in("customer", at=1, phone=CONSIGNEE_PHONE)
    number = place_order(sender, consignee=order_body("")["consignee"] | {"extension": "1234"})
    for session, q in ((receiver, ""), (sender, "0002"), (sender, CONSIGNEE_PHONE)):
        found = http("create_order", "GET", "/orders", query={"q": q}, session=session, key="").data["orders"]
        assert [each["waybill_no"] for each in found] == [number]
        assert found[0]["consignee"]["phone"] == "139****0002 转****"
    assert http("create_order", "GET", "/orders", query={"q": "1234"}, session=sender, key="").data["orders"] == []


def test_a_retried_order_is_placed_once(store: Any) -> None:
    session, key, body = sign_in("customer"), request_id(), order_body(quote_for()["quote_id"])
    first = place(body, session, key=key).data
    assert place(body, session, key=key).data == first
    assert store.db["parcels"].count_documents({}) == 1
    assert events_of(store, first["waybill_no"]) == ["OrderPlaced"]


def test_a_retry_is_answered_after_its_quote_is_gone() -> None:
    from logistics.store.redis import redis

    session, key, body = sign_in("customer"), request_id(), order_body(quote_for()["quote_id"])
    first = place(body, session, key=key).data
    redis().delete(f"quote:{body['quote_id']}")
    assert place(body, session, key=key).data == first


def test_a_request_id_stands_for_one_order_only() -> None:
    session, key = sign_in("customer"), request_id()
    assert place(order_body(quote_for()["quote_id"]), session, key=key).status == 200
    again = place(order_body(quote_for()["quote_id"]), session, key=key)
    assert (again.status, again.code) == (409, "REQUEST_ID_REUSED")


def test_an_order_needs_a_request_id(store: Any) -> None:
    refused = place(order_body(quote_for()["quote_id"]), sign_in("customer"), key="")
    assert (refused.status, refused.code) == (422, "REQUEST_ID_REQUIRED")
    assert store.db["parcels"].count_documents({}) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"weight_g": 1499},
        {"volume_cm3": 0},
        {"insured_value_fen": 100},
        {"cod_fen": 1},
        {"product": "economy"},
        {"consignor": "330108"},
        {"consignee": "440106"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_order_must_be_what_was_quoted(change: dict[str, Any], store: Any) -> None:
    body = order_body(quote_for()["quote_id"])
    for name, value in change.items():
        body[name] = body[name] | {"adcode": value} if name in ("consignor", "consignee") else value
    refused = place(body, sign_in("customer"))
    assert (refused.status, refused.code) == (409, "QUOTE_ALTERED")
    assert store.db["parcels"].count_documents({}) == 0


def test_an_expired_quote_is_refused() -> None:
    from dataclasses import replace

    from logistics.store.quotes import quote_of, save_quote

    quote_id = quote_for()["quote_id"]
    now = datetime.now(UTC)
    save_quote(replace(quote_of(quote_id), expires_at=now - timedelta(seconds=1)), now)
    refused = place(order_body(quote_id), sign_in("customer"))
    assert (refused.status, refused.code) == (409, "QUOTE_EXPIRED")


def test_an_unknown_quote_is_refused() -> None:
    refused = place(order_body("01ARZ3NDEKTSV4RRFFQ69G5FAV"), sign_in("customer"))
    assert (refused.status, refused.code) == (404, "QUOTE_NOT_FOUND")


def test_a_quote_is_used_once() -> None:
    session, body = sign_in("customer"), order_body(quote_for()["quote_id"])
    assert place(body, session).status == 200
    refused = place(body, session)
    assert (refused.status, refused.code) == (409, "QUOTE_USED")


def test_orders_placed_at_once_from_one_quote_leave_one(store: Any) -> None:
    session, body = sign_in("customer"), order_body(quote_for()["quote_id"])
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: place(body, session), range(4)))
    assert sorted(each.code for each in answers) == ["", "QUOTE_USED", "QUOTE_USED", "QUOTE_USED"]
    assert store.db["parcels"].count_documents({}) == store.db["scans"].count_documents({}) == 1


def test_a_taken_waybill_number_is_drawn_anew(monkeypatch: pytest.MonkeyPatch, store: Any) -> None:
    session = sign_in("customer")
    taken = place_order(session)
    bodies = order_body(quote_for()["quote_id"])
    draws = itertools.chain([int(taken[2:13])], itertools.repeat(int(taken[2:13]) ^ 1))
    monkeypatch.setattr(secrets, "randbelow", lambda _: next(draws))
    placed = place(bodies, session).data
    assert placed["waybill_no"] not in ("", taken)
    assert len(store.outbox.of(placed["waybill_no"])) == 1, "the aborted attempt must leave nothing"


def test_a_merchant_is_remembered_as_such() -> None:
    merchant = actor("merchant")
    assert parcel_of(place_order(session_of(merchant))).merchant_id == merchant.id


@pytest.mark.parametrize("role", ["courier", "dispatcher", "finance", "administrator"])
def test_staff_place_no_orders(role: str) -> None:
    refused = place(order_body("01ARZ3NDEKTSV4RRFFQ69G5FAV"), sign_in(role))
    assert (refused.status, refused.code) == (403, "ROLE_FORBIDDEN")


def test_a_guest_is_asked_to_sign_in() -> None:
    refused = place(order_body("01ARZ3NDEKTSV4RRFFQ69G5FAV"), "")
    assert (refused.status, refused.code) == (401, "LOGIN_REQUIRED")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["price_fen"], 1),
        (["consignor", "vip"], True),
        (["consignor", "phone"], "12345"),
        (["consignor", "phone"], 13800000001),
        (["consignor", "extension"], "123456789"),
        (["consignor", "extension"], "八"),
        (["consignee", "extension"], "12\n"),
        (["consignee", "extension"], 806),
        (["consignor", "name"], ""),
        (["consignor", "name"], "林\n小满"),
        (["consignor", "name"], "林" * 41),
        (["consignee", "address"], "x" * 201),
        (["consignee", "adcode"], "33010"),
        (["consignor", "location"], {"lng": 181, "lat": 0}),
        (["consignor", "location"], {"lng": 113.3, "lat": 89.9}),
        (["goods", "category"], "weapons"),
        (["goods"], "两本书"),
        (["terms"], "later"),
        (["weight_g"], "1500"),
        (["weight_g"], 0),
        (["cod_fen"], -1),
        (["cod_fen"], 1.5),
        (["cod_fen"], 10**13),
        (["quote_id"], "not-a-ulid"),
        (["remark"], "好" * 101),
        (["pickup_from"], "2026-01-01T10:00:00"),
    ],
    ids=lambda part: part[-1] if isinstance(part, list) else None,
)
def test_malformed_orders_name_the_field(path: list[str], value: Any, store: Any) -> None:
    body = json.loads(json.dumps(order_body("01ARZ3NDEKTSV4RRFFQ69G5FAV")))
    inner = body
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    refused = place(body, sign_in("customer"))
    assert (refused.status, refused.code) == (422, "INPUT_INVALID")
    assert path[0] in refused.body["error"]["details"]["fields"]
    assert store.db["parcels"].count_documents({}) == 0


@pytest.mark.parametrize(
    ("start_h", "end_h", "fits"),
    [
        (None, None, True),
        (2, 4, True),
        (-1, 1, True),
        (24 * 7 - 1, 24 * 7 + 1, True),
        (2, None, False),
        (None, 2, False),
        (2, 2.4, False),
        (2, 14.1, False),
        (4, 2, False),
        (-3, -1, False),
        (24 * 7 + 1, 24 * 7 + 3, False),
    ],
)
def test_a_visit_is_within_a_week_and_of_sensible_length(
    start_h: float | None, end_h: float | None, fits: bool
) -> None:
    now = datetime.now(UTC)
    slot = {"pickup_from": start_h, "pickup_until": end_h}
    named = {name: (now + timedelta(hours=h)).isoformat() for name, h in slot.items() if h is not None}
    answer = place(order_body(quote_for()["quote_id"], **named), sign_in("customer"))
    assert (answer.code != "PICKUP_SLOT_INVALID") is fits, "at night it fits, too, and nobody comes"


def test_placing_sends_no_command_too_many() -> None:
    session = sign_in("customer")
    place_order(session)  # warm
    body = order_body(quote_for()["quote_id"])
    before = redis_commands()
    with mongo_commands() as sent:
        assert place(body, session).status == 200
    writes = ["insert parcels", "insert scans", "insert replies", "insert outbox", "commitTransaction"]
    assert sent == ["aggregate balances", *writes], "how the account stands is one question"
    assert redis_commands() - before == 2, "the session and the quote"


# --- cancelling ------------------------------------------------------------------------------------------------


def test_the_customer_calls_an_order_off_before_pickup(store: Any) -> None:
    session = sign_in("customer")
    waybill_no = place_order(session)
    answer = cancel(waybill_no, session).data
    assert answer == {"waybill_no": waybill_no, "status": "cancelled", "status_label": "已取消"}
    assert events_of(store, waybill_no) == ["OrderPlaced", "OrderCancelled"]


def test_cancelling_an_assigned_order_stops_the_wait_for_its_courier(store: Any) -> None:
    from logistics.domain.dispatch import acceptance_timer
    from logistics.domain.events import AcceptanceOverdue

    session, courier = sign_in("customer"), actor("courier", "GZ-TH-1")
    waybill_no = place_order(session)
    assign(waybill_no, courier)
    overdue = AcceptanceOverdue(waybill_no, courier.id, parcel_of(waybill_no).assignment_id)
    store.transact(lambda: store.due.emit_at(overdue, store.now, acceptance_timer(waybill_no)))
    assert cancel(waybill_no, session).status == 200
    assert store.due.ripe(datetime.now(UTC) + timedelta(days=1), 10) == []


def test_customer_service_may_cancel_for_a_customer() -> None:
    waybill_no = place_order(sign_in("customer"))
    assert cancel(waybill_no, sign_in("customer_service")).data["status"] == "cancelled"


def test_nothing_is_cancelled_after_pickup() -> None:
    session = sign_in("customer")
    waybill_no = place_order(session)
    pick_up(waybill_no, actor("courier", "GZ-TH-1"))
    refused = cancel(waybill_no, session)
    assert (refused.status, refused.code) == (409, "PARCEL_STATE_CONFLICT")
    assert refused.body["error"]["details"]["status"] == "picked_up"


def test_an_order_is_cancelled_once() -> None:
    session, key = sign_in("customer"), request_id()
    waybill_no = place_order(session)
    first = cancel(waybill_no, session, key=key).data
    assert cancel(waybill_no, session, key=key).data == first, "a retry gets the first reply"
    refused = cancel(waybill_no, session)
    assert (refused.status, refused.code) == (409, "PARCEL_STATE_CONFLICT")


def test_another_customers_order_does_not_exist() -> None:
    waybill_no = place_order(sign_in("customer", at=0))
    refused = cancel(waybill_no, sign_in("customer", at=1))
    assert (refused.status, refused.code) == (404, "PARCEL_NOT_FOUND")
    assert parcel_of(waybill_no).status == "placed"


def test_a_consignee_sees_the_order_and_may_not_cancel_it() -> None:
    waybill_no = place_order(sign_in("customer", at=0))
    refused = cancel(waybill_no, sign_in("customer", at=1, phone=CONSIGNEE_PHONE))
    assert (refused.status, refused.code) == (403, "ORDER_NOT_YOURS")


@pytest.mark.parametrize("role", ["courier", "finance", "outlet_manager"])
def test_other_roles_cancel_nothing(role: str) -> None:
    refused = cancel(place_order(sign_in("customer")), sign_in(role))
    assert (refused.status, refused.code) == (403, "ROLE_FORBIDDEN")


def test_a_reason_must_be_one_of_the_list() -> None:
    session = sign_in("customer")
    refused = cancel(place_order(session), session, reason="no_idea")
    assert (refused.status, refused.code) == (422, "REASON_UNKNOWN")


def test_a_slipped_digit_is_refused_before_any_read() -> None:
    session = sign_in("customer")
    waybill_no = place_order(session)
    slipped = waybill_no[:-1] + str((int(waybill_no[-1]) + 1) % 10)
    with mongo_commands() as sent:
        refused = cancel(slipped, session)
    assert (refused.status, refused.code, sent) == (422, "INPUT_INVALID", [])


def test_cancelling_needs_a_request_id() -> None:
    session = sign_in("customer")
    assert cancel(place_order(session), session, key="").code == "REQUEST_ID_REQUIRED"


# --- listing ---------------------------------------------------------------------------------------------------


def listed(session: str, **query: Any) -> Any:
    return http("create_order", "GET", "/orders", session=session, query=query)


def test_i_see_what_i_sent_and_what_comes_to_my_phone() -> None:
    sender, receiver = sign_in("customer", at=0), sign_in("customer", at=1, phone=CONSIGNEE_PHONE)
    waybill_no = place_order(sender)
    sent, received = listed(sender).data["orders"], listed(receiver).data["orders"]
    assert [(row["waybill_no"], row["direction"]) for row in sent] == [(waybill_no, "sent")]
    assert [(row["waybill_no"], row["direction"]) for row in received] == [(waybill_no, "received")]
    assert listed(sign_in("customer", at=2)).data == {"orders": []}


def test_lists_are_masked() -> None:
    session = sign_in("customer")
    place_order(session)
    row = listed(session).data["orders"][0]
    assert row["consignee"] == {"name": "欧**", "phone": "139****0002", "address": "浙江省杭州市滨江区江南大道***"}
    shown = json.dumps(listed(session).body, ensure_ascii=False)
    assert not any(secret in shown for secret in ("欧阳晴川", "13900000002", "588号"))


def test_a_phone_that_was_bound_elsewhere_shows_nothing_any_more() -> None:
    waybill_no = place_order(sign_in("customer", at=0))
    former = customer(1, CONSIGNEE_PHONE)
    customer(2, CONSIGNEE_PHONE)
    assert listed(session_of(customer(1))).data["orders"] == []
    assert former.phone_index is not None
    assert [row["waybill_no"] for row in listed(session_of(customer(2))).data["orders"]] == [waybill_no]


def test_pages_follow_one_another_without_gap_or_repeat(store: Any) -> None:
    session = sign_in("customer")
    placed = [place_order(session) for _ in range(5)]
    same = datetime(2026, 1, 1, tzinfo=UTC)
    store.db["parcels"].update_many({"_id": {"$in": placed[1:4]}}, {"$set": {"placed_at": same}})
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    for _ in range(4):
        page = listed(session, **query).data
        seen += [row["waybill_no"] for row in page["orders"]]
        if "next" not in page:
            break
        query["before"] = page["next"]
    assert seen == [placed[4], placed[0], *sorted(placed[1:4], reverse=True)]


def test_lists_are_filtered_by_status() -> None:
    session = sign_in("customer")
    kept, gone = place_order(session), place_order(session)
    cancel(gone, session)
    assert [row["waybill_no"] for row in listed(session, status="cancelled").data["orders"]] == [gone]
    both = invoke("create_order", "list_my_orders", {"status": ["placed", "cancelled"]}, session)
    assert [row["waybill_no"] for row in both.data["orders"]] == [gone, kept]


@pytest.mark.parametrize(
    "query",
    [{"status": "asleep"}, {"limit": 51}, {"limit": 0}, {"before": "yesterday"}, {"page": 1}, {"before": "1-1"}],
)
def test_malformed_list_queries_are_refused(query: dict[str, Any]) -> None:
    assert listed(sign_in("customer"), **query).code == "INPUT_INVALID"


def test_staff_have_other_lists() -> None:
    assert listed(sign_in("courier")).code == "ROLE_FORBIDDEN"
