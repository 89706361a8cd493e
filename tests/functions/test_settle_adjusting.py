"""Sums that no deed explains: two people, a code, never beyond what lies there, and one entry in the books."""

from datetime import UTC, datetime
from typing import Any

import pytest

from logistics.domain.journal import Account, Entry
from logistics.domain.money_entries import cash_difference, commission_earned, unknown_credit
from logistics.domain.roles import Actor
from logistics.store.mongo import Unit
from tests.support.calls import Answer, http
from tests.support.custody import Custody
from tests.support.people import actor, session_of

NOW = datetime.now(UTC)
WAYBILL = "WB000000000001"
WORDS = {"note": "离职员工无法联系", "evidence": "人事确认单 17 号"}

pytestmark = pytest.mark.usefixtures("store")


def post(*entries: Entry) -> None:
    unit = Unit(NOW)
    unit.transact(lambda: unit.journal.post(*entries))


def lies(account: Account, holder: str = "company") -> int:
    return Unit(NOW).journal.balance(account, holder)


class Desk:
    """Two people of finance and an administrator."""

    def __init__(self) -> None:
        self.custody = Custody()
        self.first, self.second = self.custody.finance, self.custody.other_finance
        self.administrator = actor("administrator")

    def call(self, by: Actor, method: str, path: str, body: Any = None, **query: Any) -> Answer:
        return http("settle", method, f"/adjustments{path}", body, session=session_of(by), query=query)

    def propose(self, kind: str, holder: str, amount_fen: int, **more: Any) -> Answer:
        body = {"kind": kind, "holder": holder, "amount_fen": amount_fen} | WORDS | more
        return self.call(self.first, "POST", "", body)

    def code(self, adjustment_id: str, by: Actor) -> Answer:
        self.custody.no_wait()
        return self.call(by, "POST", f"/{adjustment_id}/code", {})

    def approve(self, adjustment_id: str, by: Actor | None = None) -> Answer:
        who = by or self.second
        assert self.code(adjustment_id, who).status == 200
        body = {"code": self.custody.newest_code(who)}
        return self.call(who, "POST", f"/{adjustment_id}/approval", body)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def short() -> Actor:
    """A courier whose cash lacked 300 yuan, and who has earned 100."""
    courier = actor("courier")
    missing = cash_difference("x:1", WAYBILL, courier.id, Account.CASH_DECLARED, courier.id, -30_000, NOW)
    post(missing, commission_earned("e:1", WAYBILL, courier.id, 10_000, NOW))
    return courier


def test_missing_cash_that_nobody_pays_is_borne_by_the_company(desk: Desk, short: Actor) -> None:
    proposed = desk.propose("write_off", short.id, 30_000).data
    assert (proposed["state"], proposed["amount_fen"]) == ("proposed", 30_000)
    assert lies(Account.CASH_DIFFERENCE, short.id) == 30_000, "a proposal moves nothing"
    assert desk.approve(proposed["adjustment_id"]).data["state"] == "approved"
    assert lies(Account.CASH_DIFFERENCE, short.id) == 0
    assert lies(Account.WRITTEN_OFF) == 30_000
    assert desk.call(desk.first, "GET", "").data["adjustments"][0]["ended_by"] == desk.second.id


def test_a_surplus_that_nobody_claims_is_the_companys(desk: Desk) -> None:
    courier = actor("courier")
    post(cash_difference("x:2", WAYBILL, courier.id, Account.CASH_DECLARED, courier.id, 500, NOW))
    proposed = desk.propose("write_off", courier.id, 500).data
    assert proposed["amount_fen"] == -500
    desk.approve(proposed["adjustment_id"])
    assert (lies(Account.CASH_DIFFERENCE, courier.id), lies(Account.WRITTEN_OFF)) == (0, -500)


def test_missing_cash_is_set_off_against_earnings_and_never_beyond_them(desk: Desk, short: Actor) -> None:
    refused = desk.propose("set_off", short.id, 10_001)
    assert (refused.code, refused.body["error"]["details"]["left_fen"]) == ("ADJUSTMENT_TOO_LARGE", 10_000)
    desk.approve(desk.propose("set_off", short.id, 10_000).data["adjustment_id"])
    assert lies(Account.EARNINGS_OWED, short.id) == 0
    assert lies(Account.CASH_DIFFERENCE, short.id) == 20_000


def test_money_of_an_unknown_sender_comes_to_whom_it_belongs(desk: Desk, short: Actor) -> None:
    post(unknown_credit("BANK-1", 30_000, NOW))
    post(unknown_credit("BANK-2", 500, NOW))
    there = {"to": "cash_difference", "reference": "bank-1"}
    proposed = desk.propose("place", short.id, 30_000, **there).data
    desk.approve(proposed["adjustment_id"])
    assert lies(Account.SUSPENSE, "BANK-1") == 0
    assert lies(Account.CASH_DIFFERENCE, short.id) == 0, "the courier paid it in"
    assert desk.propose("place", short.id, 1, **there).code == "ADJUSTMENT_TOO_LARGE", "another's credit is left alone"


def test_nobody_approves_their_own_proposal(desk: Desk, short: Actor) -> None:
    proposed = desk.propose("write_off", short.id, 30_000).data["adjustment_id"]
    assert desk.code(proposed, desk.first).code == "APPROVAL_BY_PROPOSER"
    body = {"code": "123456"}
    assert desk.call(desk.first, "POST", f"/{proposed}/approval", body).code == "APPROVAL_BY_PROPOSER"
    assert lies(Account.WRITTEN_OFF) == 0


def test_a_wrong_code_approves_nothing(desk: Desk, short: Actor) -> None:
    proposed = desk.propose("write_off", short.id, 30_000).data["adjustment_id"]
    other = desk.propose("set_off", short.id, 100).data["adjustment_id"]
    assert desk.code(other, desk.second).status == 200
    body = {"code": desk.custody.newest_code(desk.second)}
    assert desk.call(desk.second, "POST", f"/{proposed}/approval", body).code == "CODE_WRONG", "another's code"
    assert lies(Account.WRITTEN_OFF) == 0


def test_a_large_sum_needs_an_administrator(desk: Desk) -> None:
    courier = actor("courier")
    missing = cash_difference("x:3", WAYBILL, courier.id, Account.CASH_DECLARED, courier.id, -500_000, NOW)
    post(missing)
    proposed = desk.propose("write_off", courier.id, 500_000).data["adjustment_id"]
    assert desk.code(proposed, desk.second).code == "ADJUSTMENT_LARGE"
    assert desk.approve(proposed, desk.administrator).data["state"] == "approved"


def test_of_two_proposals_for_one_sum_one_is_posted(desk: Desk, short: Actor) -> None:
    first, second = (desk.propose("write_off", short.id, 30_000).data["adjustment_id"] for _ in range(2))
    assert desk.approve(first).status == 200
    assert desk.approve(second).code == "ADJUSTMENT_TOO_LARGE"
    assert lies(Account.WRITTEN_OFF) == 30_000
    assert desk.call(desk.second, "DELETE", f"/{second}", {}).data["state"] == "dropped"
    assert desk.call(desk.second, "DELETE", f"/{second}", {}).code == "ADJUSTMENT_ENDED"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "place"},
        {"kind": "place", "to": "cash_difference"},
        {"kind": "place", "reference": "BANK-1"},
        {"kind": "write_off", "to": "cash_difference"},
        {"kind": "write_off", "reference": "BANK-1"},
        {"kind": "place", "to": "bank", "reference": "BANK-1"},
        {"kind": "place", "to": "cash_difference", "reference": "银行 1"},
        {"amount_fen": 0},
        {"amount_fen": -5},
        {"note": ""},
        {"evidence": ""},
    ],
    ids=str,
)
def test_a_proposal_says_everything_and_nothing_else(desk: Desk, short: Actor, wrong: dict[str, Any]) -> None:
    body = {"kind": "write_off", "holder": short.id, "amount_fen": 100} | WORDS | wrong
    assert desk.call(desk.first, "POST", "", body).code == "INPUT_INVALID"
