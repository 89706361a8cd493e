"""The map page. It knows nothing: what it shows it asks for with the token behind the # of its own address."""

import json
from html import escape
from string import Template

from functions.web.site import SITE, version
from logistics.runtime.context import Context
from logistics.runtime.pages import Page
from logistics.settings import settings

_TENCENT = "https://map.qq.com https://*.map.qq.com https://*.map.gtimg.com"


def show_map_page(_: object, __: Context) -> Page:
    """The page, with the map it is to draw on: Tencent's where there is a key, else Leaflet."""
    known = {"key": settings().map_page_key, "tiles": settings().map_page_tiles}
    # "<" cannot end the script element that carries the settings.
    told = json.dumps(known).replace("<", "\\u003c")
    page = Template((SITE / "map.html").read_text()).substitute(assets=escape(f"assets/{version()}"), settings=told)
    headers = {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": _policy(),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return Page(page.encode(), "text/html; charset=utf-8", headers)


def _policy() -> str:
    """Scripts of our own and, with a key, of Tencent's map; pictures of any tile server that speaks HTTPS."""
    theirs = f" {_TENCENT}" if settings().map_page_key else ""
    inline = " 'unsafe-inline'" if settings().map_page_key else ""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self'{theirs}",
            f"style-src 'self'{inline}",
            "img-src 'self' data: https:",
            f"connect-src 'self'{theirs}",
            "worker-src 'self' blob:" if theirs else "worker-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
