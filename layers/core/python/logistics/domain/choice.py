"""What the parties wish for a delivery: consent to leave it somewhere, another time, another way to get it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from logistics.domain.changing import changed
from logistics.domain.faults import Conflict, Invalid
from logistics.domain.guards import refusal
from logistics.domain.states import Status
from logistics.domain.trouble_events import DeliveryChosen, StorageConsented, StorageConsentWithdrawn

if TYPE_CHECKING:
    from logistics.domain.parcel import Parcel

PLACES = ("locker", "station", "doorstep", "counter")
ANOTHER_TIME, PICK_UP, RETURN = "another_time", "pick_up_at_outlet", "return"
CHOICES = (ANOTHER_TIME, PICK_UP, RETURN)
CHOSEN_WITHIN = timedelta(days=7)  # from now to the end of the wished time
SHORTEST = timedelta(hours=1)
MOST_CONSENTS = 20

_NEAR_THE_DOOR = frozenset({Status.AT_OUTLET, Status.OUT_FOR_DELIVERY, Status.DELIVERY_FAILED})


@dataclass(frozen=True)
class Consent:
    """The consignee allows to leave it at such a `place` (locker, station, doorstep, counter), until withdrawn."""

    id: str
    place: str
    given_by: str
    given_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True)
class DeliveryChoice:
    """What shall happen after a failed attempt; `attempt` is the one it answers, counted from 1.

    `choice` is another_time (between `start` and `end`), pick_up_at_outlet or return; `by` an account.
    """

    choice: str
    attempt: int
    by: str
    at: datetime
    start: datetime | None = None
    end: datetime | None = None


def live_consents(parcel: "Parcel") -> list[Consent]:
    """The places where the consignee allows it to be left."""
    return [each for each in parcel.consents if each.withdrawn_at is None]


def give_consent(parcel: "Parcel", consent: Consent) -> "Parcel":
    """The consignee allows a place; allowing it twice changes nothing (Conflict PARCEL_STATE_CONFLICT)."""
    if parcel.status not in _NEAR_THE_DOOR:
        raise refusal("PARCEL_STATE_CONFLICT", parcel.status, "storage_consent")
    if any(each.place == consent.place for each in live_consents(parcel)):
        return parcel
    if len(parcel.consents) >= MOST_CONSENTS:
        raise Conflict("CONSENTS_TOO_MANY", "更改次数过多，请联系快递员", most=MOST_CONSENTS)
    told = StorageConsented(parcel.waybill_no, consent.id, consent.place)
    return changed(parcel, consents=(*parcel.consents, consent), events=(*parcel.events, told))


def withdraw_consents(parcel: "Parcel", place: str | None, now: datetime) -> "Parcel":
    """Take the consent to one place back, or to all of them; what was left there before stays there."""
    gone = [each for each in live_consents(parcel) if place in (None, each.place)]
    if not gone:
        return parcel
    kept = tuple(changed(each, withdrawn_at=now) if each in gone else each for each in parcel.consents)
    told = (StorageConsentWithdrawn(parcel.waybill_no, each.id, each.place) for each in gone)
    return changed(parcel, consents=kept, events=(*parcel.events, *told))


def require_consent(parcel: "Parcel", consent_id: str | None, place: str, at: datetime) -> str:
    """The id of the consent that stood for this place at that time: no locker, no station and no doorstep without.

    A choice to fetch it at the outlet is consent to keep it at the counter. Conflict CONSENT_REQUIRED or
    CONSENT_WITHDRAWN (快递市场管理办法 2024).
    """
    chosen = parcel.delivery_choice
    if place == "counter" and chosen and chosen.choice == PICK_UP and chosen.attempt == parcel.attempts:
        return f"choice:{chosen.attempt}"
    known = next((each for each in parcel.consents if each.id == consent_id and each.place == place), None)
    if known is None:
        raise Conflict("CONSENT_REQUIRED", "存放前须征得收件人同意", place=place)
    if known.withdrawn_at is not None and known.withdrawn_at <= at:
        raise Conflict("CONSENT_WITHDRAWN", "收件人已撤回同意，请联系收件人", place=place)
    return known.id


def choose(parcel: "Parcel", chosen: DeliveryChoice) -> "Parcel":
    """What shall happen after the attempt that failed; the first word counts (Conflict CHOICE_MADE).

    Raises Conflict PARCEL_STATE_CONFLICT and Invalid CHOICE_TIME_INVALID. A return is not chosen here but begun.
    """
    require_choosable(parcel)
    if chosen.choice == ANOTHER_TIME:
        _check_time(chosen)
    told = DeliveryChosen(parcel.waybill_no, chosen.choice, chosen.attempt)
    return changed(parcel, delivery_choice=chosen, events=(*parcel.events, told))


def require_choosable(parcel: "Parcel") -> None:
    """Only after a failed attempt, while no exception is open, and once for each attempt."""
    failed = parcel.status is Status.DELIVERY_FAILED or (parcel.status is Status.AT_OUTLET and parcel.attempts > 0)
    if not failed or parcel.overlay is not None:
        raise refusal("PARCEL_STATE_CONFLICT", parcel.status, "delivery_choice")
    if is_chosen(parcel):
        raise Conflict("CHOICE_MADE", "已经选择过派送方式，请等待下一次派送")


def is_chosen(parcel: "Parcel") -> bool:
    """Whether somebody has said what shall happen after the latest attempt."""
    return parcel.delivery_choice is not None and parcel.delivery_choice.attempt >= parcel.attempts


def wish_for_next(parcel: "Parcel") -> DeliveryChoice | None:
    """The choice that the attempt under way should honour, or else the next one."""
    chosen, under_way = parcel.delivery_choice, parcel.status is Status.OUT_FOR_DELIVERY
    return chosen if chosen and chosen.attempt >= parcel.attempts - under_way else None


def _check_time(chosen: DeliveryChoice) -> None:
    start, end, now = chosen.start, chosen.end, chosen.at
    if start is None or end is None:
        raise Invalid("CHOICE_TIME_INVALID", "请选择派送时间段")
    if end <= now or end - max(start, now) < SHORTEST or end > now + CHOSEN_WITHIN:
        raise Invalid("CHOICE_TIME_INVALID", "请选择七天以内、不短于一小时的派送时间段")
