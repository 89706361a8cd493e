"""The engine that reads photos in this deployment: joined here, since WeChat's needs the store for its token."""

from functools import cache
from typing import TYPE_CHECKING

from logistics.domain.faults import Unavailable
from logistics.gateways.ocr import LIMITS, Limits
from logistics.settings import settings

if TYPE_CHECKING:
    from logistics.gateways.ocr import Engine

_UNKNOWN = "OCR_ENGINE must be rapidocr or wechat"


def photo_limits() -> Limits:
    """What the engine of this deployment takes, without loading it; Unavailable SETTING_INVALID for none we know."""
    if settings().ocr_engine not in LIMITS:
        raise Unavailable("SETTING_INVALID", _UNKNOWN)
    return LIMITS[settings().ocr_engine]


def ocr_engine() -> "Engine":
    """The engine OCR_ENGINE names, loaded when first asked for.

    Unavailable SETTING_INVALID when there is no such engine, or this deployment does not bring it.
    """
    return _engine(settings().ocr_engine)


@cache
def _engine(name: str) -> "Engine":
    match name:
        case "wechat":
            from logistics.gateways.ocr_wechat import WechatEngine
            from logistics.runtime.providers import wechat

            return WechatEngine(wechat())
        case "rapidocr":
            try:
                from logistics.gateways.ocr_rapid import RapidEngine
            except ModuleNotFoundError as missing:
                why = f"OCR_ENGINE=rapidocr needs {missing.name}: deploy the container image"
                raise Unavailable("SETTING_INVALID", why) from missing
            return RapidEngine()
    raise Unavailable("SETTING_INVALID", _UNKNOWN)
