"""Money at the door: taken once and exactly, given back before anything is signed, passed on link by link.

A consignee may take some pieces of several and refuse the rest: each piece has its share of the goods money, and what
is due is the sum of the shares of what is taken, with all freight on receipt. The shares of the rest are void.
"""

from collections.abc import Iterable
from dataclasses import replace

from logistics.domain import guards
from logistics.domain.changing import changed
from logistics.domain.cod import CodStatus, PayMethod
from logistics.domain.consignment import PaymentTerms
from logistics.domain.event import Event
from logistics.domain.events import CodCollected, CodHandedBack, CodVoided
from logistics.domain.faults import Conflict, Invalid
from logistics.domain.giving_back import GONE, goods_fen_owed_back
from logistics.domain.parcel import Parcel
from logistics.domain.pricing import COD_FEE, cod_fee_fen
from logistics.domain.roles import SYSTEM, Actor, Role
from logistics.domain.states import Status
from logistics.domain.tariff import Tariff


def pieces_paid_for(parcel: Parcel, asked: Iterable[int]) -> tuple[int, ...]:
    """The pieces whose share is taken, in order; none for all of them, however named. Invalid PIECES_INVALID."""
    return _taking(parcel, tuple(asked)).cod.pieces


def due_for(parcel: Parcel, pieces: tuple[int, ...] = ()) -> int:
    """What the consignee pays at the door for these pieces, in fen; for all without any. Invalid PIECES_INVALID."""
    return _taking(parcel, pieces).due_fen


def collect(
    parcel: Parcel, amount_fen: int, by: Actor, method: PayMethod = PayMethod.CASH, pieces: tuple[int, ...] = ()
) -> Parcel:
    """Record the exact amount due at the door, taken once; for some pieces only, their share.

    Raises Conflict COD_NOTHING_DUE, COD_VOID, COD_ALREADY_COLLECTED, COD_AMOUNT_MISMATCH or PARCEL_STATE_CONFLICT,
    Invalid PIECES_INVALID, and Forbidden PARCEL_NOT_YOURS or ROLE_FORBIDDEN.
    """
    asked = _taking(parcel, pieces)
    guards.check_collection(asked, amount_fen, by)
    cod = replace(asked.cod.move(CodStatus.COLLECTED, by.role), collected_fen=amount_fen, method=method)
    taken = CodCollected(parcel.waybill_no, by.id, amount_fen, cod.due_fen, parcel.freight_due_fen, method)
    return changed(parcel, cod=cod, events=(*parcel.events, taken))


def hand_back(parcel: Parcel, by: Actor) -> Parcel:
    """Give a collected amount back to the payer, before it is declared and before anything is signed for.

    It is due again, or void where the parcel will not come any more.
    """
    guards.require_holder(parcel, by)
    if parcel.status is Status.SIGNED or parcel.signed_pieces:
        raise guards.refusal("PARCEL_STATE_CONFLICT", parcel.status, "hand_back")
    cod = replace(parcel.cod.move(CodStatus.DUE, by.role).for_all(), collected_fen=0, method=None)
    told: tuple[Event, ...] = (CodHandedBack(parcel.waybill_no, by.id, parcel.cod.collected_fen),)
    if parcel.status in GONE:
        cod = replace(cod.move(CodStatus.VOID, Role.SYSTEM), void_by_loss=parcel.status is Status.LOST)
        told = (*told, CodVoided(parcel.waybill_no, cod.due_fen, parcel.freight_due_fen))
    return changed(parcel, cod=cod, events=(*parcel.events, *told))


def move_cod(parcel: Parcel, to: CodStatus, by: Actor) -> Parcel:
    """The next link of custody after the collection (see cod.COD_MOVES); its event belongs to the caller."""
    if CodStatus.DUE in (parcel.cod.status, to):
        raise Conflict("COD_STATE_CONFLICT", "代收款须先收取", status=parcel.cod.status, to=to)
    return changed(parcel, cod=parcel.cod.move(to, by.role))


def confirm(parcel: Parcel, by: Actor) -> Parcel:
    """The money is proved to be ours: goods money is to be remitted, what else there is has just arrived."""
    confirmed = move_cod(parcel, CodStatus.CONFIRMED, by)
    merchants = parcel.cod.due_fen and not goods_fen_owed_back(parcel)
    return move_cod(confirmed, CodStatus.REMITTABLE, SYSTEM) if merchants else confirmed


def fee_difference_fen(parcel: Parcel, tariff: Tariff) -> int:
    """What the fee for collecting changes by (0 or below) once only some pieces' shares were collected.

    The consignor's fee only: where the consignee pays the freight, they agreed to it and paid it with the goods.
    """
    quoted = sum(line.amount_fen for line in parcel.price.fee_lines if line.code == COD_FEE)
    if not parcel.cod.pieces or not parcel.cod.status.taken or parcel.terms is PaymentTerms.ON_RECEIPT or not quoted:
        return 0
    return min(0, cod_fee_fen(tariff, parcel.cod.due_fen) - quoted)


def _taking(parcel: Parcel, pieces: tuple[int, ...]) -> Parcel:
    if not pieces:
        return parcel
    of = parcel.goods.pieces
    if len(set(pieces)) < len(pieces) or any(each not in range(1, of + 1) for each in pieces):
        raise Invalid("PIECES_INVALID", "件号有误，请扫描本票的包裹", pieces=of)
    return parcel if len(pieces) == of else changed(parcel, cod=parcel.cod.for_pieces(pieces, of))
