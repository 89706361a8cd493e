"""Whether everything is as it must be: each finding is one line, none is what a run wants to see."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from scripts.demonstration.journey import Journey
from scripts.demonstration.mailbox import Key, key_of, wanted
from scripts.demonstration.plans import TRACES, Plan

COMPANY = "company"


@dataclass
class Trip:
    """One order's plan, its journey, and what the office found of it afterwards."""

    plan: Plan
    journey: Journey
    failure: str = ""
    parcel: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    journal: dict[str, Any] = field(default_factory=dict)

    @property
    def steps(self) -> list[str]:
        return [each.step for each in self.journey.done]


def problems_of(trip: Trip) -> list[str]:
    """What is wrong with one parcel: its state, its timeline, its events, its money."""
    if trip.failure:
        return [trip.failure]
    found = [*_steps(trip), *_parcel(trip), *_events(trip), *_money(trip)]
    return [f"{trip.journey.waybill_no} ({trip.plan.name}): {each}" for each in found]


def message_problems(trips: list[Trip], arrived: list[dict[str, Any]]) -> list[str]:
    """Every message exactly once and to the right person, over all parcels together."""
    want: Counter[Key] = Counter()
    for trip in trips:
        want.update(wanted(trip.journey))
    here = Counter(key_of(each) for each in arrived)
    missing = [f"message {key} is missing ({count})" for key, count in (want - here).items()]
    return missing + [f"message {key} came too often or to nobody's wish ({n})" for key, n in (here - want).items()]


def pending(trip: Trip) -> list[str]:
    """Listeners that have not handled an event yet."""
    return [
        f"{each['function']} has not handled {event['type']} ({each['state']})"
        for event in trip.events
        for each in event["consumers"]
        if each["state"] != "handled"
    ]


def _steps(trip: Trip) -> list[str]:
    """A courier of another network may have been met on the way; that adds steps, and takes none away."""
    planned = [each for each in trip.steps if each != "assigned by hand"]
    extra = len(trip.steps) - len(planned)
    if tuple(planned) == trip.plan.steps and extra <= trip.plan.steps.count("assigned"):
        return []
    return [f"made {trip.steps} instead of {list(trip.plan.steps)}"]


def _parcel(trip: Trip) -> list[str]:
    found = []
    if trip.parcel["status"] != trip.plan.status:
        found.append(f"is {trip.parcel['status']} and not {trip.plan.status}")
    if trip.parcel["cod_status"] != trip.plan.cod_status:
        found.append(f"its COD is {trip.parcel['cod_status']} and not {trip.plan.cod_status}")
    oldest_first = trip.parcel["timeline"][::-1]
    want = [what for step in trip.steps for what in TRACES[step].timeline]
    seen = [each["step"] for each in oldest_first]
    if seen != want:
        found.append(f"its timeline tells {seen} and not {want}")
    times = [each["at"] for each in oldest_first]
    if times != sorted(times):
        found.append("its timeline is not in order")
    return found + [f"{each['step']} is flagged {each['flag']}" for each in oldest_first if each.get("flag")]


def _events(trip: Trip) -> list[str]:
    want: list[str] = []
    for step in trip.steps:
        trace = TRACES[step]
        want += [*(trace.events_if_due if trip.parcel["due_on_delivery_fen"] else ()), *trace.events]
    seen = [each["type"] for each in trip.events]
    found = [] if seen == want else [f"its events are {seen} and not {want}"]
    unsent = [f"{each['type']} was never sent" for each in trip.events if not each["sent_at"]]
    return found + unsent + pending(trip)


def expected_positions(trip: Trip) -> dict[tuple[str, str], int]:
    """What the books must show for one parcel, (account, holder) -> fen; revenue of all kinds together.

    The freight is earned once the parcel is picked up; who owes it, and what lies in a courier's hands for whom,
    follows from how the journey ended.
    """
    freight = trip.journey.order["total_fen"]
    cod = trip.journey.wish.cod_fen
    sender, waybill = trip.journey.sender.id, trip.journey.waybill_no
    due = trip.journey.order["due_on_delivery_fen"]
    want: dict[tuple[str, str], int] = {}
    if trip.plan.freight != "none":
        want["revenue", COMPANY] = -freight
    if trip.plan.freight == "sender":
        want["freight_receivable", sender] = freight
    if trip.plan.freight == "paid":
        want["freight_receivable", waybill] = 0
    if trip.plan.cash:
        want["courier_cash", trip.journey.courier.id] = due
        want["goods_money_owed", sender] = -cod
    return {key: amount for key, amount in want.items() if amount}


def _money(trip: Trip) -> list[str]:
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for entry in trip.journal["entries"]:
        if sum(line["amount_fen"] for line in entry["lines"]):
            found.append(f"the entry {entry['cause']} does not balance")
        for line in entry["lines"]:
            account = "revenue" if line["account"].startswith("revenue_") else line["account"]
            seen[account, line["holder"]] += line["amount_fen"]
    here = {key: amount for key, amount in seen.items() if amount}
    want = expected_positions(trip)
    return found if here == want else [*found, f"its books show {_told(here)} and not {_told(want)}"]


def _told(positions: dict[tuple[str, str], int]) -> str:
    return ", ".join(f"{account}[{holder}] {amount}" for (account, holder), amount in sorted(positions.items()))
