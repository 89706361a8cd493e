"""Telling people: who hears what, once, by the way that works; what must arrive does; nobody hears old news."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from logistics.domain.roles import Actor
from logistics.domain.shanghai import SHANGHAI
from logistics.domain.states import Step
from logistics.gateways.topic import wire_body
from logistics.store.mongo import Unit, database
from tests.support.calls import deliver_outbox, http, queue
from tests.support.orders import _change, assign, bring_out, parcel_of, report
from tests.support.people import actor, session_of
from tests.support.told import Side, World, age, numbers, pick_up_after_assignment, placed, rows, send_due, sign

# --- who is told what ----------------------------------------------------------------------------------------------


def test_both_sides_are_told_of_a_whole_journey_each_thing_once(
    world: World, sender: Side, receiver: Side, courier: Actor
) -> None:
    world.accept(sender)
    world.accept(receiver)
    waybill_no = placed(sender, receiver)
    deliver_outbox("notify")
    assign(waybill_no, courier)
    deliver_outbox("notify")
    pick_up_after_assignment(waybill_no, courier)
    deliver_outbox("notify")
    report(waybill_no, Step.OUT_FOR_DELIVERY, courier)
    deliver_outbox("notify")
    sign(waybill_no, courier)
    deliver_outbox("notify")
    deliver_outbox("notify")
    assert world.templates(sender) == [
        "tmpl_order_placed",
        "tmpl_courier_assigned",
        "tmpl_picked_up",
        "tmpl_signed",
    ]
    assert world.templates(receiver) == ["tmpl_picked_up", "tmpl_out_for_delivery", "tmpl_signed"]
    assert {row["state"] for row in rows(waybill_no)} == {"sent"}


def test_a_message_says_what_happened_and_when(world: World, sender: Side, receiver: Side) -> None:
    world.accept(sender)
    waybill_no = placed(sender, receiver)
    deliver_outbox("notify")
    (message,) = world.received(sender)
    at = parcel_of(waybill_no).placed_at.astimezone(SHANGHAI)
    assert message["fields"] == {
        "character_string1": waybill_no,
        "phrase2": "已下单",
        "thing3": "正在为您安排快递员上门取件",
        "time4": f"{at.year}年{at.month}月{at.day}日 {at.hour:02d}:{at.minute:02d}",
    }


def test_what_was_scanned_offline_is_told_with_the_time_at_which_it_happened(
    world: World, sender: Side, receiver: Side, courier: Actor
) -> None:
    world.accept(sender)
    waybill_no = placed(sender, receiver)
    earlier = datetime.now(UTC) - timedelta(hours=3)
    database()["scans"].update_many({"waybill_no": waybill_no}, {"$set": {"occurred_at": earlier}})
    database()["parcels"].update_one({"_id": waybill_no}, {"$set": {"last_scan_at": earlier}})
    deliver_outbox("notify")
    assign(waybill_no, courier)
    deliver_outbox("notify")
    database()["parcels"].update_one({"_id": waybill_no}, {"$set": {"last_scan_at": earlier}})
    _change(waybill_no, lambda parcel, now: parcel.verify_real_name("faceid-token", now))
    happened = datetime.now(UTC) - timedelta(hours=2)
    database()["scans"].update_many({"step": "assigned"}, {"$set": {"occurred_at": earlier}})
    report(waybill_no, Step.PICKED_UP, courier, at=happened, details={"inspected": True})
    deliver_outbox("notify")
    told = next(each for each in world.received(sender) if each["template"] == "tmpl_picked_up")
    assert told["fields"]["time4"].endswith(f"{happened.astimezone(SHANGHAI):%H:%M}")


def test_an_event_delivered_again_or_at_the_same_moment_tells_nobody_twice(
    world: World, sender: Side, receiver: Side
) -> None:
    world.accept(sender)
    placed(sender, receiver)
    (letter,) = [each for each in Unit(datetime.now(UTC)).outbox.all() if each.type == "OrderPlaced"]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: queue("notify", wire_body(letter)), range(4)))
    queue("notify", wire_body(letter))
    assert world.templates(sender) == ["tmpl_order_placed"]


# --- what must arrive ----------------------------------------------------------------------------------------------


def test_who_did_not_accept_is_not_told_by_wechat_and_gets_a_text_if_it_matters(
    world: World, sender: Side, receiver: Side, courier: Actor
) -> None:
    world.order("/wechat/login-codes", openid=receiver.openid)  # WeChat knows them; they accepted nothing
    world.order("/wechat/login-codes", openid=sender.openid)
    waybill_no = placed(sender, receiver)
    deliver_outbox("notify")
    bring_out(waybill_no, courier)
    deliver_outbox("notify")
    assert world.templates(sender) == []
    (text,) = world.received(receiver)
    courier_phone = Unit(datetime.now(UTC)).staff.phone_of(courier.id).removeprefix("+86")
    assert (text["kind"], text["template"]) == ("sms", "100002")
    assert text["fields"] == {"1": waybill_no[-4:], "2": courier_phone}
    refused, delivered = rows(waybill_no, "tmpl_order_placed")[0], rows(waybill_no, "tmpl_out_for_delivery")[0]
    assert (refused["state"], refused["code"]) == ("refused", "WECHAT_43101")
    assert (delivered["state"], delivered["channel"]) == ("sent", "sms")


def test_a_consignee_whom_we_do_not_know_gets_the_texts_that_matter(world: World, sender: Side, courier: Actor) -> None:
    stranger = Side("", f"+86138{next(numbers):08d}", sender.actor)
    waybill_no = placed(sender, stranger.phone)
    bring_out(waybill_no, courier)
    deliver_outbox("notify")
    report(waybill_no, Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    deliver_outbox("notify")
    texts = requests.get(
        f"{world.url}/messages", params={"phone": stranger.phone, "since": world.since}, timeout=10
    ).json()["messages"]
    assert [each["template"] for each in texts] == ["100002", "100004"]
    assert texts[1]["fields"] == {"1": waybill_no, "2": "收件人不在"}
    dropped = [row for row in rows(waybill_no) if row["recipient"] == "consignee" and not row["must_arrive"]]
    assert {(row["state"], row["code"]) for row in dropped} <= {("dropped", "NO_CHANNEL"), ("dropped", "STALE")}


@pytest.mark.parametrize(("cod_fen", "texts"), [(30000, ["100003"]), (0, [])])
def test_the_consignor_is_sure_to_hear_of_a_signature_when_money_was_due(
    world: World, sender: Side, receiver: Side, courier: Actor, cod_fen: int, texts: list[str]
) -> None:
    world.order("/wechat/login-codes", openid=sender.openid)
    waybill_no = placed(sender, receiver, cod_fen=cod_fen)
    bring_out(waybill_no, courier)
    if cod_fen:
        path = f"/parcels/{waybill_no}/collection"
        http("collect_cod", "POST", path, {"amount_fen": cod_fen}, session=session_of(courier))
    sign(waybill_no, courier)
    deliver_outbox("notify")
    assert world.templates(sender) == texts


def test_a_refused_parcel_is_told_with_its_reason_and_asks_for_the_next_step(
    world: World, sender: Side, receiver: Side, courier: Actor
) -> None:
    world.accept(sender)
    waybill_no = placed(sender, receiver)
    bring_out(waybill_no, courier)
    report(waybill_no, Step.REFUSED, courier, reason="consignee_payment_refused")
    deliver_outbox("notify")
    told = next(each for each in world.received(sender) if each["template"] == "tmpl_refused")
    assert told["fields"]["phrase2"] == "已拒收"
    day = (datetime.now(SHANGHAI) + timedelta(days=7)).date()
    assert told["fields"]["thing3"] == f"收件人拒付货款或运费，{day.month}月{day.day}日前处理"


def test_where_there_is_no_way_to_reach_somebody_the_operator_can_see_it(
    world: World, sender: Side, courier: Actor
) -> None:
    waybill_no = placed(sender, "057188881234")
    bring_out(waybill_no, courier)
    deliver_outbox("notify")
    (row,) = rows(waybill_no, "tmpl_out_for_delivery")
    assert (row["state"], row["code"]) == ("failed", "NO_CHANNEL")


def test_no_text_goes_to_a_number_that_has_to_be_dialled_on(world: World, sender: Side, courier: Actor) -> None:
    relay = Side("", f"+86138{next(numbers):08d}", sender.actor)
    waybill_no = placed(sender, relay.phone, extension="1234")
    bring_out(waybill_no, courier)
    deliver_outbox("notify")
    assert world.received(relay) == []
    (row,) = rows(waybill_no, "tmpl_out_for_delivery")
    assert (row["state"], row["code"]) == ("failed", "NO_CHANNEL")


# --- when ----------------------------------------------------------------------------------------------------------


def test_what_can_wait_waits_until_the_morning_and_then_goes_out_once(
    world: World, sender: Side, receiver: Side, courier: Actor, setting: Any
) -> None:
    world.accept(sender)
    world.accept(receiver)
    hour = datetime.now(SHANGHAI).hour
    waybill_no = placed(sender, receiver)
    setting(QUIET_HOURS=f"{hour}-{(hour + 2) % 24}")
    bring_out(waybill_no, courier)
    deliver_outbox("notify")
    assert world.templates(receiver) == ["tmpl_out_for_delivery"], "urgent: the courier is on the way"
    assert world.templates(sender) == [], "nobody is told that an order was placed when it is on its way already"
    assert send_due() == {}
    (waiting, _) = rows(waybill_no, "tmpl_picked_up")
    assert waiting["state"] == "waiting"
    assert waiting["due_at"] > datetime.now(UTC)
    age()
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: send_due(), range(3)))
    assert world.templates(sender) == ["tmpl_picked_up"]
    assert send_due() == {}


def test_old_news_is_dropped(world: World, sender: Side, receiver: Side, courier: Actor) -> None:
    world.accept(sender)
    world.accept(receiver)
    waybill_no = placed(sender, receiver)
    bring_out(waybill_no, courier)
    sign(waybill_no, courier)
    deliver_outbox("notify")
    assert world.templates(receiver) == ["tmpl_signed"]
    assert world.templates(sender) == ["tmpl_signed"]
    assert {row["code"] for row in rows(waybill_no) if row["state"] == "dropped"} == {"STALE"}


def test_a_reassigned_pickup_is_not_announced_with_the_courier_before(
    world: World, sender: Side, receiver: Side, courier: Actor
) -> None:
    world.accept(sender)
    waybill_no = placed(sender, receiver)
    assign(waybill_no, courier)
    assign(waybill_no, actor("courier", at=1))
    deliver_outbox("notify")
    assert world.templates(sender).count("tmpl_courier_assigned") == 1
