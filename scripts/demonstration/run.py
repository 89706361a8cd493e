"""A run: everybody gets ready, the journeys are made, and the office looks at what came of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from scripts.admin_cli.target import Target
from scripts.demonstration.api import Api, Late, Refused, wait_until
from scripts.demonstration.checks import Trip, message_problems, pending, problems_of
from scripts.demonstration.mailbox import Mailbox
from scripts.demonstration.office import Office
from scripts.demonstration.people import People
from scripts.demonstration.plans import Plan
from scripts.demonstration.sandbox import Sandbox
from scripts.demonstration.traces import ALLOWED
from scripts.demonstration.troubled import TroubledJourney

AT_ONCE = 3  # the local gateway starts a process for each call that runs at the same time
_HANDLED_WITHIN_S = 120.0
_Told = Callable[[TroubledJourney], object]
_SHIFT = timedelta(hours=2)


class Run:
    """One demonstration against a running deployment."""

    kind: type[TroubledJourney] = TroubledJourney
    patience = (30.0, 40.0)  # seconds for a call with all its tries, and for one answer

    def __init__(self, target: Target, http_url: str, keep: Path | None) -> None:
        self.began = datetime.now(UTC)
        self.api, self.sandbox = Api(http_url, *self.patience), Sandbox(target.sandbox_url)
        self.people = People(self.api, self.sandbox, keep)
        self.mailbox = Mailbox(self.sandbox, self.began)
        self._target = target

    def prepare(self, orders: int) -> None:
        """Everybody signs in who is always needed; the couriers go on duty, the customers allow messages."""
        self.office = Office(self._target, self.people.staff("administrator"))
        self.people.staff("dispatcher")
        until = (datetime.now(UTC) + _SHIFT).isoformat()
        self.people.expect(orders)
        for courier in self.people.on_duty():
            location = self.people.outlet(courier.outlet_id)["location"]
            duty = {"on": True, "until": until, "location": {"lng": location[0], "lat": location[1]}}
            self.api.post("/couriers/me/duty", duty, courier.session)
        for customer in self.people.customers():
            for template in ALLOWED if customer.wechat else ():
                self.sandbox.allow(customer.openid, template, 2 * orders)
            if customer.wechat:
                self.api.post("/subscriptions", {"templates": list(ALLOWED)}, customer.session)

    def finish(self) -> None:
        """The couriers go home."""
        for courier in self.people.on_duty():
            self.api.post("/couriers/me/duty", {"on": False}, courier.session)

    def trip(
        self, plan: Plan, rng: Random, number: int, told: Callable[[TroubledJourney], object] | None = None
    ) -> Trip:
        """One order from its quote to the end of its plan; people look at their phones before they go on."""
        journey = self.kind(self.api, self.people, rng, plan.wish(rng, self.people.origin(number)), number)

        def hear(_: str) -> None:
            if told:
                told(journey)
            self.look_at_phones(journey, plan)

        journey.hear = hear
        trip = Trip(plan, journey)
        try:
            plan.make(journey)
        except (Refused, Late) as problem:
            made = journey.done[-1].step if journey.done else "nothing"
            trip.failure = f"{journey.waybill_no or 'an order'} ({plan.name}): after {made}: {problem}"
        return trip

    def look_at_phones(self, journey: TroubledJourney, plan: Plan) -> None:
        """People go on when they have read what their last step set off."""
        self.mailbox.wait_for(journey)

    def trips(self, plans: list[Plan], seed: int, made: Callable[[Trip], object]) -> list[Trip]:
        """Several orders, a few at a time; each has a generator of its own, so that a seed means the same mix."""
        with ThreadPoolExecutor(AT_ONCE) as pool:

            def one(number: int) -> Trip:
                trip = self.trip(plans[number], Random(f"{seed}:{number}"), number)
                made(trip)
                return trip

            return list(pool.map(one, range(len(plans))))

    def inspect(self, trips: list[Trip]) -> list[str]:
        """Wait until every event is handled, then look at everything; answers what is wrong."""
        for trip in trips:
            if trip.journey.waybill_no:
                self._look_into(trip)
        problems = [each for trip in trips for each in problems_of(trip)]
        if not any(trip.failure for trip in trips):
            problems += self.unexpected_messages(trips)
        if differences := self.office.journal_differences():
            problems.append(f"{differences} balances differ from the journal's entries")
        return problems + self._parked({trip.journey.waybill_no for trip in trips})

    def unexpected_messages(self, trips: list[Trip]) -> list[str]:
        """What did not reach its phone exactly once."""
        return message_problems(trips, self.mailbox.arrived(*self.people.customers()))

    def _look_into(self, trip: Trip) -> None:
        number = trip.journey.waybill_no

        def settled() -> bool:
            trip.events = self.office.events(number)
            return not pending(trip)

        try:
            wait_until(settled, "events to be handled", _HANDLED_WITHIN_S, 0.5)
        except Late as late:
            trip.failure = trip.failure or f"{number} ({trip.plan.name}): {late}; {', '.join(pending(trip))}"
        trip.parcel, trip.journal = self.office.parcel(number), self.office.journal(number)

    def _parked(self, ours: set[str]) -> list[str]:
        return [
            f"{each['waybill_no']}: {each['function']} could not handle {each['type']} ({each['error']})"
            for each in self.office.parked()
            if each["waybill_no"] in ours
        ]


def report(trips: list[Trip], problems: list[str], began: float) -> dict[str, Any]:
    """The outcome for a program."""
    return {
        "ok": not problems,
        "orders": [_order(trip) for trip in trips],
        "problems": problems,
        "counts": _counts(trips),
        "seconds": round(time.monotonic() - began, 1),
    }


def _order(trip: Trip) -> dict[str, Any]:
    steps = [vars(each) | {"at": each.at.isoformat()} for each in trip.journey.done]
    return {
        "waybill_no": trip.journey.waybill_no,
        "plan": trip.plan.name,
        "status": trip.parcel.get("status"),
        "steps": steps,
        "events": [each["type"] for each in trip.events],
        "positions": trip.journal.get("positions", []),
    }


def _counts(trips: list[Trip]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for trip in trips:
        counts[trip.plan.name] = counts.get(trip.plan.name, 0) + 1
    return counts
