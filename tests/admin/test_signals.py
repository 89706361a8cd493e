"""At the command line: what couriers' ways showed, with its evidence, judged, and how often it was right."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from logistics.domain.fixes import Fix
from logistics.domain.shanghai import at_clock, business_day
from logistics.store.mongo import Unit
from tests.admin.conftest import Terminal
from tests.support.calls import schedule
from tests.support.people import actor


def test_a_signal_is_listed_shown_and_judged(admin: Terminal, store: Any) -> None:
    courier = actor("courier", "GZ-TH-1", 0)
    start = at_clock(business_day(datetime.now(UTC) - timedelta(hours=3)) - timedelta(days=1), time(9))
    jump = [Fix(n, start + timedelta(seconds=30 * n), (113.3, 23.1 + 0.05 * (n > 1)), 8.0) for n in range(3)]
    Unit(datetime.now(UTC)).fixes.add(courier.id, jump, True)
    schedule("observe", "observe")
    admin.sign_in("dispatcher")
    (found,) = admin("signals", "list", "--json").data
    assert (found["kind"], found["courier_id"], found["judgement"]) == ("jump", courier.id, "open")
    assert "185.3 m/s" in admin("signals", "list", "--kind", "jump").out
    assert admin("signals", "list", "--kind", "detour", "--json").data == []
    assert admin("signals", "list", "--kind", "flight").code == 2
    assert "2 fixes" in admin("signals", "show", found["signal_id"]).out
    assert admin("signals", "review", found["signal_id"], "perhaps").code == 2
    assert admin("signals", "review", found["signal_id"], "wrong", "--json").data["judgement"] == "wrong"
    assert admin("signals", "review", found["signal_id"], "right", "--json").refused == "SIGNAL_REVIEWED"
    assert admin("signals", "list", "--json").data == []
    assert [each["judgement"] for each in admin("signals", "list", "--reviewed", "--json").data] == ["wrong"]
    rows = {each["kind"]: each for each in admin("signals", "precision", "--json").data}
    assert (rows["jump"]["wrong"], rows["jump"]["precision"]) == (1, 0.0)
    assert admin("signals", "show", "nothing", "--json").refused == "SIGNAL_NOT_FOUND"
