"""What is asked about addresses, and what is answered."""

from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from logistics.runtime.schemas import CommandSchema, PointSchema, adcode, location, one_of, spelled, text, whole

SOURCES = ("paste", "voice", "photo")
FIELDS = ("name", "phone", "region", "detail")
KINDS = ("wrong", "missing", "alternative")
LONGEST_TEXT = 2_000
_MOST_PHOTO_BYTES = 20_000_000


@dataclass(frozen=True)
class ParseAddress:
    """Exactly one of `text` and `image_key` is given; `source` says how the text came to be."""

    text: str = field(default="", repr=False)
    image_key: str = ""
    source: str = "paste"


@dataclass(frozen=True)
class RequestPhoto:
    """`size_bytes` is the file's exact size, `sha256` its digest in hex where the phone can tell it."""

    content_type: str
    size_bytes: int
    sha256: str = ""


@dataclass(frozen=True)
class Geocode:
    """`address` is what stands behind the district."""

    adcode: str
    address: str = field(repr=False)


@dataclass(frozen=True)
class ReverseGeocode:
    """`location` is (lng, lat) in WGS-84."""

    location: tuple[float, float] = field(repr=False)


@dataclass(frozen=True)
class RecordCorrection:
    """Which fields of a reading a person mended; `kind` is how: a wrong value, one that was missing, or a tap on one
    of the alternatives."""

    source: str
    fields: list[str]
    kind: str = "wrong"


@dataclass(frozen=True)
class ListCorrections:
    days: int = 30


class Paste(fields.String):
    """Whatever somebody pasted: lines, marks and characters that nobody sees are the parser's to deal with."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        pasted = str(super()._deserialize(value, attr, data, **options)).strip()
        if not 0 < len(pasted) <= LONGEST_TEXT:
            raise ValidationError(f"请粘贴 1 到 {LONGEST_TEXT} 字的内容")
        return pasted


class ParseAddressSchema(CommandSchema):
    command = ParseAddress

    image_key = text(128)
    source = one_of(SOURCES, load_default="paste")
    text = Paste()


class RequestPhotoSchema(CommandSchema):
    command = RequestPhoto

    content_type = one_of(["image/jpeg", "image/png"], required=True)
    size_bytes = whole(1, _MOST_PHOTO_BYTES, required=True, strict=True)
    sha256 = fields.String(validate=spelled("[0-9a-f]{64}"))


class GeocodeSchema(CommandSchema):
    command = Geocode

    adcode = adcode(required=True)
    address = text(200, required=True)


class ReverseGeocodeSchema(CommandSchema):
    command = ReverseGeocode

    location = location(required=True)


class RecordCorrectionSchema(CommandSchema):
    command = RecordCorrection

    source = one_of(SOURCES, required=True)
    kind = one_of(KINDS, load_default="wrong")
    # marshmallow takes declared fields off the class, so the name hides nothing of it.
    fields = fields.List(one_of(FIELDS), required=True, validate=validate.Length(1, len(FIELDS)))  # type: ignore[assignment]


class ListCorrectionsSchema(CommandSchema):
    command = ListCorrections

    days = whole(1, 366, load_default=30)


class AlternativeSchema(Schema):
    field = fields.String()
    label = fields.String()
    values = fields.Dict()


class FormerSchema(Schema):
    old = fields.String()
    new = fields.String()


class PersonSchema(Schema):
    """`address` is street and detail in one line, as a form has it; `uncertain` names what a person should look at."""

    role = fields.String()
    name = fields.String()
    phone = fields.String()
    extension = fields.String()
    province = fields.String()
    city = fields.String()
    district = fields.String()
    adcode = fields.String()
    street = fields.String()
    detail = fields.String()
    postcode = fields.String()
    address = fields.String()
    confidence = fields.Dict()
    uncertain = fields.List(fields.String())
    alternatives = fields.List(fields.Nested(AlternativeSchema()))
    former = fields.List(fields.Nested(FormerSchema()))


class PeopleSchema(Schema):
    """Nobody found is an empty list; `retake` asks for a better photo, for the reason given in Chinese."""

    people = fields.List(fields.Nested(PersonSchema()))
    retake = fields.Boolean()
    retake_reason = fields.String()


class LocatedSchema(Schema):
    """`precision`: door, street (road or township) or district (its middle); `location` is WGS-84."""

    location = fields.Nested(PointSchema())
    precision = fields.String()
    adcode = fields.String()
    canonical = fields.String()


class PlaceSchema(Schema):
    """`address` goes into a form behind the region; `landmark` is a well-known place beside it."""

    province = fields.String()
    city = fields.String()
    district = fields.String()
    adcode = fields.String()
    street = fields.String()
    address = fields.String()
    landmark = fields.String()


class CorrectionSchema(Schema):
    day = fields.String()
    source = fields.String()
    field = fields.String()
    kind = fields.String()
    count = fields.Integer()


class CorrectionsSchema(Schema):
    corrections = fields.List(fields.Nested(CorrectionSchema()))
