"""What scanners and dispatchers send, and what is answered."""

from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, validate

from functions.scan.rules import STEPS
from logistics.runtime.facts import Fact, ReceiptSchema, ReportSchema
from logistics.runtime.schemas import CommandSchema, one_of, text, waybill_no

MOST_ROWS = 100


@dataclass(frozen=True)
class RecordScans:
    """The rows as they came: each is loaded by itself, so that one bad row does not hold up the others."""

    scans: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class ScanRow(Fact):
    step: str


@dataclass(frozen=True)
class StartReturn:
    waybill_no: str
    reason: str
    note: str | None = None


@dataclass(frozen=True)
class ResolveException:
    waybill_no: str
    note: str | None = None


class RecordScansSchema(CommandSchema):
    command = RecordScans

    scans = fields.List(fields.Dict(), required=True, validate=validate.Length(1, MOST_ROWS))


class ScanRowSchema(ReportSchema):
    command = ScanRow

    step = one_of(STEPS, required=True)
    reason = text(64)


class StartReturnSchema(CommandSchema):
    command = StartReturn

    waybill_no = waybill_no()
    reason = text(64, required=True)
    note = text(200)


class ResolveExceptionSchema(CommandSchema):
    command = ResolveException

    waybill_no = waybill_no()
    note = text(200)


class ErrorSchema(Schema):
    code = fields.String()
    message = fields.String()
    details = fields.Dict()


class RowResultSchema(ReceiptSchema):
    """`row` counts from 0. Either the fields of a receipt, or the `error` for which the row was refused."""

    row = fields.Integer()
    error = fields.Nested(ErrorSchema())


class ResultsSchema(Schema):
    results = fields.List(fields.Nested(RowResultSchema()))
