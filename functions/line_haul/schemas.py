"""What loaders, drivers and those who count parcels out send and see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, validate

from logistics.domain.manifest import MOST_NUMBERS, ManifestState
from logistics.runtime.schemas import CommandSchema, location, moment, one_of, spelled, text, whole

_OUTLET_ID = "[A-Z0-9][A-Z0-9-]{1,23}"
_LINE_ID = "[A-Z0-9][A-Z0-9_-]{1,48}"
_ULID = "[0-7][0-9A-Z]{25}"


def manifest_id() -> fields.String:
    return fields.String(required=True, validate=spelled(_ULID))


def outlet_id(**options: Any) -> fields.String:
    return fields.String(validate=spelled(_OUTLET_ID), **options)


def numbers(minimum: int, **options: Any) -> fields.List[str]:
    """Scanned waybill and piece numbers; each that is none is answered as such."""
    return fields.List(text(40), validate=validate.Length(minimum, MOST_NUMBERS), **options)


@dataclass(frozen=True)
class OpenManifest:
    """`driver_id` may act for it wherever it stands; a driver who opens it is its driver."""

    line_id: str
    vehicle: str
    from_outlet_id: str = ""
    to_outlet_id: str = ""
    driver_id: str | None = None
    numbers: tuple[str, ...] = ()


class OpenManifestSchema(CommandSchema):
    """The two ends need not be named; they are checked against the line when they are."""

    command = OpenManifest

    line_id = fields.String(required=True, validate=spelled(_LINE_ID))
    vehicle = text(20, required=True)
    from_outlet_id = outlet_id()
    to_outlet_id = outlet_id()
    driver_id = fields.String(validate=spelled(_ULID))
    numbers = numbers(0)


@dataclass(frozen=True)
class ManifestRef:
    manifest_id: str


class ManifestRefSchema(CommandSchema):
    command = ManifestRef

    manifest_id = manifest_id()


@dataclass(frozen=True)
class Load:
    manifest_id: str
    numbers: tuple[str, ...]


class LoadSchema(CommandSchema):
    command = Load

    manifest_id = manifest_id()
    numbers = numbers(1, required=True)


@dataclass(frozen=True)
class Move:
    """`occurred_at` is the phone's time; `numbers` what was counted out, at an arrival."""

    manifest_id: str
    occurred_at: datetime
    location: tuple[float, float] | None = None
    numbers: tuple[str, ...] = ()


class DepartSchema(CommandSchema):
    command = Move

    manifest_id = manifest_id()
    occurred_at = moment(required=True)
    location = location()


class ArriveSchema(DepartSchema):
    numbers = numbers(0, required=True)


@dataclass(frozen=True)
class ListManifests:
    outlet_id: str = ""
    state: str = ""
    limit: int = 50


class ListManifestsSchema(CommandSchema):
    command = ListManifests

    outlet_id = outlet_id()
    state = one_of(ManifestState)
    limit = whole(1, 200)


class StatementSchema(Schema):
    """`loaded` and `arrived` count waybills; the others name waybills or single pieces."""

    loaded = fields.Integer()
    arrived = fields.Integer()
    missing = fields.List(fields.String())
    surplus = fields.List(fields.String())
    misdirected = fields.List(fields.String())
    incomplete = fields.List(fields.String())


class ManifestSchema(Schema):
    manifest_id = fields.String(attribute="id")
    line_id = fields.String()
    from_outlet_id = fields.String()
    to_outlet_id = fields.String()
    vehicle = fields.String()
    driver_id = fields.String(allow_none=True)
    state = fields.String()
    opened_at = fields.AwareDateTime(format="iso")
    departed_at = fields.AwareDateTime(format="iso", allow_none=True)
    arrived_at = fields.AwareDateTime(format="iso", allow_none=True)
    statement = fields.Nested(StatementSchema, allow_none=True)


class ManifestsSchema(Schema):
    manifests = fields.List(fields.Nested(ManifestSchema))


class LoadedSchema(Schema):
    waybill_no = fields.String()
    pieces = fields.List(fields.Integer())
    of = fields.Integer()
    misdirected = fields.Boolean()
    next_stop = fields.String(allow_none=True)


class FullManifestSchema(ManifestSchema):
    loaded = fields.List(fields.Nested(LoadedSchema))


class ErrorSchema(Schema):
    code = fields.String()
    message = fields.String()
    details = fields.Dict()


class OutcomeSchema(Schema):
    """One number: its `pieces` on the vehicle of `of`, a `warning` such as WRONG_DIRECTION, or the `error`."""

    number = fields.String()
    pieces = fields.List(fields.Integer())
    of = fields.Integer()
    warning = fields.String()
    next_stop = fields.String()
    error = fields.Nested(ErrorSchema)


class LoadingSchema(Schema):
    """`loaded` counts the waybills on the manifest by now."""

    manifest_id = fields.String()
    loaded = fields.Integer()
    results = fields.List(fields.Nested(OutcomeSchema))


class FlaggedSchema(Schema):
    """A scan that is kept and does not count, and why."""

    waybill_no = fields.String()
    flag = fields.String()


class DepartedSchema(Schema):
    manifest_id = fields.String()
    state = fields.String()
    departed_at = fields.AwareDateTime(format="iso")
    parcels = fields.Integer()
    incomplete = fields.List(fields.String())
    flagged = fields.List(fields.Nested(FlaggedSchema))


class ArrivedSchema(StatementSchema):
    """The closing statement; `unknown` are numbers of no parcel of ours."""

    manifest_id = fields.String()
    state = fields.String()
    unknown = fields.List(fields.String())  # type: ignore[assignment]  # marshmallow takes fields out of the class
    flagged = fields.List(fields.Nested(FlaggedSchema))
