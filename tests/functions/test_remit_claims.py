"""An agreed compensation is paid to the claimant by a transfer, once; what does not arrive is owed as before."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.journal import COMPANY, Account, Line, moved
from logistics.domain.money_events import ClaimPayable
from logistics.domain.roles import Actor
from logistics.store.mongo import Unit, database
from tests.support.calls import http, queue, schedule
from tests.support.orders import place_order
from tests.support.people import actor, session_of
from tests.support.remitting import balance, books_agree
from tests.support.wechat_pay import PayWorld

CLAIM = "01JD0000000000000000000009"
AMOUNT_FEN = 12345


@pytest.fixture
def claimant(store: Unit) -> Actor:
    return actor("customer")


@pytest.fixture
def waybill_no(claimant: Actor) -> str:
    return place_order(session_of(claimant))


def agreed(waybill_no: str, claimant: Actor, amount_fen: int = AMOUNT_FEN) -> ClaimPayable:
    """The books of an agreement, and the news of it."""
    unit = Unit(datetime.now(UTC))
    cost = Line(Account.CLAIMS, COMPANY, amount_fen)
    entry = moved(f"agreed:{CLAIM}", "claim_agreed", waybill_no, unit.now, cost, Account.CLAIMS_OWED, waybill_no)
    unit.transact(lambda: unit.journal.post(entry))
    return ClaimPayable(waybill_no, CLAIM, claimant.id, amount_fen)


def waiting(by: Actor) -> list[dict[str, Any]]:
    shown: dict[str, Any] = http("remit", "GET", "/transfers", session=session_of(by)).data
    assert shown["mch_id"] and shown["appid"]
    return list(shown["transfers"])


def told(kind: str) -> list[dict[str, Any]]:
    return [row["data"] for row in database()["outbox"].find({"type": kind})]


def look() -> None:
    """Time has gone by, and the sweep runs."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    database()["payouts"].update_many({"look_at": {"$exists": True}}, {"$set": {"look_at": past}})
    schedule("remit", "sweep_payouts")


def test_the_claimant_takes_the_compensation_on_their_phone(
    wechat_pay: PayWorld, claimant: Actor, waybill_no: str
) -> None:
    assert queue("remit", agreed(waybill_no, claimant)) == []
    look()
    (transfer,) = waiting(claimant)
    assert (transfer["kind"], transfer["amount_fen"], transfer["state"]) == ("claim", AMOUNT_FEN, "waiting")
    assert balance(Account.CLAIMS_OWED, waybill_no) == 0
    assert told("ClaimPaid") == []
    wechat_pay.order("/wechat-pay/transfers", package_info=transfer["package_info"], action="confirm")
    look()
    payout_id = transfer["transfer_id"]
    paid = {"claim_id": CLAIM, "amount_fen": AMOUNT_FEN, "payout_id": payout_id, "waybill_no": waybill_no}
    assert [{"waybill_no": waybill_no} | each for each in told("ClaimPaid")] == [paid]
    assert balance(Account.WECHAT_CLEARING, COMPANY) == -AMOUNT_FEN
    assert balance(Account.PAYOUT_IN_TRANSIT, payout_id) == 0
    assert books_agree()


def test_a_claim_is_paid_once_however_often_it_is_told(wechat_pay: PayWorld, claimant: Actor, waybill_no: str) -> None:
    news = agreed(waybill_no, claimant)
    assert queue("remit", news, news) == []
    look()
    wechat_pay.order("/wechat-pay/transfers", package_info=waiting(claimant)[0]["package_info"], action="confirm")
    look()
    assert queue("remit", news) == []
    assert len(waiting(claimant)) == 1
    assert balance(Account.CLAIMS_OWED, waybill_no) == 0


def test_a_compensation_that_was_not_taken_is_owed_again_and_may_be_released_again(
    wechat_pay: PayWorld, claimant: Actor, waybill_no: str
) -> None:
    news = agreed(waybill_no, claimant)
    queue("remit", news)
    look()
    (first,) = waiting(claimant)
    wechat_pay.order("/wechat-pay/transfers", package_info=first["package_info"], action="expire")
    look()
    assert balance(Account.CLAIMS_OWED, waybill_no) == -AMOUNT_FEN
    failed = told("ClaimPayoutFailed")
    assert [(each["claim_id"], each["payout_id"], each["reason"]) for each in failed] == [
        (CLAIM, first["transfer_id"], "OVERDUE_CLOSE")
    ]
    queue("remit", news)
    look()
    second, again = waiting(claimant)
    assert again["transfer_id"] == first["transfer_id"] != second["transfer_id"]
    assert second["state"] == "waiting"
    assert books_agree()


def test_a_large_compensation_whose_payee_has_no_name_here_goes_back_to_finance(
    wechat_pay: PayWorld, claimant: Actor, waybill_no: str
) -> None:
    queue("remit", agreed(waybill_no, claimant, 200_000))
    look()
    assert [each["reason"] for each in told("ClaimPayoutFailed")] == ["NAME_REQUIRED"]
    assert balance(Account.CLAIMS_OWED, waybill_no) == -200_000


def test_more_than_is_owed_is_not_paid(wechat_pay: PayWorld, claimant: Actor, waybill_no: str) -> None:
    agreed(waybill_no, claimant)
    queue("remit", ClaimPayable(waybill_no, CLAIM, claimant.id, AMOUNT_FEN + 1))
    look()
    assert waiting(claimant) == []
    assert balance(Account.CLAIMS_OWED, waybill_no) == -AMOUNT_FEN


@pytest.mark.parametrize("code", ["NOT_ENOUGH", "FREQUENCY_LIMITED"])
def test_a_refusal_that_passes_leaves_the_order_standing(
    wechat_pay: PayWorld, claimant: Actor, waybill_no: str, code: str
) -> None:
    queue("remit", agreed(waybill_no, claimant))
    wechat_pay.refuse("transfer", code)
    look()
    assert [each["state"] for each in waiting(claimant)] == ["ordered"]
    look()
    assert [each["state"] for each in waiting(claimant)] == ["waiting"]


def test_a_refusal_that_stands_gives_the_money_back(wechat_pay: PayWorld, claimant: Actor, waybill_no: str) -> None:
    queue("remit", agreed(waybill_no, claimant))
    wechat_pay.refuse("transfer", "NO_AUTH")
    look()
    assert [each["state"] for each in waiting(claimant)] == ["failed"]
    assert [each["reason"] for each in told("ClaimPayoutFailed")] == ["NOAUTH"]
    assert balance(Account.CLAIMS_OWED, waybill_no) == -AMOUNT_FEN
