"""What our own code adds: six use cases in a warm process, each beside the driver calls that it cannot do without."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter_ns
from typing import Any

from scripts.benchmarks.cases import CASES, Call, Case
from scripts.benchmarks.counting import CommandCounter
from scripts.benchmarks.figures import Figure, figure
from scripts.benchmarks.floor import Floor
from scripts.benchmarks.ground import Ground, ground, use
from scripts.benchmarks.orders import Order, populate
from scripts.benchmarks.paying import Pay

_EVERY_CASE = CASES | {Pay.name: Pay}
_TAKEN = (200, 204)
_WARM_UP = 30
_PUBLISHED = 200

Side = Callable[[Call], dict[str, Any]]


def overhead(names: list[str], calls: int, orders: int) -> list[Figure]:
    """A row for each named use case (all if none), then one for the publish to the topic that follows a change."""
    with ground() as made:
        population = populate(made, orders, at_the_door=2 * (calls + _WARM_UP) + 10)
        chosen = [case(made, population) for name, case in _EVERY_CASE.items() if name in names or not names]
        timed = {case.name: _timed(case, calls) for case in chosen}
        counts = _commands(made, population, [case.name for case in chosen])
        published = _published(made, min(calls, _PUBLISHED))
    rows = [
        figure(name, ours, floor, added_ms=_added(ours, floor), **counts[name]) for name, (ours, floor) in timed.items()
    ]
    return [*rows, published]


def _timed(case: Case, calls: int) -> tuple[list[float], list[float]]:
    """Times of both sides in milliseconds, called by turns: ours, floor, floor, ours."""
    from logistics.store.mongo import database
    from logistics.store.redis import redis

    case.prime()
    floor = Floor(database(), redis())
    sides = (_ours(case), _floor(floor))
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(_WARM_UP + calls):
        for which in (0, 1) if turn % 2 else (1, 0):
            taken = _time(sides[which], case.next())
            if turn >= _WARM_UP:
                times[which].append(taken)
    return times


def _ours(case: Case) -> Side:
    return lambda call: case.handler(call.event, None)


def _floor(floor: Floor) -> Side:
    return lambda call: floor.answer(call.event, call.given)


def _time(side: Side, call: Call) -> float:
    began = perf_counter_ns()
    reply = side(call)
    taken = perf_counter_ns() - began
    if reply["statusCode"] not in _TAKEN:
        raise RuntimeError(f"refused: {reply}")
    return taken / 1e6


def _added(ours: list[float], floor: list[float]) -> float:
    mine = figure("", ours, floor)
    return round(mine.p50_ms - (mine.floor_p50_ms or 0), 2)


def _commands(made: Ground, population: dict[str, list[Order]], names: list[str]) -> dict[str, dict[str, object]]:
    """The commands of one call of each side; on a client of its own, because a listener costs time."""
    from logistics.store.mongo import database
    from logistics.store.redis import redis

    counter = CommandCounter(os.environ["REDIS_URL"])
    counter.listen()
    late = {life: orders[::-1] for life, orders in population.items()}  # those that no timed call has used
    found: dict[str, dict[str, object]] = {}
    for case in (_EVERY_CASE[name](made, late) for name in names):
        case.prime()
        sides = (_ours(case), _floor(Floor(database(), redis())))
        (count, which), (floor_count, floor_which) = (_counted(counter, side, case.next()) for side in sides)
        found[case.name] = {"commands": count, "floor_commands": floor_count, "sent": which, "floor_sent": floor_which}
    return found


def _counted(counter: CommandCounter, side: Side, call: Call) -> tuple[int, str]:
    return counter.during(lambda: side(call))


def _published(made: Ground, calls: int) -> Figure:
    """One event to the topic, which follows the commit; its floor is the bare call of boto3."""
    from logistics.domain.events import CodHandedBack
    from logistics.domain.letter import letter
    from logistics.domain.waybill import new_waybill_no
    from logistics.gateways import topic
    from logistics.gateways.aws import aws

    use({"TOPIC_ARN": made.topic_arn})
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(calls + 5):
        letters = [letter(CodHandedBack(new_waybill_no(), "", 0), datetime.now(UTC)) for _ in range(2)]
        entry: dict[str, object] = {"Id": "0", "Message": "{}" * 150, "MessageGroupId": letters[1].waybill_no}
        entry["MessageDeduplicationId"] = letters[1].id
        # Whoever subscribes to the event is sent both, so that the broker's work is the same.
        entry["MessageAttributes"] = {"type": {"DataType": "String", "StringValue": letters[1].type}}
        for which in (0, 1) if turn % 2 else (1, 0):
            began = perf_counter_ns()
            if which:
                aws("sns").publish_batch(TopicArn=made.topic_arn, PublishBatchRequestEntries=[entry])
            else:
                topic.publish(letters[:1])
            times[which].append((perf_counter_ns() - began) / 1e6)
    use({"TOPIC_ARN": ""})
    return figure("publish to the topic", times[0][5:], times[1][5:], added_ms=_added(times[0][5:], times[1][5:]))
