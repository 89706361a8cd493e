"""What staff say to see or call a party, and what they are answered."""

from dataclasses import dataclass

from marshmallow import Schema, fields, validate

from logistics.domain.revealing import FIELDS, REASONS, SIDES
from logistics.runtime.schemas import CommandSchema, EventSchema, one_of, spelled, text, waybill_no, whole

_ID = 26


@dataclass(frozen=True)
class Reveal:
    waybill_no: str
    side: str
    wanted: list[str]
    reason: str


@dataclass(frozen=True)
class ListReveals:
    """`before` is the id of the last row that was shown."""

    person_id: str
    limit: int
    waybill_no: str = ""
    before: str = ""


@dataclass(frozen=True)
class CallParty:
    waybill_no: str
    side: str


@dataclass(frozen=True)
class SomeNews:
    waybill_no: str


class RevealSchema(CommandSchema):
    command = Reveal

    waybill_no = waybill_no()
    side = one_of(SIDES, required=True)
    wanted = fields.List(
        one_of(FIELDS), required=True, data_key="fields", validate=validate.Length(min=1, max=len(FIELDS))
    )
    reason = one_of(REASONS, required=True)


class ListRevealsSchema(CommandSchema):
    command = ListReveals

    person_id = text(_ID, _ID, load_default="")
    waybill_no = waybill_no(required=False)
    before = fields.String(validate=spelled("[0-9A-HJKMNP-TV-Z]{26}"))
    limit = whole(1, 100, load_default=50)


class CallPartySchema(CommandSchema):
    command = CallParty

    waybill_no = waybill_no()
    side = one_of(SIDES, required=True)


class SomeNewsSchema(EventSchema):
    command = SomeNews

    waybill_no = waybill_no()


class RevealedSchema(Schema):
    """Never remembered: the only answer with a party's data in clear beside a courier's own tasks."""

    name = fields.String()
    phone = fields.String()
    extension = fields.String()
    address = fields.String()
    left_today = fields.Integer()


class RevealRowSchema(Schema):
    reveal_id = fields.String()
    at = fields.AwareDateTime(format="iso")
    person_id = fields.String()
    role = fields.String()
    waybill_no = fields.String()
    side = fields.String()
    shown = fields.List(fields.String(), data_key="fields")
    reason = fields.String()
    reason_label = fields.String()


class RevealsSchema(Schema):
    """`next` goes into `before` for the page that follows; none at the end."""

    reveals = fields.List(fields.Nested(RevealRowSchema()))
    next = fields.String()


class CallSchema(Schema):
    number = fields.String()
    extension = fields.String()
    expires_at = fields.AwareDateTime(format="iso")
