"""What is sent about incidents and corrections, and what is answered."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields

from logistics.domain.incident import Decision
from logistics.runtime.facts import ReceiptSchema, ReportSchema
from logistics.runtime.schemas import CommandSchema, EventSchema, one_of, spelled, text, waybill_no, whole

_ID = spelled("[0-9A-HJKMNP-TV-Z]{26}")
_CURSOR = re.compile(r"([0-9]{12,14})-([0-9A-Z]{26})")
Cursor = tuple[datetime, str]
OPEN, CLOSED = "open", "closed"


@dataclass(frozen=True)
class ListIncidents:
    """`before` is where the last page ended; `reason` "" for all."""

    state: str
    limit: int
    before: Cursor | None = None
    reason: str = ""


@dataclass(frozen=True)
class GetIncident:
    incident_id: str


@dataclass(frozen=True)
class Decide:
    incident_id: str
    decision: str
    note: str | None = None


@dataclass(frozen=True)
class Find:
    waybill_no: str
    note: str | None = None


@dataclass(frozen=True)
class Correct:
    """`scan_id` is the scan that is wrong."""

    waybill_no: str
    scan_id: str
    reason: str
    note: str | None = None


@dataclass(frozen=True)
class Changed:
    """An event about a parcel whose questions may have changed."""

    waybill_no: str


class PageCursor(fields.Field[Cursor]):
    """The time (ms) and id of the last incident that was shown."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Cursor:
        found = _CURSOR.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise ValidationError("翻页位置不正确")
        return datetime.fromtimestamp(int(found[1]) / 1000, UTC), found[2]


class OpenIncidentSchema(ReportSchema):
    """What somebody saw, with a reason, a remark and pictures."""


class ListIncidentsSchema(CommandSchema):
    command = ListIncidents

    state = one_of((OPEN, CLOSED), load_default=OPEN)
    reason = text(64, 0)
    before = PageCursor()
    limit = whole(1, 100, load_default=50)


class GetIncidentSchema(CommandSchema):
    command = GetIncident

    incident_id = fields.String(required=True, validate=_ID)


class DecideSchema(CommandSchema):
    command = Decide

    incident_id = fields.String(required=True, validate=_ID)
    decision = one_of(Decision, required=True)
    note = text(200)


class FindSchema(CommandSchema):
    command = Find

    waybill_no = waybill_no()
    note = text(200)


class CorrectSchema(CommandSchema):
    command = Correct

    waybill_no = waybill_no()
    scan_id = fields.String(required=True, validate=_ID)
    reason = text(64, required=True)
    note = text(200)


class ChangedSchema(EventSchema):
    command = Changed

    waybill_no = waybill_no()


class OpenedSchema(ReceiptSchema):
    """`incident_id` is the open question that was asked, or joined."""

    incident_id = fields.String()


class DecidedSchema(Schema):
    incident_id = fields.String()
    decision = fields.String()
    waybill_no = fields.String()
    status = fields.String()
    status_label = fields.String(attribute="status.label")


class OutcomeSchema(Schema):
    waybill_no = fields.String()
    status = fields.String()
    status_label = fields.String(attribute="status.label")


class CorrectedSchema(OutcomeSchema):
    """`corrected_by` is the scan that took the wrong one back."""

    corrected_by = fields.String(attribute="scan_id")


class IncidentSchema(Schema):
    incident_id = fields.String(attribute="incident.id")
    waybill_no = fields.String(attribute="incident.waybill_no")
    reason = fields.String(attribute="incident.reason")
    reason_label = fields.String()
    fault_party = fields.String(attribute="incident.fault_party")
    opened_role = fields.String(attribute="incident.opened_role")
    opened_at = fields.AwareDateTime(attribute="incident.opened_at", format="iso")
    due_at = fields.AwareDateTime(attribute="incident.due_at", format="iso")
    overdue = fields.Boolean()
    note = fields.String(attribute="incident.note")
    evidence = fields.List(fields.String(), attribute="incident.evidence")
    decision = fields.String(attribute="incident.decision")
    closed_at = fields.AwareDateTime(attribute="incident.closed_at", format="iso")


class IncidentsSchema(Schema):
    """`next` goes into `before` for the page that follows; `overdue` counts all whose decision is late."""

    incidents = fields.List(fields.Nested(IncidentSchema()))
    overdue = fields.Integer()
    next = fields.String()


class SearchedSchema(Schema):
    missing = fields.Integer()
    lost = fields.Integer()
