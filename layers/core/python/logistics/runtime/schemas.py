"""Edge schemas: unknown fields are refused, a loaded command is a frozen dataclass."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, post_load, validate

from logistics.domain.bank_credits import reference_of
from logistics.domain.faults import Invalid
from logistics.domain.money import MOST_FEN
from logistics.domain.waybill import is_waybill_no
from logistics.privacy import phones
from logistics.runtime.field_messages import speak_chinese
from logistics.settings import settings

speak_chinese()

MAX_NUMBER = 10**9
_LONGEST_PHONE = 40
# Also what turns the direction of the text around it, breaks its line, or is not to be seen at all: others read these
# texts on labels and lists, and what looks the same should be the same.
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    r"\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_JOINERS = "\u200c\u200d\ufe0e\ufe0f"  # emoji are made of several characters with these; alone they show nothing


class CommandSchema(Schema):
    """Loads into `command`, a frozen dataclass whose fields bear the schema's names."""

    command: type = dict

    class Meta:
        unknown = RAISE

    @post_load
    def build(self, data: dict[str, Any], **_: object) -> Any:
        return self.command(**data)


class EventSchema(CommandSchema):
    """For queue triggers: a newer producer may send fields this consumer does not know yet."""

    class Meta:
        unknown = EXCLUDE


@dataclass(frozen=True)
class RawRequest:
    """An HTTP request as it came in, for providers that sign the bytes; `headers` are found in any spelling."""

    headers: Mapping[str, str]
    body: bytes


class RawRequestSchema(CommandSchema):
    """For HTTP triggers only: the request itself is the input, and the use case vouches for it."""

    command = RawRequest
    headers = fields.Raw(required=True)
    body = fields.Raw(required=True)


class Nothing(CommandSchema):
    """A call that takes no input."""


def waybill_no(**options: Any) -> fields.String:
    """A waybill number, refused on its check digit before any database read."""
    return fields.String(validate=_check_waybill_no, **{"required": True, **options})


def fen(minimum: int = 0, **options: Any) -> fields.Integer:
    """An amount in whole fen."""
    return fields.Integer(strict=True, validate=validate.Range(min=minimum, max=MOST_FEN), **options)


def whole(minimum: int = 0, maximum: int = MAX_NUMBER, **options: Any) -> fields.Integer:
    """A whole number within bounds (grams, cubic centimetres, seconds, counts)."""
    return fields.Integer(validate=validate.Range(min=minimum, max=maximum), **options)


def text(maximum: int, minimum: int = 1, **options: Any) -> fields.String:
    """A line of text: no control or invisible characters, length within bounds after trimming."""
    return Line(validate=validate.Length(min=minimum, max=maximum), **options)


def spelled(pattern: str) -> validate.Regexp:
    """A validator for texts that are spelled so to their very end: "$" would let one more line break pass."""
    return validate.Regexp(rf"(?:{pattern})\Z")


def adcode(**options: Any) -> fields.String:
    """A district's six-digit GB/T 2260 code."""
    return fields.String(validate=spelled("[1-9][0-9]{5}"), **options)


def one_of(choices: Any, **options: Any) -> fields.String:
    """One of the values of an enum or a collection of strings."""
    return fields.String(validate=validate.OneOf([str(choice) for choice in choices]), **options)


def moment(**options: Any) -> fields.AwareDateTime:
    """A time with its zone (ISO 8601), made UTC."""
    return Moment(format="iso", **options)


def location(**options: Any) -> fields.Nested:
    """A WGS-84 point as {"lng", "lat"}; loads into (lng, lat)."""
    return fields.Nested(PointSchema(), **options)


def phone(**options: Any) -> fields.String:
    """A phone however people write or paste it; E.164 once loaded."""
    return Phone(**options)


def extension(**options: Any) -> fields.String:
    """What is dialled after a phone, up to eight digits; "" or nothing for none."""
    return fields.String(validate=spelled("[0-9]{0,8}"), **options)


class Phone(fields.String):
    """Text that is a phone number; the number is not repeated in the error."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        written = str(super()._deserialize(value, attr, data, **options))
        if len(written) > _LONGEST_PHONE:
            raise ValidationError("电话号码太长")
        try:
            return phones.normalise(written)
        except Invalid as error:
            raise ValidationError(error.message) from error


class Line(fields.String):
    """Text without control or invisible characters, trimmed."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        line = str(super()._deserialize(value, attr, data, **options)).strip()
        if _CONTROL.search(line) or (line and not line.strip(_JOINERS)):
            raise ValidationError("含有不可见的字符")
        return line


class BankReference(Line):
    """The bank's own number of money that moved, in the one spelling in which it is kept."""

    def __init__(self, shortest: int = 1, **options: Any) -> None:
        super().__init__(validate=validate.Length(min=shortest, max=64), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        reference = reference_of(super()._deserialize(value, attr, data, **options))
        if not reference.isascii() or " " in reference:
            raise ValidationError("银行流水号只能是字母、数字和符号")
        return reference


class Moment(fields.AwareDateTime):
    """An aware time, always UTC inside."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> datetime:
        try:
            return super()._deserialize(value, attr, data, **options).astimezone(UTC)
        except OverflowError as error:
            raise ValidationError("时间格式不正确") from error


class PointSchema(Schema):
    """A WGS-84 point; (lng, lat) inside."""

    lng = fields.Float(required=True, allow_nan=False, validate=validate.Range(min=-180, max=180))
    lat = fields.Float(required=True, allow_nan=False, validate=validate.Range(min=-85, max=85))  # as far as maps go

    @post_load
    def build(self, data: dict[str, float], **_: object) -> tuple[float, float]:
        return data["lng"], data["lat"]


class MaskedPartySchema(Schema):
    """Consignor or consignee as a screen shows them."""

    name = fields.String(attribute="name_masked")
    phone = fields.String(attribute="phone_masked")
    address = fields.String(attribute="address_masked")


def _check_waybill_no(value: str) -> None:
    if not is_waybill_no(value, settings().waybill_prefix):
        raise ValidationError("运单号不正确")
