"""What would be deployed, run as AWS runs it: unpacked zips and layers under AWS's own runtime client."""

import importlib
import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from scripts.local.runtime_api import WorkerPool
from tests.packaging.conftest import ROOT, Unpacked
from tests.support.calls import http_event, record

pytestmark = [pytest.mark.slow, pytest.mark.alone, pytest.mark.usefixtures("store")]

FUNCTIONS = sorted(path.parent.name for path in ROOT.glob("functions/*/handler.py"))
LIMIT_BYTES = 250 * 1024 * 1024  # a function with all its layers, unzipped (AWS Lambda quotas)
MOST_RESOURCES = 399
WAYBILL = "WB613956486811"


@contextmanager
def deployed(unpacked: Unpacked, function: str, variables: Mapping[str, str]) -> Iterator[WorkerPool]:
    pool = WorkerPool(
        f"functions/{function}/handler.main",
        env=unpacked.environment(function, variables),
        cwd=unpacked.task(function),
        processes=1,
        log=unpacked.root / f"{function}.log",
        python=unpacked.python,
    )
    try:
        yield pool
    finally:
        pool.close()


def triggers(function: str) -> list[tuple[str, str]]:
    return sorted(importlib.import_module(f"functions.{function}.handler").main.actions)


def event_for(kind: str, what: str, schedule_key: str) -> dict[str, Any]:
    """A caller who is not signed in, a forged message, or the schedule's own event."""
    if kind == "http":
        method, path = what.split()
        return http_event(method, path.replace("<waybill_no>", WAYBILL), {} if method == "POST" else None)
    if kind == "queue":
        return {"Records": [record({"id": "forged", "type": what, "waybill_no": WAYBILL, "data": {}})]}
    if kind == "schedule":
        return {"schedule": what, "key": schedule_key}
    if kind == "socket":
        return {"requestContext": {"routeKey": what, "connectionId": "C1"}, "body": "{}"}
    return {"action": what, "data": {}, "request_id": "packaged"}


def told(reply: dict[str, Any]) -> dict[str, Any]:
    """What was answered, whatever the trigger; a page counts as data."""
    if "body" not in reply:
        return reply
    is_json = reply["headers"].get("Content-Type", "application/json").startswith("application/json")
    return json.loads(reply["body"]) if is_json else {"data": reply["body"]}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_trigger_of_a_packaged_function_answers(
    unpacked: Unpacked, variables: dict[str, str], function: str
) -> None:
    """Refusals are answers; an accident (INTERNAL), a missing import or a closed door is not."""
    with deployed(unpacked, function, variables) as pool:
        for kind, what in triggers(function):
            reply = pool.invoke(event_for(kind, what, variables["SCHEDULE_KEY"]))
            body = told(reply)
            assert body.keys() & {"data", "error", "batchItemFailures"}, (kind, what, reply)
            code = body.get("error", {}).get("code")
            assert code not in ("INTERNAL", "TRIGGER_CLOSED", "STORE_UNAVAILABLE", "SETTING_MISSING"), (
                kind,
                what,
                code,
            )
            if kind == "schedule":
                assert "data" in body, (what, body)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_trigger_that_a_function_does_not_have_is_closed(
    unpacked: Unpacked, variables: dict[str, str], function: str
) -> None:
    kinds = {kind for kind, _ in triggers(function)}
    opened = set(unpacked.functions[function]["Environment"]["Variables"]["TRIGGERS"].split())
    assert opened - kinds <= {"socket"}
    with deployed(unpacked, function, variables) as pool:
        for kind in {"http", "invoke", "queue", "schedule"} - opened:
            reply = pool.invoke(event_for(kind, "GET /nowhere" if kind == "http" else "nothing", ""))
            body = told(reply)
            assert body["error"]["code"] == "TRIGGER_CLOSED", kind


PROBE = """
import json, sys
handler = __import__("functions.%s.handler", fromlist=["main"]).main
reply = handler(json.loads(sys.argv[1]), None)
origins = {name: getattr(module, "__file__", None) for name, module in sys.modules.items()}
print(json.dumps({"status": reply["statusCode"], "origins": origins}))
"""


@pytest.mark.parametrize(
    ("function", "event"),
    [
        ("quote", http_event("POST", "/quotes", {"product": "standard"})),
        ("track", http_event("GET", f"/track/{WAYBILL}", query={"tail": "1234"})),
    ],
    ids=["quote", "track"],
)
def test_quote_and_track_load_neither_aws_nor_wechat_nor_anything_of_this_machine(
    unpacked: Unpacked, variables: dict[str, str], function: str, event: dict[str, Any]
) -> None:
    environment = unpacked.environment(function, variables)
    command = [str(unpacked.python), "-c", PROBE % function, json.dumps(event)]
    ran = subprocess.run(
        command, cwd=unpacked.task(function), env=environment, capture_output=True, text=True, check=True
    )
    told = json.loads(ran.stdout)
    assert told["status"] < 500
    loaded = {name.partition(".")[0] for name in told["origins"]}
    assert not loaded & {"boto3", "botocore", "wechatpy"}
    foreign = [path for path in told["origins"].values() if path and path.startswith(str(ROOT))]
    assert foreign == []


def test_each_zip_holds_its_own_folder_and_no_other(unpacked: Unpacked) -> None:
    assert sorted(unpacked.functions) == FUNCTIONS
    for function in FUNCTIONS:
        files = [
            path.relative_to(unpacked.task(function)) for path in unpacked.task(function).rglob("*") if path.is_file()
        ]
        assert {file.parts[:2] for file in files} == {("functions", "__init__.py"), ("functions", function)}
        assert not [file for file in files if "__pycache__" in file.parts]
        assert unpacked.task(function).joinpath("functions", function, "handler.py").is_file()


def test_the_layers_leave_room_on_lambda(unpacked: Unpacked) -> None:
    size = sum(path.stat().st_size for path in unpacked.layers.rglob("*") if path.is_file())
    print(f"layers unzipped: {size / 2**20:.0f} MiB")
    assert size < LIMIT_BYTES * 0.8, "a function's own files, and what grows, need the rest"
    assert {path.name for path in (unpacked.layers / "python").iterdir()} >= {"logistics", "flask", "pymongo", "boto3"}


def test_the_stack_stays_below_its_limit_and_works_in_every_partition(unpacked: Unpacked) -> None:
    resources = unpacked.template["Resources"]
    print(f"CloudFormation resources: {len(resources)}")
    assert len(resources) <= MOST_RESOURCES
    own_addresses = {"Environment"}
    settled = [
        {k: v for k, v in each.get("Properties", {}).items() if k not in own_addresses} for each in resources.values()
    ]
    assert "arn:aws:" not in json.dumps(settled)
    assert not [name for name, each in resources.items() if each["Type"] == "AWS::Lambda::Version"]


def test_the_layers_bring_byte_code_that_lambda_trusts(unpacked: Unpacked) -> None:
    """A zip keeps no times and a function may not write: only byte code marked as unchecked is ever used."""
    for source in (unpacked.layers / "python/logistics").rglob("*.py"):
        compiled = source.parent / "__pycache__" / f"{source.stem}.cpython-311.pyc"
        flags = int.from_bytes(compiled.read_bytes()[4:8], "little")
        assert flags == 0b01, compiled  # hash-based, not checked against the source (PEP 552)


def test_the_layer_brings_the_font_and_all_that_labels_are_drawn_with(
    unpacked: Unpacked, variables: dict[str, str]
) -> None:
    drawn = (
        "from functions.label.canvas import DotCanvas, PdfCanvas;from functions.label.fonts import font_file\n"
        "for canvas in (PdfCanvas(76, 130), DotCanvas(76, 130)): canvas.page(); canvas.text(4, 4, 5, '收')\n"
        "print(font_file())"
    )
    ran = subprocess.run(
        [str(unpacked.python), "-c", drawn],
        cwd=unpacked.task("label"),
        env=unpacked.environment("label", variables),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert Path(ran.stdout.strip()).parent == unpacked.layers / "fonts"


def test_the_layer_brings_what_map_pages_draw_with(unpacked: Unpacked, variables: dict[str, str]) -> None:
    ran = subprocess.run(
        [str(unpacked.python), "-c", "from functions.web.site import _files; print(_files()['leaflet.js'])"],
        cwd=unpacked.task("web"),
        env=unpacked.environment("web", variables),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert Path(ran.stdout.strip()).parent == unpacked.layers / "web"
