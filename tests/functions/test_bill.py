"""Monthly accounts: what may be owed, a month's bill that ties to the books, what is late, and how it is paid."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
from openpyxl import load_workbook

from logistics.domain.billing import CreditAccount, statement_of
from logistics.domain.journal import Account
from logistics.domain.shanghai import SHANGHAI, business_day
from tests.support.calls import deliver_outbox, http, schedule
from tests.support.monthly import MERCHANT_PHONE, PRICE_FEN, Month, order
from tests.support.orders import pick_up
from tests.support.people import actor, customer, session_of, sign_in
from tests.support.told import World
from tests.support.wechat_pay import PayWorld

pytestmark = pytest.mark.usefixtures("store")

UNKNOWN = "01JD0000000000000000000000"


def test_orders_on_account_end_where_the_credit_does_and_other_terms_go_on(setting: Any) -> None:
    setting(DEFAULT_CREDIT_FEN=str(2 * PRICE_FEN + 100))
    merchant = session_of(customer(1, role="merchant"))
    assert order(merchant).status == order(merchant).status == 200
    refused = order(merchant)
    assert (refused.code, refused.body["error"]["details"]) == ("CREDIT_EXCEEDED", {"room_fen": 100})
    assert order(merchant, terms="on_receipt").status == 200
    assert order(session_of(customer(2))).status == 200, "each account by itself"


def test_what_was_fetched_counts_as_owed_and_what_was_called_off_not_at_all(setting: Any, store: Any) -> None:
    setting(DEFAULT_CREDIT_FEN=str(2 * PRICE_FEN))
    somebody = customer(3)
    session = session_of(somebody)
    fetched, dropped = order(session).data["waybill_no"], order(session).data["waybill_no"]
    pick_up(fetched, actor("courier", "GZ-TH-1"))
    deliver_outbox("collect_cod")
    credit = store.credit_accounts.standing(somebody.id)
    assert (credit.owed_fen, credit.ordered_fen, credit.room_fen) == (PRICE_FEN, PRICE_FEN, 0)
    assert order(session).code == "CREDIT_EXCEEDED"
    gone = {"reason": "consignor_changed_mind"}
    assert http("create_order", "POST", f"/orders/{dropped}/cancellation", gone, session=session).status == 200
    assert order(session).status == 200


def test_a_months_bill_is_made_once_and_ties_to_the_books(store: Any) -> None:
    march = Month(store)
    made = march.issue()
    assert (made["month"], made["amount_fen"], made["lines"], made["state"]) == (march.month, 4_100, 2, "open")
    assert schedule("bill", "run_month") == {"issued": 0, "overdue": 0}
    due = datetime.fromisoformat(made["due_at"]).astimezone(SHANGHAI)
    assert (due.hour, due.minute, due.date()) == (0, 0, business_day(store.now) + timedelta(days=16))
    shown = http("bill", "GET", f"/account/statements/{made['statement_id']}", session=march.session, key="").data
    assert [(row["waybill_no"], row["label"], row["amount_fen"]) for row in shown["rows"]] == [
        (waybill_no, "运费", PRICE_FEN) for waybill_no in sorted(march.waybills[:2])
    ]
    books = store.journal.balance(Account.FREIGHT_RECEIVABLE, march.merchant.id)
    assert books == made["amount_fen"] + PRICE_FEN, "the bill and what came since are all that is owed"


def test_a_long_bill_is_read_page_by_page(store: Any) -> None:
    march = Month(store)
    where = f"/account/statements/{march.issue()['statement_id']}"
    first = http("bill", "GET", where, session=march.session, key="", query={"limit": "1"}).data
    rest = {"limit": "5", "after": first["next"]}
    second = http("bill", "GET", where, session=march.session, key="", query=rest).data
    assert [row["waybill_no"] for row in first["rows"] + second["rows"]] == sorted(march.waybills[:2])
    assert "next" not in second


def test_nobody_reads_or_pays_anothers_bill(store: Any) -> None:
    march = Month(store)
    statement_id = march.issue()["statement_id"]
    stranger = session_of(customer(8))
    for method, tail in (("GET", ""), ("GET", "/file"), ("POST", "/payments")):
        where = f"/account/statements/{statement_id}{tail}"
        assert http("bill", method, where, {} if tail == "/payments" else None, session=stranger).code == (
            "STATEMENT_NOT_FOUND"
        )
    assert http("bill", "GET", f"/account/statements/{statement_id}", session=march.finance, key="").status == 200


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_bills_file_says_the_same(store: Any, form: str) -> None:
    march = Month(store)
    where = f"/account/statements/{march.issue()['statement_id']}/file"
    url = http("bill", "GET", where, session=march.session, key="", query={"format": form}).data["url"]
    content = requests.get(url, timeout=10).content
    if form == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        sheet = load_workbook(io.BytesIO(content), read_only=True).active
        rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert rows[0] == ["时间", "运单号", "项目", "金额(元)"]
    assert [row[1:] for row in rows[1:]] == [
        *([waybill_no, "运费", "20.50"] for waybill_no in sorted(march.waybills[:2])),
        ["", "合计", "41.00"],
    ]


def test_what_is_not_paid_in_time_blocks_the_account_until_it_is(store: Any) -> None:
    march = Month(store)
    march.issue()
    march.make_late()
    assert march.statement["state"] == "overdue"
    assert order(march.session).code == "ACCOUNT_OVERDUE"
    assert order(march.session, terms="on_receipt").status == 200
    assert march.receive(1_100, "B-1").data["state"] == "overdue", "a part is not all"
    assert order(march.session).code == "ACCOUNT_OVERDUE"
    assert march.receive(3_001, "B-2").code == "STATEMENT_OVERPAID"
    assert march.receive(3_000, "B-1").code == "BANK_REFERENCE_USED"
    assert march.receive(3_000, "B-2").data["state"] == "paid"
    assert order(march.session).status == 200
    assert store.journal.balance(Account.FREIGHT_RECEIVABLE, march.merchant.id) == PRICE_FEN
    assert store.journal.balance(Account.BANK, "company") == 4_100


def test_only_finance_records_what_came_in_and_agrees_on_credit(store: Any) -> None:
    march = Month(store)
    march.issue()
    for session in (march.session, sign_in("customer_service"), sign_in("administrator")):
        assert march.receive(100, "B-9", session).code == "ROLE_FORBIDDEN"
        where = f"/accounts/{march.merchant.id}"
        assert http("bill", "POST", where, {"limit_fen": 1}, session=session).code == "ROLE_FORBIDDEN"


def test_finance_agrees_on_a_limit_blocks_and_opens_again(store: Any) -> None:
    march = Month(store)
    where = f"/accounts/{march.merchant.id}"
    agreed = {"limit_fen": 3 * PRICE_FEN, "statement_day": 5, "due_days": 30}
    assert http("bill", "POST", where, agreed, session=march.finance).status == 200
    refused = order(march.session)
    assert refused.code == "CREDIT_EXCEEDED", "three fetched parcels use it up"
    assert http("bill", "POST", where, agreed | {"blocked": True}, session=march.finance).status == 200
    assert order(march.session).code == "ACCOUNT_BLOCKED"
    shown = http("bill", "GET", where, session=march.finance, key="").data
    assert (shown["used_fen"], shown["room_fen"], shown["statement_day"]) == (3 * PRICE_FEN, 0, 5)
    assert http("bill", "POST", f"/accounts/{UNKNOWN}", agreed, session=march.finance).code == "CUSTOMER_NOT_FOUND"


def test_a_month_below_nothing_lowers_the_next(store: Any) -> None:
    march = Month(store)
    first = business_day(store.now).replace(day=1)
    before = f"{(first - timedelta(days=1)).replace(day=1) - timedelta(days=1):%Y-%m}"
    credit = CreditAccount(march.merchant.id, 1)
    earlier = statement_of(UNKNOWN, credit, before, [("reversal_of:x", -600), ("payment_received", -50)], 0, store.now)
    assert earlier is not None and (earlier.state, earlier.amount_fen) == ("paid", -600)
    store.statements.add(earlier)
    march_bill = schedule("bill", "run_month")
    assert march_bill["issued"] == 1
    newest = http("bill", "GET", "/account", session=march.session, key="").data["statements"][0]
    assert (newest["carried_fen"], newest["amount_fen"]) == (-600, 4_100 - 600)


def test_a_bill_is_told_once_by_text(store: Any, world: World) -> None:
    march = Month(store)
    march.issue()
    deliver_outbox("bill")
    march.make_late()
    deliver_outbox("bill")
    told = requests.get(f"{world.url}/messages", params={"phone": MERCHANT_PHONE, "since": world.since}, timeout=10)
    texts = [(each["template"], list(each["fields"].values())[1]) for each in told.json()["messages"]]
    assert texts == [("100017", "41.00"), ("100018", "41.00")]


def test_a_bill_is_paid_in_the_mini_program_and_counts_once(store: Any, variables: dict[str, str]) -> None:
    pays = PayWorld(variables["WECHAT_PAY_BASE_URL"])
    march = Month(store)
    statement_id = march.issue()["statement_id"]
    offered = http("bill", "POST", f"/account/statements/{statement_id}/payments", {}, session=march.session).data
    assert (offered["amount_fen"], offered["purpose"], offered["state"]) == (4_100, "statement", "open")
    again = http("bill", "POST", f"/account/statements/{statement_id}/payments", {}, session=march.session).data
    assert again["payment_id"] == offered["payment_id"], "whoever asks twice is offered the same payment"
    pays.pay("openid-merchant-0007", package=offered["parameters"]["package"])
    for _ in range(2):
        assert [answer.status for answer in pays.deliver(offered["payment_id"])] == [200]
    deliver_outbox("bill")
    assert march.statement["state"] == "paid"
    assert store.journal.balance(Account.FREIGHT_RECEIVABLE, march.merchant.id) == PRICE_FEN
    repeated = http("bill", "POST", f"/account/statements/{statement_id}/payments", {}, session=march.session)
    assert repeated.code == "PAYMENT_NOTHING_DUE"
