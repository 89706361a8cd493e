"""The one Chinese font that labels and documents are set in: Noto Sans SC (OFL), from npm, shipped in a layer."""

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from struct import iter_unpack, unpack_from

from logistics.domain.faults import Unavailable

_FILE = "NotoSansSC_500Medium.ttf"
_INSTALLED = Path(__file__).resolve().parents[2] / "node_modules/@expo-google-fonts/noto-sans-sc/500Medium" / _FILE
# What printers put where they have no letter (下駄): a gap would look like an end.
MISSING = "〓"


@cache
def font_file() -> Path:
    """Where the font is: beside the layer's python folder, else where npm installed it; Unavailable FONT_MISSING."""
    for path in (*(Path(folder).parent / "fonts" / _FILE for folder in sys.path), _INSTALLED):
        if path.exists():
            return path
    raise Unavailable("FONT_MISSING", "面单字体未安装", file=_FILE)


@cache
def advances() -> dict[str, float]:
    """How wide each letter that the font has is set, in parts of the font's size.

    The tables are read as they lie in the file (OpenType 1.9): parsed whole, their glyphs' names cost 0.1 s at a start.
    """
    from fontTools.ttLib import TTFont

    with TTFont(font_file(), lazy=True) as font:
        tables = font.reader
        (em,), (measured,) = unpack_from(">H", tables["head"], 18), unpack_from(">H", tables["hhea"], 34)
        widths = [wide / em for wide, _ in iter_unpack(">Hh", tables["hmtx"][: 4 * measured])]
        return {chr(code): widths[min(glyph, measured - 1)] for code, glyph in _glyphs(tables["cmap"])}


def _glyphs(cmap: bytes) -> Iterator[tuple[int, int]]:
    """Code points and their glyphs, of the subtable for all of Unicode (platform 3, encoding 10, format 12)."""
    (count,) = unpack_from(">H", cmap, 2)
    records = iter_unpack(">HHI", cmap[4 : 4 + 8 * count])
    at = next(offset for platform, encoding, offset in records if (platform, encoding) == (3, 10))
    (groups,) = unpack_from(">I", cmap, at + 12)
    for first, last, glyph in iter_unpack(">III", cmap[at + 16 : at + 16 + 12 * groups]):
        yield from ((code, glyph + code - first) for code in range(first, last + 1))


def printable(text: str) -> str:
    """The text with a mark in the place of each letter that the font lacks; line breaks become spaces."""
    known = advances()
    return "".join(letter if letter in known else " " if letter.isspace() else MISSING for letter in text)


def width(text: str, size: float) -> float:
    """How wide a printable text is, in the unit of the size."""
    known = advances()
    return sum(known[letter] for letter in text) * size


def wrapped(text: str, size: float, room: float, lines: int) -> list[str]:
    """The text in at most so many lines of at most this width; what does not fit ends in an ellipsis."""
    done, line = [], ""
    for letter in printable(text):
        if line and width(line + letter, size) > room:
            done.append(line)
            line = ""
        line += letter
    done.append(line)
    if len(done) <= lines:
        return done
    last = done[lines - 1]
    while last and width(f"{last}…", size) > room:
        last = last[:-1]
    return [*done[: lines - 1], f"{last}…"]
