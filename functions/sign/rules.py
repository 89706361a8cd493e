"""What a file must be to become proof, and what proves a delivery."""

from collections.abc import Collection

from logistics.domain.faults import Conflict, Fault, Invalid
from logistics.domain.parcel import Parcel
from logistics.domain.pictures import media_type
from logistics.gateways.files import ArrivedFile
from logistics.store.uploads import Upload

MOST_BYTES = {"photo": 5_000_000, "signature": 500_000}
MOST_PROOFS_OF_A_PARCEL = 40


def objection_to(upload: Upload, arrived: ArrivedFile) -> Fault | None:
    """Why a file that arrived does not become proof: it is not what was granted."""
    if arrived.arrived_at > upload.expires_at:
        return Invalid("UPLOAD_EXPIRED", "上传已超时，请重新上传", key=upload.key)
    if arrived.size != upload.size:
        return Invalid("UPLOAD_SIZE_WRONG", "文件大小与申请不符，请重新上传", key=upload.key)
    if not arrived.content_type == media_type(arrived.content) == upload.content_type:
        return Invalid("UPLOAD_TYPE_WRONG", "文件不是所申请的图片格式，请重新上传", key=upload.key)
    return None


def require_room(parcel: Parcel, more: int) -> None:
    """A parcel keeps so many proofs (Conflict PROOFS_TOO_MANY)."""
    if len(parcel.proofs) + more > MOST_PROOFS_OF_A_PARCEL:
        raise Conflict("PROOFS_TOO_MANY", "该运单的凭证已达上限", most=MOST_PROOFS_OF_A_PARCEL)


def require_checked(parcel: Parcel, keys: Collection[str], owner_id: str) -> None:
    """Every key is a file that its sender uploaded for this parcel and had checked (Conflict PROOF_UNCHECKED)."""
    checked = {proof.key for proof in parcel.proofs if proof.owner_id == owner_id}
    if unchecked := [key for key in keys if key not in checked]:
        raise Conflict("PROOF_UNCHECKED", "凭证文件尚未确认，请先上传并确认", keys=unchecked)
