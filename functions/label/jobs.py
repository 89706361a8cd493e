"""A label as a thermal printer takes it: the finished picture, so that no printer needs a Chinese font of its own."""

from typing import TYPE_CHECKING

from functions.label.layout import SIZES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

_GAP_MM = 2


def tspl(pages: "Sequence[Image.Image]", size: str) -> bytes:
    """TSPL, as TSC and most label printers speak it: 0 is a black dot."""
    wide, tall = SIZES[size]
    head = f"SIZE {wide:g} mm,{tall:g} mm\r\nGAP {_GAP_MM} mm,0 mm\r\nDIRECTION 1\r\n"
    return head.encode() + b"".join(_tspl_page(page) for page in pages)


def escpos(pages: "Sequence[Image.Image]") -> bytes:
    """ESC/POS, as receipt printers speak it (GS v 0): 1 is a black dot; a form feed ends each page."""
    return b"\x1b@" + b"".join(_escpos_page(page) for page in pages)


def _tspl_page(page: "Image.Image") -> bytes:
    return f"CLS\r\nBITMAP 0,0,{_row_bytes(page)},{page.height},0,".encode() + page.tobytes() + b"\r\nPRINT 1,1\r\n"


def _escpos_page(page: "Image.Image") -> bytes:
    size = _row_bytes(page).to_bytes(2, "little") + page.height.to_bytes(2, "little")
    return b"\x1dv0\x00" + size + bytes(255 - each for each in page.tobytes()) + b"\x0c"


def _row_bytes(page: "Image.Image") -> int:
    return -(-page.width // 8)
