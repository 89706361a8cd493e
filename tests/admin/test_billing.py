"""At the command line: credit agreed, a bill received, an invoice written."""

from typing import Any

from tests.admin.conftest import Terminal
from tests.functions.test_invoices import COMPANY, ask
from tests.support.monthly import Month


def test_credit_is_agreed_and_a_bill_is_received(admin: Terminal, store: Any) -> None:
    month = Month(store)
    statement_id = month.issue()["statement_id"]
    admin.sign_in("finance")
    assert admin("credit", "set", month.merchant.id, "100000", "--due-days", "30", "--json").data["due_days"] == 30
    assert [each["limit_fen"] for each in admin("credit", "list", "--json").data] == [100_000]
    assert admin("credit", "show", month.merchant.id, "--json").data["owed_fen"] == 6_150
    assert [each["statement_id"] for each in admin("bills", "list", "--state", "open", "--json").data] == [statement_id]
    assert len(admin("bills", "show", statement_id, "--json").data["rows"]) == 2
    assert "http" in admin("bills", "file", statement_id, "--json").data["url"]
    received = admin("bills", "receive", statement_id, "4100", "--reference", "B-77", "--json").data
    assert (received["state"], received["owed_fen"]) == ("paid", 0)


def test_an_invoice_is_opened_and_recorded_or_refused(admin: Terminal, store: Any) -> None:
    month = Month(store)
    statement_id = month.issue()["statement_id"]
    first = ask(month.session, statement_id=statement_id, **COMPANY).data["invoice_id"]
    admin.sign_in("finance")
    assert admin("invoices", "refuse", first, "--note", "请核对抬头", "--json").data["state"] == "refused"
    again = ask(month.session, statement_id=statement_id, **COMPANY).data["invoice_id"]
    assert [each["invoice_id"] for each in admin("invoices", "list", "--json").data] == [again]
    assert admin("invoices", "open", again, "--json").data["tax_no"] == COMPANY["tax_no"]
    recorded = admin("invoices", "record", again, "25117000000012345678", "--day", "2026-03-09", "--json")
    assert recorded.data["state"] == "issued"
