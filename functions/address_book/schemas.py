"""What customers send about their addresses, and what they are answered."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields

from logistics.runtime.schemas import (
    CommandSchema,
    adcode,
    extension,
    location,
    phone,
    spelled,
    text,
    waybill_no,
    whole,
)

Point = tuple[float, float]
Cursor = tuple[datetime, str]

_CURSOR = re.compile(r"([0-9]{12,14})-([0-9A-HJKMNP-TV-Z]{26})")


@dataclass(frozen=True)
class ListEntries:
    """`q` is a part of a name or of a phone, `after` where the last page ended."""

    q: str
    limit: int
    after: Cursor | None = None


@dataclass(frozen=True)
class OneEntry:
    entry_id: str


@dataclass(frozen=True, kw_only=True)
class AddEntry:
    """An address as its owner writes it; `phone` is E.164 once loaded, `is_default` None leaves that as it is."""

    name: str
    phone: str
    province: str
    city: str
    district: str
    adcode: str
    address: str
    extension: str = ""
    location: Point | None = None
    label: str = ""
    is_default: bool | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeEntry(AddEntry):
    entry_id: str


@dataclass(frozen=True)
class RecentRecipients:
    limit: int


@dataclass(frozen=True)
class OneWaybill:
    waybill_no: str


class PageCursor(fields.Field[Cursor]):
    """The time (ms) and id of the last entry that was shown."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Cursor:
        found = _CURSOR.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise ValidationError("翻页位置不正确")
        return datetime.fromtimestamp(int(found[1]) / 1000, UTC), found[2]


def _entry_id() -> fields.String:
    return fields.String(required=True, validate=spelled("[0-9A-HJKMNP-TV-Z]{26}"))


class ListEntriesSchema(CommandSchema):
    command = ListEntries

    q = text(20, 0, load_default="")
    limit = whole(1, 100, load_default=20)
    after = PageCursor()


class OneEntrySchema(CommandSchema):
    command = OneEntry

    entry_id = _entry_id()


class AddEntrySchema(CommandSchema):
    command: type = AddEntry

    name = text(40, required=True)
    phone = phone(required=True)
    extension = extension()
    province = text(20, required=True)
    city = text(20, required=True)
    district = text(20, 0, load_default="")
    adcode = adcode(required=True)
    address = text(150, 2, required=True)
    location = location()
    label = text(10, 0)
    is_default = fields.Boolean(truthy={True}, falsy={False})


class ChangeEntrySchema(AddEntrySchema):
    command = ChangeEntry

    entry_id = _entry_id()


class RecentRecipientsSchema(CommandSchema):
    command = RecentRecipients

    limit = whole(1, 20, load_default=10)


class OneWaybillSchema(CommandSchema):
    command = OneWaybill

    waybill_no = waybill_no()


class ChangedSchema(Schema):
    """Remembered for replays: ids only. `duplicate_of` is an entry with the same phone at the same place."""

    id = fields.String()
    duplicate_of = fields.String()


class ShownEntrySchema(Schema):
    """An entry in a list: masked throughout."""

    id = fields.String()
    name = fields.String(attribute="name_masked")
    phone = fields.String(attribute="phone_masked")
    address = fields.String(attribute="address_masked")
    region = fields.String()
    adcode = fields.String()
    label = fields.String()
    is_default = fields.Boolean()
    used_at = fields.AwareDateTime(format="iso")


class EntriesSchema(Schema):
    """`next` goes into `after` for the page that follows; none at the end."""

    entries = fields.List(fields.Nested(ShownEntrySchema()))
    next = fields.String()


class PointSchema(Schema):
    lng = fields.Float()
    lat = fields.Float()


class ContactSchema(Schema):
    """A contact in clear, for the one who wrote it: what fills a form."""

    name = fields.String()
    phone = fields.String()
    extension = fields.String()
    province = fields.String()
    city = fields.String()
    district = fields.String()
    adcode = fields.String()
    address = fields.String()
    location = fields.Nested(PointSchema())


class EntrySchema(ContactSchema):
    id = fields.String()
    label = fields.String()
    is_default = fields.Boolean()


class RecentSchema(Schema):
    """A recipient of an own order: masked; opened by the waybill number."""

    waybill_no = fields.String()
    name = fields.String()
    phone = fields.String()
    address = fields.String()
    adcode = fields.String()
    used_at = fields.AwareDateTime(format="iso")


class RecentRecipientsReplySchema(Schema):
    entries = fields.List(fields.Nested(RecentSchema()))
