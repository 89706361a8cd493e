"""What comes in and goes out of comparing days and explaining differences."""

from dataclasses import dataclass
from datetime import date

from marshmallow import Schema, fields, validate

from logistics.domain.reconciling import Kind, State
from logistics.runtime.schemas import CommandSchema, one_of, spelled, text, whole

_MOST_CREDITS = 600  # a file of more lines is brought in parts
_DIFFERENCE = spelled(r"[!-~]{1,120}")


@dataclass(frozen=True)
class ReconcileDay:
    day: date


class ReconcileDaySchema(CommandSchema):
    command = ReconcileDay
    day = fields.Date(format="iso", required=True)


@dataclass(frozen=True)
class ListDifferences:
    """`until` is the latest day shown, for what has been open for long; `after` is where the last page ended."""

    limit: int
    state: str = ""
    kind: str = ""
    assignee: str = ""
    until: date | None = None
    after: str = ""


class ListDifferencesSchema(CommandSchema):
    command = ListDifferences
    state = one_of(State)
    kind = one_of(Kind)
    assignee = text(64)
    until = fields.Date(format="iso")
    after = fields.String(validate=_DIFFERENCE)
    limit = whole(1, 200, load_default=50)


@dataclass(frozen=True)
class AssignDifference:
    difference_id: str
    assignee: str


class AssignDifferenceSchema(CommandSchema):
    command = AssignDifference
    difference_id = fields.String(required=True, validate=_DIFFERENCE)
    assignee = text(64, required=True)


@dataclass(frozen=True)
class CloseDifference:
    """`evidence` names what proves the note: a bill, a letter of the bank, a payment."""

    difference_id: str
    note: str
    evidence: str


class CloseDifferenceSchema(CommandSchema):
    command = CloseDifference
    difference_id = fields.String(required=True, validate=_DIFFERENCE)
    note = text(200, required=True)
    evidence = text(200, required=True)


@dataclass(frozen=True)
class BankFile:
    """The bank's list of credits line by line, its layout in docs/money.md."""

    lines: list[str]


class BankFileSchema(CommandSchema):
    command = BankFile
    lines = fields.List(text(300), required=True, validate=validate.Length(1, _MOST_CREDITS))


class BrokenLineSchema(Schema):
    line = fields.Integer()
    reason = fields.String()


class BankFileReplySchema(Schema):
    """Deposits confirmed or frozen, credits nobody can place (unplaced), what was recorded before (known) or then of
    another sum (differing)."""

    confirmed = fields.Integer()
    frozen = fields.Integer()
    unplaced = fields.Integer()
    known = fields.Integer()
    differing = fields.Integer()
    broken = fields.List(fields.Nested(BrokenLineSchema()))


class ReconciledSchema(Schema):
    """Not `whole`: the bill was cut off, and its day stays to be compared."""

    day = fields.Date(format="iso")
    lines = fields.Integer()
    differences = fields.Integer()
    new = fields.Integer()
    proved = fields.Integer()
    fees_fen = fields.Integer()
    whole = fields.Boolean()


class CashRoundSchema(Schema):
    new = fields.Integer()
    closed = fields.Integer()


class RoundSchema(Schema):
    """`pending` days have no bill yet."""

    days = fields.Integer()
    pending = fields.Integer()


class DifferenceSchema(Schema):
    """`age_days` counts from the day that it is of."""

    difference_id = fields.String(attribute="id")
    day = fields.Date(format="iso")
    age_days = fields.Integer()
    kind = fields.String(attribute="finding.kind")
    number = fields.String(attribute="finding.number")
    verdict = fields.String(attribute="finding.verdict")
    bill_fen = fields.Integer(attribute="finding.bill_fen")
    books_fen = fields.Integer(attribute="finding.books_fen")
    state = fields.String()
    assignee = fields.String()
    note = fields.String()
    evidence = fields.String()
    closed_by = fields.String()
    closed_at = fields.AwareDateTime(format="iso")


class DifferencesSchema(Schema):
    differences = fields.List(fields.Nested(DifferenceSchema()))
    pending = fields.List(fields.Date(format="iso"))
    next = fields.String()


class DifferenceStateSchema(Schema):
    difference_id = fields.String(attribute="id")
    state = fields.String()
