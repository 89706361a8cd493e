"""Who may check an identity and what its outcome means."""

from collections.abc import Collection

from logistics.domain import guards
from logistics.domain.faults import Conflict, Invalid
from logistics.domain.parcel import Parcel
from logistics.domain.roles import Actor
from logistics.domain.states import Status, Step


def require_pickup_task(parcel: Parcel, by: Actor) -> None:
    """The parcel waits for this courier (Conflict PARCEL_STATE_CONFLICT, Forbidden PARCEL_NOT_YOURS)."""
    if parcel.status is not Status.ASSIGNED:
        raise guards.refusal("PARCEL_STATE_CONFLICT", parcel.status, Step.PICKED_UP)
    if parcel.courier_id != by.id:
        raise guards.refusal("PARCEL_NOT_YOURS", parcel.status, Step.PICKED_UP)


# What is worth a look afterwards too: the courier photographs the open parcel.
INSPECTION_PHOTO = {
    "documents": False,
    "clothing": False,
    "electronics": False,
    "food": False,
    "cosmetics": True,
    "books": False,
    "household": False,
    "medicine": True,
    "other": False,
}


def require_inspection_photo(parcel: Parcel, evidence: Collection[str]) -> None:
    """Some kinds of goods are photographed when they are inspected: Conflict INSPECTION_PHOTO_REQUIRED."""
    if INSPECTION_PHOTO.get(parcel.goods.category, False) and not evidence:
        raise Conflict("INSPECTION_PHOTO_REQUIRED", "此类物品请上传开箱验视照片")


def require_evidence(parcel: Parcel, evidence: Collection[str], needed: bool) -> None:
    """Confirmed photos of this parcel, at least one where `needed`: Invalid PROOF_UNKNOWN, Conflict PROOF_REQUIRED."""
    if not {proof.key for proof in parcel.proofs}.issuperset(evidence):
        raise Invalid("PROOF_UNKNOWN", "凭证文件不存在或未通过检查")
    if needed and not evidence:
        raise Conflict("PROOF_REQUIRED", "运费变化较大，请拍摄称重照片")


def require_token(parcel: Parcel, token: str) -> None:
    """The token of the check that was made for this parcel; any other is Conflict REAL_NAME_REQUIRED."""
    if parcel.real_name is None or not token or token != parcel.real_name.token:
        raise Conflict("REAL_NAME_REQUIRED", "请先完成寄件人实名认证")
