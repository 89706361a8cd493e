"""Replies are said as marshmallow says them, whatever they hold."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest
from marshmallow import Schema, fields, post_dump

from logistics.runtime.dumping import dump

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


class Colour(StrEnum):
    RED = "red"

    @property
    def label(self) -> str:
        return "红"


@dataclass(frozen=True)
class Line:
    amount_fen: int
    at: datetime | None = None


@dataclass(frozen=True)
class Bill:
    colour: Colour = Colour.RED
    paid: bool = False
    note: str | None = None
    lines: list[Line] = field(default_factory=lambda: [Line(5, AT), Line(7)])
    others: list[Line] = field(default_factory=lambda: [Line(9)])
    first: dict[str, object] = field(default_factory=lambda: {"amount_fen": 3})


class LineSchema(Schema):
    amount_fen = fields.Integer()
    at = fields.AwareDateTime(format="iso")


class BillSchema(Schema):
    colour = fields.String()
    label = fields.String(attribute="colour.label")
    paid = fields.Boolean()
    note = fields.String()
    absent = fields.String()
    lines = fields.List(fields.Nested(LineSchema()))
    others = fields.Nested(LineSchema(many=True))
    fees = fields.Nested(LineSchema(), attribute="first", data_key="fee")


SAID: dict[str, object] = {
    "colour": "red",
    "label": "红",
    "paid": False,
    "note": None,
    "lines": [{"amount_fen": 5, "at": "2026-03-01T08:30:00+00:00"}, {"amount_fen": 7, "at": None}],
    "others": [{"amount_fen": 9, "at": None}],
    "fee": {"amount_fen": 3},
}


class WithHook(LineSchema):
    @post_dump
    def double(self, data: Any, **_: object) -> Any:
        return data | {"amount_fen": data["amount_fen"] * 2}


class WithOwnField(Schema):
    doubled = fields.Function(lambda line: line.amount_fen * 2)
    preset = fields.Integer(dump_default=9)


class WithOptions(Schema):
    amount_fen = fields.Integer(as_string=True)
    at = fields.AwareDateTime(format="timestamp")


@pytest.mark.parametrize("wrapped", [lambda bill: bill, vars], ids=["object", "dict"])
def test_a_reply_is_read_from_objects_and_dicts_alike(wrapped: Callable[[Bill], Any]) -> None:
    assert dump(BillSchema(), wrapped(Bill())) == SAID
    assert list(dump(BillSchema(), wrapped(Bill()))) == list(SAID), "fields keep their order"


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (WithHook(), {"amount_fen": 10, "at": "2026-03-01T08:30:00+00:00"}),
        (WithOwnField(), {"doubled": 10, "preset": 9}),
        (WithOptions(), {"amount_fen": "5", "at": 1772353800.0}),
    ],
    ids=["a hook", "a field of its own", "unusual options"],
)
def test_what_only_marshmallow_can_say_is_left_to_it(schema: Schema, said: dict[str, object]) -> None:
    assert dump(schema, Line(5, AT)) == said
