"""A run with payments: WeChat Pay fails by chance, functions die at random, in the end each fen is accounted for."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

from scripts.admin_cli.target import Target
from scripts.demonstration.api import Late, wait_until
from scripts.demonstration.checks import Trip
from scripts.demonstration.deeds import PREPAID
from scripts.demonstration.kills import Killer
from scripts.demonstration.payment_checks import Paid, money_problems
from scripts.demonstration.payment_custody import bank_the_cash, bring_bank_file
from scripts.demonstration.payment_steps import PayingJourney
from scripts.demonstration.plans import Plan
from scripts.demonstration.run import Run
from scripts.demonstration.trouble_plans import TROUBLES
from scripts.demonstration.troubled import TroubledJourney

TROUBLE = {
    "duplicate": 0.2,
    "delay": 0.2,
    "delay_s": [0.2, 2],
    "reorder": 0.1,
    "drop": 0.1,
    "forge": 0.05,
    "signtest": 0.02,
    "stale": 0.05,
    "unknown_outcome": 0.05,
}
_LADDER, _REFUND_S = 0.01, 0.5  # a hundred times as fast as in life
_EVEN_WITHIN_S = 300.0  # what was unknown twice is asked for again by the sweeps of some minutes
_AT_WORK = ("waiting", "sending", "held")


class PaymentRun(Run):
    """The same journeys and those that are paid; `root` is the process whose workers are killed, none without it."""

    kind = PayingJourney
    patience = (120.0, 35.0)  # a call whose function died is answered late, and sent again

    def __init__(self, target: Target, http_url: str, keep: Path | None, seed: int, root: int, every_s: float) -> None:
        super().__init__(target, http_url, keep)
        self._seed = seed
        self._killer = Killer(root, Random(f"{seed}:kills"), every_s)
        self.unread = 0
        self.declared = 0

    def prepare(self, orders: int) -> None:
        """Everybody signs in while all is well; then the trouble begins."""
        super().prepare(orders)
        self.sandbox.payment_settings(ladder=_LADDER, refund_s=_REFUND_S)
        self._summary = self._at_rest()
        self.sandbox.payment_trouble(seed=self._seed, **TROUBLE)
        self._killer.start()

    def look_at_phones(self, journey: TroubledJourney, plan: Plan) -> None:
        """Only where fees follow a step by themselves; the others pay as fast as they are answered.

        A function that died while it sent a message never sends it again, as nobody knows whether it arrived.
        """
        if plan not in TROUBLES and not plan.charges:
            return
        try:
            super().look_at_phones(journey, plan)
        except Late:
            self.unread += 1

    def unexpected_messages(self, trips: list[Trip]) -> list[str]:
        """Nothing is asked of messages here; the run without payments does."""
        return []

    def inspect(self, trips: list[Trip]) -> list[str]:
        """Wait until all money is where it belongs, look at the parcels, bank the cash, look at the money."""
        paid = self.paid = [Paid(trip) for trip in trips if trip.journey.waybill_no]
        late = [problem for each in paid for problem in self._come_out_even(each)]
        self._killer.stop()
        problems = late + super().inspect(trips)
        couriers = {each.journey.courier for each in trips if each.plan.cash and each.journey.couriers}
        paid_in = bank_the_cash(self.api, self.people, sorted(couriers, key=lambda each: each.id))
        self.declared = len(paid_in)
        problems += bring_bank_file(self.api, self.people, paid_in)
        ended = self._at_rest()
        for each in paid:
            self._look_up(each)
        problems += money_problems(paid, self._summary, ended, self._counted())
        differences = self.office.journal_differences()
        return problems + ([f"{differences} balances differ after banking"] if differences else [])

    def finish(self) -> None:
        """The trouble is over, whatever came of it."""
        self._killer.stop()
        self.injected = self._counted()
        self.sandbox.payment_trouble()
        super().finish()

    def _counted(self) -> dict[str, int]:
        """How often each fault was injected, the kills among them."""
        counts: dict[str, int] = self.sandbox.told_of_payments("trouble")["counts"]
        return counts | {"killed": self._killer.killed, "messages_not_seen": self.unread}

    def _come_out_even(self, paid: Paid) -> list[str]:
        trip = paid.trip
        journey = trip.journey
        if trip.plan.terms != PREPAID or trip.failure or not isinstance(journey, PayingJourney):
            return []

        def even() -> bool:
            told = journey.payments()
            back = all(each["state"] == "paid" for each in told["refunds"])
            return bool(told["owed_fen"] == 0 and back and all(each["state"] != "open" for each in told["payments"]))

        try:
            wait_until(even, f"the payments of {journey.waybill_no} to come out even", _EVEN_WITHIN_S, 0.5)
        except Late as problem:
            return [str(problem)]
        return []

    def _look_up(self, paid: Paid) -> None:
        number = paid.trip.journey.waybill_no
        paid.trip.journal = self.office.journal(number)
        paid.told = self.office.payments(number)
        for payment in paid.told["payments"]:
            about = {"out_trade_no": payment["payment_id"]}
            paid.orders += self.sandbox.told_of_payments("orders", **about)["orders"]
            paid.refunds += self.sandbox.told_of_payments("refunds", **about)["refunds"]

    def _at_rest(self) -> dict[str, Any]:
        """The provider's book once no notification is on its way."""

        def look() -> dict[str, Any] | None:
            told = self.sandbox.told_of_payments("summary")
            return None if any(told["notifications"].get(state) for state in _AT_WORK) else told

        return wait_until(look, "the notifications of payments", _EVEN_WITHIN_S, 0.5)
