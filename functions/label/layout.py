"""How a label is laid out: from the top the route, the barcode, both parties, what is due, and when it was printed."""

from dataclasses import dataclass
from functools import lru_cache

from functions.label.canvas import DOTS_PER_MM, Canvas
from functions.label.code128 import code128
from functions.label.content import Label, LabelParty
from functions.label.fonts import width, wrapped
from logistics.domain.money import yuan

SIZES = {"100x150": (100.0, 150.0), "76x130": (76.0, 130.0)}
CARRIER = "快递面单"
_MARGIN = 4.0
_RULE = 0.25
_DOT = 1 / DOTS_PER_MM


@dataclass(frozen=True)
class _Page:
    """One page being filled: `wide` and `tall` are its size, `scale` its letters against the larger label's."""

    canvas: Canvas
    wide: float
    tall: float

    @property
    def room(self) -> float:
        return self.wide - 2 * _MARGIN

    @property
    def scale(self) -> float:
        return self.wide / 100

    def text(self, x: float, y: float, size: float, text: str, *, right: bool = False) -> None:
        """One line, at most as wide as the page has room; `right`: x is where it ends."""
        left = self.wide - _MARGIN - x
        (line,) = wrapped(text, size, x - _MARGIN if right else left, 1)
        self.canvas.text(x - width(line, size) if right else x, y, size, line)

    def rule(self, y: float) -> None:
        self.canvas.boxes([(_MARGIN, y, self.room, _RULE)])

    def block(self, x: float, y: float, size: float, text: str, room: float, lines: int) -> None:
        for place, line in enumerate(wrapped(text, size, room, lines)):
            self.canvas.text(x, y + place * size * 1.25, size, line)


def draw_label(canvas: Canvas, label: Label, size: str) -> int:
    """Draw one page a piece; answers how many."""
    wide, tall = SIZES[size]
    for place, number in enumerate(label.numbers, start=1):
        canvas.page()
        _draw_page(_Page(canvas, wide, tall), label, number, place)
    return len(label.numbers)


def _draw_page(page: _Page, label: Label, number: str, place: int) -> None:
    scale, row = page.scale, page.tall / 150
    right = page.wide - _MARGIN
    page.text(_MARGIN, 4 * row, 5 * scale, CARRIER)
    page.text(right, 4 * row, 5 * scale, f"{label.product} {label.terms}", right=True)
    page.rule(11 * row)
    page.text(_MARGIN, 12 * row, 11 * scale, label.route)
    page.text(_MARGIN, 25 * row, 4.5 * scale, f"{label.from_outlet} → {label.to_outlet}")
    _marks(page, label, 12 * row)
    page.rule(31 * row)
    _draw_barcode(page, number, 33 * row, 15 * row)
    page.text(_MARGIN + 12 * scale, 49 * row, 5 * scale, number)
    page.rule(56 * row)
    _draw_party(page, "收", label.recipient, 58 * row, 5.5 * scale)
    page.rule(85 * row)
    _draw_party(page, "寄", label.sender, 87 * row, 4 * scale)
    page.rule(107 * row)
    _draw_qr(page, label.waybill_no, right - 26 * row, 109 * row, 26 * row)
    _draw_facts(page, label, place, 109 * row)
    page.rule(140 * row)
    printed = f"{label.printed_at:%Y-%m-%d %H:%M} 第{label.prints}次打印"
    page.text(_MARGIN, 142 * row, 3.5 * scale, printed)


def _marks(page: _Page, label: Label, y: float) -> None:
    """退 for what goes back, 签回单 where a signed paper does."""
    marks = [mark for mark, shown in (("退", label.returning), ("签回单", label.paper_back)) if shown]
    if marks:
        page.text(page.wide - _MARGIN, y, 9 * page.scale, " ".join(marks), right=True)


def _draw_party(page: _Page, mark: str, party: LabelParty, y: float, size: float) -> None:
    inside, room = _MARGIN + 12 * page.scale, page.room - 12 * page.scale
    page.text(_MARGIN, y, 8 * page.scale, mark)
    page.text(inside, y, size, f"{party.name} {party.phone}")
    page.block(inside, y + size * 1.3, size * 0.85, party.address, room, 3)


def _draw_facts(page: _Page, label: Label, place: int, y: float) -> None:
    size, step = 4.5 * page.scale, 6 * page.tall / 150
    facts = [f"件数 {place}/{len(label.numbers)}", f"重量 {label.weight_g / 1000:.2f} kg"]
    if label.goods_money_fen:
        facts.append(f"代收货款 ¥{yuan(label.goods_money_fen)}")
    facts.append(f"应收合计 ¥{yuan(label.due_fen)}" if label.due_fen else "无需收款")
    for line, fact in enumerate(facts):
        page.text(_MARGIN, y + line * step, size, fact)


def _draw_barcode(page: _Page, number: str, y: float, height: float) -> None:
    """As wide as whole dots allow, ten modules of quiet on both sides."""
    bars, modules = code128(number)
    module = max(int(page.wide / (modules + 20) / _DOT), 1) * _DOT
    left = _on_dot((page.wide - modules * module) / 2)
    page.canvas.boxes([(left + at * module, y, size * module, height) for at, size in bars])


def _draw_qr(page: _Page, number: str, x: float, y: float, side: float) -> None:
    runs, modules = _qr(number)
    module = int(side / modules / _DOT) * _DOT
    left, top = _on_dot(x), _on_dot(y)
    page.canvas.boxes([(left + at * module, top + row * module, size * module, module) for row, at, size in runs])


@lru_cache(maxsize=256)
def _qr(number: str) -> tuple[list[tuple[int, int, int]], int]:
    """The dark runs of a QR code as (row, start, length), and how many modules a side has."""
    import segno

    matrix = segno.make_qr(number, error="m").matrix
    runs = []
    for row, cells in enumerate(matrix):
        at = 0
        for part in bytes(cells).replace(b"\x00", b" ").split(b" "):
            if part:
                runs.append((row, at, len(part)))
            at += len(part) + 1
    return runs, len(matrix)


def _on_dot(millimetres: float) -> float:
    return round(millimetres / _DOT) * _DOT
