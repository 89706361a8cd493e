"""Where goods money may go: a merchant's own account, by code, masked, confirmed by finance, a day old."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.roles import Actor
from logistics.store.mongo import Unit, database
from tests.support.calls import http
from tests.support.partners import open_shop
from tests.support.people import session_of
from tests.support.remitting import (
    ACCOUNT,
    Finance,
    account,
    alarms,
    finance,
    owner_code,
    ready,
    save,
)
from tests.support.told import Side, World


@pytest.fixture
def office(world: World) -> Finance:
    return finance(world)


@pytest.fixture
def merchant(store: Unit, office: Finance, sender: Side) -> Actor:
    """A merchant with an account that money may go to."""
    account(sender.actor, office)
    return sender.actor


def shown_account(owner: Actor) -> Any:
    return http("remit", "GET", "/payee-account", session=session_of(owner)).data["payee"]


# --- the account -----------------------------------------------------------------------------------------------------


def test_a_merchant_enters_their_account_with_a_code_and_sees_it_masked(sender: Side, world: World) -> None:
    assert shown_account(sender.actor) is None
    before = datetime.now(UTC)
    saved = save(sender.actor, world).data
    assert datetime.fromisoformat(saved["usable_from"]) >= before + timedelta(hours=24)
    shown = shown_account(sender.actor)
    assert shown["account_no"] == "****0001"
    assert shown["account_name"] != ACCOUNT["account_name"]
    stored = str(database()["payee_accounts"].find_one({"_id": sender.actor.id}))
    assert ACCOUNT["account_no"] not in stored
    assert ACCOUNT["account_name"] not in stored


@pytest.mark.parametrize(
    ("field", "value"),
    [("account_no", "12ab"), ("account_no", "1234567"), ("account_name", "=1+1"), ("bank_name", "@x"), ("code", "12")],
)
def test_an_account_that_no_bank_or_spreadsheet_should_see_is_refused(sender: Side, field: str, value: str) -> None:
    body = ACCOUNT | {"code": "123456"} | {field: value}
    refused = http("remit", "POST", "/payee-account", body, session=session_of(sender.actor))
    assert refused.code == "INPUT_INVALID"
    assert shown_account(sender.actor) is None


def test_a_wrong_code_changes_no_account(sender: Side, world: World) -> None:
    code = owner_code(sender.actor, world)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert save(sender.actor, world, code=wrong).code == "CODE_WRONG"
    assert shown_account(sender.actor) is None


def test_a_new_holder_waits_for_finance_and_the_same_holder_does_not(
    sender: Side, world: World, office: Finance
) -> None:
    account(sender.actor, office)
    save(sender.actor, world, account_no="6200000000000099")
    assert shown_account(sender.actor)["confirmed_at"] is not None
    save(sender.actor, world, account_name="另一家书店")
    assert shown_account(sender.actor)["confirmed_at"] is None
    listed = http("remit", "GET", "/payee-accounts", session=session_of(office.maker)).data["payees"]
    assert [each["owner_id"] for each in listed] == [sender.actor.id]
    path = f"/payee-accounts/{sender.actor.id}/opening"
    opened = http("remit", "POST", path, {}, session=session_of(office.maker)).data
    assert (opened["holder"], opened["account_no"]) == ("另一家书店", "****0001")
    notes = [row["action"] for row in database()["audit"].find({"actor_id": office.maker.id})]
    assert "open_payee_account" in notes


def test_an_account_that_finance_entered_is_confirmed_by_another_person(
    store: Unit, office: Finance, capfd: pytest.CaptureFixture[str]
) -> None:
    partner_id = open_shop().id
    body = ACCOUNT | {"code": office.code(partner_id, office.maker)}
    entered = http("remit", "POST", f"/payee-accounts/{partner_id}", body, session=session_of(office.maker))
    assert entered.status == 200
    assert office.confirm(partner_id, office.maker).code == "CONFIRMED_BY_ENTERER"
    assert alarms(capfd.readouterr().err) == ["payee_confirmed_by_enterer"]
    assert office.confirm(partner_id, office.checker).status == 200
    assert office.confirm(partner_id, office.checker).code == "PAYEE_CONFIRMED"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (None, "PAYEE_MISSING"),
        ({"confirmed_by": None}, "PAYEE_UNCONFIRMED"),
        ({"usable_from": datetime(2100, 1, 1, tzinfo=UTC)}, "PAYEE_COOLING_DOWN"),
    ],
)
def test_nothing_goes_to_an_account_that_is_missing_new_or_unconfirmed(
    merchant: Actor, courier: Actor, office: Finance, change: Any, reason: str
) -> None:
    ready(merchant, courier)
    rows = database()["payee_accounts"]
    if change is None:
        rows.delete_many({})
    else:
        rows.update_many({}, {"$set": change})
    refused = office.make()
    assert refused.code == "REMITTANCE_EMPTY"
    told = [{"merchant_id": merchant.id, "reason": reason, "waybills": 1}]
    assert refused.body["error"]["details"]["left_out"] == told
