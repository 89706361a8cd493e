"""What is drawn: labels of invented people, by the product or by fpdf2 alone from a list of the same calls.

`python -m scripts.benchmarks.printing_calls ours SIZE` or `bare FILE` draws once, in a process of its own.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Calls = list[list[Any]]
"""Where the font is, the page's size, then each call's name and arguments in order."""

_PLACES = ("天河区体育西路103号维多利广场B座**", "西湖区文三路90号东部软件园1号楼**", "锦江区春熙路西段12号**")
_NAMES = ("欧**", "赵**", "诸**", "慕**", "林*")


def drawn(count: int, size: str) -> bytes:
    """Labels as the function draws them."""
    from functions.label.drawing import as_pdf

    return as_pdf(_labels(count), size)


def recorded(count: int, size: str) -> Calls:
    """The calls of fpdf2 that drawing so many labels comes to."""
    from functions.label.canvas import PdfCanvas
    from functions.label.fonts import font_file
    from functions.label.layout import SIZES, draw_label

    canvas = PdfCanvas(*SIZES[size])
    calls: Calls = [[str(font_file()), *SIZES[size]]]
    for name in ("add_page", "rect", "set_font", "text"):
        setattr(canvas.pdf, name, _noting(calls, name))
    for label in _labels(count):
        draw_label(canvas, label, size)
    return calls


def bare(calls: Calls) -> bytes:
    """The same file, without our code."""
    from fpdf import FPDF

    font, wide, tall = calls[0]
    pdf = FPDF(unit="mm", format=(wide, tall))
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.add_font("label", fname=font)
    for name, arguments, options in calls[1:]:
        getattr(pdf, name)(*arguments, **options)
    return bytes(pdf.output())


def _noting(calls: Calls, name: str) -> Any:
    return lambda *arguments, **options: calls.append([name, arguments, options])


def _labels(count: int) -> list[Any]:
    from functions.label.content import Label, LabelParty

    labels = []
    for place in range(count):
        number = f"WB{613956486811 + place}"
        parties = [
            LabelParty(_NAMES[(place + side) % 5], f"138******{place % 90 + 10}", _PLACES[(place + side) % 3])
            for side in (0, 1)
        ]
        labels.append(
            Label(
                waybill_no=number, numbers=(number,), route="HZ-XH-1", from_outlet="广州天河营业部",
                to_outlet="杭州西湖营业部", recipient=parties[0], sender=parties[1], product="标准快递", terms="到付",
                weight_g=1000 + place, goods_money_fen=12000 + place, due_fen=14050 + place, returning=False,
                paper_back=place % 2 == 0, printed_at=datetime(2026, 3, 9, 8, 5, tzinfo=UTC), prints=1,
            )
        )  # fmt: skip
    return labels


def main() -> None:
    """The process."""
    # The layer has no numpy; where there is one, fontTools loads it.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    way, what = sys.argv[1:]
    content = drawn(1, what) if way == "ours" else bare(json.loads(Path(what).read_text(encoding="utf-8")))
    if not content.startswith(b"%PDF"):
        raise SystemExit("nothing was drawn")


if __name__ == "__main__":
    main()
