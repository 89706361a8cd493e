"""What both sides are told when a delivery does not go to plan, and that a pickup code reaches the consignee only."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from logistics.domain.roles import Actor
from logistics.domain.shanghai import SHANGHAI
from logistics.domain.states import Step
from logistics.domain.trouble_events import StorageReminded
from logistics.store.mongo import Unit
from tests.support.calls import deliver_outbox, http, queue
from tests.support.orders import assign, bring_out, parcel_of, report
from tests.support.people import actor, session_of
from tests.support.proofs import fact, post, proof
from tests.support.told import Side, World, placed

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def stored(world: World, sender: Side, receiver: Side, courier: Actor) -> str:
    """In a locker, with the consignee's consent; nothing is told yet."""
    world.accept(sender)
    world.order("/wechat/login-codes", openid=receiver.openid)
    waybill_no = placed(sender, receiver)
    bring_out(waybill_no, courier)
    consent = http("redirect", "POST", f"/parcels/{waybill_no}/storage-consent", {"place": "locker"},
                   session=session_of(receiver.actor))  # fmt: skip
    body = fact(place="locker", place_name="3 号柜", consent_id=consent.data["consent_id"])
    assert post(waybill_no, "storage", session_of(courier), body).status == 200
    return waybill_no


def code_of(waybill_no: str, receiver: Side) -> str:
    shown = http("sign", "GET", f"/parcels/{waybill_no}/storage", session=session_of(receiver.actor))
    return str(shown.data["code"])


def last_day(waybill_no: str) -> str:
    until = parcel_of(waybill_no).storage.until.astimezone(SHANGHAI)
    return f"{until.month}月{until.day}日"


def test_the_pickup_code_goes_to_the_consignee_and_to_nobody_else(
    world: World, sender: Side, receiver: Side, stored: str
) -> None:
    deliver_outbox("notify")
    code = code_of(stored, receiver)
    [text] = [each for each in world.received(receiver) if each["template"] == "100012"]
    assert list(text["fields"].values()) == ["3 号柜", code, last_day(stored)]
    [told] = [each for each in world.received(sender) if each["template"] == "tmpl_stored"]
    assert told["fields"]["thing3"] == "包裹已存放，等待收件人领取"
    assert code not in str(world.received(sender))


def test_a_reminder_names_the_code_and_the_last_day_once(world: World, receiver: Side, stored: str) -> None:
    world.accept(receiver)
    storage = parcel_of(stored).storage
    reminded = StorageReminded(stored, storage.scan_id, 1, storage.until.isoformat())
    assert queue("notify", reminded) == []
    [told] = [each for each in world.received(receiver) if each["fields"].get("phrase2") == "请取件"]
    assert told["fields"]["thing3"] == f"取件码{code_of(stored, receiver)}，{last_day(stored)}前取"


def test_nobody_is_reminded_of_what_was_fetched(world: World, receiver: Side, courier: Actor, stored: str) -> None:
    storage = parcel_of(stored).storage
    body = fact(code=code_of(stored, receiver))
    assert post(stored, "collection-by-code", session_of(courier), body).data["status"] == "signed"
    queue("notify", StorageReminded(stored, storage.scan_id, 1, storage.until.isoformat()))
    assert "100012" not in world.templates(receiver)


def test_both_sides_hear_why_an_attempt_failed_and_the_sender_that_they_are_asked(
    world: World, sender: Side, receiver: Side, courier: Actor
) -> None:
    world.accept(sender)
    world.accept(receiver)
    waybill_no = placed(sender, receiver)
    bring_out(waybill_no, courier)
    report(waybill_no, Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    deliver_outbox("notify")
    report(waybill_no, Step.OUT_FOR_DELIVERY, courier)
    deliver_outbox("notify")
    report(waybill_no, Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    deliver_outbox("notify")
    assert notes(world, receiver, "tmpl_delivery_failed") == ["收件人不在，请选择派送方式"] * 2
    day = datetime.now(SHANGHAI) + timedelta(days=7)
    asked = f"收件人不在，{day.month}月{day.day}日前处理"
    assert notes(world, sender, "tmpl_delivery_failed") == ["收件人不在，可选择派送方式", asked]
    assert notes(world, receiver, "tmpl_out_for_delivery")[-1] == "第2次派送，请保持电话畅通"


def test_part_of_a_parcel_is_told_with_its_numbers(world: World, sender: Side, receiver: Side, courier: Actor) -> None:
    world.accept(sender)
    waybill_no = placed(sender, receiver, pieces=5)
    bring_out(waybill_no, courier)
    key = proof(waybill_no, session_of(courier))
    body = fact(signed_by="欧阳晴川", signed_kind="self", proof_keys=[key], pieces=[1, 2, 5])
    assert post(waybill_no, "signature", session_of(courier), body).status == 200
    deliver_outbox("notify")
    assert notes(world, sender, "tmpl_signed") == ["已签收3/5件"]


def test_both_sides_hear_that_it_goes_back(
    world: World, sender: Side, receiver: Side, courier: Actor, store: Unit
) -> None:
    world.accept(sender)
    world.accept(receiver)
    waybill_no = placed(sender, receiver)
    bring_out(waybill_no, courier)
    report(waybill_no, Step.REFUSED, courier, reason="consignee_refused")
    given = http("redirect", "POST", f"/parcels/{waybill_no}/instruction", {"instruction": "return"},
                 session=session_of(sender.actor))  # fmt: skip
    assert given.data["status"] == "returning"
    deliver_outbox("notify")
    assert notes(world, sender, "tmpl_returned") == ["收件人拒收，正在退回"]
    assert notes(world, receiver, "tmpl_returned") == ["包裹正在退回寄件人"]


def test_the_sender_hears_why_nobody_fetched_it_while_it_still_waits(
    world: World, sender: Side, receiver: Side, courier: Actor
) -> None:
    world.accept(sender)
    waybill_no = placed(sender, receiver)
    assign(waybill_no, courier)
    report(waybill_no, Step.PICKUP_FAILED, courier, reason="consignor_not_available")
    deliver_outbox("notify")
    assert notes(world, sender, "tmpl_pickup_failed") == ["寄件人不在，可改约或取消"]
    assert world.templates(receiver) == []


def test_both_sides_hear_that_it_is_lost(
    world: World, sender: Side, receiver: Side, courier: Actor, store: Unit
) -> None:
    world.accept(sender)
    world.accept(receiver)
    waybill_no = placed(sender, receiver)
    bring_out(waybill_no, courier)
    report(waybill_no, Step.EXCEPTION_OPENED, courier, reason="carrier_parcel_missing")
    report(waybill_no, Step.LOST, actor("dispatcher"))
    deliver_outbox("notify")
    assert notes(world, sender, "tmpl_lost") == ["非常抱歉，请联系客服处理赔偿"]
    assert notes(world, receiver, "tmpl_lost") == ["非常抱歉，寄件人可申请赔偿"]


ASKED = [
    # why it is asked, what the sender hears of it, and what the receiver hears
    ("carrier_wet_parcel", "包裹受潮，正在处理", "包裹受潮，正在处理"),
    ("consignor_incorrect_address", "地址不全或有误，正在处理", "地址不全或有误，正在处理"),
    ("consignor_poor_packaging", "包装不当，正在处理", None),
    ("consignee_dispute", "收件人有异议，正在处理", None),
    ("carrier_sorting_error", None, None),
    ("carrier_parcel_missing", None, None),
]


@pytest.mark.parametrize(("reason", "to_sender", "to_receiver"), ASKED, ids=[each[0] for each in ASKED])
def test_whom_a_question_concerns_hears_of_it_and_of_its_end(
    world: World,
    sender: Side,
    receiver: Side,
    courier: Actor,
    reason: str,
    to_sender: str | None,
    to_receiver: str | None,
) -> None:
    world.accept(sender)
    world.accept(receiver)
    waybill_no = placed(sender, receiver)
    bring_out(waybill_no, courier)
    report(waybill_no, Step.EXCEPTION_OPENED, courier, reason=reason)
    deliver_outbox("notify")
    told = {True: ["异常已处理，继续运输"], False: []}
    for side, opened in ((sender, to_sender), (receiver, to_receiver)):
        assert notes(world, side, "tmpl_running_late") == ([opened] if opened else [])
    report(waybill_no, Step.EXCEPTION_RESOLVED, actor("dispatcher"))
    deliver_outbox("notify")
    for side, opened in ((sender, to_sender), (receiver, to_receiver)):
        assert notes(world, side, "tmpl_running_late")[1:] == told[bool(opened)]


def test_nobody_hears_of_a_question_that_is_answered_already(
    world: World, sender: Side, receiver: Side, courier: Actor
) -> None:
    world.accept(sender)
    waybill_no = placed(sender, receiver)
    bring_out(waybill_no, courier)
    report(waybill_no, Step.EXCEPTION_OPENED, courier, reason="carrier_wet_parcel")
    report(waybill_no, Step.EXCEPTION_RESOLVED, actor("dispatcher"))
    report(waybill_no, Step.EXCEPTION_OPENED, courier, reason="carrier_sorting_error")
    deliver_outbox("notify")
    assert notes(world, sender, "tmpl_running_late") == []


def test_both_sides_hear_that_what_was_lost_is_found(
    world: World, sender: Side, receiver: Side, courier: Actor
) -> None:
    world.accept(sender)
    world.accept(receiver)
    waybill_no = placed(sender, receiver)
    bring_out(waybill_no, courier)
    report(waybill_no, Step.EXCEPTION_OPENED, courier, reason="carrier_parcel_missing")
    report(waybill_no, Step.LOST, actor("dispatcher"))
    report(waybill_no, Step.FOUND, actor("dispatcher"))
    deliver_outbox("notify")
    for side in (sender, receiver):
        assert notes(world, side, "tmpl_lost") == ["包裹已找到，继续运输"], "the loss is no news any more"


def notes(world: World, side: Side, template: str) -> list[Any]:
    return [each["fields"]["thing3"] for each in world.received(side) if each["template"] == template]
