"""Fees that come up on the way, beside the price: a third attempt, storage, another address, the way back.

A sum that is given back, such as after a redirection to a nearer place, is a charge below nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from logistics.domain.changing import changed
from logistics.domain.cod import CodStatus
from logistics.domain.states import Status
from logistics.domain.trouble_events import ChargeAdded

if TYPE_CHECKING:
    from logistics.domain.parcel import Parcel

# What a charge is for; the journal has an account of revenue for each (see journal). What is given back of a fee of the
# price bears that fee's own code.
REDELIVERY, STORAGE, REDIRECT, RETURN = "redelivery", "storage", "redirect", "return"


class Payer(StrEnum):
    """Whose account a fee falls to."""

    CONSIGNOR = "consignor"
    CONSIGNEE = "consignee"


@dataclass(frozen=True)
class Charge:
    """`id` names what caused it, so that the same cause charges once; `name` is what the payer reads."""

    id: str
    code: str
    name: str
    amount_fen: int
    payer: Payer
    at: datetime


def add_charge(parcel: "Parcel", charge: Charge) -> "Parcel":
    """The parcel with one more fee; the same id twice, and a fee of nothing or less, change nothing.

    What the consignee owes is collected with the rest at the door. Where nothing can be collected any more it falls
    to the consignor: the money was taken already, the parcel is signed for, or it goes back and the money is void.
    """
    return settle_difference(parcel, charge) if charge.amount_fen > 0 else parcel


def settle_difference(parcel: "Parcel", charge: Charge) -> "Parcel":
    """The parcel with one more fee, or with a sum given back when `amount_fen` is below nothing.

    The same id twice, and nothing at all, change nothing. A sum given back at the door lowers what is due for the
    carriage there as far as it goes; where that does not suffice, all of it goes to the consignor.
    """
    if not charge.amount_fen or any(each.id == charge.id for each in parcel.charges):
        return parcel
    payer = charge.payer if _can_settle_at_the_door(parcel, charge.amount_fen) else Payer.CONSIGNOR
    kept = Charge(charge.id, charge.code, charge.name, charge.amount_fen, payer, charge.at)
    told = ChargeAdded(parcel.waybill_no, kept.id, kept.code, kept.amount_fen, kept.payer)
    after = changed(parcel, charges=(*parcel.charges, kept), events=(*parcel.events, told))
    return _due_at_the_door(after, kept.amount_fen) if payer is Payer.CONSIGNEE else after


def _can_settle_at_the_door(parcel: "Parcel", amount_fen: int) -> bool:
    if parcel.status is Status.SIGNED:
        return False
    return parcel.cod.status in (CodStatus.NONE, CodStatus.DUE) and parcel.freight_due_fen + amount_fen >= 0


def _due_at_the_door(parcel: "Parcel", amount_fen: int) -> "Parcel":
    freight_due_fen = parcel.freight_due_fen + amount_fen
    due = parcel.cod.due_fen + freight_due_fen > 0
    return changed(
        parcel,
        cod=changed(parcel.cod, status=CodStatus.DUE if due else CodStatus.NONE),
        freight_due_fen=freight_due_fen,
    )
