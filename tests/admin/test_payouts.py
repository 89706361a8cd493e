"""Money that leaves, at the command line: a batch made, approved, taken to the bank and answered; commissions."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.admin.conftest import Terminal
from tests.support.people import actor
from tests.support.remitting import Finance, account, finance, ready
from tests.support.told import Side, World, side


@pytest.fixture
def office(world: World) -> Finance:
    return finance(world)


@pytest.fixture
def world(variables: dict[str, str], store: Any, setting: Any) -> World:
    setting(QUIET_HOURS="0-0")
    return World(variables["WECHAT_BASE_URL"])


@pytest.fixture
def merchant(store: Any, office: Finance) -> Side:
    owner = side(store)
    account(owner.actor, office)
    return owner


def test_a_batch_goes_from_its_maker_by_another_person_to_the_bank_and_back(
    admin: Terminal, office: Finance, merchant: Side, tmp_path: Path
) -> None:
    ready(merchant.actor, actor("courier"))
    admin.sign_in("finance")
    made = admin("remittances", "make", "2026-03-09", "--json")
    assert made.refused == "REMITTANCE_EMPTY", "before it was delivered"
    batch_id = office.make().data["batch_id"]
    assert admin("remittances", "approve", batch_id, "--code", "123456", "--json").refused == "CODE_WRONG"
    assert office.approve(batch_id).status == 200
    file = tmp_path / "bank.csv"
    assert admin("remittances", "file", batch_id, "--to", str(file), "--json").data["lines"] == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    number, _, digits, *_ = file.read_text(encoding="utf-8").splitlines()[1].split(",")
    assert digits == "6200000000000001"
    result = tmp_path / "result.csv"
    result.write_text(f"付款单号,金额(元),结果,原因\n{number},297.00,成功,\n乱,1,成功,\n", encoding="utf-8")
    said = admin("remittances", "result", batch_id, str(result), "--json").data
    assert (said["paid"], [each["reason"] for each in said["broken"]]) == (1, ["PAYOUT_NOT_FOUND"])
    assert "已付款" in admin("remittances", "show", batch_id).out
    [listed] = admin("remittances", "list", "--state", "settled", "--json").data
    assert listed["amount_fen"] == 29700
    [payout] = admin("remittances", "payouts", "--json").data
    assert payout["payout_id"] == number


def test_a_rule_of_commissions_is_published_from_a_file(admin: Terminal, store: Any, tmp_path: Path) -> None:
    rule = {"valid_from": "2036-03-01T00:00:00+08:00", "pickup_fen": 100, "delivery_fen": 150}
    file = tmp_path / "rule.json"
    file.write_text(json.dumps(rule), encoding="utf-8")
    admin.sign_in("finance")
    assert admin("commissions", "publish", str(file), "--json").refused == "ROLE_FORBIDDEN"
    admin.sign_in("administrator")
    published = admin("commissions", "publish", str(file), "--json").data
    assert published["version"] in admin("commissions", "list").out
