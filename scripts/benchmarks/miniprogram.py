"""How soon the mini-program's pages can be used on a slow phone, beside an empty page in the same preview.

`miniprogram.mjs` measures in Chromium; this starts a local cloud of its own behind it and fills it with orders.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.benchmarks.figures import Amount, Figure, figure
from scripts.demonstration.api import Api, wait_until
from scripts.demonstration.sandbox import Sandbox
from scripts.local.problems import LocalProblem
from scripts.local.server import free_port
from scripts.local.servers_http import ROOT

_PORTS = (
    *("HTTP_PORT", "WEBSOCKET_PORT", "LAMBDA_PORT", "MONGO_PORT", "REDIS_PORT", "AWS_PORT", "SANDBOX_PORT"),
    "PREVIEW_PORT",
)
_GIVEN = ("MONGODB_URI", "REDIS_URL", "AWS_ENDPOINT_URL")
_UP_WITHIN_S = 120.0
_OPENID = "bench"
_PHONE = "19900008009"
_ORDERS = 12  # more than a screen
_COLD_MS, _WARM_MS, _REQUESTS = 1_500, 500, 2
_SET_DATA_BYTES = 8 * 1024
_PACKAGE_BYTES = {"main": 1_500_000}
_SUBPACKAGE_BYTES = 1_000_000
_MEASURED_WITHIN_S = 1_800.0


def miniprogram(runs: int) -> list[Figure | Amount]:
    """Rows for each page, cold and by navigation, then packages, setData and errors on the console."""
    _require_chromium()
    with _cloud() as state:
        told = _measured(state, _ordered(state), runs)
    floor = told["floor"]
    rows: list[Figure | Amount] = []
    for page in told["pages"]:
        rows.append(_page(page["name"], page["cold"], floor["cold"], _COLD_MS))
        rows.append(_page(f"{page['name']}, by navigation", page["warm"], floor["warm"], _WARM_MS))
    for each in told["packages"]:
        limit = _PACKAGE_BYTES.get(each["name"], _SUBPACKAGE_BYTES)
        rows.append(Amount(f"package {each['name']}, bytes", each["bytes"], limit))
    rows.append(Amount("largest setData, bytes", told["setData"]["largest"], _SET_DATA_BYTES, told["setData"]["path"]))
    errors = told["errors"]
    rows.append(Amount("errors on the console", len(errors), 0, errors[0] if errors else ""))
    return rows


def _page(name: str, seen: list[dict[str, float]], floor: list[dict[str, float]], limit_ms: int) -> Figure:
    times = [each["ms"] for each in seen]
    requests = int(max(each["requests"] for each in seen))
    told = {"limit_ms": limit_ms, "requests": requests, "limit_requests": _REQUESTS}
    return figure(name, times, [each["ms"] for each in floor], **told)


def _require_chromium() -> None:
    if os.environ.get("CHROMIUM") or shutil.which("chromium"):
        return
    if subprocess.run([sys.executable, "scripts/local/install.py", "--browser"], cwd=ROOT, check=False).returncode:
        raise LocalProblem("Chromium is not installed")


@contextmanager
def _cloud() -> Iterator[dict[str, Any]]:
    """What the state file of a fresh local cloud says; the cloud ends with the block."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        ports = {name: str(free_port()) for name in _PORTS}
        inherited = {name: value for name, value in os.environ.items() if name not in _GIVEN}
        environment = {**inherited, **ports, "LOCAL_FOLDER": folder}
        with (Path(folder) / "up.txt").open("w+") as output:
            command = [sys.executable, "-m", "scripts.local.up"]
            up = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
            try:
                yield _state(up, Path(folder) / "state.json", Path(output.name))
            finally:
                up.terminate()
                up.wait()


def _state(up: subprocess.Popen[bytes], file: Path, output: Path) -> dict[str, Any]:
    ends = time.monotonic() + _UP_WITHIN_S
    while not file.exists():
        if up.poll() is not None or time.monotonic() > ends:
            raise LocalProblem(f"scripts/up did not come up: {output.read_text()}")
        time.sleep(0.1)
    state: dict[str, Any] = json.loads(file.read_text())
    return state


def _ordered(state: dict[str, Any]) -> str:
    """The number of the newest of a customer's orders, once they are all in the list."""
    api, sandbox = Api(state["http_url"]), Sandbox(state["sandbox_url"])
    session = api.post("/sessions", {"code": sandbox.login_code(_OPENID)})["session"]
    bound = {"phone_code": sandbox.phone_code(_PHONE, _OPENID)}
    session = api.post("/sessions/phone", bound, session)["session"]
    numbers = [_one_order(api, session) for _ in range(_ORDERS)]
    wait_until(lambda: len(api.get("/orders", session)["orders"]) == _ORDERS, "the orders in the list")
    for number in numbers:
        api.get(f"/parcels/{number}", session)
    return numbers[-1]


def _one_order(api: Api, session: str) -> str:
    ask = {"product": "standard", "weight_g": 1200, "volume_cm3": 0, "insured_value_fen": 0, "cod_fen": 0}
    quote = api.post("/quotes", {**ask, "from_adcode": "440106", "to_adcode": "440106"}, session)
    parties = {
        "consignor": _party("林知夏", _PHONE, "天河路208号桂花楼502室", 113.3215, 23.1312),
        "consignee": _party("沈星河", "19900008002", "体育西路66号云杉座1203室", 113.3195, 23.1282),
    }
    goods = {"description": "茶叶两盒", "category": "food"}
    order = {**ask, **parties, "quote_id": quote["quote_id"], "goods": goods, "terms": "on_account", "remark": ""}
    return str(api.post("/orders", order, session)["waybill_no"])


def _party(name: str, phone: str, address: str, lng: float, lat: float) -> dict[str, Any]:
    location = {"lng": lng, "lat": lat}
    return {"name": name, "phone": phone, "adcode": "440106", "address": address, "location": location}


def _measured(state: dict[str, Any], waybill_no: str, runs: int) -> dict[str, Any]:
    node = shutil.which("node")
    if not node:
        raise LocalProblem("node is not installed")
    command = [node, "scripts/benchmarks/miniprogram.mjs", "--address", state["preview_url"], "--waybill", waybill_no]
    command += ["--openid", _OPENID, "--runs", str(runs)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=_MEASURED_WITHIN_S, check=False)
    if done.returncode:
        raise LocalProblem(f"miniprogram.mjs: {done.stderr.strip()}")
    told: dict[str, Any] = json.loads(done.stdout)
    return told
