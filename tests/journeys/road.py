"""One parcel's road, walked step by step over HTTP by the people who may take each step; all names are invented."""

import os
import re
import time
from datetime import UTC, datetime
from typing import Any

import requests

from logistics.domain.ids import new_id
from logistics.domain.roles import Actor
from tests.support.calls import Answer, http, request_id
from tests.support.orders import CONSIGNEE_PHONE, CONSIGNOR_PHONE, order_body, quote_for
from tests.support.people import actor, session_of
from tests.support.proofs import JPEG, confirm, uploaded

FIRST, LAST, ELSEWHERE, HUB = "GZ-TH-1", "HZ-BJ-1", "NJ-XW-1", "GZ-HUB"
NAME, NUMBER = "林小满", "11010519491231002X"  # the number is the example of GB 11643
NANJING = {
    "name": "苏晚晴",
    "phone": "13700000003",
    "address": "江苏省南京市玄武区虚构巷27号2幢404室",
    "adcode": "320102",
    "location": {"lng": 118.8012, "lat": 32.0521},
}


class Road:
    """Each method is one step by its name in the tables of the tests; it must be taken, or the test fails there."""

    def __init__(self) -> None:
        self.sender = actor("customer", at=1, phone=CONSIGNOR_PHONE)
        self.receiver = actor("customer", at=2, phone=CONSIGNEE_PHONE)
        self.fetcher, self.colleague = actor("courier", FIRST), actor("courier", FIRST, 1)
        self.deliverer = actor("courier", LAST)
        self.dispatcher, self.driver = actor("dispatcher"), actor("driver", HUB)
        self._sessions: dict[str, str] = {}
        self.incident_id = ""
        self.waybill_no, self.there, self.holder = "", LAST, self.fetcher
        self.scan_ids: dict[str, str] = {}

    def manager(self, outlet_id: str) -> Actor:
        return actor("outlet_manager", outlet_id)

    def session(self, who: Actor) -> str:
        return self._sessions.setdefault(who.id, session_of(who))

    def walk(self, *steps: str) -> "Road":
        """Take the steps; "arrive@GZ-HUB" names where."""
        for step in steps:
            name, _, where = step.partition("@")
            getattr(self, name)(*([where] if where else []))
            time.sleep(0.002)  # stores keep milliseconds, and each step is to be later than the last
        return self

    def call(self, function: str, what: str, who: Actor, body: Any = None, method: str = "POST", **more: Any) -> Answer:
        """Call a function about this parcel, whatever comes of it."""
        path = f"/parcels/{self.waybill_no}/{what}"
        return http(function, method, path, {} if body is None else body, session=self.session(who), **more)

    def must(self, function: str, what: str, who: Actor, body: Any = None, **more: Any) -> Any:
        """The same, and it must be taken: a fact must count, too."""
        data = self.call(function, what, who, body, **more).data
        assert data.get("flag") is None, f"{what} is flagged {data['flag']}"
        return data

    @property
    def parcel(self) -> dict[str, Any]:
        """What the office sees of it."""
        path = f"/parcels/{self.waybill_no}"
        found: dict[str, Any] = http("track", "GET", path, session=self.session(self.dispatcher)).data
        return found

    # --- the order -----------------------------------------------------------------------------------------------

    def place(self, **changes: Any) -> None:
        quoted = {name: changes[name] for name in ("cod_fen", "weight_g") if name in changes}
        body = order_body(quote_for(**quoted)["quote_id"], **changes)
        placed = http("create_order", "POST", "/orders", body, session=self.session(self.sender)).data
        self.waybill_no = placed["waybill_no"]

    def cancel(self) -> None:
        path, body = f"/orders/{self.waybill_no}/cancellation", {"reason": "consignor_changed_mind"}
        assert http("create_order", "POST", path, body, session=self.session(self.sender)).data["status"] == "cancelled"

    def assign(self) -> None:
        self.must("dispatch_match", "assignment", self.dispatcher, {"courier_id": self.fetcher.id})

    def reassign(self) -> None:
        self.must("dispatch_match", "assignment", self.dispatcher, {"courier_id": self.colleague.id})

    def release(self) -> None:
        self.must("dispatch_match", "release", self.dispatcher, {"reason": "carrier_capacity"})

    def fail_pickup(self) -> None:
        self.must("pick_up", "pickup-failure", self.fetcher, self.fact(reason="consignor_not_available"))

    def pick_up(self) -> None:
        check = self.must("pick_up", "real-name", self.fetcher, {"name": NAME, "id_number": NUMBER})
        taken = self.fact(inspected=True, weight_g=1500, volume_cm3=6000, real_name_token=check["real_name_token"])
        self.must("pick_up", "pickup", self.fetcher, taken)
        self.scan_ids["pick_up"] = taken["scan_id"]

    # --- on the way ------------------------------------------------------------------------------------------------

    def depart(self, where: str = FIRST) -> None:
        self.scan("departed", self.driver if where == HUB else self.manager(where))

    def arrive(self, where: str = LAST) -> None:
        self.scan("arrived", self.driver if where == HUB else self.manager(where))

    def take_out(self) -> None:
        self.holder = self.deliverer
        self.scan("out_for_delivery", self.deliverer)

    def take_out_at_once(self) -> None:
        """Both doors belong to one outlet: whoever fetched it brings it."""
        self.holder = self.fetcher
        self.scan("out_for_delivery", self.fetcher)

    def bring_back(self) -> None:
        self.scan("back_at_outlet", self.manager(self.there))

    def scan(self, step: str, who: Actor, **more: Any) -> None:
        row = self.fact(waybill_no=self.waybill_no, step=step, **more)
        answer = http("scan", "POST", "/scans", {"scans": [row]}, session=self.session(who), key="")
        result = answer.data["results"][0]
        assert result.get("applied"), f"{step}: {result}"
        self.scan_ids[step] = row["scan_id"]

    # --- at the door -----------------------------------------------------------------------------------------------

    def fail(self) -> None:
        self.must("sign", "failed-attempt", self.holder, self.fact(reason="consignee_not_home"))

    def refuse(self) -> None:
        self.must("sign", "refusal", self.holder, self.fact(reason="consignee_refused"))

    def sign(self) -> None:
        self._sign(self.holder, "self")

    def sign_at_the_counter(self) -> None:
        self._sign(self.manager(self.there), "counter")

    def return_to_sender(self) -> None:
        """The courier of the first outlet brings it to the consignor's door."""
        self.scan("returned", self.fetcher)

    def proof(self, who: Actor, **changes: Any) -> str:
        """The key of a picture that was uploaded and checked."""
        session = self.session(who)
        key = uploaded(self.waybill_no, session, JPEG, **changes)
        assert confirm(self.waybill_no, session, key).status == 200
        return key

    def _sign(self, who: Actor, kind: str, **more: Any) -> None:
        key = self.proof(who)
        signed = self.fact(signed_by="欧阳晴川", signed_kind=kind, proof_keys=[key], **more)
        self.must("sign", "signature", who, signed)
        self.scan_ids["sign"] = signed["scan_id"]

    # --- locker and counter ----------------------------------------------------------------------------------------

    def keep_at_the_counter(self) -> None:
        self._keep("counter", self.manager(self.there))

    def keep_in_a_locker(self) -> None:
        self._keep("locker", self.holder)

    def _keep(self, place: str, who: Actor) -> None:
        consent = self.must("redirect", "storage-consent", self.receiver, {"place": place})
        kept = self.fact(place=place, place_name="3 号柜", consent_id=consent["consent_id"])
        self.must("sign", "storage", who, kept)

    def collect_by_code(self) -> None:
        kept = self.must("sign", "storage", self.receiver, method="GET")
        self.must("sign", "collection-by-code", self.manager(self.there), self.fact(code=kept["code"]))

    # --- the sender's word -----------------------------------------------------------------------------------------

    def intercept(self) -> None:
        stopped = self.must("redirect", "interception", self.sender, {"code": self.code("intercept")})
        assert stopped["status"] == "intercepted"

    def redirect(self) -> None:
        self.must("redirect", "redirection", self.sender, {"code": self.code("redirect"), "consignee": NANJING})
        self.there = ELSEWHERE

    def take_back(self) -> None:
        self.must("redirect", "take-back", self.sender)

    def give_up(self) -> None:
        self.must("redirect", "instruction", self.sender, {"instruction": "abandon"})

    def code(self, purpose: str) -> str:
        """The code that comes to the sender's phone; the minute between two of them has passed."""
        from logistics.store.redis import redis

        for key in redis().scan_iter("limit:code_wait:*"):
            redis().delete(key)
        self.must("redirect", "codes", self.sender, {"purpose": purpose})
        found = re.findall(r"(?<![0-9])[0-9]{6}(?![0-9])", self.texts(CONSIGNOR_PHONE)[-1])
        return str(found[0])

    # --- the office ------------------------------------------------------------------------------------------------

    def start_return(self) -> None:
        self.must("scan", "return", self.dispatcher, {"reason": "consignor_request"})

    def dispose(self) -> None:
        keeper = self.manager(self.there)
        said = {"reason": "consignor_abandoned", "evidence": [self.proof(keeper)]}
        self.must("redirect", "disposal", keeper, said)

    def report_damage(self) -> None:
        self._report("carrier_damaged_parcel")

    def report_missing(self) -> None:
        self._report("carrier_parcel_missing")

    def _report(self, reason: str) -> None:
        told = self.must("incident", "incidents", self.dispatcher, self.fact(reason=reason))
        self.incident_id = told["incident_id"]

    def resume(self) -> None:
        self._decide("resume")

    def declare_lost(self) -> None:
        self._decide("lost")

    def _decide(self, decision: str) -> None:
        path, session = f"/incidents/{self.incident_id}/decision", self.session(self.dispatcher)
        decided = http("incident", "POST", path, {"decision": decision}, session=session).data
        assert decided["waybill_no"] == self.waybill_no

    def find(self) -> None:
        self.must("incident", "found", self.dispatcher)

    def take_the_signature_back(self) -> None:
        self._correct(self.scan_ids["sign"], "carrier_signed_by_mistake")

    def withdraw_the_last_scan(self) -> None:
        self._correct(list(self.scan_ids.values())[-1], "carrier_scanned_by_mistake")

    def _correct(self, scan_id: str, reason: str) -> None:
        self.must("incident", "corrections", self.dispatcher, {"scan_id": scan_id, "reason": reason})

    # --- inside ----------------------------------------------------------------------------------------------------

    def fact(self, **more: Any) -> dict[str, Any]:
        now = datetime.now(UTC)
        return {"scan_id": new_id(now), "occurred_at": now.isoformat()} | more

    def texts(self, phone: str) -> list[str]:
        """The text messages that came to a phone."""
        query = {"kind": "sms", "phone": phone}
        reply = requests.get(f"{os.environ['SMS_BASE_URL']}/_sandbox/messages", params=query, timeout=5)
        return [each["text"] for each in reply.json()["messages"]]


__all__ = ["ELSEWHERE", "FIRST", "HUB", "LAST", "NANJING", "Road", "request_id"]
