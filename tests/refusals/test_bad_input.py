"""Input that is not what it should be: every action, every door, every field; refused in words, and nothing changed."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from functions.scan.schemas import ScanRowSchema
from tests.refusals.actions import FIX, FUNCTIONS, ONCE, SCAN_ROW, WAYBILL, Way, sound, ways
from tests.refusals.sending import (
    answered,
    fingerprint,
    in_path,
    method_of,
    not_chinese,
    one_who_may,
    path_of,
    refused,
    send,
    somebody,
)
from tests.refusals.wrong import WRONG_IN_FIXES, wrong_inputs
from tests.support.calls import handler, http_event

SLIPPED = "WB000000000010"


@pytest.fixture(autouse=True)
def unchanged(store: Any) -> Iterator[None]:
    before = fingerprint()
    yield
    assert fingerprint() == before, "a refused call changed something"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_wrong_value_in_every_field_is_refused(function: str) -> None:
    for way in _of(function, "invoke"):
        session = one_who_may(way)
        for what, data in wrong_inputs(way.action.load, sound(way.name), str(way)):
            if _are_rows(data):
                continue
            answer = send(way, data, session)
            assert (code := refused(answer)) == "INPUT_INVALID", f"{what}: {code}"
            assert not not_chinese(answer), f"{what}: customers read Chinese beside a field"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_http_refuses_wrong_values_too(function: str) -> None:
    for way in _of(function, "http"):
        if method_of(way) == "GET":
            continue
        session = one_who_may(way)
        for what, data in wrong_inputs(way.action.load, sound(way.name), str(way)):
            whole = all(data.get(name) == sound(way.name)[name] for name in in_path(way))
            if not _are_rows(data) and whole:
                code = refused(send(way, data, session))
                assert code == "INPUT_INVALID", f"{what}: {code}"


def test_every_wrong_value_in_a_scan_is_refused_and_holds_up_no_other() -> None:
    (way,) = [each for each in ways("http") if each.name == "scan.record_scans"]
    wrong = list(wrong_inputs(ScanRowSchema(), SCAN_ROW, "scan"))
    session = somebody("courier", "GZ-TH-1")
    for start in range(0, len(wrong), 100):
        some = wrong[start : start + 100]
        results = send(way, {"scans": [row for _, row in some]}, session).data["results"]
        for (what, _), result in zip(some, results, strict=True):
            assert result["error"]["code"] == "INPUT_INVALID", f"{what}: {result}"


def test_every_wrong_value_in_a_fix_is_refused_and_holds_up_no_other() -> None:
    (way,) = [each for each in ways("http") if each.name == "locate.send_positions"]
    wrong = [("a field that fixes do not have", {"_id": 1})]
    for name, values in WRONG_IN_FIXES.items():
        wrong += [(f"{name} = {str(value)[:40]!r}", {name: value}) for value in values]
    rows = [FIX | {"sequence": 1_000 + at} | said for at, (_, said) in enumerate(wrong)]
    answer = send(way, {"fixes": rows}, somebody("courier", "GZ-TH-1")).data
    assert [each["index"] for each in answer["refused"]] == list(range(len(wrong))), answer
    assert answer["accepted"] == 0


def test_what_is_no_object_is_refused_everywhere() -> None:
    for way in ways("http", "invoke"):
        session = one_who_may(way)
        for data in (None, [], ["a"], "text", 5, True, [[[]]]):
            if way.kind == "http" and method_of(way) == "GET":
                continue
            assert refused(send(way, data, session)) == "INPUT_INVALID", f"{way}: {data!r}"


BROKEN = {
    "no JSON": b"{",
    "two values": b"{} {}",
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": -Infinity}',
    "nested without end": b'{"a":' * 20_000,
    "not UTF-8": b'{"a": "\xff\xfe"}',
    "half a character": b'{"a": "\\ud800"}',
    "half a character in capitals": b'{"a": "\\uD83D"}',
    "half a character as bytes": b'{"a": "\xed\xa0\x80"}',
    "half a character in UTF-16": '{"a": "\\ud800"}'.encode("utf-16"),
    "half a character in UTF-32": '{"a": "\\ud800"}'.encode("utf-32-le"),
    "a number of many digits": b'{"a": ' + b"9" * 10_000 + b"}",
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_body_is_refused(what: str) -> None:
    body = base64.b64encode(BROKEN[what]).decode()
    for way in _with_body():
        event = http_event(method_of(way), path_of(way), None, one_who_may(way))
        answer = answered(handler(way.action.function)(event | {"body": body, "isBase64Encoded": True}, None))
        assert refused(answer) == "BODY_NOT_JSON", f"{way}: {what}"


def test_a_body_that_is_too_large_is_refused_before_it_is_read() -> None:
    raw = '{"a": "' + "x" * 300_000 + '"}'
    for way in _with_body():
        event = http_event(method_of(way), path_of(way), None, one_who_may(way), raw=raw)
        answer = answered(handler(way.action.function)(event, None))
        assert (answer.status, refused(answer)) == (413, "BODY_TOO_LARGE"), str(way)


@pytest.mark.parametrize("depth", [100, 900])
def test_depth_is_no_way_to_crash(depth: int) -> None:
    deep = _nested(depth)
    for way in _with_body():
        for name in ("no_such_field", *sound(way.name)):
            if name in in_path(way):
                continue
            event = http_event(method_of(way), path_of(way), None, one_who_may(way), raw=_raw(way, name, deep))
            refused(answered(handler(way.action.function)(event, None)))


def test_no_depth_is_read_and_then_not_understood() -> None:
    """A token field takes anything and counts it as none: reading and comparing must bear the same depth."""
    name = "pick_up.pick_up_parcel"
    doors = {way.kind: way for way in ways("http", "invoke") if way.name == name}
    by_http, direct = doors["http"], doors["invoke"]
    session = one_who_may(direct)
    for depth in range(880, 1_000):
        raw = _raw(by_http, "real_name_token", _nested(depth))
        event = http_event("POST", path_of(by_http), None, session, raw=raw)
        refused(answered(handler("pick_up")(event, None)))
        token: list[Any] = []
        for _ in range(depth):
            token = [token]
        refused(send(direct, sound(name) | {"real_name_token": token}, session))


def test_a_slipped_digit_is_refused_before_any_look_up() -> None:
    for way in ways("http", "invoke"):
        if "waybill_no" in sound(way.name):
            for waybill_no in (SLIPPED, "WB0000000000000", "wb000000000000", "WB00000000000\u0660", f"{WAYBILL}-001"):
                data = sound(way.name) | {"waybill_no": waybill_no}
                assert refused(send(way, data, one_who_may(way))) == "INPUT_INVALID", f"{way}: {waybill_no}"


def test_what_changes_things_once_wants_a_request_id() -> None:
    wrong = {"REQUEST_ID_REQUIRED": [""], "REQUEST_ID_INVALID": ["x" * 65, "tab\there", "编号"]}
    for way in ways("http", "invoke"):
        if way.name in ONCE:
            for code, keys in wrong.items():
                for key in keys:
                    assert refused(send(way, sound(way.name), one_who_may(way), key)) == code, f"{way}: {key!r}"


def test_no_request_id_is_too_long_for_a_log() -> None:
    for way in ways("http", "invoke"):
        code = refused(send(way, {"no_such_field": 1}, one_who_may(way), "x" * 5_000))
        assert code == "REQUEST_ID_INVALID", f"{way}: {code}"


@pytest.mark.parametrize("query", ["%FF=1", "a=%ED%A0%80", "tail=%00", "limit=1&limit=2", "&".join(["a=1"] * 5_000)])
def test_a_strange_query_is_refused(query: str) -> None:
    for way in ways("http"):
        if method_of(way) == "GET":
            event = http_event("GET", path_of(way), None, one_who_may(way)) | {"rawQueryString": query}
            assert refused(answered(handler(way.action.function)(event, None))) == "INPUT_INVALID", str(way)


@pytest.mark.parametrize(
    "path", ["/", "//", "/orders/../sessions", "/parcels/%00", "/parcels/%FF/pickup", "/\u202e", "x"]
)
def test_a_strange_path_leads_nowhere(path: str) -> None:
    for function in FUNCTIONS:
        for method in ("GET", "POST", "PATCH", "OPTIONS", "TRACE", "get", "", "BREW\r\n"):
            answer = answered(handler(function)(http_event(method, path, {}), None))
            assert refused(answer) in {
                "ROUTE_NOT_FOUND", "METHOD_NOT_ALLOWED", "LOGIN_REQUIRED", "INPUT_INVALID", "REQUEST_MALFORMED"
            }, f"{function} {method!r} {path!r}"  # fmt: skip


def _are_rows(data: dict[str, Any]) -> bool:
    """Scans and fixes are loaded and refused one by one."""
    rows = data.get("scans") or data.get("fixes")
    return isinstance(rows, list) and rows[:1] != [] and isinstance(rows[0], dict)


def _raw(way: Way, name: str, value: str) -> str:
    """A sound body but for one field, whose value is given as JSON text."""
    body = {each: said for each, said in sound(way.name).items() if each not in (name, *in_path(way))}
    return json.dumps(body)[:-1] + (", " if body else "") + f'"{name}": {value}}}'


def _nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def _of(function: str, kind: str) -> list[Way]:
    return [way for way in ways(kind) if way.action.function == function]


def _with_body() -> list[Way]:
    return [way for way in ways("http") if method_of(way) != "GET"]
