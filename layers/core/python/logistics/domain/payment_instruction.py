"""What a prepaid order still owes, or gets back, because its price changed after it was paid.

On-account orders settle such differences in the journal and orders paid on receipt at the door; a prepaid one has
neither, so that somebody must be told to pay. The wished sums follow from the parcel alone; `due_instructions` is
what must be added to those that stand, however often and in whatever order the events come in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from logistics.domain.charge import Charge, Payer
from logistics.domain.cod import CodStatus
from logistics.domain.consignment import PaymentTerms
from logistics.domain.parcel import Parcel

REPRICING = "repricing"


class InstructionKind(StrEnum):
    """A further payment, or money back: 待补, 待退."""

    TOP_UP = "top_up"
    REFUND = "refund"


class InstructionStatus(StrEnum):
    """Open until it was carried out, or until what caused it was taken back."""

    OPEN = "open"
    SETTLED = "settled"
    VOID = "void"


@dataclass(frozen=True)
class PaymentInstruction:
    """`payer` is the account that pays or is paid; `cause` is repricing, or charge:<id of the charge>."""

    id: str
    waybill_no: str
    kind: InstructionKind
    amount_fen: int
    payer: str
    cause: str
    status: InstructionStatus
    at: datetime

    @property
    def signed_fen(self) -> int:
        """The sum as the company sees it: below nothing for a refund."""
        return self.amount_fen if self.kind is InstructionKind.TOP_UP else -self.amount_fen


def payer_of(parcel: Parcel) -> str:
    """Whose account the consignor's side is: the merchant the order belongs to, or whoever placed it."""
    return parcel.merchant_id or parcel.placed_by


def wished_sums(parcel: Parcel) -> dict[str, int]:
    """What a prepaid parcel's payer owes beyond the first price, by cause; nothing for other terms."""
    if parcel.terms is not PaymentTerms.PREPAID:
        return {}
    sums = {f"charge:{each.id}": each.amount_fen for each in parcel.charges if falls_to_consignor(parcel, each)}
    if parcel.repricing and parcel.picked_up_at:
        sums[REPRICING] = parcel.price.total_fen - parcel.repricing.before.total_fen
    return {cause: amount for cause, amount in sums.items() if amount}


def falls_to_consignor(parcel: Parcel, charge: Charge) -> bool:
    """Whether the consignor's side owes it: from the start, or since nothing is taken at the door any more."""
    return charge.payer is Payer.CONSIGNOR or parcel.cod.status is CodStatus.VOID


def due_instructions(
    parcel: Parcel, standing: Iterable[PaymentInstruction], payer: str, now: datetime
) -> tuple[list[str], list[PaymentInstruction]]:
    """The ids of open instructions that are void now, and the new ones; both empty when all is as it should be."""
    wished, rows = wished_sums(parcel), list(standing)
    void: list[str] = []
    new: list[PaymentInstruction] = []
    for cause in sorted({*wished, *(each.cause for each in rows)}):
        mine = [each for each in rows if each.cause == cause and each.status is not InstructionStatus.VOID]
        if sum(each.signed_fen for each in mine) == wished.get(cause, 0):
            continue
        void += [each.id for each in mine if each.status is InstructionStatus.OPEN]
        settled = sum(each.signed_fen for each in mine if each.status is InstructionStatus.SETTLED)
        number = sum(each.cause == cause for each in rows)
        if missing := wished.get(cause, 0) - settled:
            new.append(_instruction(parcel.waybill_no, cause, number, missing, payer, now))
    return void, new


def _instruction(
    waybill_no: str, cause: str, number: int, amount_fen: int, payer: str, now: datetime
) -> PaymentInstruction:
    kind = InstructionKind.TOP_UP if amount_fen > 0 else InstructionKind.REFUND
    instruction_id = f"{waybill_no}:{cause}:{number}"
    return PaymentInstruction(
        instruction_id, waybill_no, kind, abs(amount_fen), payer, cause, InstructionStatus.OPEN, now
    )
