"""Proof of delivery: small but real PNG files, a photo of noise and a scribble."""

from __future__ import annotations

import struct
import zlib
from random import Random

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def photo(rng: Random) -> bytes:
    """A grey picture that differs each time."""
    side = 48
    return _png(side, side, [rng.randbytes(side) for _ in range(side)])


def signature(rng: Random) -> bytes:
    """A wavering dark line on white."""
    width, height, at = 160, 40, 20
    rows = [bytearray(b"\xff" * width) for _ in range(height)]
    for x in range(width):
        at = min(height - 1, max(0, at + rng.choice((-1, 0, 1))))
        rows[at][x] = 0
    return _png(width, height, [bytes(row) for row in rows])


def _png(width: int, height: int, rows: list[bytes]) -> bytes:
    """An 8-bit greyscale PNG of unfiltered rows."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\x00" + row for row in rows))
    return _SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
