"""The steps of a journey that does not go to plan, as its people take them with their phones and at their desks."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from logistics.domain.ids import new_id
from scripts.demonstration import pictures
from scripts.demonstration.api import Refused, wait_until
from scripts.demonstration.journey import Journey
from scripts.demonstration.papers import party, yuan
from scripts.demonstration.people import Person
from scripts.demonstration.places import HUB, Address

_LOCKER = "听涛苑南门 3 号柜"


class TroubledJourney(Journey):
    """A journey whose people know what to do when things go wrong; `redirect_fen` is the difference it told of."""

    incident_id = ""
    consent_id = ""
    redirect_fen = 0

    # --- before and at the pickup --------------------------------------------------------------------------------

    def fail_pickup(self, reason: str = "consignor_not_available") -> None:
        """Nobody is there to give it."""
        failed = self._fact() | {"reason": reason}
        self._told("failed pickup", self._post("pickup-failure", failed, self.courier), self.courier)

    def change_order(self) -> None:
        """The sender says how to find them."""
        path = f"/orders/{self.waybill_no}/changes"
        changed = self.api.post(path, {"remark": "请走北门"}, self.sender.session)
        self._did("change order", self.sender, ", ".join(changed["changed"]))

    def weigh(self, weight_g: int) -> None:
        """The courier's scale shows something else than the order; a photo shows the scale."""
        self._prove({"photo": pictures.photo(self.rng)})
        body = {"weight_g": weight_g, "volume_cm3": 4_000, "evidence": self.proof_keys}
        self.measured = self._post("measurement", body, self.courier) | {"weight_g": weight_g}
        prices = f"{yuan(self.measured['before_fen'])} → {yuan(self.measured['after_fen'])}"
        asks = " to agree to" if self.measured["needs_consent"] else ""
        self._did(f"measurement{asks}", self.courier, prices)

    def agree(self) -> None:
        """The sender agrees to the new price on their own phone."""
        answer = {"measurement_id": self.measured["measurement_id"], "agreed": True}
        self._post("repricing-consent", answer, self.sender)
        self._did("consent to price", self.sender, "同意")

    # --- the sender's word, with a code by SMS ---------------------------------------------------------------------

    def intercept(self) -> None:
        """The sender stops it on its way."""
        stopped = self._post("interception", {"code": self._code_for("intercept")}, self.sender)
        self._did("intercept", self.sender, stopped["status"])

    def redirect(self, to: Address) -> None:
        """It goes to another address of the receiver."""
        body = {"code": self._code_for("redirect"), "consignee": party(self.receiver, to)}
        moved = self._post("redirection", body, self.sender)
        self.redirect_fen, self.destination = moved["difference_fen"], to
        self._did("redirect", self.sender, f"{to.outlet_id} {yuan(moved['difference_fen'])}")

    def take_back(self) -> None:
        """The sender wants what was stopped back."""
        self._told("taken back", self._post("take-back", {}, self.sender), self.sender)

    def change_recipient(self) -> None:
        """Somebody else will be there to take it."""
        body = {"code": self._code_for("recipient"), "name": "云归"}
        changed = self._post("recipient", body, self.sender)
        self._did("change recipient", self.sender, ", ".join(changed["changed"]))

    def instruct(self, instruction: str) -> None:
        """The sender says what shall become of it."""
        answer = self._post("instruction", {"instruction": instruction}, self.sender)
        self._did(f"instruction {instruction}", self.sender, answer["status"])

    # --- the receiver's choices ------------------------------------------------------------------------------------

    def choose_time(self) -> None:
        """Another time suits the receiver better."""
        start = datetime.now(UTC) + timedelta(hours=1)
        wished = {"from": start.isoformat(), "until": (start + timedelta(hours=3)).isoformat()}
        self._choose("another_time", wished)

    def choose_the_counter(self) -> None:
        """The receiver will fetch it."""
        self._choose("pick_up_at_outlet", {})

    def consent(self, place: str) -> None:
        """The receiver allows to leave it there."""
        self.consent_id = self._post("storage-consent", {"place": place}, self.receiver)["consent_id"]
        self._did("consent", self.receiver, place)

    def store_in_a_locker(self) -> None:
        """The courier leaves it in the locker."""
        self._store("locker", self.courier, {"place_name": _LOCKER, "consent_id": self.consent_id})

    def keep_at_the_counter(self) -> None:
        """The outlet keeps it for who wants to fetch it."""
        manager = self.people.staff("outlet_manager", self.destination.outlet_id)
        self._store("counter", manager, {"place_name": "网点前台"})

    def collect_by_code(self) -> None:
        """The receiver reads the code on their phone and takes it out."""
        path = f"/parcels/{self.waybill_no}/storage"
        kept = wait_until(lambda: self.api.get(path, self.receiver.session), "the pickup code")
        self.try_wrongly(
            "collection-by-code", self._fact() | {"code": _other(kept["code"])}, "PICKUP_CODE_WRONG", self.receiver
        )
        taken = self._post("collection-by-code", self._fact() | {"code": kept["code"]}, self.receiver)
        self._told("collected by code", taken, self.receiver)

    # --- on the road -----------------------------------------------------------------------------------------------

    def set_off(self) -> None:
        """As far as the first hub."""
        self.scan("departed", self.people.staff("outlet_manager", self.wish.origin.outlet_id))
        self.scan("arrived", self.people.staff("driver", HUB))

    def carry_on(self) -> None:
        """From the hub, where it was redirected, to its new outlet."""
        self.pass_through(self.destination.hubs[1:], self.destination.outlet_id)

    def turn_round(self) -> None:
        """From the hub, where it was stopped, back to the first outlet."""
        self.scan("departed", self.people.staff("driver", HUB))
        self.scan("arrived", self.people.staff("outlet_manager", self.wish.origin.outlet_id))

    def carry_with_a_dead_phone(self) -> None:
        """The driver's phone has no net: what it saw comes after the last outlet's scan, and the first of it twice."""
        driver = self.people.staff("driver", HUB)
        self.scan("departed", self.people.staff("outlet_manager", self.wish.origin.outlet_id))
        seen = [datetime.now(UTC) + timedelta(milliseconds=20 * number) for number in (1, 2)]
        time.sleep(0.1)
        self.scan("arrived", self.people.staff("outlet_manager", self.destination.outlet_id))
        self.scan_late("arrived", driver, seen[0], times=2)
        self.scan_late("departed", driver, seen[1])

    def take_out_again(self) -> None:
        """The courier who brought it in vain sets out with it once more: what was void is due again."""
        self.scan("out_for_delivery", self.courier, "taken out again")

    # --- several pieces --------------------------------------------------------------------------------------------

    def sign_pieces(self, *pieces: int) -> None:
        """Some of the pieces are there, the others are not."""
        body = self._signature() | {"pieces": list(pieces)}
        self._told("partly signed", self._post("signature", body, self.courier), self.courier)

    # --- incidents, losses, corrections ----------------------------------------------------------------------------

    def report(self, reason: str = "carrier_damaged_parcel") -> None:
        """The courier sees that something is wrong with it."""
        told = self._post("incidents", self._fact() | {"reason": reason, "note": "外箱一角受潮"}, self.courier)
        self.incident_id = told["incident_id"]
        self._told("incident", told, self.courier)

    def decide(self, decision: str) -> None:
        """The dispatcher decides what shall become of it."""
        dispatcher = self.people.staff("dispatcher")
        path = f"/incidents/{self.incident_id}/decision"
        decided = self.api.post(path, {"decision": decision, "note": "已核实"}, dispatcher.session)
        self._did(f"decision {decision}", dispatcher, decided["status"])

    def find_again(self) -> None:
        """It lay behind the belt."""
        dispatcher = self.people.staff("dispatcher")
        self._did("found", dispatcher, self._post("found", {}, dispatcher)["status"])

    def withdraw_last_scan(self) -> None:
        """The dispatcher takes a scan by mistake back."""
        self._correct("withdrawn", self.last_scan_id, "carrier_scanned_by_mistake")

    def revoke_signature(self) -> None:
        """The dispatcher takes a signature by mistake back."""
        self._correct("revoked", self.last_scan_id, "carrier_signed_by_mistake")

    def dispose(self) -> None:
        """The outlet gives up what nobody wants, before a camera."""
        manager = self.people.staff("outlet_manager", self.destination.outlet_id)
        self._prove({"photo": pictures.photo(self.rng)}, manager)
        body = {"reason": "consignor_abandoned", "evidence": self.proof_keys}
        self._told("disposed", self._post("disposal", body, manager), manager)

    # --- phones without a net, and people who try what is not theirs -----------------------------------------------

    def scan_late(self, step: str, who: Person, happened: datetime, times: int = 1) -> None:
        """A phone sends what it saw long ago, perhaps twice."""
        row = {"scan_id": new_id(happened), "occurred_at": happened.isoformat()}
        row |= {"waybill_no": self.waybill_no, "step": step}
        told: Any = None
        for _ in range(times):
            told = wait_until(lambda: self._scanned(row, who), f"{step} of {self.waybill_no}")
        self._told(step, told, who)

    def try_wrongly(self, what: str, body: dict[str, Any], code: str, who: Person) -> None:
        """Somebody tries what must be refused with this code; nothing is written down about it."""
        try:
            self._post(what, body, who)
        except Refused as refused:
            if refused.code != code:
                raise
            return
        raise Refused(200, "NOT_REFUSED", f"{what} was taken from {who.role}")

    # --- inside ----------------------------------------------------------------------------------------------------

    def _choose(self, choice: str, more: dict[str, Any]) -> None:
        self._post("delivery-choice", {"choice": choice, **more}, self.receiver)
        self._did("choice", self.receiver, choice)

    def _store(self, place: str, keeper: Person, more: dict[str, Any]) -> None:
        told = self._post("storage", self._fact() | {"place": place, **more}, keeper)
        self._told("stored", told, keeper)

    def _correct(self, step: str, scan_id: str, reason: str) -> None:
        dispatcher = self.people.staff("dispatcher")
        said = {"scan_id": scan_id, "reason": reason, "note": "已电话核实"}
        self._did(step, dispatcher, self._post("corrections", said, dispatcher)["status"])

    def _code_for(self, purpose: str) -> str:
        """The code that comes to the sender's phone."""
        return self.people.code_sent(self.sender.phone, lambda: self._post("codes", {"purpose": purpose}, self.sender))


def _other(code: str) -> str:
    return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}d}"
