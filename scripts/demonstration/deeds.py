"""How a deed of a journey is done: sent as a phone sends it, proved with pictures, and written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from logistics.domain.ids import new_id
from scripts.demonstration.api import Api, Refused, wait_until
from scripts.demonstration.papers import post_file
from scripts.demonstration.people import People, Person
from scripts.demonstration.places import DESTINATIONS, ORIGIN, Address

PREPAID = "prepaid"
_UPLOADS = 3


@dataclass(frozen=True)
class Done:
    """One step that was made."""

    step: str
    by: str
    result: str
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True)
class Wish:
    """What the customer orders: `terms` on_account, on_receipt or PREPAID, `cod_fen` the goods money."""

    terms: str = "on_account"
    cod_fen: int = 0
    weight_g: int = 1_200
    product: str = "standard"
    destination: Address = DESTINATIONS[0]
    origin: Address = ORIGIN
    pieces: int = 1
    wechat_receiver: bool | None = None


Hear = Callable[[str], object]


class Deeds:
    """One order and everything that is done with it; `number` picks who sends and who receives.

    `hear` is called after each step with its name: it may wait there for what the step sets off, as people do who
    look at their phones before they go on. Without it the steps follow one another as fast as they are answered.
    """

    def __init__(self, api: Api, people: People, rng: Random, wish: Wish | None = None, number: int = 0) -> None:
        self.api, self.people, self.rng, self.wish = api, people, rng, wish or Wish()
        self.sender, self.receiver = people.sender(number), people.receiver(number, self.wish.wechat_receiver)
        self.done: list[Done] = []
        self.hear: Hear | None = None
        self.waybill_no = ""
        self.quote: dict[str, Any] = {}
        self.order: dict[str, Any] = {}
        self.couriers: list[Person] = []  # who had it, in order
        self._decisions = 0
        self.proof_keys: list[str] = []
        self.destination = self.wish.destination
        self.last_scan_id = ""
        self.due_fen = 0
        self.measured: dict[str, Any] = {}

    @property
    def courier(self) -> Person:
        """Who has the parcel in hand."""
        return self.couriers[-1]

    def _fact(self) -> dict[str, Any]:
        """What a phone writes down when something happens, online or not."""
        now = datetime.now(UTC)
        self.last_scan_id = new_id(now)
        return {"scan_id": self.last_scan_id, "occurred_at": now.isoformat()}

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

    def _scanned(self, row: dict[str, Any], who: Person) -> Any:
        """The outcome of a scan; none when somebody else moved the parcel at that moment: it is to be sent again."""
        told = self.api.post("/scans", {"scans": [row]}, who.session)["results"][0]
        error = told.get("error")
        if error and error["code"] != "PARCEL_CHANGED":
            raise Refused(200, error["code"], error["message"], error.get("details"))
        return None if error else told

    def _prove(self, files: dict[str, bytes], who: Person | None = None) -> None:
        """Upload files and have them checked; those that the store has lost meanwhile are uploaded again."""
        prover = who or self.courier
        for tries_left in reversed(range(_UPLOADS)):
            self.proof_keys = [self._upload(kind, content, prover) for kind, content in files.items()]
            try:
                self._post("uploads/confirmation", {"keys": self.proof_keys}, prover)
                return
            except Refused as refused:
                if refused.code != "UPLOAD_MISSING" or not tries_left:
                    raise

    def _upload(self, kind: str, content: bytes, who: Person) -> str:
        """Ask for a form, and post the file with it as a browser would."""
        asked = {"kind": kind, "content_type": "image/png", "size": len(content)}
        form = self._post("uploads", asked, who)
        return wait_until(lambda: post_file(form, kind, content), f"the upload of a {kind}")
