"""What a party thinks of a delivery: stars and a few words, once, within a month of the signature."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from logistics.domain import guards
from logistics.domain.consignment import SignedKind
from logistics.domain.faults import Conflict
from logistics.domain.parcel import Parcel
from logistics.domain.roles import CUSTOMERS, Actor
from logistics.domain.states import Status

RATED_WITHIN = timedelta(days=30)
MOST_STARS = 5
CONSIGNOR, CONSIGNEE = "consignor", "consignee"
TAGS = {
    "on_time": "准时送达",
    "polite": "服务热情",
    "called_first": "提前联系",
    "careful": "包裹完好",
    "to_the_door": "送货上门",
    "late": "配送太慢",
    "rude": "态度不好",
    "not_called": "没有联系",
    "damaged": "包裹破损",
    "not_to_the_door": "未送上门",
}


@dataclass(frozen=True)
class Rating:
    """One side's word. `courier_id` is who delivered, None at a counter; `outlet_ids` whose business it is."""

    waybill_no: str
    side: str
    rated_by: str
    stars: int
    tags: tuple[str, ...]
    comment: str
    rated_at: datetime
    courier_id: str | None
    outlet_ids: tuple[str, ...]


def side_of(parcel: Parcel, by: Actor) -> str:
    """Which side a party speaks for; whoever sends to themselves is the consignor."""
    return CONSIGNOR if parcel.placed_by == by.id else CONSIGNEE


def may_rate(parcel: Parcel, by: Actor, now: datetime) -> bool:
    """Whether a party's word is still taken, if they have not said it yet."""
    return by.role in CUSTOMERS and parcel.status is Status.SIGNED and not _is_over(parcel, now)


def require_ratable(parcel: Parcel, now: datetime) -> None:
    """Only what was signed, and not too long ago (Conflict PARCEL_STATE_CONFLICT, RATING_TOO_LATE)."""
    if parcel.status is not Status.SIGNED:
        raise guards.refusal("PARCEL_STATE_CONFLICT", parcel.status, "rate")
    if _is_over(parcel, now):
        raise Conflict("RATING_TOO_LATE", f"签收超过 {RATED_WITHIN.days} 天，不能再评价")


def delivered_by(parcel: Parcel) -> str | None:
    """The courier whose delivery it was."""
    return None if parcel.signed_kind == SignedKind.COUNTER else parcel.courier_id


def _is_over(parcel: Parcel, now: datetime) -> bool:
    return parcel.signed_at is None or now > parcel.signed_at + RATED_WITHIN
