"""At the command line: the bank's list of credits, however long it is."""

from datetime import UTC, datetime
from pathlib import Path

from logistics.domain.shanghai import business_day
from tests.admin.conftest import Terminal

DAY = business_day(datetime.now(UTC)).isoformat()


def test_a_long_list_is_brought_in_parts_and_its_broken_lines_told_by_their_own_numbers(
    admin: Terminal, tmp_path: Path
) -> None:
    lines = ["银行流水号,记账日期,收入(元),附言", *(f"R-{at},{DAY},1.00,往来款" for at in range(2, 702))]
    lines[39], lines[650] = "R-40", ""
    lines[649] = f"R-650,{DAY},nothing,往来款"
    file = tmp_path / "bank.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    admin.sign_in("finance")
    done = admin("reconcile", "bank", str(file), "--json").data
    assert (done["unplaced"], done["known"]) == (697, 0)
    assert done["broken"] == [
        {"line": 40, "reason": "CELLS_MISSING"},
        {"line": 650, "reason": "AMOUNT_OR_DAY_INVALID"},
    ]
    assert admin("reconcile", "bank", str(file), "--json").data["known"] == 697
    assert "697" in admin("reconcile", "bank", str(file)).out
    file.write_text("", encoding="utf-8")
    assert admin("reconcile", "bank", str(file), "--json").data["broken"] == [{"line": 1, "reason": "HEADER_UNKNOWN"}]
