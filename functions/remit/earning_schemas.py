"""Earnings on the wire."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields

from logistics.runtime.schemas import CommandSchema, EventSchema, fen, moment, spelled, text, whole


class Month(fields.String):
    """ "2026-03"; its first day once loaded."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        written = str(super()._deserialize(value, attr, data, **options))
        try:
            return datetime.strptime(f"{written}-01", "%Y-%m-%d").date()  # noqa: DTZ007 a month has no zone
        except ValueError as error:
            raise ValidationError("月份不正确") from error


@dataclass(frozen=True)
class WorkDone:
    """Of the events that tell of work only the waybill matters: earnings follow its present state."""

    waybill_no: str


class WorkSchema(EventSchema):
    command = WorkDone

    waybill_no = fields.String(required=True)


@dataclass(frozen=True)
class ShowEarnings:
    """`month` is its first day, None the present one; `before` the line that was shown last."""

    month: date | None = None
    before: str = ""
    limit: int = 50


class ShowEarningsSchema(CommandSchema):
    command = ShowEarnings

    month = Month()
    before = text(64)
    limit = whole(1, 200)


class EarningsDaySchema(Schema):
    day = fields.String()
    total_fen = fields.Integer()
    pieces = fields.Integer()


class EarnedSchema(Schema):
    """`of` is the kind that a reversal takes back."""

    waybill_no = fields.String()
    kind = fields.String()
    of = fields.String()
    amount_fen = fields.Integer()
    at = fields.AwareDateTime(format="iso")
    rule = fields.String()


class TransferSchema(Schema):
    """`package_info` opens WeChat's page to take the money, while it waits for that."""

    transfer_id = fields.String(attribute="id")
    amount_fen = fields.Integer()
    state = fields.String()
    label = fields.String(attribute="state.label")
    package_info = fields.String()


class EarningsSchema(Schema):
    month = fields.String()
    total_fen = fields.Integer()
    paid_fen = fields.Integer()
    owed_fen = fields.Integer()
    days = fields.List(fields.Nested(EarningsDaySchema))
    lines = fields.List(fields.Nested(EarnedSchema))
    waiting = fields.Nested(TransferSchema)
    next = fields.String()


class WithdrawalSchema(TransferSchema):
    """With what wx.requestMerchantTransfer asks for beside the package."""

    mch_id = fields.String()
    appid = fields.String()


@dataclass(frozen=True)
class ListRules:
    limit: int = 100


class ListRulesSchema(CommandSchema):
    command = ListRules

    limit = whole(1, 500)


_CODE = spelled("[a-z][a-z0-9_]{1,31}")


@dataclass(frozen=True)
class PublishRule:
    """`outlet_id` and `product` of "" mean any."""

    valid_from: datetime
    pickup_fen: int
    delivery_fen: int
    per_kg_fen: int = 0
    free_g: int = 0
    cod_fen: int = 0
    outlet_id: str = ""
    product: str = ""


class PublishRuleSchema(CommandSchema):
    command = PublishRule

    outlet_id = text(32)
    product = fields.String(validate=_CODE)
    valid_from = moment(required=True)
    pickup_fen = fen(required=True)
    delivery_fen = fen(required=True)
    per_kg_fen = fen()
    free_g = whole(0, 1_000_000, strict=True)
    cod_fen = fen()


class RuleSchema(Schema):
    version = fields.String()
    outlet_id = fields.String()
    product = fields.String()
    valid_from = fields.AwareDateTime(format="iso")
    pickup_fen = fields.Integer()
    delivery_fen = fields.Integer()
    per_kg_fen = fields.Integer()
    free_g = fields.Integer()
    cod_fen = fields.Integer()


class RulesSchema(Schema):
    rules = fields.List(fields.Nested(RuleSchema))


class PublishedRuleSchema(Schema):
    version = fields.String()
