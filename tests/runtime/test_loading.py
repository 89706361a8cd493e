"""Inputs are taken and refused as marshmallow takes and refuses them, sound or not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from marshmallow import ValidationError, fields, pre_load, validate

from logistics.runtime.loading import load
from logistics.runtime.schemas import CommandSchema, EventSchema, fen, location, moment, text, whole


@dataclass(frozen=True)
class Box:
    weight_g: int


@dataclass(frozen=True)
class Command:
    name: str
    amount_fen: int
    box: Box | None = None
    point: tuple[float, float] | None = None
    at: datetime | None = None
    keys: list[str] = field(default_factory=list)


class BoxSchema(CommandSchema):
    command = Box

    weight_g = whole(1, 100, required=True, strict=True)


class InputSchema(CommandSchema):
    command = Command

    name = text(4, required=True)
    amount_fen = fen(load_default=0)
    box = fields.Nested(BoxSchema())
    point = location()
    at = moment()
    keys = fields.List(text(3), load_default=list, validate=validate.Length(max=2), data_key="files")


class TolerantSchema(InputSchema, EventSchema):
    """A queue's input: what it does not know is left out."""

    Meta = EventSchema.Meta  # type: ignore[assignment]


class TidyingSchema(InputSchema):
    @pre_load
    def tidy(self, data: Mapping[str, Any], **_: object) -> Any:
        return {**data, "name": "tidy"}


AT = datetime(2026, 3, 1, 0, 30, tzinfo=UTC)
SOUND = [
    ({"name": " 林小满 "}, Command("林小满", 0)),
    ({"name": "a", "amount_fen": 5, "box": {"weight_g": 7}}, Command("a", 5, Box(7))),
    ({"name": "a", "point": {"lng": 1, "lat": 2}, "files": ["k"]}, Command("a", 0, None, (1.0, 2.0), None, ["k"])),
    ({"name": "a", "at": "2026-03-01T08:30:00+08:00"}, Command("a", 0, at=AT)),
]
REFUSED = [
    ([], {"_schema": ["格式不正确"]}),
    ({}, {"name": ["请填写此项"]}),
    ({"name": None}, {"name": ["请填写此项"]}),
    ({"name": "a", "keys": []}, {"keys": ["没有这一项"]}),
    ({"name": "a\x00b"}, {"name": ["含有不可见的字符"]}),
    ({"name": "a", "amount_fen": True}, {"amount_fen": ["应为整数"]}),
    (
        {"name": "12345", "box": {"weight_g": "7", "odd": 1}, "files": ["k", "toolong"]},
        {
            "name": ["长度应在 1 到 4 之间"],
            "box": {"weight_g": ["应为整数"], "odd": ["没有这一项"]},
            "files": {1: ["长度应在 1 到 3 之间"]},
        },
    ),
]


@pytest.mark.parametrize(("data", "command"), SOUND)
def test_a_sound_input_becomes_the_command(data: Any, command: Command) -> None:
    assert load(InputSchema(), data) == command


@pytest.mark.parametrize(("data", "messages"), REFUSED)
def test_everything_that_is_wrong_is_named_at_once(data: Any, messages: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        load(InputSchema(), data)
    assert refused.value.messages == messages


def test_a_queue_may_send_what_we_do_not_know_yet() -> None:
    assert load(TolerantSchema(), {"name": "a", "new": 1}) == Command("a", 0)


def test_a_schema_with_steps_of_its_own_takes_them() -> None:
    assert load(TidyingSchema(), {"name": "much too long"}) == Command("tidy", 0)


def test_two_inputs_share_nothing() -> None:
    first = load(InputSchema(), {"name": "a"})
    first.keys.append("k")
    assert load(InputSchema(), {"name": "a"}).keys == []
