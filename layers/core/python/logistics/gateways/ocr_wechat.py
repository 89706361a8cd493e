"""WeChat's own OCR of printed text as an engine: small photos, and no word on how sure it is."""

from collections.abc import Mapping
from typing import Any

from logistics.gateways.ocr import Line
from logistics.gateways.problems import unavailable
from logistics.gateways.wechat import Wechat

_CORNERS = ("left_top", "right_top", "right_bottom", "left_bottom")


class WechatEngine:
    """/cv/ocr/comm: at most 2 MB a photo, within the account's daily quota."""

    def __init__(self, wechat: Wechat) -> None:
        self._wechat = wechat

    def read(self, image: bytes) -> list[Line]:
        """The lines WeChat finds, [] if there are none."""
        return [_line(item) for item in self._wechat.printed_text(image)]


def _line(item: Mapping[str, Any]) -> Line:
    try:
        corners = [item["pos"][name] for name in _CORNERS]
        return Line(str(item["text"]), tuple((float(each["x"]), float(each["y"])) for each in corners))
    except (KeyError, TypeError, ValueError):
        raise unavailable("wechat", maybe_done=True) from None
