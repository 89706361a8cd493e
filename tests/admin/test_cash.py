"""At the command line: cash declared, counted and paid in by an outlet; a difference settled by finance."""

from pathlib import Path

from tests.admin.conftest import Terminal
from tests.support.custody import OUTLET, Custody
from tests.support.proofs import JPEG


def test_cash_is_counted_and_paid_in(admin: Terminal, tmp_path: Path) -> None:
    custody = Custody()
    declaration, _ = custody.declared(30_000, 500)
    admin.sign_in("cashier", OUTLET)
    (waiting,) = admin("cash", "declarations", "--json").data
    assert (waiting["declaration_id"], waiting["parcels"]) == (declaration, 2)
    listed = admin("cash", "declarations").out
    assert "已交账，待清点" in listed and "305" not in listed
    custody.no_wait()
    assert admin("cash", "code", declaration, "--json").data["expires_in_s"] == 300
    code = custody.newest_code(custody.cashier)
    counted = admin("cash", "count", declaration, "30500", "--code", code, "--json").data
    assert counted["state"] == "agreed"
    assert "305.00" in admin("cash", "counts").out
    photo = tmp_path / "slip.jpg"
    photo.write_bytes(JPEG)
    paying = ("cash", "deposit", counted["count_id"], "--reference", "CCB-0001", "--slip", str(photo), "--json")
    assert admin(*paying, "--fen", "30000").refused == "DEPOSIT_AMOUNT_MISMATCH"
    made = admin(*paying, "--fen", "30500").data
    assert (made["state"], made["has_slip"]) == ("banked", True)
    assert [each["deposit_id"] for each in admin("cash", "deposits", "--json").data] == [made["deposit_id"]]
    assert "slips/" in admin("cash", "slip", made["deposit_id"], "--json").data["url"]
    admin.sign_in("finance")
    held = admin("cash", "holders", "--json").data
    assert (held["in_transit_fen"], held["holding_fen"], held["owes_fen"]) == (30_500, 0, 0)
    assert [(each["holder"], each["in_transit_fen"]) for each in held["holders"]] == [(OUTLET, 30_500)]
    assert "to the bank" in admin("cash", "holders").out


def test_a_difference_is_proposed_and_approved(admin: Terminal) -> None:
    custody = Custody()
    deposit, (waybill,) = custody.banked(30_000)
    admin.sign_in("finance")
    assert admin("discrepancies", "open", "deposit", deposit, "29900", "--json").data["difference_fen"] == -100
    (waiting,) = admin("discrepancies", "list", "--json").data
    known = waiting["discrepancy_id"]
    assert "deposit" in admin("discrepancies", "list").out
    proposing = ("discrepancies", "propose", known, "shortage", "--note", "the bank counted again", "--json")
    assert admin(*proposing, "--fen", "99").refused == "DISCREPANCY_AMOUNT_MISMATCH"
    assert admin(*proposing, "--fen", "100").data["state"] == "proposed"
    assert admin("discrepancies", "code", known, "--json").refused == "APPROVAL_BY_PROPOSER"
    custody.propose(known, "shortage", 100, custody.other_finance)
    custody.no_wait()
    assert admin("discrepancies", "code", known, "--json").data["expires_in_s"] == 300
    code = custody.newest_code(custody.finance)
    assert admin("discrepancies", "approve", known, "--code", code, "--json").data["state"] == "resolved"
    assert custody.cod(waybill) == "banked"
    held = admin("cash", "holders", "--json").data
    assert held["owes_fen"] == 100


def test_a_limit_is_set_for_an_outlet(admin: Terminal) -> None:
    custody = Custody()
    admin.sign_in("finance")
    assert admin("cash", "limit", "80000", "--outlet", OUTLET, "--json").data["limit_fen"] == 80_000
    assert custody.balance()["limit_fen"] == 80_000
