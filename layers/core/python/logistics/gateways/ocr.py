"""Reading the text on a photo: what every engine takes and gives."""

from dataclasses import dataclass, field
from typing import Protocol

Box = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Line:
    """One line of text. `box` holds its corners in pixels (x, y), from the top left of the text clockwise.

    `confidences` tells for each character how sure the engine is of it (0..1); empty when the engine does not say.
    """

    text: str = field(repr=False)
    box: Box
    confidences: tuple[float, ...] = ()


@dataclass(frozen=True)
class Limits:
    """The largest photo an engine takes, as a file and unpacked."""

    most_bytes: int
    most_pixels: int


LIMITS = {
    "rapidocr": Limits(10_000_000, 50_000_000),
    "wechat": Limits(2 * 1024 * 1024, 25_000_000),
}


class Engine(Protocol):
    """Turns a JPEG or PNG into lines, in no particular order; a page that was photographed sideways is set upright.

    `read` raises Invalid PHOTO_UNREADABLE for what cannot be decoded, and Unavailable when the engine cannot work.
    """

    def read(self, image: bytes) -> list[Line]: ...
