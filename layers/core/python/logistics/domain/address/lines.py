"""Names of divisions that a scanner or a narrow screen broke in two (杭州市西⏎湖区, 浙 江省) put together again."""

import re

from logistics.domain.address.gazetteer import FULL, gazetteer
from logistics.domain.address.normalise import Text

_BREAK = re.compile(r"(?<=[^\x00-\xff])(?:[ \t]*\n[ \t]*|[ \t]+)(?=[^\x00-\xff])")
_REACH = 12


def mended(text: Text) -> Text:
    """The text without those breaks and gaps that stand inside a division's official name."""
    kept = 0
    shown, plain = [], []
    for match in _BREAK.finditer(text.plain):
        if _is_inside_name(
            text.plain[max(0, match.start() - _REACH) : match.start()], text.plain[match.end() :][:_REACH]
        ):
            shown.append(text.shown[kept : match.start()])
            plain.append(text.plain[kept : match.start()])
            kept = match.end()
    return Text("".join([*shown, text.shown[kept:]]), "".join([*plain, text.plain[kept:]])) if kept else text


def _is_inside_name(before: str, behind: str) -> bool:
    joined, seam = before + behind, len(before)
    return any(
        surface.quality == FULL and start + len(surface.text) > seam
        for start in range(seam)
        for surface in gazetteer().at(joined, start)
    )
