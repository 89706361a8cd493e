"""Invoices: for what was paid or billed, once, with a title that is sealed, and recorded by finance."""

from datetime import timedelta
from typing import Any

import pytest

from logistics.domain.invoicing import is_tax_no
from logistics.domain.shanghai import business_day
from tests.support.calls import deliver_outbox, http
from tests.support.doors import Door
from tests.support.monthly import Month
from tests.support.orders import pick_up
from tests.support.people import actor, session_of, sign_in
from tests.support.prepaid import FREIGHT_FEN, Desk, Prepaid
from tests.support.wechat_pay import PayWorld

pytestmark = pytest.mark.usefixtures("store")

TAX_NO = "91350100M000100Y43"  # the example of GB 32100-2015
COMPANY = {"kind": "company", "title": "云起家居有限公司", "tax_no": TAX_NO, "email": "books@example.com"}
PERSON = {"kind": "personal", "title": "欧阳晴川"}


def ask(session: str, **body: Any) -> Any:
    return http("bill", "POST", "/invoices", body, session=session)


def act(invoice_id: str, deed: str, body: Any, session: str) -> Any:
    return http("bill", "POST", f"/invoices/{invoice_id}/{deed}", body, session=session)


@pytest.fixture
def paid(store: Any) -> Door:
    """Paid at the door by its consignee, and signed for."""
    door = Door(terms="on_receipt").go_out()
    door.settle()
    amount = {"amount_fen": door.parcel.freight_due_fen}
    assert door.post("collection", "courier", amount, "collect_cod").status == 200
    assert door.sign().data["status"] == "signed"
    return door


@pytest.mark.parametrize(
    ("tax_no", "right"),
    [
        (TAX_NO, True),
        ("91110000600037341L", True),
        ("91350100M000100Y44", False),  # one character wrong
        ("91350100M00010Y043", False),  # two changed places
        ("91350100M000100Y4", False),  # too short
        ("91350100I000100Y43", False),  # I, O, S, V and Z are not used
        ("", False),
    ],
)
def test_a_tax_number_is_right_to_its_check_character(tax_no: str, right: bool) -> None:
    assert is_tax_no(tax_no) is right


def test_who_paid_asks_once_and_finance_records_it(paid: Door, store: Any) -> None:
    payer, finance = paid.session["receiver"], sign_in("finance")
    asked = ask(payer, waybill_nos=[paid.waybill_no], **COMPANY)
    assert (asked.data["state"], asked.data["amount_fen"]) == ("requested", paid.parcel.price.total_fen)
    assert ask(payer, waybill_nos=[paid.waybill_no], **PERSON).code == "INVOICED_BEFORE"
    invoice_id = asked.data["invoice_id"]
    opened = act(invoice_id, "title", {}, finance).data
    assert (opened["title"], opened["tax_no"]) == (COMPANY["title"], TAX_NO)
    said = {"number": "25117000000012345678", "issued_on": business_day(store.now).isoformat(), "file": "2026/03/1.pdf"}
    later = (business_day(store.now) + timedelta(days=1)).isoformat()
    assert act(invoice_id, "record", said | {"issued_on": later}, finance).code == "DAY_INVALID"
    assert act(invoice_id, "record", said, finance).data["state"] == "issued"
    assert act(invoice_id, "record", said, finance).code == "INVOICE_STATE_CONFLICT"
    [mine] = http("bill", "GET", "/invoices", session=payer, key="").data["invoices"]
    assert (mine["number"], mine["state_label"], mine["subjects"]) == (
        said["number"],
        "已开具",
        [f"waybill:{paid.waybill_no}"],
    )


def test_a_refused_one_may_be_asked_for_again(paid: Door) -> None:
    payer, finance = paid.session["receiver"], sign_in("finance")
    invoice_id = ask(payer, waybill_nos=[paid.waybill_no], **PERSON).data["invoice_id"]
    assert act(invoice_id, "refusal", {"note": "请填写公司抬头"}, finance).data["state"] == "refused"
    assert ask(payer, waybill_nos=[paid.waybill_no], **COMPANY).status == 200


def test_titles_are_sealed_and_a_persons_name_is_shown_masked(paid: Door, store: Any) -> None:
    ask(paid.session["receiver"], waybill_nos=[paid.waybill_no], **PERSON)
    finance = sign_in("finance")
    [row] = http("bill", "GET", "/invoices", session=finance, key="").data["invoices"]
    assert row["title"] != PERSON["title"] and row["title"].startswith("欧")
    kept = str(list(store.db.invoices.find())) + str(list(store.db.outbox.find())) + str(list(store.db.replies.find()))
    assert PERSON["title"] not in kept


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (COMPANY | {"tax_no": "91350100M000100Y44"}, "TAX_NO_INVALID"),
        (COMPANY | {"tax_no": ""}, "TAX_NO_INVALID"),
        (PERSON | {"tax_no": TAX_NO}, "TAX_NO_INVALID"),
        (PERSON | {"waybill_nos": []}, "INVOICE_SUBJECT_INVALID"),
        (PERSON | {"statement_id": "01JD0000000000000000000000"}, "INVOICE_SUBJECT_INVALID"),
    ],
)
def test_what_is_not_right_is_refused(paid: Door, body: dict[str, Any], code: str) -> None:
    assert ask(paid.session["receiver"], **{"waybill_nos": [paid.waybill_no]} | body).code == code


def test_only_who_paid_and_only_what_was_paid(paid: Door) -> None:
    assert ask(paid.session["sender"], waybill_nos=[paid.waybill_no], **PERSON).code == "ORDER_NOT_YOURS"
    unpaid = Door(terms="on_receipt").go_out()
    unpaid.settle()
    assert ask(unpaid.session["receiver"], waybill_nos=[unpaid.waybill_no], **PERSON).code == "INVOICE_NOT_PAID"
    on_account = Door().go_out()
    on_account.settle()
    refused = ask(on_account.session["sender"], waybill_nos=[on_account.waybill_no], **PERSON)
    assert refused.code == "INVOICE_BY_STATEMENT"


def test_what_was_given_back_out_of_goodwill_is_not_invoiced(wechat_pay: PayWorld) -> None:
    orders = Prepaid(actor("customer"), wechat_pay)
    waybill_no = orders.paid_order()
    pick_up(waybill_no, actor("courier"))
    orders.settle()
    assert Desk().give_back(f"{waybill_no}P1", 500).status == 200
    orders.settle()
    orders.refunded(waybill_no)
    asked = ask(session_of(orders.sender), waybill_nos=[waybill_no], **PERSON)
    assert asked.data["amount_fen"] == FREIGHT_FEN - 500


def test_a_statement_is_invoiced_once_for_what_it_charged(store: Any) -> None:
    month = Month(store)
    statement_id = month.issue()["statement_id"]
    asked = ask(month.session, statement_id=statement_id, **COMPANY)
    assert asked.data["amount_fen"] == 4_100
    assert ask(month.session, statement_id=statement_id, **COMPANY).code == "INVOICED_BEFORE"
    other = Door()
    assert ask(session_of(other.sender), statement_id=statement_id, **COMPANY).code == "STATEMENT_NOT_FOUND"


def test_a_late_statement_is_paid_before_it_is_invoiced(store: Any) -> None:
    month = Month(store)
    statement_id = month.issue()["statement_id"]
    month.make_late()
    deliver_outbox("bill")
    assert ask(month.session, statement_id=statement_id, **COMPANY).code == "INVOICE_NOT_PAID"
