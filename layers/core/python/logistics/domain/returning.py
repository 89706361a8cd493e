"""The way back: who is asked what shall become of a parcel, until when, and what the return costs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from logistics.domain.attempts import FREE_ATTEMPTS
from logistics.domain.changing import changed
from logistics.domain.charge import RETURN, Charge, Payer
from logistics.domain.faults import Conflict
from logistics.domain.guards import refusal
from logistics.domain.money import percent_fen
from logistics.domain.pricing import FREIGHT, FeeLine, freight_fen
from logistics.domain.reasons import REASONS, FaultParty, fault_party
from logistics.domain.states import Status, Step
from logistics.domain.trouble_events import InstructionGiven

if TYPE_CHECKING:
    from logistics.domain.parcel import Parcel
    from logistics.domain.scan import Scan
    from logistics.domain.tariff import Tariff

NAME = "退回运费"
SEND_BACK, DELIVER_AGAIN, ABANDON = "return", "deliver_again", "abandon"
INSTRUCTIONS = (SEND_BACK, DELIVER_AGAIN, ABANDON)
# How long the consignor may think it over, and when they are asked once more.
THINK_IT_OVER, FRESH_GOODS = timedelta(days=7), timedelta(days=3)
FRESH = frozenset({"food"})
REMIND_BEFORE = timedelta(days=1)
# Of the freight by the order's own tariff, in basis points: nobody pays for what the carrier did.
RETURN_BASIS_POINTS = {
    FaultParty.CONSIGNEE: 10_000,
    FaultParty.CONSIGNOR: 10_000,
    FaultParty.AUTHORITY: 10_000,
    FaultParty.WEATHER: 5_000,
    FaultParty.FORCE_MAJEURE: 5_000,
    FaultParty.CARRIER: 0,
}
_WAITS = frozenset({Status.REFUSED, Status.DELIVERY_FAILED, Status.AT_OUTLET})
# The reason of a return that follows from why the parcel was not delivered, where it is not the same one.
_RETURNED_FOR = {
    FaultParty.CONSIGNEE: "consignee_unreachable",
    FaultParty.CONSIGNOR: "consignor_request",
    FaultParty.CARRIER: "carrier_undelivered",
    FaultParty.WEATHER: "weather_delay",
    FaultParty.FORCE_MAJEURE: "force_majeure_event",
}


@dataclass(frozen=True)
class Instruction:
    """The consignor is asked what to do; without an answer by `due_at` it goes back. `given` is None until then.

    `cause` is why it was not delivered, a reason of the scan `scan_id`.
    """

    scan_id: str
    asked_at: datetime
    due_at: datetime
    given: str | None = None
    given_at: datetime | None = None
    cause: str = ""
    refused: bool = False


@dataclass(frozen=True)
class ReturnTrip:
    """The return that is linked to the waybill: its own bill, who pays it, and why it goes back."""

    scan_id: str
    reason: str
    payer: Payer
    fee_lines: tuple[FeeLine, ...]
    total_fen: int
    tariff_version: str
    started_at: datetime


def asked_by(parcel: "Parcel", scan: "Scan") -> Instruction | None:
    """The question that a refusal asks, or the last free attempt that failed; None while the next one is free."""
    refused = scan.step is Step.REFUSED
    if not refused and parcel.attempts < FREE_ATTEMPTS:
        return None
    within = FRESH_GOODS if parcel.goods.category in FRESH else THINK_IT_OVER
    at = scan.happened_at
    return Instruction(scan.id, at, at + within, cause=scan.reason or "", refused=refused)


def is_waiting(parcel: "Parcel") -> bool:
    """Whether the consignor's answer is still waited for."""
    asked = parcel.instruction
    return asked is not None and asked.given is None and parcel.status in _WAITS


def moments_of(asked: Instruction) -> tuple[datetime, datetime]:
    """When the consignor is reminded, and when it goes back without their answer."""
    return asked.due_at - REMIND_BEFORE, asked.due_at


def answer(parcel: "Parcel", given: str, now: datetime) -> "Parcel":
    """Keep what the consignor wants; raises Conflict PARCEL_STATE_CONFLICT, INSTRUCTION_NOT_ASKED or _GIVEN.

    Only what was refused may be abandoned: anything else goes back first.
    """
    asked = parcel.instruction
    if asked is None or parcel.status not in _WAITS:
        raise Conflict("INSTRUCTION_NOT_ASKED", "该运单目前不需要处理意见", status=parcel.status)
    if asked.given is not None:
        raise Conflict("INSTRUCTION_GIVEN", "已经收到您的处理意见", given=asked.given)
    if given == ABANDON and parcel.status is not Status.REFUSED:
        raise refusal("PARCEL_STATE_CONFLICT", parcel.status, ABANDON)
    told = InstructionGiven(parcel.waybill_no, asked.scan_id, given)
    answered = changed(asked, given=given, given_at=now)
    return changed(parcel, instruction=answered, events=(*parcel.events, told))


def return_reason(asked: Instruction) -> str:
    """Why a parcel goes back that was not delivered for this cause: the same party stays at fault."""
    if asked.cause in REASONS[Step.RETURN_STARTED]:
        return asked.cause
    if asked.refused and fault_party(asked.cause) is FaultParty.CONSIGNEE:
        return "consignee_refused"
    return _RETURNED_FOR[fault_party(asked.cause)]


def bill(parcel: "Parcel", reason: str, tariff: "Tariff") -> dict[str, object]:
    """What the way back costs by the order's own tariff, as the RETURN_STARTED scan carries it; Invalid REASON_UNKNOWN.

    The same weight goes the same way, so the freight is that of the order; of its other fees none is charged again.
    """
    share = RETURN_BASIS_POINTS[fault_party(reason)]
    amount_fen = percent_fen(freight_fen(tariff, parcel.price.charge_weight_g), share)
    lines = [[FREIGHT, NAME, amount_fen]] if amount_fen else []
    return {"payer": str(Payer.CONSIGNOR), "fee_lines": lines, "tariff_version": tariff.version}


def trip_from(scan: "Scan") -> ReturnTrip:
    """The return that a RETURN_STARTED scan began; one of an older release has no bill and costs nothing."""
    said = scan.details
    named = said.get("fee_lines")
    lines = tuple(FeeLine(*each) for each in named) if isinstance(named, list | tuple) else ()
    payer = Payer(str(said.get("payer", Payer.CONSIGNOR)))
    version = str(said.get("tariff_version", ""))
    total_fen = sum(line.amount_fen for line in lines)
    return ReturnTrip(scan.id, scan.reason or "", payer, lines, total_fen, version, scan.happened_at)


def return_charge(trip: ReturnTrip) -> Charge:
    """The bill of the way back as a fee of the parcel."""
    return Charge(f"{RETURN}:{trip.scan_id}", RETURN, NAME, trip.total_fen, trip.payer, trip.started_at)


def require_disposable(parcel: "Parcel", reason: str) -> None:
    """What was refused is disposed of when its consignor gave it up, or when an authority wants it so."""
    asked = parcel.instruction
    given_up = asked is not None and asked.given == ABANDON
    if parcel.status is Status.REFUSED and not given_up and fault_party(reason) is not FaultParty.AUTHORITY:
        raise Conflict("INSTRUCTION_REQUIRED", "寄件人尚未放弃该包裹，不能处置")
