"""Tours while they are driven: what finished doors teach, and what that changes."""

from datetime import UTC, datetime, timedelta

import pytest

from logistics.domain.roles import Actor
from logistics.domain.states import Step
from logistics.store.mongo import Unit, database
from tests.functions.test_following import KILOMETRE_S, courier, follow, minutes_ahead, nobody_seen_before, row
from tests.support.calls import deliver_outbox
from tests.support.orders import report

__all__ = ["courier", "nobody_seen_before", "row"]  # fixtures
pytestmark = pytest.mark.usefixtures("store")


def test_finished_doors_teach_how_long_the_next_ones_take(row: list[str], courier: Actor) -> None:
    """The second kilometre took 14 minutes with the door: 12 of them for what was planned as 3.9."""
    follow()
    report(row[0], Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    deliver_outbox("plan_route")
    earlier = datetime.now(UTC) - timedelta(minutes=14)
    database()["arrivals"].update_one({"_id": row[0]}, {"$set": {"done_at": earlier}})
    report(row[1], Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    deliver_outbox("plan_route")
    learned = {each["_id"]: each for each in database()["paces"].find({"_id": {"$regex": "^leg:"}})}
    assert len(learned) == 3 and {each["counted"] for each in learned.values()} == {4}, "four planned minutes"
    assert [list(each["bins"]) for each in learned.values()] == [["16"]] * 3, "2 to the power of 1.6 is three times"
    assert {each["_id"] for each in database()["paces"].find({"_id": {"$regex": "^ahead:"}})} == set(), "seconds later"


def test_what_is_learned_changes_what_is_expected(row: list[str], courier: Actor) -> None:
    Unit(datetime.now(UTC)).paces.add({("leg:*:*", 10): 100})
    follow()
    assert minutes_ahead(row[0]) == pytest.approx(2 * KILOMETRE_S / 60, rel=0.05)


def test_a_group_that_has_seen_very_much_forgets_half() -> None:
    paces = Unit(datetime.now(UTC)).paces
    paces.add({("leg:*:*", 3): 3_000, ("leg:*:*", -2): 1_001})
    assert paces.read(["leg:*:*", "unknown"]) == {"leg:*:*": {3: 1_500, -2: 500}}
