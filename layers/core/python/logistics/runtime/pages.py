"""What a browser is given instead of JSON: pages and what they load."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from marshmallow import Schema, fields


@dataclass(frozen=True)
class Page:
    """A body as it goes out, with its content type and further headers."""

    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


class PageSchema(Schema):
    """For HTTP triggers only: the reply is a Page and not JSON."""

    body = fields.Raw(required=True)
    content_type = fields.String(required=True)
    headers = fields.Raw()
