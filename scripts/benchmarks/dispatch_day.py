"""A simulated busy 90 minutes of 400 couriers: the product's matcher beside first-come-nearest and closest pairs.

The city is a square; a courier has one errand at a time and is free where it ends. All three see the same orders.
"""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from math import cos, hypot, sin

from scripts.benchmarks.figures import percentile

Place = tuple[float, float]
Pairs = list[tuple["Order", "Courier"]]

_COURIERS = 400
_SPAN_S = 90 * 60
_SIDE_M = 20_000
_METRES_PER_S = 5.0
_DETOUR = 1.3
_AT_THE_DOORS_S = 240
_PATIENCE_S = 20 * 60
_BATCH_S = 6
_ERRAND_M = 6_000  # on average; the spread is a third of it


@dataclass
class Order:
    number: int
    at_s: float
    pickup: Place
    drop: Place


@dataclass
class Courier:
    number: int
    place: Place
    free_at_s: float = 0.0
    errands: int = 0


@dataclass
class Outcome:
    """What a policy did: distances to pickups in metres, seconds from order to courier's arrival."""

    pickup_m: list[float] = field(default_factory=list)
    wait_s: list[float] = field(default_factory=list)
    lost: int = 0
    errands: list[int] = field(default_factory=list)

    def row(self) -> dict[str, float]:
        """The figures side by side; `unevenness` is the Gini coefficient of errands per courier, 0 is even."""
        served = len(self.wait_s)
        return {
            "pickup_km": round(sum(self.pickup_m) / served / 1_000, 3),
            "wait_min": round(sum(self.wait_s) / served / 60, 2),
            "wait_p95_min": round(percentile(self.wait_s, 0.95) / 60, 1),
            "served_percent": round(100 * served / (served + self.lost), 2),
            "unevenness": round(_gini(self.errands), 3),
        }


def day(orders: int, seed: int) -> dict[str, dict[str, float]]:
    """The three policies on the same orders, by name."""
    policies: dict[str, tuple[Policy, float]] = {
        "first come, nearest": (first_come, 1),
        "closest pair": (closest, _BATCH_S),
        "ours": (ours, _BATCH_S),
    }
    return {name: _lived(orders, seed, policy, step_s).row() for name, (policy, step_s) in policies.items()}


def first_come(waiting: list[Order], free: list[Courier], _: float) -> Pairs:
    """Each order in turn takes the nearest courier who is free."""
    left, pairs = list(free), Pairs()
    for order in waiting:
        if left:
            chosen = min(left, key=lambda each: _metres(each.place, order.pickup))
            left.remove(chosen)
            pairs.append((order, chosen))
    return pairs


def closest(waiting: list[Order], free: list[Courier], _: float) -> Pairs:
    """The closest pair of all, then the closest of what is left."""
    ranked = sorted(
        ((_metres(courier.place, order.pickup), order.number, courier.number, order, courier))
        for order, courier in product(waiting, free)
    )
    orders, couriers, pairs = set[int](), set[int](), Pairs()
    for _, number, who, order, courier in ranked:
        if number not in orders and who not in couriers:
            orders.add(number)
            couriers.add(who)
            pairs.append((order, courier))
    return pairs


def ours(waiting: list[Order], free: list[Courier], now_s: float) -> Pairs:
    """The product's rules: circles, costs, closest pairs with a head start for who waits."""
    from functions.dispatch_match.rules import SEARCHES
    from logistics.domain.dispatch import Candidate, choose
    from logistics.domain.matching import closest_pairs, head_start_m

    orders, couriers = {str(each.number): each for each in waiting}, {str(each.number): each for each in free}
    ahead = {number: head_start_m(timedelta(seconds=now_s - each.at_s)) for number, each in orders.items()}
    taken, pairs = Counter[str](), dict[str, str]()
    for radius_m, most in SEARCHES:
        choices = {}
        for number in orders.keys() - pairs.keys():
            around = sorted((_metres(each.place, orders[number].pickup), name) for name, each in couriers.items())
            near = [each for each in around if each[0] <= radius_m][:most]
            choices[number] = choose(Candidate(name, round(metres), 0, 1) for metres, name in near)
        limit_m = None if radius_m == SEARCHES[-1][0] else radius_m
        pairs |= closest_pairs(choices, taken, limit_m, ahead)
    return [(orders[number], couriers[name]) for number, name in pairs.items()]


Policy = Callable[[list[Order], list[Courier], float], Pairs]


def _lived(count: int, seed: int, policy: Policy, step_s: float) -> Outcome:
    rng = random.Random(seed)
    couriers = [Courier(number, _anywhere(rng)) for number in range(_COURIERS)]
    coming = deque(_orders(count, rng))
    waiting, outcome, now_s = list[Order](), Outcome(), 0.0
    while coming or waiting:
        now_s += step_s
        while coming and coming[0].at_s <= now_s:
            waiting.append(coming.popleft())
        patient = [each for each in waiting if now_s - each.at_s <= _PATIENCE_S]
        outcome.lost += len(waiting) - len(patient)
        free = [each for each in couriers if each.free_at_s <= now_s]
        pairs = policy(patient, free, now_s) if patient and free else []
        for order, courier in pairs:
            _send(order, courier, now_s, outcome)
        gone = {order.number for order, _ in pairs}
        waiting = [each for each in patient if each.number not in gone]
    outcome.errands = [each.errands for each in couriers]
    return outcome


def _send(order: Order, courier: Courier, now_s: float, outcome: Outcome) -> None:
    there_m = _metres(courier.place, order.pickup)
    there_s = there_m * _DETOUR / _METRES_PER_S
    on_s = _metres(order.pickup, order.drop) * _DETOUR / _METRES_PER_S
    outcome.pickup_m.append(there_m)
    outcome.wait_s.append(now_s + there_s - order.at_s)
    courier.place, courier.free_at_s = order.drop, now_s + there_s + on_s + _AT_THE_DOORS_S
    courier.errands += 1


def _orders(count: int, rng: random.Random) -> list[Order]:
    times = sorted(rng.uniform(0, _SPAN_S) for _ in range(count))
    return [Order(number, at_s, pickup := _anywhere(rng), _near(pickup, rng)) for number, at_s in enumerate(times)]


def _anywhere(rng: random.Random) -> Place:
    return rng.uniform(0, _SIDE_M), rng.uniform(0, _SIDE_M)


def _near(place: Place, rng: random.Random) -> Place:
    for _ in range(100):
        metres, turn = max(500.0, rng.gauss(_ERRAND_M, _ERRAND_M / 3)), rng.uniform(0, 6.283)
        there = place[0] + metres * cos(turn), place[1] + metres * sin(turn)
        if all(0 <= each <= _SIDE_M for each in there):
            return there
    return place


def _metres(a: Place, b: Place) -> float:
    return hypot(a[0] - b[0], a[1] - b[1])


def _gini(values: list[int]) -> float:
    ordered, total = sorted(values), sum(values)
    return 2 * sum(rank * each for rank, each in enumerate(ordered, 1)) / (len(values) * total) - 1 - 1 / len(values)
