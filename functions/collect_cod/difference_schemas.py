"""What comes in and goes out of settling differences of cash."""

from dataclasses import dataclass

from marshmallow import Schema, fields

from functions.collect_cod.cash_schemas import PageSchema, ulid
from logistics.domain.custody import Kind, Resolution
from logistics.runtime.schemas import CommandSchema, fen, one_of, text


class DiscrepancyPageSchema(PageSchema):
    state = one_of(["unresolved", "all"], load_default="unresolved")


@dataclass(frozen=True)
class OpenDiscrepancy:
    """What finance found in a safe (`subject_id` a count) or at the bank (a deposit)."""

    kind: str
    subject_id: str
    found_fen: int


class OpenDiscrepancySchema(CommandSchema):
    command = OpenDiscrepancy
    kind = one_of([Kind.SAFE, Kind.DEPOSIT], required=True)
    subject_id = ulid()
    found_fen = fen(required=True)


@dataclass(frozen=True)
class Propose:
    """`amount_fen` is what is missing or over; 0 for the other resolutions."""

    discrepancy_id: str
    resolution: str
    amount_fen: int
    note: str


class ProposeSchema(CommandSchema):
    command = Propose
    discrepancy_id = ulid()
    resolution = one_of(Resolution, required=True)
    amount_fen = fen(required=True)
    note = text(200, required=True)


@dataclass(frozen=True)
class OneDiscrepancy:
    discrepancy_id: str


class OneDiscrepancySchema(CommandSchema):
    command = OneDiscrepancy
    discrepancy_id = ulid()


@dataclass(frozen=True)
class Approve:
    discrepancy_id: str
    code: str


class ApproveSchema(CommandSchema):
    command = Approve
    discrepancy_id = ulid()
    code = text(6, 6, required=True)


class ProposalSchema(Schema):
    resolution = fields.String()
    amount_fen = fields.Integer()
    note = fields.String()
    by = fields.String()
    at = fields.AwareDateTime(format="iso")


class DiscrepancySchema(Schema):
    discrepancy_id = fields.String(attribute="id")
    kind = fields.String()
    subject_id = fields.String()
    outlet_id = fields.String()
    holder = fields.String()
    expected_fen = fields.Integer()
    found_fen = fields.Integer()
    difference_fen = fields.Integer()
    waybill_nos = fields.List(fields.String())
    state = fields.String()
    opened_by = fields.String()
    at = fields.AwareDateTime(format="iso")
    proposal = fields.Nested(ProposalSchema)
    approved_by = fields.String()
    resolved_at = fields.AwareDateTime(format="iso")


class DiscrepanciesSchema(Schema):
    discrepancies = fields.List(fields.Nested(DiscrepancySchema))
    next = fields.String()


class DiscrepancyStateSchema(Schema):
    """Ids, states and sums: the note is not remembered."""

    discrepancy_id = fields.String(attribute="id")
    kind = fields.String()
    state = fields.String()
    difference_fen = fields.Integer()
