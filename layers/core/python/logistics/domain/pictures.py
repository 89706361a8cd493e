"""What an uploaded file really is, told by its own first bytes and not by what was said of it."""

from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # JPEG's start-of-frame markers (ITU T.81, table B.1)
_WITHOUT_LENGTH = frozenset(range(0xD0, 0xD9)) | {0x01}


def media_type(content: bytes) -> str:
    """What a file is by its first bytes; "" for anything but JPEG, PNG and WebP."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(_PNG):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return ""


def sides_px(content: bytes) -> tuple[int, int]:
    """Two sides in pixels that a JPEG or PNG will have once unpacked, read from its header; (0, 0) when it has none.

    A file of a few kilobytes can unpack to gigabytes: whoever decodes one looks here first.
    """
    if content.startswith(_PNG):
        whole = content[12:16] == b"IHDR" and len(content) >= 24
        return (_whole(content[16:20]), _whole(content[20:24])) if whole else (0, 0)
    for marker, at in _segments(content):
        if marker in _FRAMES:
            return _whole(content[at + 3 : at + 5]), _whole(content[at + 5 : at + 7])
    return 0, 0


def _segments(content: bytes) -> Iterator[tuple[int, int]]:
    """The marker of each JPEG segment and where its length field stands, up to the picture's own data."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xDA:
            return
        if marker == 0xFF or marker in _WITHOUT_LENGTH:
            at += 1 if marker == 0xFF else 2
            continue
        yield marker, at + 2
        at += 2 + _whole(content[at + 2 : at + 4])


def _whole(digits: bytes) -> int:
    return int.from_bytes(digits, "big")
