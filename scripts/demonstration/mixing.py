"""Which journeys a run of many orders makes."""

from __future__ import annotations

from random import Random

from scripts.demonstration.payment_plans import PAID
from scripts.demonstration.plans import PLANS, Plan
from scripts.demonstration.trouble_plans import TROUBLES

EVERY_PLAN = PLANS | {plan.name: plan for plan in (*TROUBLES, *PAID)}
_SHARES = {"delivered": 5, "cod": 5, "second_try": 3, "refused": 3, "cancelled": 2, "declined": 2}
_SMOOTH = {"delivered": 5, "cod": 5, "cancelled": 2, "declined": 2}


def mix(count: int, rng: Random, trouble: float | None = None) -> list[Plan]:
    """As many plans as asked for: every kind among the first six, the rest by their usual shares.

    With a share of `trouble`, so many are of the troubled kinds, each in its turn, and the others go smoothly.
    """
    if trouble is not None:
        return _with_trouble(count, rng, round(count * trouble))
    first = list(PLANS.values())
    rng.shuffle(first)
    return [*first, *_drawn(_SHARES, max(0, count - len(first)), rng)][:count]


def mix_with_payments(count: int, rng: Random, trouble: float | None = None) -> list[Plan]:
    """The same with two thirds of what goes smoothly paid through WeChat, each way of paying in its turn."""
    troubled = round(count * (trouble or 0))
    ways = rng.sample(PAID, len(PAID))
    paid = [ways[number % len(ways)] for number in range((count - troubled) * 2 // 3)]
    plans = paid + _with_trouble(count - len(paid), rng, troubled)
    rng.shuffle(plans)
    return plans


def _with_trouble(count: int, rng: Random, troubled: int) -> list[Plan]:
    kinds = rng.sample(TROUBLES, len(TROUBLES))
    plans = [kinds[number % len(kinds)] for number in range(troubled)]
    plans += _drawn(_SMOOTH, count - troubled, rng)
    rng.shuffle(plans)
    return plans


def _drawn(shares: dict[str, int], count: int, rng: Random) -> list[Plan]:
    return rng.choices([PLANS[name] for name in shares], list(shares.values()), k=count)
