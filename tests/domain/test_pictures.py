"""What a file is and how large it unpacks, by headers written out by hand."""

import pytest

from logistics.domain.pictures import media_type, sides_px

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + b"\x00\x00\x02\x80" + b"\x00\x00\x01\xe0" + b"\x08\x02\x00\x00\x00"
SOI, APP0 = b"\xff\xd8", b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
TABLE = b"\xff\xc4\x00\x05abc"  # a Huffman table, whose marker lies between those of frames
FRAME = b"\xff\xc0\x00\x11\x08\x01\xe0\x02\x80\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"  # 480 rows of 640
PROGRESSIVE = b"\xff\xc2" + FRAME[2:]
SCAN = b"\xff\xda\x00\x0c"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (SOI + APP0, "image/jpeg"),
        (PNG, "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", ""),
        (b"GIF89a", ""),
        (b"<svg>", ""),
        (b"\xff\xd8", ""),
        (b"", ""),
    ],
)
def test_a_file_is_what_its_first_bytes_say(content: bytes, kind: str) -> None:
    assert media_type(content) == kind


@pytest.mark.parametrize(
    ("content", "sides"),
    [
        (PNG, (640, 480)),
        (SOI + APP0 + FRAME, (480, 640)),
        (SOI + APP0 + TABLE + PROGRESSIVE, (480, 640)),
        (SOI + b"\xff" + APP0 + FRAME, (480, 640)),  # a marker may be preceded by fill bytes
        (SOI + APP0 + SCAN + FRAME, (0, 0)),  # nothing behind the picture's data is its header
        (SOI + APP0 + FRAME[:4], (0, 0)),
        (SOI + b"\xff\xe0\x00\x00" * 40, (0, 0)),
        (PNG[:20], (0, 0)),
        (SOI, (0, 0)),
        (b"", (0, 0)),
    ],
)
def test_its_sides_stand_in_its_header_or_nowhere(content: bytes, sides: tuple[int, int]) -> None:
    assert sides_px(content) == sides
