"""What comes in and goes out of observe."""

from dataclasses import dataclass
from datetime import date

from marshmallow import Schema, fields

from logistics.domain.driving import SignalKind
from logistics.runtime.schemas import CommandSchema, one_of, spelled, text, whole
from logistics.store.signals import Judgement

_SIGNAL = spelled(r"[0-9A-Za-z-]{1,80}")


@dataclass(frozen=True)
class ListSignals:
    """`before` is the day before which to go on."""

    limit: int
    judgement: str = ""
    kind: str = ""
    courier_id: str = ""
    before: date | None = None


class ListSignalsSchema(CommandSchema):
    command = ListSignals

    judgement = one_of(Judgement)
    kind = one_of(SignalKind)
    courier_id = text(64)
    before = fields.Date(format="iso")
    limit = whole(1, 200, load_default=50)


@dataclass(frozen=True)
class OneSignal:
    signal_id: str


class OneSignalSchema(CommandSchema):
    command = OneSignal

    signal_id = fields.String(required=True, validate=_SIGNAL)


@dataclass(frozen=True)
class ReviewSignal:
    """`judgement` is right or wrong."""

    signal_id: str
    judgement: str
    note: str = ""


class ReviewSignalSchema(CommandSchema):
    command = ReviewSignal

    signal_id = fields.String(required=True, validate=_SIGNAL)
    judgement = fields.String(required=True, validate=spelled("right|wrong"))
    note = text(200)


class ObservedSchema(Schema):
    """Couriers whose day was looked at, and signals that are new."""

    couriers = fields.Integer()
    found = fields.Integer()


class PointSchema(Schema):
    lng = fields.Function(lambda point: point[0])
    lat = fields.Function(lambda point: point[1])


class SignalSchema(Schema):
    """`measured` and `limit` are seconds for a long stay, metres for a detour and off duty, m/s for a jump; WGS-84."""

    signal_id = fields.String(attribute="id")
    courier_id = fields.String()
    outlet_id = fields.String()
    day = fields.Date(format="iso")
    kind = fields.String()
    from_at = fields.AwareDateTime(format="iso")
    until_at = fields.AwareDateTime(format="iso")
    point = fields.Nested(PointSchema())
    measured = fields.Float()
    limit = fields.Float()
    judgement = fields.String()
    note = fields.String()
    reviewed_at = fields.AwareDateTime(format="iso")


class ShownSchema(Schema):
    at = fields.AwareDateTime(format="iso")
    lng = fields.Float()
    lat = fields.Float()
    speed_mps = fields.Float()


class SignalWithEvidenceSchema(SignalSchema):
    evidence = fields.List(fields.Nested(ShownSchema()))


class PrecisionSchema(Schema):
    """`precision`: of those that somebody looked at, how many were right; missing before the first."""

    kind = fields.String()
    open = fields.Integer()
    right = fields.Integer()
    wrong = fields.Integer()
    precision = fields.Float()


class SignalsSchema(Schema):
    signals = fields.List(fields.Nested(SignalSchema()))
    precision = fields.List(fields.Nested(PrecisionSchema()))


class ReviewedSchema(Schema):
    signal_id = fields.String()
    judgement = fields.String()
