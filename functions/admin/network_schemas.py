"""Lines with their timetables, how outlets handle what they get, and rosters: what is sent and seen."""

from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from functions.admin.schemas import check_day, outlet_id, staff_id
from logistics.domain.line_network import Departure, Line
from logistics.domain.promise import Handling
from logistics.domain.roster import Roster, Shift
from logistics.runtime.schemas import CommandSchema, spelled, whole

_DAY_S = 86_400
_CLOCK = spelled("([01][0-9]|2[0-3]):[0-5][0-9]")
_LONGEST_LINE_S = 7 * _DAY_S


def line_id(**options: Any) -> fields.String:
    """A line's code, such as GZ-TH-1_GZ-HUB."""
    return fields.String(validate=spelled("[A-Z0-9][A-Z0-9_-]{1,48}"), **options)


def clock(**options: Any) -> fields.String:
    """A clock time in Asia/Shanghai, such as 21:30."""
    return fields.String(validate=_CLOCK, **options)


def day(**options: Any) -> fields.String:
    """A calendar day, such as 2026-03-09."""
    return fields.String(validate=[spelled("[0-9]{4}-[0-9]{2}-[0-9]{2}"), check_day], **options)


class DepartureSchema(CommandSchema):
    """`weekdays` from Monday 1 to Sunday 7; every day if left out."""

    command = Departure

    clock = clock(required=True)
    weekdays = fields.List(
        whole(1, 7, strict=True), load_default=lambda: [1, 2, 3, 4, 5, 6, 7], validate=validate.Length(1, 7)
    )

    @post_load
    def build(self, data: dict[str, Any], **_: object) -> Departure:
        return Departure(data["clock"], tuple(sorted(set(data["weekdays"]))))


class SaveLineSchema(CommandSchema):
    """One direction; the way back is a line of its own."""

    command = Line

    id = line_id(required=True)
    from_outlet_id = outlet_id(required=True)
    to_outlet_id = outlet_id(required=True)
    departures = fields.List(fields.Nested(DepartureSchema()), required=True, validate=validate.Length(1, 48))
    travel_s = whole(60, _LONGEST_LINE_S, required=True, strict=True)
    cut_off_s = whole(0, _DAY_S, load_default=Line.cut_off_s, strict=True)
    handling_s = whole(0, _DAY_S, load_default=Line.handling_s, strict=True)
    active = fields.Boolean(load_default=True, truthy={True}, falsy={False})

    @post_load
    def build(self, data: dict[str, Any], **_: object) -> Line:
        return Line(**data | {"departures": tuple(sorted(data["departures"], key=lambda each: each.clock))})


@dataclass(frozen=True)
class ListLines:
    """`outlet_id`: those that end or begin there."""

    outlet_id: str = ""
    after: str = ""
    limit: int = 200


class ListLinesSchema(CommandSchema):
    command = ListLines

    outlet_id = outlet_id()
    after = line_id()
    limit = whole(1, 500, strict=True)


class LineSchema(Schema):
    id = fields.String()
    from_outlet_id = fields.String()
    to_outlet_id = fields.String()
    departures = fields.List(fields.Nested(DepartureSchema))
    travel_s = fields.Integer()
    cut_off_s = fields.Integer()
    handling_s = fields.Integer()
    active = fields.Boolean()


class LinesSchema(Schema):
    lines = fields.List(fields.Nested(LineSchema))


class HandlingSchema(CommandSchema):
    """`waves` are the clock times at which couriers go out."""

    command = Handling

    outlet_id = outlet_id(required=True)
    intake_s = whole(0, _DAY_S, load_default=Handling.intake_s, strict=True)
    sort_s = whole(0, _DAY_S, load_default=Handling.sort_s, strict=True)
    waves = fields.List(clock(), required=True, validate=validate.Length(1, 12))
    round_s = whole(60, _DAY_S, load_default=Handling.round_s, strict=True)

    @post_load
    def build(self, data: dict[str, Any], **_: object) -> Handling:
        return Handling(**data | {"waves": tuple(sorted(set(data["waves"])))})


class HandlingsSchema(Schema):
    handling = fields.List(fields.Nested(HandlingSchema))


class ShiftSchema(CommandSchema):
    command = Shift

    courier_id = staff_id(required=True)
    start = clock(required=True)
    end = clock(required=True)


class SaveRosterSchema(CommandSchema):
    """A day's shifts as they shall be; none clears the day."""

    command = Roster

    outlet_id = outlet_id(required=True)
    day = day(required=True)
    shifts = fields.List(fields.Nested(ShiftSchema()), required=True, validate=validate.Length(max=200))

    @post_load
    def build(self, data: dict[str, Any], **_: object) -> Roster:
        shifts = sorted(data["shifts"], key=lambda shift: (shift.start, shift.courier_id))
        return Roster(data["outlet_id"], data["day"], tuple(shifts))


@dataclass(frozen=True)
class ListRosters:
    first_day: str
    last_day: str
    outlet_id: str = ""


class ListRostersSchema(CommandSchema):
    command = ListRosters

    first_day = day(required=True)
    last_day = day(required=True)
    outlet_id = outlet_id()


class RosterSchema(Schema):
    outlet_id = fields.String()
    day = fields.String()
    shifts = fields.List(fields.Nested(ShiftSchema))


class RostersSchema(Schema):
    rosters = fields.List(fields.Nested(RosterSchema))
