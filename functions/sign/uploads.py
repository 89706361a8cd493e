"""Files on their way to becoming proof: granted, uploaded by the phone, checked, kept."""

import hashlib

from functions.sign.rules import require_kind, require_room
from functions.sign.schemas import ConfirmUpload, RequestUpload, ShowProof
from logistics.domain.consignment import Proof
from logistics.domain.faults import NotFound
from logistics.gateways import files
from logistics.runtime.context import Context
from logistics.runtime.uploads import EXTENSIONS, GRANTED_FOR, Grant, checked_file, make_grant
from logistics.store.uploads import Upload

_SHOWN_FOR = GRANTED_FOR / 2


def make_form(command: RequestUpload, ctx: Context) -> Grant:
    """The outside step: sign a form for exactly the file that was announced."""
    key = f"proofs/{command.waybill_no}/{ctx.new_id()}.{EXTENSIONS[command.content_type]}"
    return make_grant(key, command.content_type, command.size, ctx.now)


def request_upload(command: RequestUpload, ctx: Context) -> Grant:
    """Let the caller upload one file for a parcel in their scope.

    Asking again makes another grant, and the unused one expires: the form's signature is nothing to be remembered.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_kind(parcel, command.kind, ctx.actor)
    require_room(parcel, 1, ctx.actor)
    grant: Grant = ctx.answer
    declared = (command.waybill_no, command.kind, command.content_type, command.size)
    ctx.store.uploads.add(Upload(grant.key, *declared, ctx.actor.id, grant.expires_at))
    return grant


def check_files(command: ConfirmUpload, ctx: Context) -> list[Proof]:
    """The outside step: look at each file, refuse the whole call for one that is bad, keep the good ones.

    Raises NotFound UPLOAD_NOT_FOUND, Conflict UPLOAD_MISSING, Invalid UPLOAD_EXPIRED, UPLOAD_SIZE_WRONG and
    UPLOAD_TYPE_WRONG (each with key=).
    """
    granted = ctx.store.uploads.granted(command.waybill_no, ctx.actor.id, command.keys)
    for key in command.keys:
        if key not in granted:
            raise NotFound("UPLOAD_NOT_FOUND", "没有找到这个上传，请重新上传", key=key)
    return [_checked(upload, ctx) for upload in granted.values() if upload.confirmed_at is None]


def confirm_upload(command: ConfirmUpload, ctx: Context) -> dict[str, object]:
    """Make the checked files proofs of the parcel; those confirmed before stay as they are."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    proofs: list[Proof] = ctx.answer
    require_room(parcel, len(proofs), ctx.actor)
    after = parcel
    for proof in proofs:
        after = after.add_proof(proof)
    if after is not parcel:
        after = ctx.store.parcels.save(parcel, after)
        ctx.store.uploads.confirm([proof.key for proof in proofs])
    return {"waybill_no": after.waybill_no, "proofs": [each for each in after.proofs if each.key in command.keys]}


def show_proof(command: ShowProof, ctx: Context) -> dict[str, object]:
    """An address under which a proof of a parcel in the caller's scope may be seen for five minutes."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    if all(proof.key != command.key for proof in parcel.proofs):
        raise NotFound("PROOF_NOT_FOUND", "没有找到这个凭证")
    url = files.view_url(command.key, int(_SHOWN_FOR.total_seconds()))
    return {"key": command.key, "url": url, "expires_at": ctx.now + _SHOWN_FOR}


def _checked(upload: Upload, ctx: Context) -> Proof:
    arrived = checked_file(upload)
    files.keep(upload.key, arrived)
    digest = hashlib.sha256(arrived.content).hexdigest()
    return Proof(upload.key, upload.kind, ctx.actor.id, arrived.size, digest, ctx.now)
