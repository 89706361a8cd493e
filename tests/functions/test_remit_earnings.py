"""Couriers earn by delivered work: by the rules in force, taken back when it did not count, paid once by WeChat.

The rules of these tests: 1.00 yuan a pickup, 1.50 a delivery, 0.30 for each started kilogram above one, 0.80 for
collecting money. A parcel of 1.5 kg is charged as 1.5 kg: half a kilogram started above one.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.commission import CommissionRule
from logistics.domain.journal import Account
from logistics.domain.money_events import TransferHeard
from logistics.domain.roles import Actor
from logistics.domain.states import Step
from logistics.store.mongo import Unit, database
from tests.support.calls import Answer, deliver_outbox, http, invoke, queue, schedule
from tests.support.orders import bring_out, pick_up, place_order, report
from tests.support.people import actor, session_of, sign_in
from tests.support.told import sign
from tests.support.wechat_pay import PayWorld

PICKUP_FEN, DELIVERY_FEN, KG_FEN, COD_FEN = 100, 150, 30, 80
OPENID = "openid-of-the-courier-0001"


@pytest.fixture
def courier(store: Unit) -> Actor:
    return actor("courier")


@pytest.fixture
def sender(store: Unit) -> Actor:
    return actor("customer")


@pytest.fixture(autouse=True)
def rules(store: Unit) -> None:
    publish("all", datetime(2020, 1, 1, tzinfo=UTC))


def publish(version: str, since: datetime, outlet_id: str = "", product: str = "", **changes: int) -> None:
    amounts = {"pickup_fen": PICKUP_FEN, "delivery_fen": DELIVERY_FEN, "per_kg_fen": KG_FEN, "free_g": 1000}
    amounts |= {"cod_fen": COD_FEN} | changes
    rule = CommissionRule(version=version, outlet_id=outlet_id, product=product, valid_from=since, **amounts)
    Unit(datetime.now(UTC)).commission_rules.publish(rule, "tests")


def earnings(by: Actor, **query: Any) -> dict[str, Any]:
    shown: dict[str, Any] = http("remit", "GET", "/earnings", session=session_of(by), query=query).data
    return shown


def lines(by: Actor) -> list[tuple[str, int]]:
    return sorted((line["kind"], line["amount_fen"]) for line in earnings(by)["lines"])


def withdraw(by: Actor, key: str | None = None) -> Answer:
    return http("remit", "POST", "/earnings/withdrawal", {}, session=session_of(by), key=key)


def balance(account: Account, holder: str) -> int:
    return Unit(datetime.now(UTC)).journal.balance(account, holder)


def delivered(sender: Actor, courier: Actor, **order: Any) -> str:
    waybill_no = place_order(session_of(sender), **order)
    bring_out(waybill_no, courier)
    if order.get("cod_fen"):
        body = {"amount_fen": order["cod_fen"]}
        path = f"/parcels/{waybill_no}/collection"
        assert http("collect_cod", "POST", path, body, session=session_of(courier)).status == 200
    sign(waybill_no, courier)
    deliver_outbox("remit")
    return waybill_no


# --- what work earns -------------------------------------------------------------------------------------------------


def test_a_pickup_and_a_delivery_earn_their_commission_with_the_weight(sender: Actor, courier: Actor) -> None:
    delivered(sender, courier)
    assert lines(courier) == [("delivery", 150), ("pickup", 100), ("weight", 30), ("weight", 30)]
    shown = earnings(courier)
    assert (shown["total_fen"], shown["owed_fen"], shown["paid_fen"]) == (310, 310, 0)
    assert [(day["total_fen"], day["pieces"]) for day in shown["days"]] == [(310, 2)]
    assert balance(Account.EARNINGS_OWED, courier.id) == -310
    assert balance(Account.COMMISSIONS, "company") == 310


def test_collecting_money_at_the_door_earns_a_bonus(sender: Actor, courier: Actor) -> None:
    delivered(sender, courier, cod_fen=30000)
    assert ("cod", 80) in lines(courier)
    assert earnings(courier)["total_fen"] == 390


def test_the_same_news_twice_earns_once(sender: Actor, courier: Actor) -> None:
    waybill_no = place_order(session_of(sender))
    pick_up(waybill_no, courier)
    deliver_outbox("remit")
    deliver_outbox("remit")
    assert lines(courier) == [("pickup", 100), ("weight", 30)]


def test_a_revoked_signature_takes_its_commission_back_and_a_new_one_earns_anew(sender: Actor, courier: Actor) -> None:
    waybill_no = delivered(sender, courier)
    report(waybill_no, Step.SIGNATURE_REVOKED, actor("dispatcher"), reason="carrier_signed_by_mistake")
    deliver_outbox("remit")
    assert earnings(courier)["total_fen"] == 130
    assert ("reversal", -150) in lines(courier)
    assert [day["pieces"] for day in earnings(courier)["days"]] == [1]
    sign(waybill_no, courier)
    deliver_outbox("remit")
    assert earnings(courier)["total_fen"] == 310


def test_a_pickup_that_did_not_happen_after_all_earns_nothing(sender: Actor, courier: Actor) -> None:
    waybill_no = place_order(session_of(sender))
    pick_up(waybill_no, courier)
    deliver_outbox("remit")
    scan = database()["scans"].find_one({"waybill_no": waybill_no, "step": "picked_up"})
    withdrawn = {"scan_id": scan["_id"]}
    report(waybill_no, Step.SCAN_WITHDRAWN, actor("dispatcher"), details=withdrawn, reason="carrier_scanned_by_mistake")
    deliver_outbox("remit")
    assert earnings(courier)["total_fen"] == 0
    assert balance(Account.EARNINGS_OWED, courier.id) == 0


def test_an_outlets_rule_goes_before_the_general_one_and_work_keeps_the_rule_of_its_time(
    sender: Actor, courier: Actor
) -> None:
    now = datetime.now(UTC)
    publish("outlet", now - timedelta(hours=1), outlet_id=courier.outlet_id or "", delivery_fen=400)
    publish("to come", now + timedelta(hours=1), outlet_id=courier.outlet_id or "", delivery_fen=9000)
    delivered(sender, courier)
    assert ("delivery", 400) in lines(courier)


def test_a_rule_is_announced_ahead_and_seen_by_those_whom_it_pays(courier: Actor) -> None:
    rule = {"valid_from": "2036-03-01T00:00:00+08:00", "pickup_fen": 120, "delivery_fen": 180, "product": "standard"}
    session = sign_in("administrator")
    said = invoke("remit", "publish_commission_rule", rule, session)
    assert said.data["version"] == "any.standard.20360229T160000Z"
    late = rule | {"valid_from": "2020-03-01T00:00:00+08:00"}
    assert invoke("remit", "publish_commission_rule", late, session).code == "COMMISSION_RULE_NOT_AHEAD"
    again = invoke("remit", "publish_commission_rule", rule, session)
    assert again.code == "COMMISSION_RULE_TAKEN"
    shown = http("remit", "GET", "/earnings/rules", session=session_of(courier)).data["rules"]
    assert [each["pickup_fen"] for each in shown] == [120, 100]


def test_a_month_is_shown_page_by_page_and_another_month_is_empty(sender: Actor, courier: Actor) -> None:
    delivered(sender, courier)
    first = earnings(courier, limit=3)
    rest = earnings(courier, limit=3, before=first["next"])
    assert (len(first["lines"]), len(rest["lines"]), "next" in rest) == (3, 1, False)
    assert earnings(courier, month="2020-01")["lines"] == []
    assert http("remit", "GET", "/earnings", session=session_of(courier), query={"month": "2020-13"}).code


# --- taking it out ---------------------------------------------------------------------------------------------------


@pytest.fixture
def rich(sender: Actor, courier: Actor, store: Unit) -> Actor:
    """A courier with 3.10 yuan and a WeChat account."""
    store.staff.bind_openid(courier.id, OPENID)
    delivered(sender, courier)
    return courier


def confirm(wechat_pay: PayWorld, package_info: str, action: str = "confirm") -> None:
    wechat_pay.order("/wechat-pay/transfers", package_info=package_info, action=action)


def test_a_courier_takes_everything_out_and_confirms_it_on_the_phone(wechat_pay: PayWorld, rich: Actor) -> None:
    said = withdraw(rich).data
    assert (said["amount_fen"], said["state"]) == (310, "waiting")
    assert said["package_info"] and said["mch_id"] and said["appid"]
    assert balance(Account.EARNINGS_OWED, rich.id) == 0
    assert balance(Account.PAYOUT_IN_TRANSIT, said["transfer_id"]) == -310
    assert earnings(rich)["waiting"]["transfer_id"] == said["transfer_id"]
    confirm(wechat_pay, said["package_info"])
    assert all(answer.status < 300 for answer in wechat_pay.deliver(said["transfer_id"]))
    deliver_outbox("remit")
    shown = earnings(rich)
    assert (shown["owed_fen"], shown["paid_fen"], "waiting" in shown) == (0, 310, False)
    assert balance(Account.PAYOUT_IN_TRANSIT, said["transfer_id"]) == 0
    assert balance(Account.WECHAT_CLEARING, "company") == -310


def test_withdrawing_again_while_one_waits_answers_that_one(wechat_pay: PayWorld, rich: Actor) -> None:
    first, second = withdraw(rich).data, withdraw(rich).data
    assert first == second
    assert database()["payouts"].count_documents({}) == 1


def test_an_unconfirmed_transfer_comes_back_and_may_be_asked_for_again(wechat_pay: PayWorld, rich: Actor) -> None:
    said = withdraw(rich).data
    confirm(wechat_pay, said["package_info"], "expire")
    database()["payouts"].update_one({"_id": said["transfer_id"]}, {"$set": {"look_at": datetime.now(UTC)}})
    schedule("remit", "sweep_payouts")
    assert earnings(rich)["owed_fen"] == 310
    assert balance(Account.PAYOUT_IN_TRANSIT, said["transfer_id"]) == 0
    again = withdraw(rich).data
    assert again["transfer_id"] != said["transfer_id"]
    assert again["state"] == "waiting"


@pytest.mark.parametrize("kind", ["unknown_outcome", "lost", "http_500"])
def test_an_unknown_outcome_is_asked_about_under_the_same_number(wechat_pay: PayWorld, rich: Actor, kind: str) -> None:
    wechat_pay.fault(kind, "transfer")
    said = withdraw(rich).data
    assert said["state"] == "ordered"
    schedule("remit", "sweep_payouts")
    shown = earnings(rich)["waiting"]
    assert (shown["transfer_id"], shown["state"]) == (said["transfer_id"], "waiting")
    assert shown["package_info"]
    assert len(wechat_pay.told("/wechat-pay/transfers")["transfers"]) >= 1


def test_news_of_another_number_change_nothing(wechat_pay: PayWorld, rich: Actor) -> None:
    said = withdraw(rich).data
    assert queue("remit", TransferHeard("01JD0000000000000000000000"), TransferHeard(said["transfer_id"])) == []
    assert earnings(rich)["waiting"]["state"] == "waiting"


def test_nothing_is_taken_out_without_a_wechat_account_or_below_the_least_sum(
    wechat_pay: PayWorld, courier: Actor, store: Unit
) -> None:
    database()["staff"].update_one({"_id": courier.id}, {"$unset": {"openid": "", "openid_index": ""}})
    assert withdraw(courier).code == "WECHAT_NOT_BOUND"
    store.staff.bind_openid(courier.id, OPENID)
    assert withdraw(courier).code == "EARNINGS_TOO_SMALL"


def test_work_that_is_taken_back_after_it_was_paid_is_owed_by_the_courier(
    wechat_pay: PayWorld, rich: Actor, sender: Actor
) -> None:
    said = withdraw(rich).data
    confirm(wechat_pay, said["package_info"])
    database()["payouts"].update_one({"_id": said["transfer_id"]}, {"$set": {"look_at": datetime.now(UTC)}})
    schedule("remit", "sweep_payouts")
    waybill_no = database()["earnings"].find_one({})["waybill_no"]
    report(waybill_no, Step.SIGNATURE_REVOKED, actor("dispatcher"), reason="carrier_signed_by_mistake")
    deliver_outbox("remit")
    assert earnings(rich)["owed_fen"] == -180
    assert withdraw(rich).code == "EARNINGS_TOO_SMALL"


def test_from_two_thousand_yuan_on_the_name_goes_along_sealed(wechat_pay: PayWorld, rich: Actor, sender: Actor) -> None:
    publish("generous", datetime.now(UTC) - timedelta(minutes=1), product="standard", delivery_fen=200_000)
    delivered(sender, rich)
    said = withdraw(rich).data
    assert (said["amount_fen"] >= 200_000, said["state"]) == (True, "waiting")


def test_two_withdrawals_at_once_are_one_transfer(wechat_pay: PayWorld, rich: Actor) -> None:
    with ThreadPoolExecutor(4) as pool:
        said = [answer.data for answer in pool.map(lambda _: withdraw(rich), range(4))]
    assert len({each["transfer_id"] for each in said}) == 1
    assert database()["payouts"].count_documents({}) == 1
    assert balance(Account.EARNINGS_OWED, rich.id) == 0


def test_a_transfer_that_the_provider_knows_never_fails_by_our_own_word(wechat_pay: PayWorld, rich: Actor) -> None:
    said = withdraw(rich).data
    database()["payouts"].update_one({}, {"$set": {"package_info": "", "look_at": datetime.now(UTC)}})
    database()["staff"].update_one({"_id": rich.id}, {"$unset": {"openid": "", "openid_index": ""}})
    schedule("remit", "sweep_payouts")
    assert earnings(rich)["waiting"]["state"] == "waiting"
    confirm(wechat_pay, said["package_info"])
    assert queue("remit", TransferHeard(said["transfer_id"])) == []
    assert earnings(rich)["paid_fen"] == 310
