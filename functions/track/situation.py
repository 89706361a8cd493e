"""What a party, or who works on the parcel, must know and may choose when things do not go to plan."""

from collections.abc import Callable
from datetime import datetime

from logistics.domain.choice import live_consents, require_choosable
from logistics.domain.compensation import may_claim
from logistics.domain.faults import Fault
from logistics.domain.parcel import Parcel
from logistics.domain.rating import CONSIGNOR, side_of
from logistics.domain.redirecting import BEFORE_PICKUP, require_interceptable, require_recipient_open
from logistics.domain.returning import is_waiting
from logistics.domain.roles import CUSTOMERS, STAFF, Actor
from logistics.domain.sides import is_consignee
from logistics.domain.states import TERMINAL, Status

_NEAR_THE_DOOR = frozenset({Status.AT_OUTLET, Status.OUT_FOR_DELIVERY, Status.DELIVERY_FAILED})

_Choice = Callable[[Parcel], bool]


def situation_of(parcel: Parcel, actor: Actor, now: datetime) -> dict[str, object]:
    """The parts of a parcel that its page shows when they are there; prices only to who may see them."""
    staff = actor.role in STAFF
    side = None if staff else side_of(parcel, actor)
    return {
        "side": side,
        "pieces": parcel.goods.pieces,
        "signed_pieces": list(parcel.signed_pieces),
        "proof_modes": list(parcel.proof_modes),
        "return_receipt": parcel.return_receipt,
        "pickup_at": _pickup_place(parcel) if side == CONSIGNOR else None,
        "pickup_from": parcel.pickup_from,
        "pickup_until": parcel.pickup_until,
        "told_late": parcel.told_late,
        "attempts": parcel.attempts,
        "charges": [each for each in parcel.charges if staff or each.payer == side],
        "repricing": parcel.repricing if staff or side == CONSIGNOR else None,
        "consents": live_consents(parcel),
        "storage": parcel.storage,
        "receipt": parcel.receipt,
        "delivery_choice": parcel.delivery_choice,
        "instruction": parcel.instruction if staff or side == CONSIGNOR else None,
        "may": _choices(parcel, actor, now),
    }


def _pickup_place(parcel: Parcel) -> dict[str, object]:
    """Where its sender is visited, so that slots can be asked for without writing the address again."""
    place: dict[str, object] = {"adcode": parcel.consignor.adcode}
    if parcel.consignor.location is None:
        return place
    lng, lat = parcel.consignor.location
    return place | {"location": {"lng": lng, "lat": lat}}


def _choices(parcel: Parcel, actor: Actor, now: datetime) -> list[str]:
    """What this customer may choose now; the functions that do it decide again."""
    if actor.role not in CUSTOMERS:
        return []
    sends, receives = parcel.placed_by == actor.id, is_consignee(parcel, actor)
    offered = {**(_SENDER if sends else {}), **(_RECEIVER if receives else {}), **_BOTH}
    claims = ["claim"] if (sends or receives) and may_claim(parcel, sends, now) else []
    return [*(name for name, fits in offered.items() if fits(parcel)), *claims]


def _allowed(rule: Callable[[Parcel], None]) -> _Choice:
    """Whether a rule that refuses would let it pass."""

    def fits(parcel: Parcel) -> bool:
        try:
            rule(parcel)
        except Fault:
            return False
        return True

    return fits


def _answers_price(parcel: Parcel) -> bool:
    asked = parcel.repricing
    return parcel.status is Status.ASSIGNED and asked is not None and asked.needs_consent and asked.agreed is None


def _reports(parcel: Parcel) -> bool:
    moving = parcel.status not in BEFORE_PICKUP and parcel.status is not Status.DRAFT
    return moving and parcel.status not in TERMINAL and parcel.overlay is None


def _has_paper(parcel: Parcel) -> bool:
    return parcel.status not in (Status.DRAFT, Status.PENDING_PAYMENT, Status.CANCELLED)


_BOTH: dict[str, _Choice] = {
    "choose_delivery": _allowed(require_choosable),
    "report_incident": _reports,
    "proof_document": lambda parcel: parcel.status is Status.SIGNED,
}
_SENDER: dict[str, _Choice] = {
    "answer_price": _answers_price,
    "instruct": is_waiting,
    "redirect": lambda parcel: parcel.status is Status.INTERCEPTED and parcel.overlay is None,
    "change_order": lambda parcel: parcel.status in BEFORE_PICKUP,
    "change_recipient": _allowed(require_recipient_open),
    "intercept": _allowed(require_interceptable),
    "label": _has_paper,
}
_RECEIVER: dict[str, _Choice] = {
    "show_pickup_code": lambda parcel: parcel.status is Status.STORED,
    "consent_storage": lambda parcel: parcel.status in _NEAR_THE_DOOR,
    "own_signature": lambda parcel: parcel.status is Status.OUT_FOR_DELIVERY,
}
