"""Messages when providers fail or callers die: nothing lost that matters, nothing sent twice that does not."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.roles import Actor
from logistics.domain.states import Step
from logistics.store.mongo import Unit, database
from tests.support.calls import deliver_outbox, http, invoke
from tests.support.orders import bring_out, parcel_of, report
from tests.support.people import session_of, sign_in
from tests.support.told import Side, World, age, numbers, placed, rows, send_due

# --- providers that fail -------------------------------------------------------------------------------------------


def test_a_busy_provider_is_asked_again_and_the_event_counts_as_handled(
    world: World, sender: Side, receiver: Side
) -> None:
    world.accept(sender)
    world.fault("wechat", "busy", count=2)
    waybill_no = placed(sender, receiver)
    deliver_outbox("notify")
    (row,) = rows(waybill_no)
    assert (row["state"], row["code"], row["tries"]) == ("waiting", "PROVIDER_UNAVAILABLE", 1)
    assert row["due_at"] > datetime.now(UTC)
    assert database()["handled"].count_documents({"_id": {"$regex": "^notify:"}}) == 1
    age()
    assert send_due() == {"waiting": 1}
    age()
    assert send_due() == {"sent": 1}
    assert world.templates(sender) == ["tmpl_order_placed"]


def test_after_six_tries_a_message_has_failed_and_operators_see_it(world: World, sender: Side, receiver: Side) -> None:
    world.accept(sender)
    world.fault("wechat", "busy", count=20)
    waybill_no = placed(sender, receiver)
    deliver_outbox("notify")
    for _ in range(8):
        age()
        send_due()
    (row,) = rows(waybill_no)
    assert (row["state"], row["tries"]) == ("failed", 6)
    listed = invoke("notify", "list_messages", {"state": "failed"}, sign_in("customer_service")).data["messages"]
    assert [each["waybill_no"] for each in listed] == [waybill_no]


def test_what_must_arrive_does_not_wait_for_wechat_for_long(
    world: World, sender: Side, receiver: Side, courier: Actor
) -> None:
    world.accept(receiver)
    waybill_no = placed(sender, receiver)
    deliver_outbox("notify")
    world.fault("wechat", "busy", count=20)
    bring_out(waybill_no, courier)
    deliver_outbox("notify")
    assert world.templates(receiver) == []
    age()
    send_due()
    assert world.templates(receiver) == ["100002"]


def test_a_text_message_limit_is_waited_out(world: World, sender: Side, courier: Actor) -> None:
    phone = f"+86138{next(numbers):08d}"
    world.order("/sms/numbers", phone=phone, code="LimitExceeded.PhoneNumberThirtySecondLimit")
    waybill_no = placed(sender, phone)
    bring_out(waybill_no, courier)
    deliver_outbox("notify")
    (row,) = rows(waybill_no, "tmpl_out_for_delivery")
    assert (row["state"], row["code"]) == ("waiting", "LimitExceeded.PhoneNumberThirtySecondLimit")
    world.order("/sms/numbers", phone=phone, code="Ok")
    age()
    send_due()
    assert rows(waybill_no, "tmpl_out_for_delivery")[0]["state"] == "sent"


def test_a_number_that_cannot_be_served_fails_at_once(world: World, sender: Side, courier: Actor) -> None:
    phone = f"+86138{next(numbers):08d}"
    world.order("/sms/numbers", phone=phone, code="FailedOperation.PhoneNumberInBlacklist")
    waybill_no = placed(sender, phone)
    bring_out(waybill_no, courier)
    deliver_outbox("notify")
    (row,) = rows(waybill_no, "tmpl_out_for_delivery")
    assert (row["state"], row["code"]) == ("failed", "FailedOperation.PhoneNumberInBlacklist")


def test_a_status_message_of_unknown_outcome_is_never_sent_twice(
    world: World, sender: Side, receiver: Side, impatient: None
) -> None:
    world.accept(sender)
    waybill_no = placed(sender, receiver)
    world.fault("wechat", "late", path="/cgi-bin/message/subscribe/send", delay_s=1)
    deliver_outbox("notify")
    (row,) = rows(waybill_no)
    assert (row["state"], row["code"]) == ("unknown", "PROVIDER_UNAVAILABLE")
    age()
    assert send_due() == {}
    assert world.templates(sender) == ["tmpl_order_placed"], "it had arrived"
    listed = invoke("notify", "list_messages", {}, sign_in("administrator")).data["messages"]
    assert [each["waybill_no"] for each in listed] == [waybill_no], "unknown ones are what operators see first"


def test_a_message_that_must_arrive_is_sent_once_more_when_its_outcome_is_unknown(
    world: World, sender: Side, receiver: Side, courier: Actor, impatient: None
) -> None:
    world.accept(receiver)
    waybill_no = placed(sender, receiver)
    deliver_outbox("notify")
    bring_out(waybill_no, courier)
    report(waybill_no, Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    world.fault("wechat", "slow", path="/cgi-bin/message/subscribe/send", delay_s=1, count=9)
    deliver_outbox("notify")
    (row,) = rows(waybill_no, "tmpl_delivery_failed")[:1]
    assert (row["state"], row["repeated"]) == ("waiting", True)
    send_due()
    (row,) = [each for each in rows(waybill_no, "tmpl_delivery_failed") if each["must_arrive"]]
    assert (row["state"], row["tries"]) == ("unknown", 2)
    age()
    assert "sent" not in send_due(), "once more, and then no more"


@pytest.mark.parametrize(("template", "end"), [("tmpl_order_placed", "unknown"), ("tmpl_out_for_delivery", "sent")])
def test_a_sender_that_died_leaves_unknown_what_is_only_nice_to_know(
    world: World, sender: Side, receiver: Side, courier: Actor, template: str, end: str
) -> None:
    world.accept(sender)
    world.accept(receiver)
    waybill_no = placed(sender, receiver)
    if template == "tmpl_out_for_delivery":
        bring_out(waybill_no, courier)
    deliver_outbox("notify")
    died = {"state": "sending", "lease_until": datetime.now(UTC) + timedelta(minutes=1), "sent_at": None}
    database()["messages"].update_one({"template": template}, {"$set": died})
    assert send_due() == {}, "its lease has not ended: it may still be at it"
    age()
    send_due()
    age()
    send_due()
    (row,) = rows(waybill_no, template)
    assert row["state"] == end
    database()["messages"].update_one({"template": template}, {"$set": died})
    age()
    send_due()
    (row,) = rows(waybill_no, template)
    assert row["state"] == "unknown", "the second time it is not repeated"


def test_a_call_that_died_before_it_sent_anything_loses_nothing(world: World, sender: Side, receiver: Side) -> None:
    world.accept(sender)
    waybill_no = placed(sender, receiver)
    world.fault("wechat", "busy")
    deliver_outbox("notify")
    database()["messages"].update_one({"waybill_no": waybill_no}, {"$set": {"tries": 0, "code": ""}})  # as just opened
    age()
    assert send_due() == {"sent": 1}
    assert world.templates(sender) == ["tmpl_order_placed"]


# --- what customers allow ------------------------------------------------------------------------------------------


def test_accepted_messages_are_counted_down_as_they_are_sent(world: World, sender: Side, receiver: Side) -> None:
    session = session_of(sender.actor)
    body = {"templates": ["tmpl_order_placed", "tmpl_signed"]}
    assert http("notify", "POST", "/subscriptions", body, session=session).data["allowed"] == {
        "tmpl_order_placed": 1,
        "tmpl_signed": 1,
    }
    world.accept(sender, "tmpl_order_placed", count=1)
    placed(sender, receiver)
    deliver_outbox("notify")
    allowed = http("notify", "GET", "/subscriptions", session=session).data["allowed"]
    assert (allowed["tmpl_order_placed"], allowed["tmpl_signed"], allowed["tmpl_refused"]) == (0, 1, 0)


def test_wechat_has_the_last_word_on_what_is_allowed(world: World, sender: Side, receiver: Side) -> None:
    session = session_of(sender.actor)
    for _ in range(3):
        http("notify", "POST", "/subscriptions", {"templates": ["tmpl_order_placed"]}, session=session)
    world.order("/wechat/login-codes", openid=sender.openid)
    placed(sender, receiver)
    deliver_outbox("notify")
    assert http("notify", "GET", "/subscriptions", session=session).data["allowed"]["tmpl_order_placed"] == 0


@pytest.mark.parametrize("body", [{"templates": []}, {"templates": ["tmpl_unheard"]}, {"templates": "tmpl_signed"}, {}])
def test_unknown_templates_are_not_accepted(store: Unit, body: Any) -> None:
    answer = http("notify", "POST", "/subscriptions", body, session=sign_in("customer"))
    assert answer.code == "INPUT_INVALID"


# --- who may look, and what is kept --------------------------------------------------------------------------------


def test_messages_are_listed_within_the_callers_scope(world: World, sender: Side, receiver: Side) -> None:
    waybill_no = placed(sender, receiver)
    deliver_outbox("notify")
    asked = {"waybill_no": waybill_no}
    listed = invoke("notify", "list_messages", asked, sign_in("dispatcher")).data["messages"]
    assert [each["template"] for each in listed] == ["tmpl_order_placed"]
    here = parcel_of(waybill_no).pickup_outlet_id
    assert invoke("notify", "list_messages", asked, sign_in("outlet_manager", here)).status == 200
    database()["parcels"].update_one({"_id": waybill_no}, {"$set": {"outlet_ids": ["ELSEWHERE"]}})
    manager = sign_in("outlet_manager", here)
    assert invoke("notify", "list_messages", asked, manager).code == "PARCEL_NOT_FOUND"
    assert invoke("notify", "list_messages", {"state": "failed"}, manager).code == "SCOPE_TOO_WIDE"
    for role in ("customer", "courier"):
        assert invoke("notify", "list_messages", asked, sign_in(role)).code == "ROLE_FORBIDDEN"


def test_rows_hold_no_personal_data(world: World, sender: Side, receiver: Side, courier: Actor) -> None:
    world.accept(sender)
    waybill_no = placed(sender, receiver)
    bring_out(waybill_no, courier)
    deliver_outbox("notify")
    kept = json.dumps(rows(waybill_no), default=str, ensure_ascii=False)
    listed = json.dumps(invoke("notify", "list_messages", {"waybill_no": waybill_no}, sign_in("dispatcher")).body)
    for text in (kept, listed):
        assert sender.openid not in text
        assert receiver.phone[3:] not in text
        assert "欧阳" not in text
