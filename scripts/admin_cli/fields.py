"""What a call is given: a JSON object, or fields one by one."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scripts.admin_cli.faults import Misused


def data_of(words: Iterable[str]) -> dict[str, Any]:
    """The data that the words make.

    `{"a": 1}` is taken as it stands; `name=text` and `name:=json` set one field, `outer.inner=…` one inside another.
    """
    data: dict[str, Any] = {}
    for word in words:
        if word.lstrip().startswith("{"):
            data |= _json(word)
            continue
        name, equals, value = word.partition("=")
        if not equals or not name.strip(":"):
            raise Misused(f"{word!r} is neither a JSON object nor name=text nor name:=json")
        is_json = name.endswith(":")
        _put(data, name.rstrip(":").split("."), _json(value) if is_json else value)
    return data


def _put(data: dict[str, Any], path: list[str], value: Any) -> None:
    for name in path[:-1]:
        inner = data.setdefault(name, {})
        if not isinstance(inner, dict):
            raise Misused(f"{name} is given both as a value and as a group of fields")
        data = inner
    data[path[-1]] = value


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise Misused(f"not JSON ({error.msg} at character {error.pos}): {text[:80]}") from error


def file_data(file: Path) -> dict[str, Any]:
    """The JSON object in a file; - is stdin."""
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except OSError as error:
        raise Misused(f"{file} cannot be read: {error.strerror}") from error
    data = _json(text)
    if not isinstance(data, dict):
        raise Misused(f"{file} does not hold a JSON object")
    return data
