"""What is asked of a daily statement, and what is answered."""

from dataclasses import dataclass
from datetime import date

from marshmallow import Schema, fields

from functions.settle.book_schemas import TotalSchema
from logistics.domain.daily_statement import StatementKind
from logistics.runtime.schemas import CommandSchema, one_of, text
from logistics.runtime.tables import TYPES


@dataclass(frozen=True)
class ShowStatement:
    """`day` is a business day; without a holder it is of all holders of the kind."""

    kind: str
    day: date
    holder: str = ""


class ShowStatementSchema(CommandSchema):
    command = ShowStatement
    kind = one_of(StatementKind, required=True)
    day = fields.Date(format="iso", required=True)
    holder = text(64)


@dataclass(frozen=True)
class StatementFile:
    kind: str
    day: date
    format: str
    holder: str = ""


class StatementFileSchema(CommandSchema):
    command = StatementFile
    kind = one_of(StatementKind, required=True)
    day = fields.Date(format="iso", required=True)
    holder = text(64)
    format = one_of(TYPES, required=True)


class HolderDaySchema(TotalSchema):
    holder = fields.String()


class DailyStatementSchema(Schema):
    """`totals` are of all holders shown, for each account; without a holder they are those of the books."""

    day = fields.Date(format="iso")
    kind = fields.String()
    holders = fields.List(fields.Nested(HolderDaySchema()))
    totals = fields.List(fields.Nested(TotalSchema()))


class StatementFileAddressSchema(Schema):
    url = fields.String()
    expires_at = fields.AwareDateTime(format="iso")
