"""Money of a door whose parcel never reaches its payer: it is theirs again, wherever it lies by now.

The cash goes on through custody to the bank like any other; only whose it is changes. As long as a courier has it in
hand it is handed back (see collecting); after that two people of finance pay it back.
"""

from typing import TYPE_CHECKING

from logistics.domain.states import Status

if TYPE_CHECKING:
    from logistics.domain.parcel import Parcel

GONE = frozenset({Status.RETURNING, Status.RETURNED, Status.LOST, Status.DISPOSED})


def goods_fen_owed_back(parcel: "Parcel") -> int:
    """The goods money that is the payer's again: all that was taken, unless pieces were handed over for it."""
    return parcel.cod.due_fen if _goes_back(parcel) and not parcel.signed_pieces else 0


def freight_is_owed_back(parcel: "Parcel") -> bool:
    """Whether freight paid at the door is the payer's again: nothing came, or something was lost on the way."""
    return _goes_back(parcel) and (not parcel.signed_pieces or parcel.status is Status.LOST)


def owed_back_fen(parcel: "Parcel") -> int:
    """All that is the payer's again of what was taken."""
    return goods_fen_owed_back(parcel) + (parcel.freight_due_fen if freight_is_owed_back(parcel) else 0)


def _goes_back(parcel: "Parcel") -> bool:
    return parcel.cod.status.taken and parcel.status in GONE
