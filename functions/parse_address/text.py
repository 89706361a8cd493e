"""A text taken apart: who, which phone, where; and how sure that is."""

from typing import Any

from functions.parse_address.judging import Verdict
from functions.parse_address.photo import read_photo
from functions.parse_address.schemas import ParseAddress
from logistics.domain.address.parser import parse
from logistics.domain.address.reading import Reading
from logistics.domain.faults import Invalid
from logistics.runtime.context import Context
from logistics.runtime.limiting import spend

_PARSES_AN_HOUR = 600


def photo_behind(command: ParseAddress, ctx: Context) -> Verdict | None:
    """The outside step: what stands on the photo; None for a text.

    Raises Invalid INPUT_INVALID for both or neither, Forbidden ADDRESSES_EXCEEDED, and what read_photo raises.
    """
    if bool(command.text) == bool(command.image_key):
        raise Invalid("INPUT_INVALID", "请粘贴文字，或上传一张照片", fields={"text": ["文字和照片请二选一"]})
    spend("parses", _PARSES_AN_HOUR, ctx)
    return read_photo(command, ctx)


def parse_address(command: ParseAddress, ctx: Context) -> dict[str, Any]:
    """The people in a text or on a photo, at most four; nothing of it is kept or logged."""
    verdict = ctx.answer or Verdict(tuple(parse(command.text)))
    people = [_person(reading) for reading in verdict.people]
    return {"people": people, "retake": bool(verdict.retake), "retake_reason": verdict.retake}


def _person(reading: Reading) -> dict[str, Any]:
    return {
        **{name: getattr(reading, name) for name in Reading.__slots__},
        "address": reading.street + reading.detail,
        "confidence": {name: round(share, 2) for name, share in reading.confidence.items()},
        "uncertain": reading.uncertain,
        "alternatives": [
            {"field": each.field, "label": each.label, "values": dict(each.values)} for each in reading.alternatives
        ],
        "former": [{"old": old, "new": new} for old, new in reading.former],
    }
