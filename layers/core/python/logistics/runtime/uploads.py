"""What a caller is handed to send a file straight into the bucket; shared by every function that takes files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from marshmallow import Schema, fields

from logistics.gateways import files

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
