"""What administrators send and see about outlets, people and upkeep; tariffs have a file of their own."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from logistics.domain.pickup_slots import SlotRules
from logistics.domain.roles import STAFF, Role
from logistics.runtime.schemas import CommandSchema, PointSchema, adcode, location, one_of, phone, spelled, text, whole
from logistics.store.outlets import KINDS, Outlet
from logistics.store.staff import StaffEntry

Point = tuple[float, float]
_MOST_LISTED = 200
_OUTLET_ID = spelled("[A-Z0-9][A-Z0-9-]{1,23}")


def outlet_id(**options: Any) -> fields.String:
    """An outlet's code: capital letters, digits and hyphens."""
    return fields.String(validate=_OUTLET_ID, **options)


def staff_id(**options: Any) -> fields.String:
    """A person's id (ULID)."""
    return fields.String(validate=spelled("[0-9A-Z]{26}"), **options)


def check_day(value: str) -> None:
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise ValidationError("日期不正确") from error


def limit() -> fields.Integer:
    """How many rows a list may have."""
    return whole(1, _MOST_LISTED, load_default=50, strict=True)


@dataclass(frozen=True)
class ListOutlets:
    """`adcode` may be the beginning of one: a province (33), a city (3301) or a district."""

    adcode: str = ""
    after: str = ""
    limit: int = 50


class ListOutletsSchema(CommandSchema):
    command = ListOutlets

    adcode = fields.String(validate=spelled("[1-9][0-9]{1,5}"))
    after = outlet_id()
    limit = limit()


@dataclass(frozen=True)
class OutletRef:
    outlet_id: str


class OutletRefSchema(CommandSchema):
    command = OutletRef

    outlet_id = outlet_id(required=True)


class SlotRulesSchema(CommandSchema):
    """Hours of the clock in Asia/Shanghai; `closed_days` such as 2026-02-17."""

    command = SlotRules

    first_hour = whole(0, 23, load_default=SlotRules.first_hour, strict=True)
    last_hour = whole(1, 24, load_default=SlotRules.last_hour, strict=True)
    slot_hours = whole(1, 12, load_default=SlotRules.slot_hours, strict=True)
    capacity = whole(0, 10_000, load_default=SlotRules.capacity, strict=True)
    cut_off_min = whole(0, 1_440, load_default=SlotRules.cut_off_min, strict=True)
    closed_days = fields.List(
        fields.String(validate=[spelled("[0-9]{4}-[0-9]{2}-[0-9]{2}"), check_day]),
        load_default=list,
        validate=validate.Length(max=366),
    )

    @post_load
    def build(self, data: dict[str, Any], **_: object) -> SlotRules:
        return SlotRules(**data | {"closed_days": tuple(sorted(set(data["closed_days"])))})


class SaveOutletSchema(CommandSchema):
    """`area` is the ring of points around the area it covers, without repeating the first."""

    command = Outlet

    id = outlet_id(required=True)
    name = text(40, required=True)
    kind = one_of(KINDS, load_default="outlet")
    adcodes = fields.List(adcode(), validate=validate.Length(max=50), load_default=list)
    location = location(required=True)
    area = fields.List(fields.Nested(PointSchema()), validate=validate.Length(min=3, max=200))
    phone = fields.String(validate=spelled("[0-9+ -]{5,24}"))  # service lines too
    active = fields.Boolean(load_default=True, truthy={True}, falsy={False})
    slots = fields.Nested(SlotRulesSchema())

    @post_load
    def build(self, data: dict[str, Any], **_: object) -> Outlet:
        for name in data.keys() & {"adcodes", "area"}:
            data[name] = tuple(data[name])
        return Outlet(**data)


class PointView(Schema):
    lng = fields.Function(lambda point: point[0])
    lat = fields.Function(lambda point: point[1])


class OutletSchema(Schema):
    id = fields.String()
    name = fields.String()
    kind = fields.String()
    adcodes = fields.List(fields.String())
    location = fields.Nested(PointView)
    area = fields.List(fields.Nested(PointView))
    phone = fields.String()
    active = fields.Boolean()
    slots = fields.Nested(SlotRulesSchema, attribute="slot_rules")


class OutletsSchema(Schema):
    outlets = fields.List(fields.Nested(OutletSchema, exclude=["area", "slots"]))


class SavedSchema(Schema):
    """`changed` are the names of the fields that are new."""

    id = fields.String()
    changed = fields.List(fields.String())


@dataclass(frozen=True)
class ListStaff:
    role: str = ""
    outlet_id: str = ""
    after: str = ""
    limit: int = 50


class ListStaffSchema(CommandSchema):
    command = ListStaff

    role = one_of(sorted(STAFF))
    outlet_id = outlet_id()
    after = staff_id()
    limit = limit()


@dataclass(frozen=True)
class StaffRef:
    staff_id: str


class StaffRefSchema(CommandSchema):
    command = StaffRef

    staff_id = staff_id(required=True)


@dataclass(frozen=True)
class SaveStaff:
    """A new person, or with `staff_id` a known one written anew."""

    name: str
    phone: str
    role: str
    outlet_id: str | None = None
    capacity: int = 0
    skills: tuple[str, ...] = ()
    staff_id: str = ""

    @property
    def entry(self) -> StaffEntry:
        """The person as the store takes it."""
        role, skills = Role(self.role), tuple(self.skills)
        return StaffEntry(self.name, self.phone, role, self.outlet_id, self.capacity, skills)


class SaveStaffSchema(CommandSchema):
    command = SaveStaff

    staff_id = staff_id()
    name = text(40, required=True)
    phone = phone(required=True)
    role = one_of(sorted(STAFF), required=True)
    outlet_id = outlet_id(allow_none=True)
    capacity = whole(0, 200, strict=True)
    skills = fields.List(text(20), validate=validate.Length(max=20))


class StaffMemberSchema(Schema):
    """Name and phone masked: lists are no address book."""

    id = fields.String()
    role = fields.String()
    outlet_id = fields.String(allow_none=True)
    active = fields.Boolean()
    name_masked = fields.String()
    phone_masked = fields.String()
    capacity = fields.Integer()
    skills = fields.List(fields.String())


class StaffListSchema(Schema):
    staff = fields.List(fields.Nested(StaffMemberSchema))


@dataclass(frozen=True)
class ListChanges:
    """`subject` is "<collection>:<id>", such as outlets:GZ-TH-1."""

    subject: str = ""
    limit: int = 50


class ListChangesSchema(CommandSchema):
    command = ListChanges

    subject = text(64)
    limit = limit()


class ChangeSchema(Schema):
    at = fields.AwareDateTime(format="iso")
    actor_id = fields.String()
    actor_role = fields.String()
    action = fields.String()
    subject = fields.String()
    changes = fields.Dict()


class ChangesSchema(Schema):
    changes = fields.List(fields.Nested(ChangeSchema))


@dataclass(frozen=True)
class ReEncrypt:
    """`after` is what the call before answered; "" begins anew."""

    after: str = ""
    limit: int = 200


class ReEncryptSchema(CommandSchema):
    command = ReEncrypt

    after = text(80, minimum=0)
    limit = whole(1, 1000, load_default=200, strict=True)


class ProgressSchema(Schema):
    after = fields.String()
    done = fields.Boolean()
    rows = fields.Integer()
    resealed = fields.Integer()
    clashes = fields.List(fields.String())


class MigratedSchema(Schema):
    ran = fields.List(fields.String())
