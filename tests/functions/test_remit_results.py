"""The bank's result file: line by line, repeatable, and nothing for what does not fit; and what the merchant sees."""

from datetime import timedelta
from typing import Any

import pytest

from logistics.domain.roles import Actor
from logistics.store.mongo import Unit, database
from tests.support.calls import http, schedule
from tests.support.orders import place_order
from tests.support.people import actor, session_of
from tests.support.remitting import Finance, account, alarms, answer, books_agree, custody, finance, ready
from tests.support.told import Side, World


@pytest.fixture
def office(world: World) -> Finance:
    return finance(world)


@pytest.fixture
def merchant(store: Unit, office: Finance, sender: Side) -> Actor:
    """A merchant with an account that money may go to."""
    account(sender.actor, office)
    return sender.actor


# --- the bank's word -------------------------------------------------------------------------------------------------


def test_lines_of_a_result_that_do_not_fit_change_nothing_and_are_told(
    merchant: Actor, courier: Actor, office: Finance, capfd: pytest.CaptureFixture[str]
) -> None:
    ready(merchant, courier)
    batch = office.ordered()
    (item,) = batch["items"]
    number = item["payout_id"]
    said = office.result(
        batch["batch_id"],
        "01JD0000000000000000000000,297.00,成功,",
        f"{number},297.01,成功,",
        f"{number}9,29x,成功,",
        f"{number}8,1.00,也许,",
        f"{number}7,1.00",
        '"unclosed',
    ).data
    assert [(each["line"], each["reason"]) for each in said["broken"]] == [
        (2, "PAYOUT_NOT_FOUND"),
        (3, "PAYOUT_AMOUNT_MISMATCH"),
        (4, "AMOUNT_INVALID"),
        (5, "OUTCOME_UNKNOWN"),
        (6, "CELLS_MISSING"),
        (7, "CELLS_MISSING"),
    ]
    assert office.show(batch["batch_id"])["items"][0]["state"] == "ordered"
    assert alarms(capfd.readouterr().err) == ["bank_result_does_not_fit"] * 2
    twice = office.result(batch["batch_id"], answer(item), answer(item, "失败")).data
    assert [each["reason"] for each in twice["broken"]] == ["TOLD_TWICE", "TOLD_TWICE"]
    assert [each["reason"] for each in office.result(batch["batch_id"]).data["broken"]] == []


def test_a_result_that_comes_again_repeats_nothing_and_cannot_be_turned_round(
    merchant: Actor, courier: Actor, office: Finance
) -> None:
    waybill_no = ready(merchant, courier)
    batch = office.ordered()
    (item,) = batch["items"]
    assert office.result(batch["batch_id"], answer(item)).data["paid"] == 1
    assert office.result(batch["batch_id"], answer(item)).data["known"] == 1
    turned = office.result(batch["batch_id"], answer(item, "失败", "退票")).data
    assert [each["reason"] for each in turned["broken"]] == ["PAYOUT_STATE_CONFLICT"]
    assert custody(waybill_no) == "remitted"
    assert books_agree()


# --- what the merchant sees ------------------------------------------------------------------------------------------


def test_a_merchant_sees_where_each_waybills_money_is(merchant: Actor, courier: Actor, office: Finance) -> None:

    due = place_order(session_of(merchant), cod_fen=10000)
    first = ready(merchant, courier)
    batch = office.ordered()
    assert office.result(batch["batch_id"], answer(batch["items"][0])).data["paid"] == 1
    second = ready(merchant, courier, 50000)

    def seen(**query: Any) -> dict[str, Any]:
        found: dict[str, Any] = http("remit", "GET", "/cod", session=session_of(merchant), query=query).data
        return found

    shown = seen()
    assert shown["totals"] == {"due_fen": 10000, "on_its_way_fen": 0, "remittable_fen": 50000, "remitted_fen": 30000}
    assert {line["waybill_no"]: (line["state"], line["label"], line["fee_fen"]) for line in shown["lines"]} == {
        due: ("due", "待收", 200),  # the least fee
        first: ("remitted", "已返款", 300),
        second: ("remittable", "待返款", 500),
    }
    assert [line["waybill_no"] for line in seen(state="remitted")["lines"]] == [first]
    page = seen(limit=2)
    assert [line["waybill_no"] for line in page["lines"]] == [second, first]
    assert [line["waybill_no"] for line in seen(limit=2, before=page["next"])["lines"]] == [due]
    stranger = http("remit", "GET", "/cod", session=session_of(actor("customer", at=9))).data
    assert (stranger["lines"], stranger["totals"]["due_fen"]) == ([], 0)


def test_a_bank_that_does_not_answer_for_three_days_is_told_of_once_a_day(
    merchant: Actor, courier: Actor, office: Finance, capfd: pytest.CaptureFixture[str]
) -> None:
    ready(merchant, courier)
    item = office.ordered()["items"][0]
    schedule("remit", "sweep_payouts")
    assert alarms(capfd.readouterr().err) == []
    row = database()["payouts"].find_one({"_id": item["payout_id"]}) or {}
    assert row["look_at"] - row["at"] == timedelta(days=3)
    database()["payouts"].update_one({"_id": item["payout_id"]}, {"$set": {"look_at": row["at"]}})
    schedule("remit", "sweep_payouts")
    schedule("remit", "sweep_payouts")
    assert alarms(capfd.readouterr().err) == ["bank_result_overdue"]
    assert office.show(item["subject"])["items"][0]["state"] == "ordered"
