"""Labels drawn as a file or as a printer's job; Pillow and fpdf2 are loaded here, when they are first needed."""

from collections.abc import Sequence
from io import BytesIO

from functions.label.canvas import DotCanvas, PdfCanvas
from functions.label.content import Label
from functions.label.jobs import escpos, tspl
from functions.label.layout import SIZES, draw_label

TYPES = {"pdf": "application/pdf", "png": "image/png"}


def as_pdf(labels: Sequence[Label], size: str) -> bytes:
    """All pages in one PDF, as large as the paper."""
    canvas = PdfCanvas(*SIZES[size])
    for label in labels:
        draw_label(canvas, label, size)
    return canvas.content()


def as_png(labels: Sequence[Label], size: str) -> bytes:
    """All pages below one another, at 203 dpi and in black and white only."""
    from PIL import Image

    pages = _dots(labels, size).pages
    strip = Image.new("1", (pages[0].width, sum(page.height for page in pages)))
    for place, page in enumerate(pages):
        strip.paste(page, (0, place * page.height))
    written = BytesIO()
    strip.save(written, "PNG", dpi=(203, 203))
    return written.getvalue()


def as_job(label: Label, size: str, language: str) -> bytes:
    """What is sent to the printer as it is."""
    pages = _dots([label], size).pages
    return tspl(pages, size) if language == "tspl" else escpos(pages)


def _dots(labels: Sequence[Label], size: str) -> DotCanvas:
    canvas = DotCanvas(*SIZES[size])
    for label in labels:
        draw_label(canvas, label, size)
    return canvas
