"""One parcel's journey, step by step, as its customer, couriers, outlets and dispatcher make it with their phones.

Nothing here judges: each step does what a person would do and writes down what was answered. The steps may be made
in any order that the API allows; `plans` strings them together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from logistics.domain.ids import new_id
from scripts.demonstration import pictures
from scripts.demonstration.api import Api, Refused, wait_until
from scripts.demonstration.papers import id_number, party, post_file, yuan
from scripts.demonstration.people import People, Person
from scripts.demonstration.places import DESTINATIONS, HUB, ORIGIN, Address

_UPLOADS = 3
_MATCHED_WITHIN_S = 90.0  # the first try comes with the event, the next ones each minute


@dataclass(frozen=True)
class Done:
    """One step that was made."""

    step: str
    by: str
    result: str
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True)
class Wish:
    """What the customer orders: `terms` on_account or on_receipt, `cod_fen` the goods money."""

    terms: str = "on_account"
    cod_fen: int = 0
    weight_g: int = 1_200
    product: str = "standard"
    destination: Address = DESTINATIONS[0]


Hear = Callable[[str], object]


class Journey:
    """One order and everything that is done with it; `number` picks who sends and who receives.

    `hear` is called after each step with its name: it may wait there for what the step sets off, as people do who
    look at their phones before they go on. Without it the steps follow one another as fast as they are answered.
    """

    def __init__(self, api: Api, people: People, rng: Random, wish: Wish | None = None, number: int = 0) -> None:
        self.api, self.people, self.rng, self.wish = api, people, rng, wish or Wish()
        self.sender, self.receiver = people.sender(number), people.receiver(number)
        self.done: list[Done] = []
        self.hear: Hear | None = None
        self.waybill_no = ""
        self.quote: dict[str, Any] = {}
        self.order: dict[str, Any] = {}
        self.couriers: list[Person] = []  # who had it, in order
        self._decisions = 0
        self.proof_keys: list[str] = []

    # --- the customer ------------------------------------------------------------------------------------------

    def ask_price(self) -> None:
        """Ask what it costs."""
        wish, to = self.wish, self.wish.destination
        ends = {"from_adcode": ORIGIN.adcode, "to_adcode": to.adcode}
        points = {"from_point": ORIGIN.location, "to_point": to.location}
        self.quote = self.api.post("/quotes", self._asked | ends | points, self.sender.session)
        lines = " + ".join(f"{each['name']} {yuan(each['amount_fen'])}" for each in self.quote["fee_lines"])
        self._did("quote", self.sender, f"{lines} = {yuan(self.quote['total_fen'])} ({wish.product})")

    def place(self, request_id: str = "") -> None:
        """Order it at the price that was offered."""
        body = self._asked | {
            "quote_id": self.quote["quote_id"],
            "consignor": party(self.sender, ORIGIN),
            "consignee": party(self.receiver, self.wish.destination),
            "goods": {"description": "茶叶两盒", "category": "food"},
            "terms": self.wish.terms,
        }
        self.order = self.api.post("/orders", body, self.sender.session, request_id)
        self.waybill_no = self.order["waybill_no"]
        self._did("order", self.sender, f"{self.waybill_no} {self.order['status_label']}")

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
        ours = {each.id: each for each in self.people.couriers(ORIGIN.outlet_id)}
        courier = ours.get(decision["courier_id"])
        self._did("assigned", None, f"{courier.name if courier else 'somebody else'}: {why}")
        if courier:
            self.couriers.append(courier)
        else:
            self.assign(next(iter(ours.values())))

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
        taken = self._fact() | {
            "real_name_token": checked["real_name_token"],
            "inspected": True,
            "weight_g": self.wish.weight_g,
            "volume_cm3": 4_000,
            "location": ORIGIN.location,
        }
        self._told("pickup", self._post("pickup", taken, self.courier), self.courier)

    # --- on the road -------------------------------------------------------------------------------------------

    def carry(self) -> None:
        """To the outlet of the consignee."""
        self._haul(ORIGIN.outlet_id, self.wish.destination.outlet_id)

    def carry_back(self) -> None:
        """To the outlet that it came from."""
        self._haul(self.wish.destination.outlet_id, ORIGIN.outlet_id)

    def take_out(self) -> None:
        """A courier of the last outlet sets out with it."""
        courier = self.people.couriers(self.wish.destination.outlet_id)[0]
        self.couriers.append(courier)
        self.scan("out_for_delivery", courier)

    def bring_back(self) -> None:
        """The courier hands it in at the outlet after a failed attempt."""
        self.scan("back_at_outlet", self.people.staff("outlet_manager", self.wish.destination.outlet_id))

    def scan(self, step: str, who: Person) -> None:
        """One scan by whoever has the parcel before them."""
        row = self._fact() | {"waybill_no": self.waybill_no, "step": step}
        self._told(step, wait_until(lambda: self._scanned(row, who), f"{step} of {self.waybill_no}"), who)

    # --- at the door -------------------------------------------------------------------------------------------

    def upload_proof(self) -> None:
        """Photo and signature go straight to the store, and count once the function has looked at them."""
        self._prove({"photo": pictures.photo(self.rng), "signature": pictures.signature(self.rng)})
        self._did("proof", self.courier, f"{len(self.proof_keys)} files checked")

    def collect(self) -> None:
        """Take the exact amount due, in cash."""
        due = self.order["due_on_delivery_fen"]
        taken = self._post("collection", {"amount_fen": due}, self.courier)
        self._did("collect", self.courier, f"{yuan(due)} {taken['cod_status']}")

    def sign(self) -> None:
        """The consignee signs."""
        signed = self._fact() | {
            "signed_by": self.receiver.name,
            "signed_kind": "self",
            "proof_keys": self.proof_keys,
            "location": self.wish.destination.location,
        }
        self._told("sign", self._post("signature", signed, self.courier), self.courier)

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
        self.couriers.append(self.people.couriers(ORIGIN.outlet_id)[0])
        self.scan("returned", self.courier)

    # --- inside ------------------------------------------------------------------------------------------------

    @property
    def courier(self) -> Person:
        """Who has the parcel in hand."""
        return self.couriers[-1]

    @property
    def _asked(self) -> dict[str, Any]:
        wish = self.wish
        return {
            "product": wish.product,
            "weight_g": wish.weight_g,
            "volume_cm3": 4_000,
            "cod_fen": wish.cod_fen,
        }

    def _haul(self, first: str, last: str) -> None:
        """From one outlet over the hub to another one, scanned at each."""
        driver = self.people.staff("driver", HUB)
        self.scan("departed", self.people.staff("outlet_manager", first))
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

    def _scanned(self, row: dict[str, Any], who: Person) -> Any:
        """The outcome of a scan; none when somebody else moved the parcel at that moment: it is to be sent again."""
        told = self.api.post("/scans", {"scans": [row]}, who.session)["results"][0]
        error = told.get("error")
        if error and error["code"] != "PARCEL_CHANGED":
            raise Refused(200, error["code"], error["message"], error.get("details"))
        return None if error else told

    def _prove(self, files: dict[str, bytes]) -> None:
        """Upload files and have them checked; those that the store has lost meanwhile are uploaded again."""
        for tries_left in reversed(range(_UPLOADS)):
            self.proof_keys = [self._upload(kind, content) for kind, content in files.items()]
            try:
                self._post("uploads/confirmation", {"keys": self.proof_keys}, self.courier)
                return
            except Refused as refused:
                if refused.code != "UPLOAD_MISSING" or not tries_left:
                    raise

    def _upload(self, kind: str, content: bytes) -> str:
        """Ask for a form, and post the file with it as a browser would."""
        asked = {"kind": kind, "content_type": "image/png", "size": len(content)}
        form = self._post("uploads", asked, self.courier)
        return wait_until(lambda: post_file(form, kind, content), f"the upload of a {kind}")

    def _fact(self) -> dict[str, Any]:
        """What a phone writes down when something happens, online or not."""
        now = datetime.now(UTC)
        return {"scan_id": new_id(now), "occurred_at": now.isoformat()}

    def _post(self, what: str, body: Any, who: Person) -> Any:
        return self.api.post(f"/parcels/{self.waybill_no}/{what}", body, who.session)

    def _told(self, step: str, answer: Any, who: Person) -> None:
        """A fact is always taken; whether it counts stands in the answer."""
        counts = answer["applied"]
        self._did(step, who, answer.get("status_label", "applied") if counts else f"flagged {answer['flag']}")

    def _did(self, step: str, by: Person | None, result: str) -> None:
        self.done.append(Done(step, f"{by.name} ({by.role})" if by else "system", result))
        if self.hear:
            self.hear(step)
