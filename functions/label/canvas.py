"""What a page is drawn on: a PDF page, or the dots of a thermal printer. Millimetres from the top left corner."""

from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from functions.label.fonts import font_file

if TYPE_CHECKING:
    from PIL import Image

DOTS_PER_MM = 8  # 203 dpi, what thermal printers have
_POINTS_PER_MM = 72 / 25.4
_ASCENT = 0.88  # of a Chinese font's size: from the top of the letters down to their base line


class Canvas(Protocol):
    """`boxes` are filled rectangles (x, y, width, height)."""

    def page(self) -> None: ...
    def boxes(self, boxes: list[tuple[float, float, float, float]]) -> None: ...
    def text(self, x: float, y: float, size: float, text: str) -> None: ...


class PdfCanvas:
    """Pages of one size in one PDF."""

    def __init__(self, width: float, height: float) -> None:
        from fpdf import FPDF

        self.pdf = FPDF(unit="mm", format=(width, height))
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margin(0)
        self.pdf.add_font("label", fname=font_file())

    def page(self) -> None:
        self.pdf.add_page()

    def boxes(self, boxes: list[tuple[float, float, float, float]]) -> None:
        for x, y, width, height in boxes:
            self.pdf.rect(x, y, width, height, style="F")

    def text(self, x: float, y: float, size: float, text: str) -> None:
        self.pdf.set_font("label", size=size * _POINTS_PER_MM)
        self.pdf.text(x, y + _ASCENT * size, text)

    def picture(self, picture: "Image.Image", x: float, y: float, side: float) -> None:
        """A picture as large as fits into a square."""
        self.pdf.image(picture, x, y, side, side, keep_aspect_ratio=True)

    def content(self) -> bytes:
        """The whole document."""
        return bytes(self.pdf.output())


class DotCanvas:
    """Pages as black and white pictures, a dot a pixel."""

    def __init__(self, width: float, height: float) -> None:
        self._size = (_dots(width), _dots(height))
        self.pages: list[Image.Image] = []
        self._draw: Any = None

    def page(self) -> None:
        from PIL import Image, ImageDraw

        self.pages.append(Image.new("1", self._size, 1))
        self._draw = ImageDraw.Draw(self.pages[-1])
        self._draw.fontmode = "1"  # no grey: the printer has none

    def boxes(self, boxes: list[tuple[float, float, float, float]]) -> None:
        for x, y, width, height in boxes:
            left, top = _dots(x), _dots(y)
            right, bottom = max(_dots(x + width) - 1, left), max(_dots(y + height) - 1, top)
            self._draw.rectangle((left, top, right, bottom), fill=0)

    def text(self, x: float, y: float, size: float, text: str) -> None:
        at = (_dots(x), _dots(y + _ASCENT * size))
        self._draw.text(at, text, font=_dot_font(_dots(size)), fill=0, anchor="ls")


@cache
def _dot_font(size_px: int) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(str(font_file()), size_px)


def _dots(millimetres: float) -> int:
    return round(millimetres * DOTS_PER_MM)
