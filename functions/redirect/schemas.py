"""What the sender says to stop a parcel or send it elsewhere, and what they are answered."""

from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, validates_schema

from logistics.domain.faults import Invalid
from logistics.runtime.order_schemas import PartyEntry, PartyEntrySchema
from logistics.runtime.schemas import (
    CommandSchema,
    extension,
    one_of,
    phone,
    spelled,
    text,
    waybill_no,
)
from logistics.store.codes import Purpose

PURPOSES = (Purpose.INTERCEPT, Purpose.REDIRECT, Purpose.RECIPIENT)


@dataclass(frozen=True)
class OneParcel:
    waybill_no: str


@dataclass(frozen=True)
class SendCode:
    waybill_no: str
    purpose: str


@dataclass(frozen=True)
class Intercept:
    waybill_no: str
    code: str


@dataclass(frozen=True)
class PriceRedirection:
    waybill_no: str
    consignee: PartyEntry


@dataclass(frozen=True)
class Redirect:
    waybill_no: str
    code: str
    consignee: PartyEntry


@dataclass(frozen=True)
class ChangeRecipient:
    """None: it stays as it is; an `extension` goes with a phone."""

    waybill_no: str
    code: str
    name: str | None = None
    phone: str | None = None
    extension: str = ""
    address: str | None = None

    @property
    def changed(self) -> list[str]:
        """The names of what shall be new."""
        return [name for name in ("name", "phone", "address") if getattr(self, name) is not None]


def code() -> fields.String:
    """A second factor as it is typed in."""
    return fields.String(required=True, validate=spelled("[0-9]{6}"))


class OneParcelSchema(CommandSchema):
    command = OneParcel

    waybill_no = waybill_no()


class SendCodeSchema(CommandSchema):
    command = SendCode

    waybill_no = waybill_no()
    purpose = one_of(PURPOSES, required=True)


class InterceptSchema(CommandSchema):
    command = Intercept

    waybill_no = waybill_no()
    code = code()


class PriceRedirectionSchema(CommandSchema):
    command = PriceRedirection

    waybill_no = waybill_no()
    consignee = fields.Nested(PartyEntrySchema(), required=True)


class RedirectSchema(CommandSchema):
    command = Redirect

    waybill_no = waybill_no()
    code = code()
    consignee = fields.Nested(PartyEntrySchema(), required=True)


class ChangeRecipientSchema(CommandSchema):
    command = ChangeRecipient

    waybill_no = waybill_no()
    code = code()
    name = text(40)
    phone = phone()
    extension = extension()
    address = text(200, 4)

    @validates_schema
    def something(self, data: dict[str, Any], **_: object) -> None:
        """An extension alone belongs to no phone, and nothing at all changes nothing."""
        if data.get("extension") and not data.get("phone"):
            raise Invalid("INPUT_INVALID", "请同时填写电话", fields={"phone": ["分机号须与电话一起填写"]})
        if not data.keys() & {"name", "phone", "address"}:
            raise Invalid("NOTHING_TO_CHANGE", "没有需要修改的内容")


class CodeSentSchema(Schema):
    expires_in_s = fields.Integer()
    next_in_s = fields.Integer()


class StoppedSchema(Schema):
    """Remembered for replays: no personal data."""

    waybill_no = fields.String()
    status = fields.String()


class FeeLineSchema(Schema):
    code = fields.String()
    name = fields.String()
    amount_fen = fields.Integer()


class RedirectionPriceSchema(Schema):
    difference_fen = fields.Integer()
    fee_lines = fields.List(fields.Nested(FeeLineSchema()))
    promised_at = fields.AwareDateTime(attribute="after.promised_at", format="iso")


class RedirectedSchema(StoppedSchema):
    difference_fen = fields.Integer()


class RecipientSchema(Schema):
    waybill_no = fields.String()
    changed = fields.List(fields.String())
