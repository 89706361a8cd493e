"""The outbox as the sweep reads it: nothing is passed over, however much is stuck, and no row is read in vain."""

from datetime import UTC, datetime, timedelta

import pytest

from logistics.domain.events import AcceptanceOverdue
from logistics.store.mongo import Unit, database

START = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)


def at(second: int) -> Unit:
    return Unit(START + timedelta(seconds=second))


def announce(unit: Unit, count: int) -> list[str]:
    event = AcceptanceOverdue("WB000000000000", "courier-1", "assignment-1")

    def work() -> None:
        for _ in range(count):
            unit.outbox.emit(event)

    unit.transact(work)
    return [each.id for each in unit.outbox.written]


def test_events_of_one_call_keep_their_order(store: Unit) -> None:
    ids = announce(at(0), 50)
    assert ids == sorted(ids)
    assert [each.id for each in at(10).outbox.unsent(at(5).now, 100)] == ids


def test_a_letter_is_looked_at_again_after_one_two_four_minutes_and_never_later_than_four_hours(store: Unit) -> None:
    ids = announce(at(0), 1)
    for tries, wait_s in [(0, 60), (1, 120), (2, 240), (3, 480), (7, 7680), (8, 14400), (20, 14400)]:
        at(0).outbox.mark_sent(ids, tries)
        (early,) = at(wait_s - 1).outbox.unsettled(10)
        (late,) = at(wait_s).outbox.unsettled(10)
        assert (early.overdue, late.overdue) == (False, True), tries
        assert late.tries == tries + 1


def test_stuck_letters_do_not_stand_in_the_way_of_newer_ones(store: Unit) -> None:
    stuck = announce(at(0), 20)
    at(0).outbox.mark_sent(stuck)
    (fresh,) = announce(at(60), 1)
    at(60).outbox.mark_sent([fresh])
    seen: list[str] = []
    for minute in (2, 3, 4):  # ten a round
        rows = at(minute * 60).outbox.unsettled(10)
        seen += [row.letter.id for row in rows]
        at(minute * 60).outbox.mark_sent([row.letter.id for row in rows if row.overdue], tries=1)
    assert fresh in seen
    assert set(stuck) <= set(seen)


def test_a_settled_letter_is_not_looked_at_and_cannot_be_sent_again(store: Unit) -> None:
    ids = announce(at(0), 1)
    at(1).outbox.settle(ids)
    at(2).outbox.mark_sent(ids)
    assert at(99_999).outbox.unsettled(10) == []
    assert at(99_999).outbox.unsent(at(99_999).now, 10) == []
    assert at(0).outbox.counts() == {"unsent": 0, "unsettled": 0}


def test_the_sweep_reads_open_letters_by_an_index_that_holds_no_others(store: Unit) -> None:
    unit = at(0)
    announce(unit, 30)
    unit.outbox.settle([row["_id"] for row in database()["outbox"].find().limit(28)])
    plan = database()["outbox"].find({"look_at": {"$lt": at(60).now}, "sent_at": None}).sort("look_at", 1).explain()
    assert plan["executionStats"]["totalKeysExamined"] == 2


def test_what_was_not_committed_is_left_for_nobody_to_send(store: Unit) -> None:
    unit = at(0)
    event = AcceptanceOverdue("WB000000000000", "courier-1", "assignment-1")

    def work() -> None:
        unit.outbox.emit(event)
        unit.due.emit_at(event, at(60).now, "half a character: \ud800")  # refused after the outbox took its letters

    with pytest.raises(UnicodeEncodeError):
        unit.transact(work)
    assert at(1).outbox.all() == []
    assert (unit.outbox.written, unit.due.written) == ([], [])
