"""One parcel's journey, step by step, as its customer, couriers, outlets and dispatcher make it with their phones.

Nothing here judges: each step does what a person would do and writes down what was answered. The steps may be made
in any order that the API allows; `plans` strings them together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scripts.demonstration import pictures
from scripts.demonstration.api import wait_until
from scripts.demonstration.deeds import PREPAID, Deeds
from scripts.demonstration.papers import id_number, party, yuan
from scripts.demonstration.people import Person

_MATCHED_WITHIN_S = 90.0  # the first try comes with the event, the next ones each minute


class Journey(Deeds):
    """The steps of a journey that goes to plan."""

    # --- the customer ------------------------------------------------------------------------------------------

    def ask_price(self) -> None:
        """Ask what it costs."""
        wish, to = self.wish, self.wish.destination
        ends = {"from_adcode": self.wish.origin.adcode, "to_adcode": to.adcode}
        points = {"from_point": self.wish.origin.location, "to_point": to.location}
        self.quote = self.api.post("/quotes", self._asked | ends | points, self.sender.session)
        lines = " + ".join(f"{each['name']} {yuan(each['amount_fen'])}" for each in self.quote["fee_lines"])
        self._did("quote", self.sender, f"{lines} = {yuan(self.quote['total_fen'])} ({wish.product})")

    def place(self, request_id: str = "") -> None:
        """Order it at the price that was offered."""
        body = self._asked | {
            "quote_id": self.quote["quote_id"],
            "consignor": party(self.sender, self.wish.origin),
            "consignee": party(self.receiver, self.wish.destination),
            "goods": {"description": "茶叶两盒", "category": "food"},
            "terms": self.wish.terms,
            "pieces": self.wish.pieces,
        }
        self.order = self.api.post("/orders", body, self.sender.session, request_id)
        self.waybill_no = self.order["waybill_no"]
        step = "order to pay" if self.wish.terms == PREPAID else "order"
        self._did(step, self.sender, f"{self.waybill_no} {self.order['status_label']}")

    def cancel(self, reason: str = "consignor_changed_mind") -> None:
        """Call it off."""
        path = f"/orders/{self.waybill_no}/cancellation"
        gone = self.api.post(path, {"reason": reason}, self.sender.session)
        self._did("cancel", self.sender, gone["status_label"])

    # --- dispatch and pickup -----------------------------------------------------------------------------------

    def wait_for_courier(self) -> None:
        """Wait until the matching has given the order to somebody; the dispatcher sees to it that it is one of us.

        Couriers of another network may be on duty nearby: such an order is given to ours by hand.
        """
        dispatcher = self.people.staff("dispatcher")
        waited_for = f"a courier for {self.waybill_no}"
        decision = wait_until(lambda: self._decided(dispatcher), waited_for, _MATCHED_WITHIN_S)
        considered = decision["considered"]
        why = f"{considered[0]['distance_m']} m away, best of {len(considered)}" if considered else "by hand"
        ours = {each.id: each for each in self.people.on_duty()}
        courier = ours.get(decision["courier_id"])
        self._did("assigned", None, f"{courier.name if courier else 'somebody else'}: {why}")
        if courier:
            self.couriers.append(courier)
        else:
            self.assign(self.people.couriers(self.wish.origin.outlet_id)[0])

    def assign(self, courier: Person) -> None:
        """The dispatcher gives the order to a courier."""
        dispatcher = self.people.staff("dispatcher")
        path = f"/parcels/{self.waybill_no}/assignment"
        self.api.post(path, {"courier_id": courier.id}, dispatcher.session)
        self._decisions += 1
        self.couriers.append(courier)
        self._did("assigned by hand", dispatcher, courier.name)

    def accept(self) -> None:
        """The courier promises to come."""
        self._post("acceptance", {}, self.courier)
        self._did("accept", self.courier, "已接单")

    def decline(self, reason: str = "carrier_too_far") -> None:
        """The courier will not come."""
        self._post("decline", {"reason": reason}, self.courier)
        self._did("decline", self.courier, reason)

    def pick_up(self) -> None:
        """Check who sends it and what is inside, weigh it, take it."""
        identity = {"name": self.sender.name, "id_number": id_number(self.rng)}
        checked = self._post("real-name", identity, self.courier)
        self._did("real name", self.courier, "实名认证通过")
        taken = (
            self._fact()
            | {
                "real_name_token": checked["real_name_token"],
                "inspected": True,
                "weight_g": self.measured.get("weight_g", self.wish.weight_g),
                "volume_cm3": 4_000,
                "location": self.wish.origin.location,
            }
            | ({"measurement_id": self.measured["measurement_id"]} if self.measured else {})
        )
        step = "pickup at a new price" if self.measured.get("difference_fen") else "pickup"
        self._told(step, self._post("pickup", taken, self.courier), self.courier)

    # --- on the road -------------------------------------------------------------------------------------------

    def carry(self) -> None:
        """To the outlet of the consignee."""
        self._haul(self.wish.origin.outlet_id, self.destination.hubs, self.destination.outlet_id)

    def carry_back(self) -> None:
        """To the outlet that it came from."""
        self._haul(self.destination.outlet_id, self.destination.hubs[::-1], self.wish.origin.outlet_id)

    def take_out(self) -> None:
        """A courier of the last outlet sets out with it."""
        courier = self.people.couriers(self.destination.outlet_id)[0]
        self.couriers.append(courier)
        self.scan("out_for_delivery", courier)

    def bring_back(self) -> None:
        """The courier hands it in at the outlet after a failed attempt."""
        self.scan("back_at_outlet", self.people.staff("outlet_manager", self.destination.outlet_id))

    def scan(self, step: str, who: Person, told_as: str = "") -> None:
        """One scan by whoever has the parcel before them."""
        row = self._fact() | {"waybill_no": self.waybill_no, "step": step}
        self._told(told_as or step, wait_until(lambda: self._scanned(row, who), f"{step} of {self.waybill_no}"), who)

    # --- at the door -------------------------------------------------------------------------------------------

    def upload_proof(self) -> None:
        """Photo and signature go straight to the store, and count once the function has looked at them."""
        self._prove({"photo": pictures.photo(self.rng), "signature": pictures.signature(self.rng)})
        self._did("proof", self.courier, f"{len(self.proof_keys)} files checked")

    def collect(self) -> None:
        """Take the exact amount due, in cash."""
        due = self.due_fen = self._due_now()
        taken = self._post("collection", {"amount_fen": due}, self.courier)
        self._did("collect", self.courier, f"{yuan(due)} {taken['cod_status']}")

    def sign(self) -> None:
        """The consignee signs."""
        self._told("sign", self._post("signature", self._signature(), self.courier), self.courier)

    def fail(self, reason: str = "consignee_not_home") -> None:
        """Nobody opens."""
        failed = self._fact() | {"reason": reason}
        self._told("failed attempt", self._post("failed-attempt", failed, self.courier), self.courier)

    def refuse(self, reason: str = "consignee_refused") -> None:
        """The consignee will not have it; a photo shows it."""
        self._prove({"photo": pictures.photo(self.rng)})
        refused = self._fact() | {"reason": reason, "evidence": self.proof_keys}
        self._told("refusal", self._post("refusal", refused, self.courier), self.courier)

    def send_back(self, reason: str = "consignee_refused") -> None:
        """The dispatcher sends it back to where it came from."""
        dispatcher = self.people.staff("dispatcher")
        self._told("return_started", self._post("return", {"reason": reason}, dispatcher), dispatcher)

    def give_back(self) -> None:
        """A courier of the first outlet brings it to the consignor's door."""
        self.couriers.append(self.people.couriers(self.wish.origin.outlet_id)[0])
        self.scan("returned", self.courier)

    # --- inside ------------------------------------------------------------------------------------------------

    def _signature(self) -> dict[str, Any]:
        return self._fact() | {
            "signed_by": self.receiver.name,
            "signed_kind": "self",
            "proof_keys": self.proof_keys,
            "location": self.destination.location,
        }

    def _due_now(self) -> int:
        """What the courier's task list says is to be collected."""
        tasks = self.api.get("/couriers/me/tasks", self.courier.session)["tasks"]
        return int(next(each["due_fen"] for each in tasks if each["waybill_no"] == self.waybill_no))

    @property
    def _asked(self) -> dict[str, Any]:
        wish = self.wish
        return {
            "product": wish.product,
            "weight_g": wish.weight_g,
            "volume_cm3": 4_000,
            "cod_fen": wish.cod_fen,
            "pieces": wish.pieces,
        }

    def _haul(self, first: str, hubs: Sequence[str], last: str) -> None:
        """From one outlet over the hubs to another one, scanned at each."""
        self.scan("departed", self.people.staff("outlet_manager", first))
        self.pass_through(hubs, last)

    def pass_through(self, hubs: Sequence[str], last: str) -> None:
        """What is on the road already comes to each hub, goes on, and comes in at the last outlet."""
        for hub in hubs:
            driver = self.people.staff("driver", hub)
            self.scan("arrived", driver)
            self.scan("departed", driver)
        self.scan("arrived", self.people.staff("outlet_manager", last))

    def _decided(self, dispatcher: Person) -> dict[str, Any] | None:
        """The latest decision for a courier that we have not seen yet, as the dispatcher sees it."""
        path = f"/parcels/{self.waybill_no}/decisions"
        decisions = self.api.get(path, dispatcher.session)["decisions"]
        chosen: list[dict[str, Any]] = [each for each in decisions if each.get("courier_id")]
        if len(chosen) <= self._decisions:
            return None
        self._decisions = len(chosen)
        return chosen[0]
