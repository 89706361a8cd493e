"""What couriers' phones and watchers send, and what they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import Schema, fields, validate, validates_schema

from logistics.domain.fixes import LARGEST_SEQUENCE, MOST_FIXES
from logistics.runtime.schemas import CommandSchema, spelled, waybill_no, whole

_OUTLET_ID = "[A-Z0-9][A-Z0-9-]{1,23}"
_ULID = "[0-7][0-9A-Z]{25}"


def outlet_id(**options: Any) -> fields.String:
    return fields.String(validate=spelled(_OUTLET_ID), **options)


def after() -> fields.Integer:
    """The number up to which the asker has seen everything."""
    return whole(0, LARGEST_SEQUENCE, load_default=0)


def _day(**options: Any) -> fields.Date:
    """A day in Shanghai."""
    return fields.Date(format="iso", validate=validate.Range(date(2020, 1, 1), date(2099, 12, 31)), **options)


# What a map page may show, and how its subject is spelled.
_COURIER_ID = fields.String(validate=spelled(_ULID))
_SUBJECTS = {"parcel": waybill_no(), "outlet": outlet_id(), "track": _COURIER_ID, "tour": _COURIER_ID}


@dataclass(frozen=True)
class SendPositions:
    """`device` tells phones (and their reinstallations) apart, since each counts its fixes from its own start."""

    fixes: list[Mapping[str, object]]
    device: str = ""


class SendPositionsSchema(CommandSchema):
    """Each fix is {sequence, at, lng, lat, coordinates, accuracy_m?, speed_mps?, heading?} and judged by itself."""

    command = SendPositions

    fixes = fields.List(fields.Dict(), required=True, validate=validate.Length(1, MOST_FIXES))
    device = fields.String(validate=spelled("[A-Za-z0-9_-]{1,16}"))


@dataclass(frozen=True)
class OfParcel:
    waybill_no: str
    after: int


class OfParcelSchema(CommandSchema):
    command = OfParcel

    waybill_no = waybill_no()
    after = after()


@dataclass(frozen=True)
class OfOutlet:
    outlet_id: str
    after: int


class OfOutletSchema(CommandSchema):
    command = OfOutlet

    outlet_id = outlet_id(required=True)
    after = after()


@dataclass(frozen=True)
class Unwatch:
    """Neither: every watch of this connection."""

    waybill_no: str = ""
    outlet_id: str = ""


class UnwatchSchema(CommandSchema):
    command = Unwatch

    waybill_no = waybill_no(required=False)
    outlet_id = outlet_id()


@dataclass(frozen=True)
class OpenMap:
    """`subject` is a waybill number, an outlet's id or a courier's id, as `kind` says."""

    kind: str
    subject: str


class OpenMapSchema(CommandSchema):
    command = OpenMap

    kind = fields.String(required=True, validate=validate.OneOf(tuple(_SUBJECTS)))
    subject = fields.String(required=True, validate=validate.Length(2, 40))

    @validates_schema
    def fitting(self, data: dict[str, Any], **_: object) -> None:
        _SUBJECTS[data["kind"]].deserialize(data["subject"])


@dataclass(frozen=True)
class ShowMap:
    token: str
    after: int
    coordinates: str
    day: date | None = None


class ShowMapSchema(CommandSchema):
    """`day` is that of a courier's track: today, if it is not told."""

    command = ShowMap

    token = fields.String(required=True, validate=spelled("[A-Za-z0-9_-]{32}"))
    after = after()
    coordinates = fields.String(validate=validate.OneOf(("wgs84", "gcj02")), load_default="wgs84")
    day = _day()


@dataclass(frozen=True)
class ShowTrack:
    courier_id: str
    day: date


class ShowTrackSchema(CommandSchema):
    """`day` is a day in Shanghai."""

    command = ShowTrack

    courier_id = fields.String(required=True, validate=spelled(_ULID))
    day = _day(required=True)


class RefusedFixSchema(Schema):
    index = fields.Integer()
    sequence = fields.Integer()
    problem = fields.String()


class ReceivedSchema(Schema):
    """`next_s`: seconds until the phone should send again."""

    accepted = fields.Integer()
    repeated = fields.Integer()
    refused = fields.List(fields.Nested(RefusedFixSchema()))
    next_s = fields.Integer()


class PositionSchema(Schema):
    sequence = fields.Integer()
    lng = fields.Float()
    lat = fields.Float()
    coordinates = fields.String()
    at = fields.AwareDateTime(format="iso")
    seen_s_ago = fields.Integer()
    state = fields.String()
    precision_m = fields.Integer()
    speed_mps = fields.Float()
    heading = fields.Float()


class CourierPositionSchema(PositionSchema):
    courier_id = fields.String()
    on_duty = fields.Boolean()


class ArrivalSchema(Schema):
    """Between when and when the courier is expected, and how many doors they visit before."""

    earliest = fields.AwareDateTime(format="iso")
    latest = fields.AwareDateTime(format="iso")
    stops_before = fields.Integer()


class ParcelPositionSchema(Schema):
    """`state`: live, last_seen (nothing for a while) or unknown; `position` is missing when it did not change.

    `arrival` is missing while nobody knows.
    """

    waybill_no = fields.String()
    sequence = fields.Integer()
    state = fields.String()
    position = fields.Nested(PositionSchema())
    arrival = fields.Nested(ArrivalSchema())


class OutletPositionsSchema(Schema):
    """Who changed since `after`; `sequence` is what to ask with next time."""

    outlet_id = fields.String()
    sequence = fields.Integer()
    positions = fields.List(fields.Nested(CourierPositionSchema()))


class TrackPointSchema(Schema):
    lng = fields.Float(attribute="fix.lng")
    lat = fields.Float(attribute="fix.lat")
    at = fields.AwareDateTime(attribute="fix.at", format="iso")
    speed_mps = fields.Float()
    jumped = fields.Boolean(attribute="fix.jumped")


class StopSchema(Schema):
    lng = fields.Float()
    lat = fields.Float()
    arrived_at = fields.AwareDateTime(format="iso")
    left_at = fields.AwareDateTime(format="iso")
    duration_s = fields.Integer()


class TrackSchema(Schema):
    """A day's way, WGS-84; `fixes` is how many lie behind the thinned points."""

    courier_id = fields.String()
    day = fields.Date(format="iso")
    coordinates = fields.String()
    fixes = fields.Integer()
    distance_m = fields.Integer()
    fastest_mps = fields.Float()
    points = fields.List(fields.Nested(TrackPointSchema()))
    stops = fields.List(fields.Nested(StopSchema()))


class PlaceSchema(Schema):
    lng = fields.Float()
    lat = fields.Float()


class ParcelOnMapSchema(ParcelPositionSchema):
    """`home` is where the parcel goes, `distance_m` how far the courier is from it as the crow flies.

    Both are missing while nobody knows the place of its address.
    """

    home = fields.Nested(PlaceSchema())
    distance_m = fields.Integer()
    seen_s_ago = fields.Integer()


class TourStopSchema(Schema):
    kind = fields.String()
    parcels = fields.Integer()
    arrives_at = fields.AwareDateTime(format="iso")
    place = fields.Nested(PlaceSchema())


class TourOnMapSchema(Schema):
    """A courier's planned stops that are not done yet, and where the courier is.

    `streets` leads along the tour as it was first shown; it is left out for who knows this version, and may be empty.
    """

    version = fields.Integer()
    ends_at = fields.AwareDateTime(format="iso")
    distance_m = fields.Integer()
    stops = fields.List(fields.Nested(TourStopSchema()))
    streets = fields.List(fields.Nested(PlaceSchema()))
    position = fields.Nested(PositionSchema())


class MapAddressSchema(Schema):
    """`path` belongs behind the address of the HTTP API."""

    path = fields.String()
    expires_at = fields.AwareDateTime(format="iso")


class MapSchema(Schema):
    """What a map page draws: the one of parcel, outlet, track and tour that `kind` names."""

    kind = fields.String()
    coordinates = fields.String()
    parcel = fields.Nested(ParcelOnMapSchema())
    outlet = fields.Nested(OutletPositionsSchema())
    track = fields.Nested(TrackSchema())
    tour = fields.Nested(TourOnMapSchema())
