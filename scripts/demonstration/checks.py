"""Whether everything is as it must be: each finding is one line, none is what a run wants to see."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from scripts.demonstration.mailbox import Key, key_of, wanted
from scripts.demonstration.plans import Plan
from scripts.demonstration.trouble_traces import EVERY_TRACE
from scripts.demonstration.troubled import TroubledJourney

COMPANY = "company"
REDELIVERY_FEN = 500
_EARNED = ("commissions", "earnings_owed")  # by rules of each company's own; one is the other's cost
# What functions announce when they come to it, between the others; the fees are looked at by themselves.
_AT_THEIR_TIME = frozenset(
    {"ChargeAdded", "ParcelRunningLate", "PaymentReceived", "TopUpDue", "RefundRequested", "RefundPaid", "ClaimMoved"}
)


@dataclass
class Trip:
    """One order's plan, its journey, and what the office found of it afterwards."""

    plan: Plan
    journey: TroubledJourney
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
    found = [*_steps(trip), *_parcel(trip), *_events(trip), *_charges(trip), *_money(trip)]
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
    want = trip.plan.made(len(trip.journey.destination.hubs))
    if tuple(planned) == want and extra <= want.count("assigned"):
        return []
    return [f"made {trip.steps} instead of {list(want)}"]


def _parcel(trip: Trip) -> list[str]:
    found = []
    if trip.parcel["status"] != trip.plan.status:
        found.append(f"is {trip.parcel['status']} and not {trip.plan.status}")
    if trip.parcel["cod_status"] != trip.plan.cod_status:
        found.append(f"its COD is {trip.parcel['cod_status']} and not {trip.plan.cod_status}")
    oldest_first = trip.parcel["timeline"][::-1]
    want = [what for step in trip.steps for what in EVERY_TRACE[step].timeline]
    seen = [each["step"] for each in oldest_first if each["step"] not in trip.plan.perhaps]
    if (sorted(seen) != sorted(want)) if trip.plan.shuffled else (seen != want):
        found.append(f"its timeline tells {seen} and not {want}")
    times = [each["at"] for each in oldest_first]
    if times != sorted(times):
        found.append("its timeline is not in order")
    flagged = [each["step"] for each in oldest_first if each.get("flag")]
    if flagged != list(trip.plan.undone):
        found.append(f"{flagged} are flagged and not {list(trip.plan.undone)}")
    return found


def _events(trip: Trip) -> list[str]:
    want: list[str] = []
    for step in trip.steps:
        trace = EVERY_TRACE[step]
        want += [*(trace.events_if_due if trip.parcel["due_on_delivery_fen"] else ()), *trace.events]
    want += trip.plan.more_events
    left_out = _AT_THEIR_TIME.union(trip.plan.perhaps)
    seen = [each["type"] for each in trip.events if each["type"] not in left_out]
    same = sorted(seen) == sorted(want) if trip.plan.shuffled else seen == want
    found = [] if same else [f"its events are {seen} and not {want}"]
    unsent = [f"{each['type']} was never sent" for each in trip.events if not each["sent_at"]]
    return found + unsent + pending(trip)


def expected_charges(trip: Trip) -> list[tuple[str, int, str]]:
    """The fees beside the price as (what for, fen, who pays): by hand from the plan, the quote and what was told."""
    freight = trip.journey.quote["fee_lines"][0]["amount_fen"] if trip.journey.quote else 0
    sums = {
        "redelivery": (REDELIVERY_FEN, "consignee"),
        "return": (freight, "consignor"),
        "redirect": (trip.journey.redirect_fen, "consignor"),
    }
    return [(code, *sums[code]) for code in trip.plan.charges if sums[code][0]]


def expected_positions(trip: Trip) -> dict[tuple[str, str], int]:
    """What the books must show for one parcel, (account, holder) -> fen; revenue of all kinds together.

    The freight is earned once the parcel is picked up; who owes it, and what lies in a courier's hands for whom,
    follows from how the journey ended.
    """
    charges = expected_charges(trip)
    at_the_door = sum(amount for _, amount, payer in charges if payer == "consignee")
    bill = trip.journey.measured.get("after_fen", trip.journey.order["total_fen"])
    fees = sum(amount for _, amount, _ in charges)
    cod = trip.journey.wish.cod_fen
    sender = trip.journey.sender.id
    want: dict[tuple[str, str], int] = {}
    if trip.plan.freight != "none":
        want["revenue", COMPANY] = -bill - fees
    if trip.plan.freight == "sender":
        want["freight_receivable", sender] = bill + fees - at_the_door
    if trip.plan.freight == "paid":
        want["freight_receivable", sender] = fees - at_the_door
    taken = cod + at_the_door + (bill if trip.plan.freight == "paid" else 0)
    by_wechat = taken if trip.plan.by_code else 0
    if trip.plan.freight == "prepaid":
        by_wechat += bill + fees - at_the_door
    want["wechat_clearing", COMPANY] = by_wechat
    if trip.plan.cash:
        want["courier_cash", trip.journey.courier.id] = taken
    if trip.plan.cash or trip.plan.by_code:
        want["goods_money_owed", sender] = -cod
    return {key: amount for key, amount in want.items() if amount}


def _charges(trip: Trip) -> list[str]:
    told = trip.parcel.get("situation", {}).get("charges", [])
    seen = [(each["code"], each["amount_fen"], each["payer"]) for each in told]
    want = expected_charges(trip)
    return [] if seen == want else [f"its fees are {seen} and not {want}"]


def _money(trip: Trip) -> list[str]:
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for entry in trip.journal["entries"]:
        if sum(line["amount_fen"] for line in entry["lines"]):
            found.append(f"the entry {entry['cause']} does not balance")
        for line in entry["lines"]:
            account = "revenue" if line["account"].startswith("revenue_") else line["account"]
            seen[account, line["holder"]] += line["amount_fen"]
    earned = sum(amount for (account, _), amount in seen.items() if account in _EARNED)
    if earned:
        found.append(f"what its couriers earned differs from its cost by {earned} fen")
    here = {key: amount for key, amount in seen.items() if amount and key[0] not in _EARNED}
    want = expected_positions(trip)
    return found if here == want else [*found, f"its books show {_told(here)} and not {_told(want)}"]


def _told(positions: dict[tuple[str, str], int]) -> str:
    return ", ".join(f"{account}[{holder}] {amount}" for (account, holder), amount in sorted(positions.items()))
