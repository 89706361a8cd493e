"""What a file must be to become proof, and what proves a delivery."""

from collections.abc import Collection

from logistics.domain.faults import Conflict, Forbidden
from logistics.domain.parcel import Parcel
from logistics.domain.receipt import PHOTO as RECEIPT
from logistics.domain.roles import CUSTOMERS, Actor
from logistics.domain.sides import is_consignee

MOST_BYTES = {"photo": 5_000_000, "signature": 500_000, "own_signature": 500_000, RECEIPT: 5_000_000}
_OF_CUSTOMERS = frozenset({"photo", "own_signature"})
_OF_STAFF = frozenset(MOST_BYTES) - {"own_signature"}
MOST_PROOFS_OF_A_PARCEL = 40
MOST_PROOFS_OF_A_PARTY = 10


def require_kind(parcel: Parcel, kind: str, by: Actor) -> None:
    """Parties send pictures of what is wrong, the consignee their own signature, staff all the others.

    Raises Forbidden PROOF_KIND_FORBIDDEN.
    """
    known = _OF_CUSTOMERS if by.role in CUSTOMERS else _OF_STAFF
    if kind not in known or (kind == "own_signature" and not is_consignee(parcel, by)):
        raise Forbidden("PROOF_KIND_FORBIDDEN", "您不能上传这类凭证", kind=kind)


def completes(parcel: Parcel, pieces: Collection[int]) -> bool:
    """Whether these are all the pieces that are left, so that the whole is signed."""
    return len(set(pieces)) == len(pieces) and {*parcel.signed_pieces, *pieces} == {*range(1, parcel.goods.pieces + 1)}


def require_room(parcel: Parcel, more: int, by: Actor) -> None:
    """A parcel keeps so many proofs, and half of that room is not for its parties (Conflict PROOFS_TOO_MANY)."""
    of_party = by.role in CUSTOMERS
    most = MOST_PROOFS_OF_A_PARCEL // 2 if of_party else MOST_PROOFS_OF_A_PARCEL
    own = sum(proof.owner_id == by.id for proof in parcel.proofs) if of_party else 0
    if len(parcel.proofs) + more > most or own + more > MOST_PROOFS_OF_A_PARTY:
        raise Conflict("PROOFS_TOO_MANY", "该运单的凭证已达上限", most=most)


def require_checked(parcel: Parcel, keys: Collection[str], owner_id: str) -> None:
    """Every key is a file that its sender uploaded for this parcel and had checked (Conflict PROOF_UNCHECKED)."""
    checked = {proof.key for proof in parcel.proofs if proof.owner_id == owner_id}
    if unchecked := [key for key in keys if key not in checked]:
        raise Conflict("PROOF_UNCHECKED", "凭证文件尚未确认，请先上传并确认", keys=unchecked)
