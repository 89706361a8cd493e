"""Pages for browsers: whole, kept only under the name of their version, and unable to load what is not theirs."""

import base64
import gzip
import json
import re
from typing import Any

import pytest

from functions.web import site
from tests.support.calls import handler, http_event


def got(path: str) -> dict[str, Any]:
    reply: dict[str, Any] = handler("web")(http_event("GET", path), None)
    return reply


def body_of(reply: dict[str, Any]) -> str:
    raw = base64.b64decode(reply["body"]) if reply.get("isBase64Encoded") else reply["body"].encode()
    return (gzip.decompress(raw) if reply["headers"].get("Content-Encoding") == "gzip" else raw).decode()


def test_the_page_loads_only_files_that_are_there_and_may_be_kept_for_good() -> None:
    page = got("/web/map")
    assert (page["statusCode"], page["headers"]["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert page["headers"]["Cache-Control"] == "no-cache"
    wanted = re.findall(r'(?:href|src)="(assets/[^"]+)"', page["body"])
    assert len(wanted) == 3
    for address in wanted:
        file = got(f"/web/{address}")
        assert file["statusCode"] == 200, address
        assert "immutable" in file["headers"]["Cache-Control"]


def test_every_module_finds_what_it_imports() -> None:
    names = {file.name for file in site.SITE.glob("*.js")}
    for name in names:
        text = body_of(got(f"/web/assets/{site.version()}/{name}"))
        assert set(re.findall(r"from '\./([a-z_]+\.js)'", text)) <= names, name
        assert text == (site.SITE / name).read_text()


def test_an_old_page_gets_the_file_of_today_which_nobody_keeps() -> None:
    reply = got("/web/assets/000000000000/map.js")
    assert (reply["statusCode"], reply["headers"]["Cache-Control"]) == (200, "no-store")


@pytest.mark.parametrize("name", ["map.html", "nothing.js", "..%2fhandler.js", "Map.js"])
def test_nothing_but_the_files_of_the_pages_is_served(name: str) -> None:
    reply = got(f"/web/assets/{site.version()}/{name}")
    assert reply["statusCode"] in (404, 422)
    assert json.loads(reply["body"])["error"]["code"] in ("PAGE_NOT_FOUND", "INPUT_INVALID", "ROUTE_NOT_FOUND")


def test_without_a_key_nothing_foreign_may_run_and_with_one_only_the_map(setting: Any) -> None:
    assert "script-src 'self';" in got("/web/map")["headers"]["Content-Security-Policy"]
    setting(MAP_PAGE_KEY="public</script><key>")
    page = got("/web/map")
    assert "script-src 'self' https://map.qq.com" in page["headers"]["Content-Security-Policy"]
    told = re.search(r'id="settings">(.*?)</script>', page["body"])
    assert told and json.loads(told[1])["key"] == "public</script><key>"


def test_the_page_itself_names_nobody_and_asks_for_nothing_of_a_session() -> None:
    """What it shows hangs on the token behind its #, which no server's log of pages ever sees."""
    assert got("/web/map")["body"] == got("/web/map")["body"]
    assert "token" not in got("/web/map")["body"]
