"""From the lines an engine found on a photo to a page that reads like a paste, each character with its sureness."""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from logistics.domain.address.script_forms import TO_SIMPLIFIED
from logistics.gateways.ocr import Line

CLEAR = 0.98
"""From this on an engine's guess at a character is hardly ever wrong."""
UNSAID = 0.7
"""What a character counts when the engine does not say: shown, but for the customer to look at."""

_FEW = 0.1  # of a page's characters: more traditional ones than that, and it is written in them
_BAR_AMID_TEXT = re.compile(r"(?<=\w)[|丨](?=\w)")  # nobody writes one there: it is a thin 1


@dataclass(frozen=True)
class Page:
    """The text in reading order, rows as lines; `confidences` has one figure (0..1) for each of its characters."""

    text: str = field(repr=False)
    confidences: tuple[float, ...] = field(repr=False)


@dataclass(frozen=True)
class _Placed:
    """A line on the levelled page: `middle` and `height` upright, `left` and `right` along the row."""

    line: Line
    left: float
    right: float
    middle: float
    height: float


def page_of(lines: Iterable[Line]) -> Page:
    """Put lines in order, whatever angle the page was held at: row by row, each from left to right."""
    found = [line for line in lines if line.text.strip()]
    rows = _rows(_levelled(found))
    characters: list[tuple[str, float]] = []
    for row in rows:
        if characters:
            characters.append(("\n", 1.0))
        for number, placed in enumerate(row):
            if number:
                characters.append((" ", 1.0))
            characters += _characters(placed.line)
    characters = _in_one_script(characters)
    return Page("".join(each for each, _ in characters), tuple(sure for _, sure in characters))


def _levelled(lines: Sequence[Line]) -> list[_Placed]:
    """The lines as they would stand if the rows were level: turned back by the angle of most of the text."""
    if not lines:
        return []
    slopes = sorted((_angle(line), _length(line)) for line in lines)
    reach, half = 0.0, sum(length for _, length in slopes) / 2
    angle = slopes[-1][0]
    for slope, length in slopes:
        reach += length
        if reach >= half:
            angle = slope
            break
    return [_placed(line, math.cos(-angle), math.sin(-angle)) for line in lines]


def _placed(line: Line, cosine: float, sine: float) -> _Placed:
    turned = [(x * cosine - y * sine, x * sine + y * cosine) for x, y in line.box]
    across, upright = [x for x, _ in turned], [y for _, y in turned]
    return _Placed(line, min(across), max(across), sum(upright) / len(upright), _height(line))


def _rows(placed: list[_Placed]) -> list[list[_Placed]]:
    """Lines at the same height make a row: a name and a number with a gap between them are found as two lines."""
    rows: list[list[_Placed]] = []
    for each in sorted(placed, key=lambda one: one.middle):
        row = rows[-1] if rows else []
        if row and _beside(row, each):
            row.append(each)
        else:
            rows.append([each])
    return [sorted(row, key=lambda one: one.left) for row in rows]


def _beside(row: list[_Placed], new: _Placed) -> bool:
    level = abs(new.middle - median(one.middle for one in row)) < 0.5 * min(new.height, median(o.height for o in row))
    return level and all(new.left >= one.right - one.height or new.right <= one.left + one.height for one in row)


def _characters(line: Line) -> list[tuple[str, float]]:
    """The line's characters; a full-width form becomes the plain ones it stands for, as in any text."""
    sure = list(line.confidences or (UNSAID,) * len(line.text))
    for bar in _BAR_AMID_TEXT.finditer(line.text):
        sure[bar.start()] = min(sure[bar.start()], UNSAID)
    text = _BAR_AMID_TEXT.sub("1", line.text)
    return [(part, value) for each, value in zip(text, sure, strict=True) for part in _plain(each)]


def _in_one_script(characters: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """A doubtful 強 on a page that is simplified throughout is the engine's slip for 强, and stays doubtful."""
    odd = [sure for each, sure in characters if ord(each) in TO_SIMPLIFIED]
    if not odd or max(odd) >= CLEAR or len(odd) > _FEW * len(characters):
        return characters
    return [
        (each.translate(TO_SIMPLIFIED), min(sure, UNSAID) if ord(each) in TO_SIMPLIFIED else sure)
        for each, sure in characters
    ]


def _plain(character: str) -> str:
    return unicodedata.normalize("NFKC", character)


def _angle(line: Line) -> float:
    (left, top), (right, bottom) = line.box[0], line.box[1]
    return math.atan2(bottom - top, right - left)


def _length(line: Line) -> float:
    return math.dist(line.box[0], line.box[1])


def _height(line: Line) -> float:
    return math.dist(line.box[0], line.box[3])
