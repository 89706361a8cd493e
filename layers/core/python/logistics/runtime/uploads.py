"""What a caller is handed to send a file straight into the bucket; shared by every function that takes files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from marshmallow import Schema, fields

from logistics.domain.faults import Conflict, Fault, Invalid
from logistics.domain.pictures import media_type
from logistics.gateways import files
from logistics.gateways.files import ArrivedFile
from logistics.store.uploads import Upload

GRANTED_FOR = timedelta(minutes=10)
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


@dataclass(frozen=True)
class Grant:
    """Where and how to post the file, and the `key` by which it is confirmed and used afterwards."""

    key: str
    url: str
    fields: Mapping[str, str]
    expires_at: datetime


class GrantSchema(Schema):
    """The file goes last, as the multipart field "file", after all `fields`."""

    key = fields.String()
    url = fields.String()
    fields_ = fields.Dict(attribute="fields", data_key="fields")
    expires_at = fields.AwareDateTime(format="iso")


def make_grant(key: str, content_type: str, size: int, now: datetime) -> Grant:
    """Sign a form for exactly the file that was announced: this key, this type, this size in bytes."""
    form = files.upload_form(key, content_type, size, int(GRANTED_FOR.total_seconds()))
    return Grant(key, form.url, form.fields, now + GRANTED_FOR)


def checked_file(upload: Upload) -> ArrivedFile:
    """The file that arrived for a grant, if it is what was granted.

    Raises Conflict UPLOAD_MISSING, Invalid UPLOAD_EXPIRED, UPLOAD_SIZE_WRONG and UPLOAD_TYPE_WRONG (each with key=).
    """
    arrived = files.look_at(upload.key, upload.size)
    if arrived is None:
        raise Conflict("UPLOAD_MISSING", "文件尚未上传成功，请重新上传", key=upload.key)
    if problem := _objection_to(upload, arrived):
        raise problem
    return arrived


def _objection_to(upload: Upload, arrived: ArrivedFile) -> Fault | None:
    """Why a file that arrived does not become proof: it is not what was granted."""
    if arrived.arrived_at > upload.expires_at:
        return Invalid("UPLOAD_EXPIRED", "上传已超时，请重新上传", key=upload.key)
    if arrived.size != upload.size:
        return Invalid("UPLOAD_SIZE_WRONG", "文件大小与申请不符，请重新上传", key=upload.key)
    if not arrived.content_type == media_type(arrived.content) == upload.content_type:
        return Invalid("UPLOAD_TYPE_WRONG", "文件不是所申请的图片格式，请重新上传", key=upload.key)
    return None
