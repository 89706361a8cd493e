"""A day at the payment provider against the books: the bill is written by hand, line by line, as it is downloaded."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.journal import COMPANY, Account, Line, moved
from logistics.domain.money_entries import payment_received
from logistics.domain.paying import Channel, Payment, PaymentState, Purpose
from logistics.domain.shanghai import business_day
from logistics.store.mongo import Unit, database
from tests.support.calls import Answer, deliver_outbox, http, schedule
from tests.support.orders import bring_out, parcel_of, place_order
from tests.support.people import actor, session_of, sign_in
from tests.support.wechat_pay import PayWorld

NOW = datetime.now(UTC)
DAY = business_day(NOW) - timedelta(days=1)
TRADE_HEAD = "交易时间,商户订单号,交易状态,商户退款单号,退款状态,订单金额,申请退款金额"
TRADE_SUMS = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
FLOW_HEAD = "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),业务凭证号"
FLOW_SUMS = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额"
AT = f"{DAY.isoformat()} 12:00:00"

pytestmark = pytest.mark.usefixtures("wechat_pay")


def row(*cells: str) -> str:
    return ",".join(f"`{each}" for each in cells)


def paid(number: str, yuan: str) -> str:
    return row(AT, number, "SUCCESS", "", "", yuan, "0.00")


def given_back(number: str, yuan: str, status: str = "SUCCESS") -> str:
    return row(AT, "P-of-refund", "REFUND", number, status, "0.00", yuan)


def flow(what: str, direction: str, yuan: str, voucher: str = "v") -> str:
    return row(AT, "n", "f", what, what, direction, yuan, voucher)


def trade(
    world: PayWorld, *lines: str, total: str, back: str = "0.00", count: int | None = None, day: date = DAY
) -> None:
    sums = row(str(len(lines) if count is None else count), total, back, "0.00", "0.00", total, back)
    text = "\r\n".join([TRADE_HEAD, *lines, TRADE_SUMS, sums, ""])
    world.order("/wechat-pay/bills", bill="tradebill", day=DAY.isoformat(), text=text)


def flows(world: PayWorld, *lines: str, income: str, spent: str) -> None:
    text = "\r\n".join([FLOW_HEAD, *lines, FLOW_SUMS, row(str(len(lines)), "0", income, "0", spent), ""])
    world.order("/wechat-pay/bills", bill="fundflowbill", day=DAY.isoformat(), text=text)


@pytest.fixture(autouse=True)
def no_bills_yet(wechat_pay: PayWorld, store: Unit) -> None:
    for bill in ("tradebill", "fundflowbill"):
        wechat_pay.order("/wechat-pay/bills", bill=bill, day=DAY.isoformat(), state="missing")


def reconcile(day: date = DAY) -> Answer:
    return http("settle", "POST", f"/days/{day.isoformat()}/reconciliation", {}, session=sign_in("finance"))


def listed(**query: Any) -> list[dict[str, Any]]:
    return list(http("settle", "GET", "/differences", session=sign_in("finance"), query=query).data["differences"])


def seen(kind: str) -> set[tuple[str, str, int | None, int | None]]:
    rows = listed(state="open", kind=kind)
    return {(each["number"], each["verdict"], each["bill_fen"], each["books_fen"]) for each in rows}


def book(
    number: str, fen: int, state: PaymentState = PaymentState.PAID, posted: bool = True, posted_at: datetime = NOW
) -> None:
    """A payment of yesterday noon as our own row has it, and as the journal does once it was heard of."""
    at = datetime(DAY.year, DAY.month, DAY.day, 4, tzinfo=UTC)
    paid_at = at if state is PaymentState.PAID else None
    payment = Payment(number, "SF1", Purpose.FREIGHT, Channel.JSAPI, fen, "c", at, at, state=state, paid_at=paid_at)
    Unit(NOW).payments.add([payment])
    if paid_at and posted:
        unit = Unit(posted_at)
        entry = payment_received(f"payment_received:{number}", "SF1", "SF1", fen, posted_at)
        unit.transact(lambda: unit.journal.post(entry))


def test_what_both_sides_say_alike_is_no_difference(wechat_pay: PayWorld) -> None:
    book("P1", 2050)
    trade(wechat_pay, paid("P1", "20.50"), total="20.50")
    told = reconcile().data
    assert told["lines"] == 1
    assert seen("payment") == set()


def test_each_way_to_differ_has_its_name(wechat_pay: PayWorld) -> None:
    book("P-sum", 2050)
    book("P-ours", 700)
    book("P-open", 300, PaymentState.OPEN)
    trade(wechat_pay, paid("P-sum", "20.51"), paid("P-theirs", "1.00"), paid("P-open", "3.00"), total="24.51")
    reconcile()
    assert seen("payment") == {
        ("P-sum", "amount_differs", 2051, 2050),
        ("P-theirs", "missing_in_books", 100, None),
        ("P-open", "state_differs", 300, 300),
        ("P-ours", "missing_in_bill", None, 700),
    }


def test_a_payment_that_the_journal_has_otherwise_differs_under_its_own_number(wechat_pay: PayWorld) -> None:
    book("P-unposted", 700, posted=False)
    book("P-posted", 300)
    trade(wechat_pay, paid("P-unposted", "7.00"), paid("P-posted", "3.00"), total="10.00")
    reconcile()
    assert seen("payment") == {("P-unposted", "journal_differs", 700, 0)}


def test_what_was_heard_of_after_midnight_is_no_difference_of_either_day(wechat_pay: PayWorld) -> None:
    """The bill's day is the provider's, the entry's day is the one on which we heard: the number ties them."""
    book("P1", 700, posted_at=NOW + timedelta(days=1))
    trade(wechat_pay, paid("P1", "7.00"), total="7.00")
    assert reconcile().data["differences"] == 0


def test_money_that_moves_for_no_number_is_told_by_its_cause(wechat_pay: PayWorld) -> None:
    at = datetime(DAY.year, DAY.month, DAY.day, 4, tzinfo=UTC)
    banked = Line(Account.BANK, COMPANY, 500)
    entry = moved("strange:1", "somebody_took_it", None, at, banked, Account.WECHAT_CLEARING, COMPANY)
    unit = Unit(at)
    unit.transact(lambda: unit.journal.post(entry))
    trade(wechat_pay, total="0.00")
    reconcile()
    assert seen("total") == {("somebody_took_it", "missing_in_bill", None, -500)}


def test_the_same_day_again_changes_nothing(wechat_pay: PayWorld) -> None:
    book("P-ours", 700)
    assert reconcile().data["new"] == 1
    before = list(database()["differences"].find())
    assert reconcile().data["new"] == 0
    assert list(database()["differences"].find()) == before


def test_a_later_run_that_agrees_closes_a_difference_with_its_evidence(wechat_pay: PayWorld) -> None:
    book("P1", 700)
    reconcile()
    trade(wechat_pay, paid("P1", "7.00"), total="7.00")
    reconcile()
    closed = listed(state="closed", kind="payment")
    assert [(each["number"], each["closed_by"]) for each in closed] == [("P1", "system")]
    assert DAY.isoformat() in closed[0]["evidence"]


def test_broken_lines_and_wrong_sums_are_told_and_stop_nothing(wechat_pay: PayWorld) -> None:
    book("P1", 700)
    lines = (paid("P1", "7.00"), paid("P2", "7.0x"), row("half", "a line"), "\x00`,,,")
    trade(wechat_pay, *lines, total="9.00", count=9)
    assert reconcile().status == 200
    assert seen("payment") == set()
    assert {number: verdict for number, verdict, *_ in seen("line")} == {
        "trade:3": "broken_line",
        "trade:4": "broken_line",
        "trade:5": "broken_line",
        "trade:count": "broken_line",
        "trade:payments": "amount_differs",
    }


def test_a_bill_that_was_cut_off_is_told(wechat_pay: PayWorld) -> None:
    text = "\r\n".join([TRADE_HEAD, paid("P1", "7.00")])
    wechat_pay.order("/wechat-pay/bills", bill="tradebill", day=DAY.isoformat(), text=text)
    reconcile()
    assert ("trade:totals", "broken_line", None, None) in seen("line")


def test_a_bill_that_was_cut_off_says_nothing_of_what_is_missing_and_its_day_stays_open(wechat_pay: PayWorld) -> None:
    book("P1", 700)
    book("P2", 300)
    whole = [TRADE_HEAD, paid("P1", "7.00"), paid("P2", "3.00"), TRADE_SUMS]
    wechat_pay.order("/wechat-pay/bills", bill="tradebill", day=DAY.isoformat(), text="\r\n".join(whole[:2]))
    assert reconcile().data["whole"] is False
    assert seen("payment") == set(), "P2 may stand in the rest"
    pending = http("settle", "GET", "/differences", session=sign_in("finance")).data["pending"]
    assert DAY.isoformat() in pending
    trade(wechat_pay, paid("P1", "7.00"), paid("P2", "3.00"), total="10.00")
    assert reconcile().data["whole"] is True
    assert seen("line") == set(), "closed by the whole bill"


def test_fees_and_withdrawals_are_posted_once(wechat_pay: PayWorld) -> None:
    flows(
        wechat_pay,
        flow("扣除交易手续费", "支出", "0.12"),
        flow("退还交易手续费", "收入", "0.02"),
        flow("提现", "支出", "5.00"),
        income="0.02",
        spent="5.12",
    )
    assert reconcile().data["fees_fen"] == 10
    reconcile()
    rows = {each["_id"]: each["lines"] for each in database()["journal"].find()}
    assert {name: {line["account"]: line["amount_fen"] for line in lines} for name, lines in rows.items()} == {
        f"fund_flow:{DAY}:fees": {"payment_fees": 10, "wechat_clearing": -10},
        "withdrawal:f": {"wechat_in_transit": 500, "wechat_clearing": -500},
    }


def test_a_transfer_that_nobody_here_ordered_is_a_difference(wechat_pay: PayWorld) -> None:
    flows(wechat_pay, flow("商家转账", "支出", "8.00", "T1"), flow("补贴", "收入", "1.00"), income="1.00", spent="8.00")
    reconcile()
    assert seen("transfer") == {("T1", "missing_in_books", 800, None)}
    assert seen("line") == {("fund_flow:3", "missing_in_books", 100, None)}


def test_a_movement_of_an_unknown_sort_keeps_no_other_from_the_books(wechat_pay: PayWorld) -> None:
    lines = (flow("扣除交易手续费", "支出", "0.12"), flow("提现", "支出", "5.00"), flow("补贴", "收入", "1.00"))
    flows(wechat_pay, *lines, income="1.00", spent="5.12")
    assert reconcile().data["whole"]
    assert seen("line") == {("fund_flow:4", "missing_in_books", 100, None)}
    assert {each["_id"] for each in database()["journal"].find()} == {f"fund_flow:{DAY}:fees", "withdrawal:f"}


def test_money_that_we_put_on_the_providers_account_is_in_the_books_once(wechat_pay: PayWorld) -> None:
    flows(wechat_pay, flow("充值", "收入", "100.00"), income="100.00", spent="0.00")
    reconcile()
    reconcile()
    (entry,) = database()["journal"].find()
    moved = {line["account"]: line["amount_fen"] for line in entry["lines"]}
    assert moved == {"wechat_clearing": 10_000, "bank": -10_000}
    assert seen("line") == seen("total") == set()


def test_a_line_that_cannot_be_read_keeps_the_days_sums_out_of_the_books(wechat_pay: PayWorld) -> None:
    flows(wechat_pay, flow("扣除交易手续费", "支出", "0.12"), flow("提现", "支出", "5,00"), income="0.00", spent="5.12")
    reconcile()
    assert database()["journal"].count_documents({}) == 0


def test_a_bill_that_is_not_ready_leaves_the_day_pending(wechat_pay: PayWorld) -> None:
    wechat_pay.order("/wechat-pay/bills", bill="tradebill", day=DAY.isoformat(), state="creating")
    assert schedule("settle", "reconcile_provider") == {"days": 2, "pending": 1}
    pending = http("settle", "GET", "/differences", session=sign_in("finance")).data["pending"]
    assert pending == [DAY.isoformat()]
    trade(wechat_pay, total="0.00")
    assert schedule("settle", "reconcile_provider") == {"days": 1, "pending": 0}
    assert schedule("settle", "reconcile_provider") == {"days": 0, "pending": 0}


def test_days_without_a_bill_are_caught_up_with_however_long_it_took(wechat_pay: PayWorld, store: Unit) -> None:
    long_ago = DAY - timedelta(days=6)
    store.provider_money.mark(long_ago, NOW)
    for back in range(1, 6):
        day = (DAY - timedelta(days=back)).isoformat()
        for bill in ("tradebill", "fundflowbill"):
            wechat_pay.order("/wechat-pay/bills", bill=bill, day=day, state="missing")
    assert schedule("settle", "reconcile_provider") == {"days": 6, "pending": 0}
    assert schedule("settle", "reconcile_provider") == {"days": 0, "pending": 0}


def test_goods_money_by_wechat_is_to_be_remitted_once_the_bill_proves_it(wechat_pay: PayWorld) -> None:
    courier = actor("courier")
    waybill_no = place_order(session_of(actor("customer")), cod_fen=30000)
    bring_out(waybill_no, courier)
    path = f"/parcels/{waybill_no}/door-payments"
    offered = http("pay", "POST", path, {}, session=session_of(courier)).data
    wechat_pay.pay("o-somebody", code_url=offered["code_url"])
    wechat_pay.deliver(offered["payment_id"])
    deliver_outbox("pay", "collect_cod")
    yesterday = NOW - timedelta(days=1)
    database()["payments"].update_one({"_id": offered["payment_id"]}, {"$set": {"paid_at": yesterday}})
    assert reconcile().data["proved"] == 0
    assert parcel_of(waybill_no).cod.status == "collected", "not in the bill, not proved"
    fen = offered["amount_fen"]
    yuan = f"{fen // 100}.{fen % 100:02d}"
    trade(wechat_pay, paid(offered["payment_id"], yuan), total=yuan)
    assert reconcile().data["proved"] == 1
    assert parcel_of(waybill_no).cod.status == "remittable"
    assert reconcile().data["proved"] == 0


def test_today_is_not_over(wechat_pay: PayWorld) -> None:
    assert reconcile(business_day(NOW)).code == "DAY_NOT_OVER"


def test_a_difference_is_assigned_and_closed_once_with_evidence(wechat_pay: PayWorld) -> None:
    book("P-ours", 700)
    reconcile()
    wanted = f"/differences/{DAY.isoformat()}:payment:P-ours"
    finance = sign_in("finance")
    whose = actor("finance", at=1).id
    assert http("settle", "POST", f"{wanted}/assignment", {"assignee": whose}, session=finance).status == 200
    assert [each["age_days"] for each in listed(assignee=whose, state="open")] == [1]
    body = {"note": "次日到账", "evidence": "次日账单"}
    assert http("settle", "POST", f"{wanted}/closing", body, session=finance).data["state"] == "closed"
    assert http("settle", "POST", f"{wanted}/closing", body, session=finance).code == "DIFFERENCE_CLOSED"
    assert reconcile().data["new"] == 0
    assert seen("payment") == set(), "what a person closed stays closed"


def test_a_difference_is_given_to_nobody_whose_work_money_is_not(wechat_pay: PayWorld) -> None:
    book("P-ours", 700)
    reconcile()
    wanted, finance = f"/differences/{DAY.isoformat()}:payment:P-ours/assignment", sign_in("finance")
    for assignee, code in ((actor("courier").id, "ASSIGNEE_UNSUITABLE"), ("F1", "STAFF_NOT_FOUND")):
        assert http("settle", "POST", wanted, {"assignee": assignee}, session=finance).code == code
    assert [each["assignee"] for each in listed(state="open")] == [""]
