"""The fees that follow from what happened to a parcel: attempts beyond the free ones, storage, another way.

They are a function of the scans that count, so that a late fact which undoes one of them undoes its fee: what the
charges of one cause come to is brought in line with what is owed by one more charge, never by changing a standing one.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from logistics.domain.attempts import redelivery_charges
from logistics.domain.charge import STORAGE, Charge, Payer, settle_difference
from logistics.domain.redirecting import redirect_charge
from logistics.domain.returning import return_charge
from logistics.domain.scan import Scan
from logistics.domain.storage import Storage, fee_fen

if TYPE_CHECKING:
    from logistics.domain.parcel import Parcel

_CAUSES = ("redelivery:", "storage:", "return:", "redirect:")


def fees_of(parcel: "Parcel", applied: Iterable[Scan], now: datetime) -> list[Charge]:
    """What is owed by now, one charge for each cause; `applied` are the scans that count, in their order."""
    owed = list(redelivery_charges(applied))
    if parcel.storage:
        owed.append(storage_charge(parcel.storage, now))
    if parcel.return_trip:
        owed.append(return_charge(parcel.return_trip))
    if parcel.redirection and parcel.redirection.in_effect:
        owed.append(redirect_charge(parcel.redirection))
    return [each for each in owed if each.amount_fen]


def storage_charge(storage: Storage, now: datetime) -> Charge:
    """All that the storage has cost so far."""
    amount_fen = fee_fen(storage, now)
    return Charge(f"{STORAGE}:{storage.scan_id}", STORAGE, "保管费", amount_fen, Payer.CONSIGNEE, now)


def in_line(parcel: "Parcel", owed: Iterable[Charge], now: datetime) -> "Parcel":
    """The parcel with one more charge for each cause whose charges do not come to what is owed for it."""
    wanted = {each.id: each for each in owed}
    charged = _charged(parcel)
    for cause, each in wanted.items():
        parcel = _settled(parcel, each, each.amount_fen - charged.get(cause, (0, each))[0], now)
    for cause, (amount_fen, first) in charged.items():
        if cause not in wanted:
            parcel = _settled(parcel, replace(first, id=cause), -amount_fen, now)
    return parcel


def _charged(parcel: "Parcel") -> dict[str, tuple[int, Charge]]:
    """What the charges of each cause come to, and the first of them; ids are the cause and a number."""
    sums: dict[str, tuple[int, Charge]] = {}
    for each in parcel.charges:
        cause = each.id.rpartition("#")[0]
        if cause.startswith(_CAUSES):
            amount_fen, first = sums.get(cause, (0, each))
            sums[cause] = amount_fen + each.amount_fen, first
    return sums


def _settled(parcel: "Parcel", owed: Charge, difference_fen: int, now: datetime) -> "Parcel":
    number = sum(each.id.rpartition("#")[0] == owed.id for each in parcel.charges)
    one_more = replace(owed, id=f"{owed.id}#{number}", amount_fen=difference_fen, at=now)
    return settle_difference(parcel, one_more)
