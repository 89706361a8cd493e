"""At the command line: a claim assessed by customer service and paid by finance."""

from tests.admin.conftest import Terminal
from tests.support.claims import ClaimCase


def test_a_claim_is_listed_assessed_agreed_and_paid(admin: Terminal) -> None:
    case = ClaimCase(insured_value_fen=50_000).go_out()
    case.sign()
    case.ask()
    admin.sign_in("customer_service")
    assert [each["claim_id"] for each in admin("claims", "list", "--json").data] == [case.claim_id]
    assert "已提交" in admin("claims", "list").out
    assert admin("claims", "ask", case.claim_id, "--note", "请补照片", "--json").data["state"] == "evidence_requested"
    case.act("evidence", "sender", {"note": "照片如下"})
    too_much = admin("claims", "assess", case.claim_id, "60000", "--note", "按声明价值", "--json")
    assert too_much.refused == "CLAIM_ABOVE_LIMIT"
    offered = admin("claims", "assess", case.claim_id, "30000", "--note", "按声明价值", "--json").data
    assert (offered["state"], offered["offered_fen"]) == ("assessed", 30_000)
    assert admin("claims", "show", case.claim_id, "--json").data["reply"] == "按声明价值"
    case.agree()
    paying = ("claims", "pay", case.claim_id, "--reference", "20260309")
    assert admin(*paying, "--code", case.code(), "--json").refused == "ROLE_FORBIDDEN"
    admin.sign_in("finance")
    assert admin("claims", "code", case.claim_id, "--json").data["expires_in_s"] == 300
    assert admin(*paying, "--code", case.code(), "--json").data["state"] == "paid"
    assert admin("claims", "list", "--state", "paid", "--json").data[0]["offered_fen"] == 30_000


def test_a_claim_is_rejected(admin: Terminal) -> None:
    case = ClaimCase().go_out()
    case.sign()
    case.ask()
    admin.sign_in("customer_service")
    assert admin("claims", "reject", case.claim_id, "--note", "包装完好", "--json").data["state"] == "rejected"
