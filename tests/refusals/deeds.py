"""Everything that people do to one parcel, each with whoever it belongs to and a body that is sound in its states."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from logistics.domain.consignment import Proof
from logistics.domain.roles import Actor
from logistics.domain.states import FACTS
from logistics.store.mongo import Unit
from tests.journeys.road import LAST, NAME, NANJING, NUMBER, Road
from tests.refusals.actions import ULID
from tests.support.calls import Answer, http
from tests.support.orders import _change, parcel_of
from tests.support.people import actor

FLAGGED, TAKEN = "flagged", "taken"
Body = dict[str, Any]


@dataclass(frozen=True)
class Deed:
    """`body` makes what is sent, with a code by SMS where one can be had. `path` may name what the road knows."""

    name: str
    action: str
    path: str
    who: Callable[[Road], Actor]
    body: Callable[[Road], Body]
    method: str = "POST"

    @property
    def function(self) -> str:
        return self.action.split(".")[0]


def done(deed: Deed, road: Road, who: Actor, body: Body) -> tuple[Answer, str]:
    """The deed as this person, and what came of it: taken, flagged or a code."""
    path = deed.path.format(no=road.waybill_no, incident=road.incident_id or ULID)
    session = road.session(who)
    if deed.method == "GET":
        answer = http(deed.function, "GET", path, query=body, session=session, key="")
    else:
        key = {"key": ""} if path == "/scans" else {}
        answer = http(deed.function, deed.method, path, body, session=session, **key)
    result = answer.body.get("data", answer.body)
    result = result.get("results", [result])[0]
    if error := result.get("error"):
        return answer, error["code"]
    return answer, FLAGGED if result.get("flag") else TAKEN


# --- bodies ------------------------------------------------------------------------------------------------------


def _says(**body: Any) -> Callable[[Road], Body]:
    return lambda _: body


def _fact(**more: Any) -> Callable[[Road], Body]:
    return lambda road: road.fact(**more)


def _scan(step: str) -> Callable[[Road], Body]:
    return lambda road: {"scans": [road.fact(waybill_no=road.waybill_no, step=step)]}


def _code(road: Road, purpose: str) -> str:
    """The code that comes to the sender's phone; in states where nothing is to be confirmed none is sent."""
    answer = road.call("redirect", "codes", road.sender, {"purpose": purpose})
    return road.code(purpose) if answer.status == 200 or answer.code == "CODE_TOO_SOON" else "000000"


def _picture(road: Road, who: Actor) -> str:
    """A checked picture, in states too in which nobody would upload one."""
    key = f"proofs/{road.waybill_no}/{who.id}.jpg"
    if key not in {each.key for each in parcel_of(road.waybill_no).proofs}:
        proof = Proof(key, "photo", who.id, 2048, "ab" * 32, datetime.now(UTC))
        _change(road.waybill_no, lambda parcel, _: parcel.add_proof(proof))
    return key


def _pickup(road: Road) -> Body:
    check = road.call("pick_up", "real-name", road.fetcher, {"name": NAME, "id_number": NUMBER})
    token = check.body.get("data", {}).get("real_name_token", "none")
    return road.fact(inspected=True, weight_g=1500, volume_cm3=6000, real_name_token=token)


def _signature(road: Road) -> Body:
    return road.fact(signed_by="欧阳晴川", signed_kind="self", proof_keys=[_picture(road, road.deliverer)])


def _storage(road: Road) -> Body:
    consent = road.call("redirect", "storage-consent", road.receiver, {"place": "locker"}).body.get("data", {})
    return road.fact(place="locker", place_name="3 号柜", consent_id=consent.get("consent_id", ULID))


def _collection(road: Road) -> Body:
    kept = road.call("sign", "storage", road.receiver, method="GET").body.get("data", {})
    return road.fact(code=kept.get("code", "000000"))


def _disposal(road: Road) -> Body:
    return {"reason": "consignor_abandoned", "evidence": [_picture(road, road.manager(LAST))]}


def _correction(road: Road) -> Body:
    scans = Unit(datetime.now(UTC)).scans.of(road.waybill_no)
    last = next((each.id for each in reversed(scans) if each.step in FACTS), ULID)
    return {"scan_id": last, "reason": "carrier_wrong_parcel"}


# --- who ---------------------------------------------------------------------------------------------------------


def _courier(road: Road) -> Actor:
    return road.fetcher


def _deliverer(road: Road) -> Actor:
    return road.deliverer


def _manager(road: Road) -> Actor:
    return road.manager(LAST)


def _dispatcher(road: Road) -> Actor:
    return road.dispatcher


def _sender(road: Road) -> Actor:
    return road.sender


def _receiver(road: Road) -> Actor:
    return road.receiver


def _service(_: Road) -> Actor:
    return actor("customer_service")


_P, _O = "/parcels/{no}/", "/orders/{no}/"
_ALL = (
    # before pickup
    Deed("assign", "dispatch_match.assign_order", _P + "assignment", _dispatcher,
         lambda road: {"courier_id": road.colleague.id}),
    Deed("release", "dispatch_match.release_order", _P + "release", _dispatcher, _says(reason="carrier_capacity")),
    Deed("accept", "pick_up.accept_task", _P + "acceptance", _courier, _says()),
    Deed("decline", "pick_up.decline_task", _P + "decline", _courier, _says(reason="carrier_too_far")),
    Deed("real name", "pick_up.verify_real_name", _P + "real-name", _courier, _says(name=NAME, id_number=NUMBER)),
    Deed("measure", "pick_up.measure_parcel", _P + "measurement", _courier, _says(weight_g=1500, volume_cm3=6000)),
    Deed("fail pickup", "pick_up.fail_pickup", _P + "pickup-failure", _courier,
         _fact(reason="consignor_not_available")),
    Deed("pick up", "pick_up.pick_up_parcel", _P + "pickup", _courier, _pickup),
    Deed("change order", "create_order.change_order", _O + "changes", _sender, _says(remark="请走北门")),
    Deed("cancel", "create_order.cancel_order", _O + "cancellation", _sender, _says(reason="consignor_changed_mind")),
    # on the way
    Deed("depart", "scan.record_scans", "/scans", _manager, _scan("departed")),
    Deed("arrive", "scan.record_scans", "/scans", _manager, _scan("arrived")),
    Deed("back at outlet", "scan.record_scans", "/scans", _manager, _scan("back_at_outlet")),
    Deed("take out", "scan.record_scans", "/scans", _deliverer, _scan("out_for_delivery")),
    Deed("intercept", "redirect.intercept_parcel", _P + "interception", _sender,
         lambda road: {"code": _code(road, "intercept")}),
    Deed("redirect", "redirect.redirect_parcel", _P + "redirection", _sender,
         lambda road: {"code": _code(road, "redirect"), "consignee": NANJING}),
    Deed("take back", "redirect.take_back", _P + "take-back", _sender, _says()),
    Deed("change recipient", "redirect.change_recipient", _P + "recipient", _sender,
         lambda road: {"code": _code(road, "recipient"), "name": "云归"}),
    Deed("start return", "scan.start_return", _P + "return", _dispatcher, _says(reason="consignor_request")),
    # at the door
    Deed("fail", "sign.fail_delivery", _P + "failed-attempt", _deliverer, _fact(reason="consignee_not_home")),
    Deed("refuse", "sign.refuse_parcel", _P + "refusal", _deliverer, _fact(reason="consignee_refused")),
    Deed("sign", "sign.sign_parcel", _P + "signature", _deliverer, _signature),
    Deed("store", "sign.store_parcel", _P + "storage", _deliverer, _storage),
    Deed("collect by code", "sign.collect_by_code", _P + "collection-by-code", _manager, _collection),
    Deed("collect cash", "collect_cod.collect_cash", _P + "collection", _deliverer, _says(amount_fen=100)),
    # what the parties say
    Deed("consent", "redirect.consent_to_storage", _P + "storage-consent", _receiver, _says(place="station")),
    Deed("choose", "redirect.choose_delivery", _P + "delivery-choice", _receiver, _says(choice="pick_up_at_outlet")),
    Deed("instruct", "redirect.give_instruction", _P + "instruction", _sender, _says(instruction="return")),
    Deed("dispose", "redirect.dispose_parcel", _P + "disposal", _manager, _disposal),
    # what goes wrong
    Deed("ask", "incident.open_incident", _P + "incidents", _dispatcher, _fact(reason="carrier_damaged_parcel")),
    Deed("decide", "incident.decide_incident", "/incidents/{incident}/decision", _dispatcher,
         _says(decision="resume")),
    Deed("find", "incident.find_parcel", _P + "found", _dispatcher, _says()),
    Deed("correct", "incident.correct_scan", _P + "corrections", _dispatcher, _correction),
    # personal data
    Deed("reveal", "care.reveal_party", _P + "reveal", _service,
         _says(side="consignee", fields=["phone"], reason="complaint")),
    Deed("call", "care.call_party", _P + "call", _deliverer, _says(side="consignee")),
    Deed("label", "label.show_label", _P + "label", _sender, _says(), "GET"),
)  # fmt: skip
DEEDS = {deed.name: deed for deed in _ALL}
