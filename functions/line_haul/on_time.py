"""On-time figures: everything that was due in a period against its promise, each share with what it is worth."""

from collections import Counter
from datetime import timedelta
from typing import Any

from functions.line_haul.promise_schemas import OnTime
from logistics.domain.faults import Invalid
from logistics.domain.punctuality import Punctuality
from logistics.domain.reasons import FaultParty, fault_party
from logistics.runtime.context import Context

LONGEST = timedelta(days=92)
MOST_BLAMED = 5_000


def show_on_time(command: OnTime, ctx: Context) -> dict[str, Any]:
    """What was due in a period and how it came out, in all, by outlet and by product, within the caller's scope.

    Due is whatever was promised for then and until now: failed, returned, lost and still open parcels too, orders
    cancelled before pickup not. A broken promise is laid to whom its last reason names, else to us.
    Raises Invalid PERIOD_INVALID.
    """
    until = min(command.until, ctx.now)
    if not timedelta(0) < command.until - command.since <= LONGEST:
        raise Invalid("PERIOD_INVALID", "时间范围有误，最长 92 天")
    asked = (ctx.actor.scope, command.since, until, command.outlet_id)
    due = ctx.store.promises.due(*asked)
    broken = ctx.store.promises.broken(*asked, limit=MOST_BLAMED)
    return {
        "since": command.since,
        "until": until,
        "total": sum(due.values(), Punctuality()),
        "pickup_on_time": ctx.store.promises.pickups(*asked),
        "by_outlet": _rows(due, 0, "outlet_id"),
        "by_product": _rows(due, 1, "product"),
        "faults": _faults(broken, ctx),
    }


def _rows(due: dict[tuple[str, str], Punctuality], at: int, name: str) -> list[dict[str, Any]]:
    summed: dict[str, Punctuality] = {}
    for key, figures in due.items():
        summed[key[at]] = summed.get(key[at], Punctuality()) + figures
    return [{name: key} | vars(summed[key]) for key in sorted(summed)]


def _faults(broken: list[str], ctx: Context) -> dict[str, int]:
    reasons = ctx.store.promises.last_reasons(broken)
    parties = (fault_party(reasons[each]) if each in reasons else FaultParty.CARRIER for each in broken)
    return {str(party): count for party, count in sorted(Counter(parties).items())}
