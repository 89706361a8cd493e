"""Delivery attempts on one waybill: two are free, what more of them cost, and who pays (再次派送)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from logistics.domain.charge import REDELIVERY, Charge, Payer
from logistics.domain.reasons import FaultParty, fault_party
from logistics.domain.scan import Scan
from logistics.domain.states import Step

FREE_ATTEMPTS = 2
REDELIVERY_FEN = 500  # for each attempt after those
NAME = "再次派送费"
# Whoever is at fault for the attempt before pays for the next one; where nobody or the carrier is, nobody does.
PAYERS = {FaultParty.CONSIGNEE: Payer.CONSIGNEE, FaultParty.CONSIGNOR: Payer.CONSIGNOR}


def redelivery_fee_fen(attempts: int, reason: str | None) -> tuple[int, Payer | None]:
    """What the attempt after `attempts` failed ones costs, the last of which failed for this reason, and who pays."""
    payer = PAYERS.get(fault_party(reason)) if reason else None
    return (REDELIVERY_FEN, payer) if attempts >= FREE_ATTEMPTS and payer else (0, None)


def redelivery_charges(applied: Iterable[Scan]) -> Iterator[Charge]:
    """The fees of the attempts among the scans that count, in their order."""
    attempts, reason = 0, None
    for scan in applied:
        if scan.step in (Step.DELIVERY_FAILED, Step.REFUSED):
            reason = scan.reason
        if scan.step is not Step.OUT_FOR_DELIVERY:
            continue
        amount_fen, payer = redelivery_fee_fen(attempts, reason)
        attempts += 1
        if payer:
            yield _charge(scan.id, amount_fen, payer, scan.happened_at)


def _charge(scan_id: str, amount_fen: int, payer: Payer, at: datetime) -> Charge:
    return Charge(f"{REDELIVERY}:{scan_id}", REDELIVERY, NAME, amount_fen, payer, at)
