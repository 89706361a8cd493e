"""How the people of a journey pay: on their own phone before anybody comes, or with a code at the door."""

from __future__ import annotations

import time
from typing import Any

from scripts.demonstration.api import Refused, wait_until
from scripts.demonstration.papers import yuan
from scripts.demonstration.people import Person
from scripts.demonstration.troubled import TroubledJourney

_CERTAIN_WITHIN_S = 60.0
_HESITATION_S = 2.0


class PayingJourney(TroubledJourney):
    """A journey whose people have WeChat Pay."""

    # --- before the courier comes --------------------------------------------------------------------------------

    def pay(self, step: str = "pay") -> None:
        """Tap, pay, and look until the order shows it: what the phone was told is no proof."""
        offer = self._offered()
        self._paid(self.sender, offer["parameters"])
        self._look_until_even()
        self._did(step, self.sender, yuan(offer["amount_fen"]))

    def pay_late(self) -> None:
        """The sheet is put away first; the order still waits."""
        self._offered()
        time.sleep(_HESITATION_S)
        self.pay()

    def pay_tapping_twice(self) -> None:
        """Two taps are offered one payment, and whoever has paid is offered none."""
        first, second = self._offered(), self._offered()
        if first["payment_id"] != second["payment_id"]:
            raise Refused(200, "TWO_PAYMENTS", "two taps were offered two payments")
        self.pay()
        self.try_wrongly("payments", {}, "PAYMENT_NOTHING_DUE", self.sender)

    def pay_the_difference(self) -> None:
        """What it costs more at its true weight."""
        wait_until(lambda: self._standing()["owed_fen"] > 0, f"the top-up of {self.waybill_no}", _CERTAIN_WITHIN_S)
        self.pay("top up")

    def change_mind_unpaid(self) -> None:
        """Call it off without having paid."""
        self._offered()
        self._call_off("called off unpaid")

    def pay_and_change_mind(self) -> None:
        """Pay and call it off at once, before anybody has heard of the payment."""
        self._paid(self.sender, self._offered()["parameters"])
        self._call_off("called off paid")

    # --- at the door -----------------------------------------------------------------------------------------------

    def collect_by_code(self) -> None:
        """The consignee's camera reads the courier's phone; the courier waits until it says paid."""
        offer = self._post("door-payments", {}, self.courier)
        self.due_fen = offer["amount_fen"]
        self._paid(self.receiver, {"code_url": offer["code_url"]})
        path = f"/parcels/{self.waybill_no}/door-payments/{offer['payment_id']}"

        def paid() -> bool:
            return bool(self.api.get(path, self.courier.session)["state"] == "paid")

        wait_until(paid, f"the payment at the door of {self.waybill_no}", _CERTAIN_WITHIN_S)
        self._did("collect", self.courier, f"{yuan(self.due_fen)} by code")

    # --- afterwards ------------------------------------------------------------------------------------------------

    def payments(self) -> dict[str, Any]:
        """How the order's payments stand, after asking the provider."""
        found: dict[str, Any] = self.api.get(f"/parcels/{self.waybill_no}/payments", self.sender.session, refresh="1")
        return found

    # --- inside ----------------------------------------------------------------------------------------------------

    def _offered(self) -> dict[str, Any]:
        offer: dict[str, Any] = self._post("payments", {}, self.sender)
        return offer

    def _paid(self, payer: Person, offer: dict[str, Any]) -> None:
        self.people.pays(payer.openid or f"demo-passer-by-{payer.phone}", offer)

    def _standing(self) -> dict[str, Any]:
        found: dict[str, Any] = self.api.get(f"/parcels/{self.waybill_no}/payments", self.sender.session)
        return found

    def _look_until_even(self) -> None:
        wait_until(lambda: self.payments()["owed_fen"] == 0, f"the payment of {self.waybill_no}", _CERTAIN_WITHIN_S)

    def _call_off(self, step: str) -> None:
        path = f"/orders/{self.waybill_no}/cancellation"
        gone = self.api.post(path, {"reason": "consignor_changed_mind"}, self.sender.session)
        self._did(step, self.sender, gone["status_label"])
