"""What parties say about a delivery, and what the office reads of it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from logistics.domain.rating import MOST_STARS, TAGS
from logistics.runtime.schemas import CommandSchema, one_of, text, waybill_no, whole

Cursor = tuple[datetime, str]

_CURSOR = re.compile(r"([0-9]{12,14})-([A-Z0-9]{12,24}:(?:consignor|consignee))")
_ID = 26


@dataclass(frozen=True)
class RateParcel:
    waybill_no: str
    stars: int
    tags: list[str]
    comment: str


@dataclass(frozen=True)
class ListRatings:
    """`before` is where the last page ended."""

    courier_id: str
    stars_at_most: int
    limit: int
    before: Cursor | None = None


class PageCursor(fields.Field[Cursor]):
    """The time (ms) and key of the last rating that was shown."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Cursor:
        found = _CURSOR.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise ValidationError("翻页位置不正确")
        return datetime.fromtimestamp(int(found[1]) / 1000, UTC), found[2]


class RateParcelSchema(CommandSchema):
    command = RateParcel

    waybill_no = waybill_no()
    stars = whole(1, MOST_STARS, required=True, strict=True)
    tags = fields.List(one_of(TAGS), load_default=list, validate=validate.Length(max=len(TAGS)))
    comment = text(200, 0, load_default="")


class ListRatingsSchema(CommandSchema):
    command = ListRatings

    courier_id = text(_ID, _ID, load_default="")
    stars_at_most = whole(1, MOST_STARS, load_default=MOST_STARS)
    before = PageCursor()
    limit = whole(1, 100, load_default=20)


class RatedSchema(Schema):
    """Remembered for replays: no words."""

    waybill_no = fields.String()
    stars = fields.Integer()
    rated_at = fields.AwareDateTime(format="iso")


class RatingSchema(RatedSchema):
    side = fields.String()
    tags = fields.List(fields.String())
    comment = fields.String()
    courier_id = fields.String()


class RatingsSchema(Schema):
    """`next` goes into `before` for the page that follows; none at the end."""

    ratings = fields.List(fields.Nested(RatingSchema()))
    next = fields.String()
