"""A lost parcel's compensation, from the offer to the claimant's WeChat, across every function on the way."""

from datetime import UTC, datetime, timedelta

import pytest

from logistics.domain.journal import COMPANY, Account
from logistics.store.mongo import Unit, database
from tests.support.calls import deliver_outbox, http, schedule
from tests.support.claims import INSURED_FEN, ClaimCase
from tests.support.remitting import balance, books_agree
from tests.support.wechat_pay import PayWorld


@pytest.fixture
def released(store: Unit) -> ClaimCase:
    """Lost, insured, agreed, and released by finance to the claimant's WeChat."""
    case = ClaimCase(insured_value_fen=INSURED_FEN).lose()
    database()["claims"].update_many({}, {"$set": {"offered_fen": 12_345}})
    case.agree()
    assert case.pay("wechat").status == 200
    deliver_outbox("care", "remit")
    return case


def look() -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    database()["payouts"].update_many({"look_at": {"$exists": True}}, {"$set": {"look_at": past}})
    schedule("remit", "sweep_payouts")
    deliver_outbox("care", "remit")


def transfer(case: ClaimCase) -> dict[str, str]:
    found = http("remit", "GET", "/transfers", session=case.session["sender"]).data["transfers"]
    return dict(found[0])


def test_a_compensation_reaches_the_claimant_and_the_claim_is_paid(wechat_pay: PayWorld, released: ClaimCase) -> None:
    look()
    assert released.state == "agreed"
    package = transfer(released)["package_info"]
    wechat_pay.order("/wechat-pay/transfers", package_info=package, action="confirm")
    look()
    assert released.state == "paid"
    assert balance(Account.CLAIMS_OWED, released.waybill_no) == 0
    assert balance(Account.WECHAT_CLEARING, COMPANY) == -12_345
    assert books_agree()


def test_a_compensation_that_nobody_took_may_be_paid_by_bank(wechat_pay: PayWorld, released: ClaimCase) -> None:
    look()
    assert released.pay("bank").status == 409, "a transfer is waiting for the claimant"
    package = transfer(released)["package_info"]
    wechat_pay.order("/wechat-pay/transfers", package_info=package, action="expire")
    look()
    assert released.state == "agreed"
    assert released.pay("bank").status == 200
    assert released.state == "paid"
    assert balance(Account.BANK, COMPANY) == -12_345
    assert books_agree()
