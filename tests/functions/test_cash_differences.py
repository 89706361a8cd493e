"""Differences of cash: frozen until one person of finance proposes and another approves; the books always agree."""

import json
from typing import Any

import pytest

from logistics.store.mongo import Unit, database
from tests.support.custody import OUTLET, Custody
from tests.support.people import actor

OWED = "goods_money_owed"


@pytest.fixture
def custody(store: Unit) -> Custody:
    return Custody()


def waiting(custody: Custody) -> Any:
    (one,) = custody.differences()
    return one


# --- a declaration that does not agree ---------------------------------------------------------------------------


def test_a_slip_in_a_declaration_is_declared_again(custody: Custody) -> None:
    _, (waybill,) = custody.declared(30_000, said_fen=3_000)
    assert (waiting(custody)["kind"], waiting(custody)["difference_fen"]) == ("declaration", -27_000)
    custody.resolve("recount")
    assert custody.cod(waybill) == "collected"
    assert [each["state"] for each in custody.balance()["declarations"]] == ["closed"]
    again = custody.declare(30_000).data
    assert custody.count(again["id"], 30_000).data["state"] == "agreed"


@pytest.mark.parametrize(
    ("said", "resolution", "amount", "owes"),
    [(30_100, "shortage", 400, 400), (30_900, "surplus", 400, -400)],
)
def test_what_a_courier_really_lacks_or_has_over_is_theirs_and_the_rest_is_counted(
    custody: Custody, said: int, resolution: str, amount: int, owes: int
) -> None:
    declaration, (first, second) = custody.declared(30_000, 500, said_fen=said)
    custody.resolve(resolution, amount)
    assert (custody.cod(first), custody.cod(second)) == ("declared", "declared")
    assert custody.lies_on("courier_cash", custody.courier.id) == 0
    assert custody.lies_on("cash_declared", custody.courier.id) == said
    assert custody.lies_on("cash_difference", custody.courier.id) == owes
    assert custody.count(declaration, said).data["state"] == "agreed"
    assert custody.lies_on("outlet_safe", OUTLET) == said
    assert custody.lies_on(OWED, custody.merchant.id) == -30_500, "the merchant is owed in full"
    assert custody.books_agree()


def test_cash_taken_afterwards_is_declared_though_a_difference_waits(custody: Custody) -> None:
    custody.declared(30_000, said_fen=1)
    later = custody.collected(500)
    assert custody.declare(500).data["waybill_nos"] == [later]


# --- a count that does not agree ---------------------------------------------------------------------------------


def test_a_slip_in_a_count_is_counted_again_by_the_same_person(custody: Custody) -> None:
    declaration, (waybill,) = custody.declared(30_000)
    custody.count(declaration, 3_000)
    custody.resolve("back_to_declared")
    assert custody.cod(waybill) == "declared"
    assert custody.count(declaration, 30_000).data["state"] == "agreed"


def test_more_than_was_declared_stands_to_the_courier_s_credit(custody: Custody) -> None:
    declaration, (waybill,) = custody.declared(30_000)
    custody.count(declaration, 30_700)
    custody.resolve("surplus", 700)
    assert custody.lies_on("cash_difference", custody.courier.id) == -700
    (count,) = custody.call(custody.cashier, "GET", "/cash-counts").data["counts"]
    assert custody.deposit([count["count_id"]], 30_000).code == "DEPOSIT_AMOUNT_MISMATCH"
    custody.confirm(custody.deposit([count["count_id"]], 30_700).data["deposit_id"])
    assert custody.cod(waybill) == "remittable"
    assert custody.lies_on("bank", "company") == 30_700
    assert custody.books_agree()


def test_all_of_it_may_be_missing(custody: Custody) -> None:
    declaration, (first, second) = custody.declared(30_000, 500)
    custody.count(declaration, 0)
    custody.resolve("shortage", 30_500)
    assert custody.lies_on("cash_difference", custody.courier.id) == 30_500
    assert custody.lies_on("outlet_safe", OUTLET) == 0
    assert (custody.cod(first), custody.cod(second)) == ("counted", "counted")
    assert custody.books_agree()


# --- a safe, and the bank ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("resolution", "amount", "state", "safe", "outlet_owes"),
    [
        ("stands", 0, "counted", 30_000, 0),
        ("shortage", 1_000, "counted", 29_000, 1_000),
        ("back_to_declared", 0, "declared", 0, 0),
    ],
)
def test_what_finance_finds_in_a_safe(
    custody: Custody, resolution: str, amount: int, state: str, safe: int, outlet_owes: int
) -> None:
    count, (waybill,) = custody.counted(30_000)
    custody.find("safe", count, 29_000)
    custody.resolve(resolution, amount)
    assert custody.cod(waybill) == state
    assert custody.lies_on("outlet_safe", OUTLET) == safe
    assert custody.lies_on("cash_difference", OUTLET) == outlet_owes
    assert custody.lies_on(OWED, custody.merchant.id) == -30_000
    assert custody.books_agree()


def test_what_went_back_to_be_counted_is_counted_and_banked_as_ever(custody: Custody) -> None:
    count, (waybill,) = custody.counted(30_000)
    custody.find("safe", count, 29_000)
    custody.resolve("back_to_declared")
    declared = custody.call(custody.cashier, "GET", "/cash-declarations").data["declarations"]
    again = custody.count(declared[0]["declaration_id"], 30_000).data["count_id"]
    assert custody.deposit([count], 30_000).code == "CASH_COUNT_STATE_CONFLICT", "that count is void"
    custody.confirm(custody.deposit([again], 30_000).data["deposit_id"])
    assert custody.cod(waybill) == "remittable"
    assert custody.books_agree()


@pytest.mark.parametrize(
    ("found", "resolution", "amount", "in_transit"),
    [(0, "stands", 0, 30_000), (29_000, "shortage", 1_000, 29_000), (30_500, "surplus", 500, 30_500)],
)
def test_what_the_bank_shows_otherwise(
    custody: Custody, found: int, resolution: str, amount: int, in_transit: int
) -> None:
    deposit, (waybill,) = custody.banked(30_000)
    custody.find("deposit", deposit, found)
    custody.resolve(resolution, amount)
    assert custody.lies_on("bank_in_transit", OUTLET) == in_transit
    assert custody.lies_on("cash_difference", OUTLET) == 30_000 - in_transit
    custody.confirm(deposit)
    assert (custody.cod(waybill), custody.lies_on("bank", "company")) == ("remittable", in_transit)
    assert custody.books_agree()


def test_a_deposit_that_never_reached_the_bank_lies_in_the_safe_again(custody: Custody) -> None:
    deposit, (waybill,) = custody.banked(30_000)
    custody.find("deposit", deposit, 0)
    custody.resolve("recount")
    assert (custody.cod(waybill), custody.lies_on("outlet_safe", OUTLET)) == ("counted", 30_000)
    (count,) = custody.call(custody.cashier, "GET", "/cash-counts").data["counts"]
    again = custody.deposit([count["count_id"]], 30_000, "CCB-0002").data
    custody.confirm(again["deposit_id"])
    assert custody.cod(waybill) == "remittable"
    assert custody.books_agree()


# --- two people --------------------------------------------------------------------------------------------------


def test_nobody_approves_what_they_proposed(custody: Custody, capsys: pytest.CaptureFixture[str]) -> None:
    declaration, (waybill,) = custody.declared(30_000)
    custody.count(declaration, 29_000)
    known = waiting(custody)["discrepancy_id"]
    assert custody.approve(known).code == "DISCREPANCY_NOT_PROPOSED"
    custody.propose(known, "shortage", 1_000)
    capsys.readouterr()
    assert custody.approve(known, custody.finance).code == "APPROVAL_BY_PROPOSER"
    rows = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    assert {row["event"] for row in rows if row.get("level") == "alarm"} == {"approval_by_proposer"}
    assert custody.cod(waybill) == "discrepancy"
    assert custody.approve(known).data["state"] == "resolved"
    assert custody.approve(known).code == "DISCREPANCY_RESOLVED"
    assert custody.propose(known, "recount").code == "DISCREPANCY_RESOLVED"
    assert custody.lies_on("cash_difference", custody.courier.id) == 1_000, "once"


def test_a_code_approves_the_proposal_it_was_asked_for_and_no_later_one(custody: Custody) -> None:
    declaration, (waybill,) = custody.declared(30_000)
    custody.count(declaration, 29_000)
    known = waiting(custody)["discrepancy_id"]
    custody.propose(known, "recount")
    custody.call(custody.other_finance, "POST", f"/discrepancies/{known}/approval/code", {}, key="")
    code = custody.newest_code(custody.other_finance)
    custody.propose(known, "shortage", 1_000)
    assert custody.approve(known, code=code).code == "CODE_WRONG"
    assert custody.cod(waybill) == "discrepancy"
    assert custody.approve(known).data["state"] == "resolved"


@pytest.mark.parametrize(
    ("resolution", "amount", "code"),
    [
        ("shortage", 999, "DISCREPANCY_AMOUNT_MISMATCH"),
        ("shortage", 0, "DISCREPANCY_AMOUNT_MISMATCH"),
        ("surplus", 1_000, "DISCREPANCY_AMOUNT_MISMATCH"),
        ("recount", 1, "DISCREPANCY_AMOUNT_MISMATCH"),
        ("stands", 0, "DISCREPANCY_RESOLUTION_UNFIT"),
        ("written_off", 0, "INPUT_INVALID"),
        ("shortage", -1_000, "INPUT_INVALID"),
        ("shortage", 10**13, "INPUT_INVALID"),
    ],
)
def test_a_proposal_that_does_not_fit_is_refused(custody: Custody, resolution: str, amount: int, code: str) -> None:
    declaration, _ = custody.declared(30_000)
    custody.count(declaration, 29_000)
    known = waiting(custody)
    assert custody.propose(known["discrepancy_id"], resolution, amount).code == code
    assert waiting(custody)["state"] == "open"


def test_what_agrees_is_no_difference_and_what_is_frozen_is_not_frozen_again(custody: Custody) -> None:
    count, (waybill,) = custody.counted(30_000)
    assert custody.find("safe", count, 30_000).code == "DISCREPANCY_NONE"
    assert custody.cod(waybill) == "counted"
    assert custody.find("safe", count, 1).status == 200
    assert custody.find("safe", count, 1).code == "CASH_COUNT_STATE_CONFLICT"
    assert custody.find("deposit", count, 1).code == "DEPOSIT_NOT_FOUND"


def test_what_finance_writes_loses_the_phones_in_it(custody: Custody) -> None:
    declaration, _ = custody.declared(30_000)
    custody.count(declaration, 29_000)
    path = f"/discrepancies/{waiting(custody)['discrepancy_id']}/proposal"
    said = {"resolution": "recount", "amount_fen": 0, "note": "asked under 13800000001"}
    assert custody.call(custody.finance, "POST", path, said).status == 200
    assert "13800000001" not in str(list(database()["discrepancies"].find()))


def test_nobody_else_sees_or_settles_differences(custody: Custody) -> None:
    for role in ("courier", "cashier", "outlet_manager", "dispatcher", "customer_service", "customer"):
        assert custody.call(actor(role), "GET", "/discrepancies").code == "ROLE_FORBIDDEN", role
