"""Adjusting the books at the command line: two people, and what is said when one tries alone."""

from datetime import UTC, datetime

from logistics.domain.journal import Account
from logistics.domain.money_entries import cash_difference
from logistics.store.mongo import Unit
from tests.admin.conftest import Terminal
from tests.support.custody import Custody
from tests.support.people import actor


def test_missing_cash_is_written_off_by_two_people(admin: Terminal) -> None:
    custody, courier, now = Custody(), actor("courier"), datetime.now(UTC)
    unit = Unit(now)
    missing = cash_difference("x:1", "WB000000000000", courier.id, Account.CASH_DECLARED, courier.id, -30_000, now)
    unit.transact(lambda: unit.journal.post(missing))
    admin.sign_in("finance")
    words = ("--note", "nobody pays", "--evidence", "letter 17", "--json")
    proposed = admin("adjustments", "propose", "write_off", courier.id, "30000", *words).data["adjustment_id"]
    assert "write_off" in admin("adjustments", "list").out
    assert admin("adjustments", "code", proposed, "--json").refused == "APPROVAL_BY_PROPOSER"
    admin.sign_in("administrator")
    custody.no_wait()
    assert admin("adjustments", "code", proposed, "--json").data["expires_in_s"] == 300
    code = custody.newest_code(actor("administrator"))
    assert admin("adjustments", "approve", proposed, "--code", code, "--json").data["state"] == "approved"
    assert admin("adjustments", "drop", proposed, "--json").refused == "ADJUSTMENT_ENDED"
    admin.sign_in("finance")
    placing = ("adjustments", "propose", "place", courier.id, "1", *words)
    assert admin(*placing).refused == "INPUT_INVALID", "where to must be said"
