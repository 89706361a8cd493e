"""What proves that a parcel was handed over, as its order asks for (签收凭证)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from logistics.domain.consignment import ProofMode
from logistics.domain.receipt import PHOTO as RECEIPT

if TYPE_CHECKING:
    from logistics.domain.parcel import Parcel
    from logistics.domain.scan import Scan

RETURN_RECEIPT = "return_receipt"
# What a scan says was checked when it was taken, in its details.
CHECKED = {
    ProofMode.CODE: "code_checked",
    ProofMode.IDENTITY: "identity_checked",
    ProofMode.OWN_SIGNATURE: "own_signature",
}
COLLECTED_BY_CODE = "by_pickup_code"


@dataclass(frozen=True)
class OwnSignature:
    """What the consignee signed on their own phone, for the delivery attempt that was under way."""

    key: str
    at: datetime
    attempt: int


def missing_proofs(parcel: "Parcel", scan: "Scan") -> list[str]:
    """What the order asks for and the scan does not bring, in the order's words; a signed paper is photographed.

    Whoever fetches a stored parcel by its pickup code has proved enough: what needs more cannot be stored.
    """
    if scan.details.get(COLLECTED_BY_CODE) is True:
        return []
    kinds = {proof.kind for proof in parcel.proofs if proof.key in scan.evidence}
    brought = kinds | {str(mode) for mode, word in CHECKED.items() if scan.details.get(word) is True}
    missing = [mode for mode in parcel.proof_modes if mode not in brought]
    paper = parcel.return_receipt and RECEIPT not in kinds
    return [*missing, *([RETURN_RECEIPT] if paper else [])]
