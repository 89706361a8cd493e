"""Telling people: each message once, by the way that works; what must arrive does, and nobody is told old news."""

import itertools
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from logistics.domain.ids import new_id
from logistics.domain.roles import Actor
from logistics.domain.shanghai import SHANGHAI
from logistics.domain.states import Step
from logistics.gateways.topic import wire_body
from logistics.store.mongo import Unit, database
from tests.support.calls import deliver_outbox, http, invoke, queue, schedule
from tests.support.orders import _change, assign, bring_out, order_body, parcel_of, place_order, report
from tests.support.people import actor, session_of, sign_in

ALL = [
    "tmpl_order_placed",
    "tmpl_courier_assigned",
    "tmpl_picked_up",
    "tmpl_out_for_delivery",
    "tmpl_signed",
    "tmpl_delivery_failed",
    "tmpl_refused",
    "tmpl_returned",
]
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Side:
    """A customer at one end: their WeChat, their phone, their account."""

    openid: str
    phone: str
    actor: Actor


class World:
    """The provider sandbox seen from outside: what people accept, what reaches them, what fails."""

    def __init__(self, url: str) -> None:
        self.url, self.since = f"{url}/_sandbox", datetime.now(UTC).isoformat()

    def order(self, path: str, /, **payload: Any) -> None:
        answer = requests.post(self.url + path, json=payload, timeout=10)
        assert answer.status_code == 200, answer.text

    def accept(self, side: Side, *names: str, count: int = 5) -> None:
        for name in names or ALL:
            self.order("/wechat/subscriptions", openid=side.openid, template_id=name, count=count)

    def fault(self, provider: str, kind: str, count: int = 1, **more: Any) -> None:
        self.order("/faults", provider=provider, kind=kind, count=count, **more)

    def received(self, side: Side) -> list[dict[str, Any]]:
        """Subscribe messages and texts, in the order of their arrival."""
        found: list[dict[str, Any]] = []
        for who in ({"openid": side.openid}, {"phone": side.phone}):
            answer = requests.get(f"{self.url}/messages", params=who | {"since": self.since}, timeout=10)
            found += answer.json()["messages"]
        return sorted(found, key=lambda each: each["at"])

    def templates(self, side: Side) -> list[str]:
        return [each["template"] for each in self.received(side)]


@pytest.fixture
def world(store: Unit, variables: dict[str, str], setting: Any) -> Iterator[World]:
    from logistics.runtime.providers import wechat

    setting(QUIET_HOURS="0-0")
    seen = World(variables["WECHAT_BASE_URL"])
    yield seen
    requests.delete(f"{seen.url}/faults", timeout=10)
    wechat.cache_clear()


@pytest.fixture
def impatient(setting: Any) -> None:
    """Providers have 0.3 s to answer."""
    from logistics.runtime.providers import wechat

    wechat.cache_clear()
    setting(PROVIDER_TIMEOUT_MS="300", QUIET_HOURS="0-0")


@pytest.fixture
def sender(store: Unit) -> Side:
    return side(store)


@pytest.fixture
def receiver(store: Unit) -> Side:
    return side(store)


@pytest.fixture
def courier(store: Unit) -> Actor:
    return actor("courier")


def side(store: Unit) -> Side:
    """Someone new, who has bound their phone."""
    openid, phone = f"o{new_id(datetime.now(UTC))}x", f"+86139{next(_numbers):08d}"
    account = store.customers.find_or_create(openid)
    store.customers.bind_phone(account.id, phone)
    found = store.customers.get(account.id)
    assert found is not None
    return Side(openid, phone, found.actor)


def placed(sender: Side, receiver: Side | str, **changes: Any) -> str:
    consignee = order_body("")["consignee"] | {"phone": receiver if isinstance(receiver, str) else receiver.phone}
    consignor = order_body("")["consignor"] | {"phone": sender.phone}
    return place_order(session_of(sender.actor), consignee=consignee, consignor=consignor, **changes)


def rows(waybill_no: str, template: str = "") -> list[dict[str, Any]]:
    match = {"waybill_no": waybill_no} | ({"template": template} if template else {})
    return list(database()["messages"].find(match).sort("created_at", 1))


def age(**changes: Any) -> None:
    """Make waiting messages due and leases ended, as time would."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    database()["messages"].update_many({"state": "waiting"}, {"$set": {"due_at": past}})
    database()["messages"].update_many({"state": "sending"}, {"$set": {"lease_until": past}})


def send_due() -> dict[str, int]:
    counts: dict[str, int] = schedule("notify", "send_due")["counts"]
    return counts


def sign(waybill_no: str, courier: Actor) -> None:
    def prove(parcel: Any, now: datetime) -> Any:
        from logistics.domain.consignment import Proof

        return parcel.add_proof(Proof("proofs/one.jpg", "photo", courier.id, 2048, "ab" * 32, now))

    _change(waybill_no, prove)
    details = {"signed_kind": "self", "signed_by": "欧*"}
    report(waybill_no, Step.SIGNED, courier, evidence=("proofs/one.jpg",), details=details)


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


def pick_up_after_assignment(waybill_no: str, courier: Actor) -> None:
    _change(waybill_no, lambda parcel, now: parcel.verify_real_name("faceid-token", now))
    report(waybill_no, Step.PICKED_UP, courier, details={"inspected": True})


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
    stranger = Side("", f"+86138{next(_numbers):08d}", sender.actor)
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
    assert told["fields"]["thing3"] == "收件人拒付货款或运费，请安排退回"


def test_where_there_is_no_way_to_reach_somebody_the_operator_can_see_it(
    world: World, sender: Side, courier: Actor
) -> None:
    waybill_no = placed(sender, "057188881234")
    bring_out(waybill_no, courier)
    deliver_outbox("notify")
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
    phone = f"+86138{next(_numbers):08d}"
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
    phone = f"+86138{next(_numbers):08d}"
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
