"""The example of docs/partner_api.md does what the page says, as its own program against a real HTTP address."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from tests.support.orders import parcel_of, pick_up
from tests.support.partners import Shop, open_shop
from tests.support.people import actor
from tests.support.wsgi import Gateway

PAGE = Path(__file__).parents[2] / "docs/partner_api.md"


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def address(store: Any) -> Iterator[str]:
    with make_server("127.0.0.1", 0, Gateway(), handler_class=_Quiet) as server:
        serving = Thread(target=server.serve_forever, daemon=True)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()


def test_a_shop_connects_as_the_page_says(address: str) -> None:
    shop = open_shop()
    waybill_no, fen = _run(address, shop)[0].split()
    assert parcel_of(waybill_no).price.total_fen == int(fen)
    pick_up(waybill_no, actor("courier", "GZ-TH-1"))
    again = _run(address, shop)
    assert again[0].split()[0] == waybill_no, "the same order under the same number"
    assert [line.split()[1] for line in again[1:]] == ["placed", "assigned", "picked_up"]
    assert "{'wechat': 100001, 'kuaidi100': '103', 'unece': '13'}" in again[3]


def _run(address: str, shop: Shop) -> list[str]:
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    given = {"API": address, "KEY_ID": shop.key_id, "SECRET": shop.secret, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=os.environ | given, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()
