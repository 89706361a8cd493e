"""What a browser asks for beside the pages themselves."""

from dataclasses import dataclass

from marshmallow import fields

from logistics.runtime.schemas import CommandSchema, spelled


@dataclass(frozen=True)
class Asset:
    """`version` is that of the page which asks: a browser may keep what it got for it."""

    version: str
    name: str


class AssetSchema(CommandSchema):
    command = Asset

    version = fields.String(required=True, validate=spelled("[0-9a-f]{12}"))
    name = fields.String(required=True, validate=spelled(r"[a-z_]{1,40}\.(?:js|css)"))
