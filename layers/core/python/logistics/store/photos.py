"""Photos of addresses on their way to being read: who may have which one read, and what it was said to be.

`photo:<key>` in Redis, gone with the grant; the picture itself lies in the bucket until it is read.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from logistics.store.redis import redis


@dataclass(frozen=True)
class Photo:
    """`size` in bytes and `content_type` are what was declared; `sha256` (hex) is "" where nothing was said."""

    key: str
    owner_id: str
    content_type: str
    size: int
    sha256: str = ""


def await_photo(photo: Photo, until: datetime, now: datetime) -> None:
    """Remember a photo that was granted."""
    row = {name: value for name, value in vars(photo).items() if name != "key"}
    redis().set(_name(photo.key), json.dumps(row), ex=max(int((until - now).total_seconds()), 1))


def awaited_photo(key: str, owner_id: str) -> Photo | None:
    """The photo that was granted to this person under this key; None when it was not, or is read already."""
    text = redis().get(_name(key))
    photo = Photo(key, **json.loads(str(text))) if text else None
    return photo if photo and photo.owner_id == owner_id else None


def forget_photo(key: str) -> None:
    """A photo is read once."""
    redis().delete(_name(key))


def _name(key: str) -> str:
    return f"photo:{key}"
