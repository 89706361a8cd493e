"""scripts/bench address scores as its labels say, writes what others can score, and measures its rivals alike."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.benchmarks.address import STRICT, WHOLE, is_exact
from tests.benchmarks.test_bench import bench

_ROW: dict[str, Any] = {
    "id": "a", "text": "周敏 13812345670转1234 四川省成都市武侯区人民南路11号", "name": "周敏", "phone": "13812345670",
    "ext": "1234", "province": "四川省", "city": "成都市", "district": "武侯区", "postcode": "",
}  # fmt: skip
_READ = {key: value for key, value in _ROW.items() if key not in ("id", "text")}


@pytest.mark.parametrize(
    ("label", "read", "whole", "strict"),
    [
        ({}, {}, True, True),
        ({}, {"ext": ""}, True, False),
        ({}, {"postcode": "610041"}, True, False),
        ({}, {"name": "周敏先生"}, False, False),
        ({}, {"province": "四川"}, False, False),
        ({"name": None}, {"name": "anybody"}, True, True),
        ({"ext": None}, {"ext": "9"}, True, True),
        ({"phone": "028-85551234"}, {"phone": "02885551234"}, True, True),
        ({"district": ""}, {"district": "武侯区"}, False, False),
    ],
)
def test_a_reading_is_exact_where_every_label_that_is_there_is_met(
    label: dict[str, Any], read: dict[str, str], whole: bool, strict: bool
) -> None:
    row, found = {**_ROW, **label}, {**_READ, **read}

    assert (is_exact(row, found, WHOLE), is_exact(row, found, STRICT)) == (whole, strict)


def test_rivals_may_shorten_a_division() -> None:
    assert is_exact(_ROW, {**_READ, "province": "四川", "city": "成都"}, WHOLE, abbreviated=True)
    assert not is_exact(_ROW, {**_READ, "province": "四"}, WHOLE, abbreviated=True)


def test_a_file_gives_shares_times_and_predictions(tmp_path: Path) -> None:
    rows = [_ROW, {**_ROW, "id": "b", "name": "somebody else"}]
    data, predictions = tmp_path / "data.jsonl", tmp_path / "predictions.jsonl"
    data.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")

    (figures,) = bench("address", "--data", str(data), "--predictions", str(predictions))

    assert (figures["cases"], figures["whole %"], figures["strict %"], figures["name %"]) == (2, 50.0, 50.0, 50.0)
    assert (figures["phone %"], figures["district %"], figures["street %"]) == (100.0, 100.0, None)
    assert 0 < figures["p50_ms"] <= figures["p95_ms"]
    assert figures["load_ms"] > 0
    assert figures["memory_mb"] < 30
    said = [json.loads(line) for line in predictions.read_text("utf-8").splitlines()]
    fields = ["name", "phone", "ext", "province", "city", "district", "street", "detail", "postcode"]
    assert [list(line) for line in said] == [["id", *fields, "all"]] * 2
    assert [list(each) for each in said[0]["all"]] == [[*fields, "role"]]
    assert {key: said[0][key] for key in _READ} == _READ


def test_generated_texts_are_told_by_kind() -> None:
    figures = bench("address", "--generated", "1")

    assert figures[0]["name"] == "commas"
    assert figures[-1]["name"] == "all kinds"
    assert figures[-1]["cases"] == len(figures) - 1


@pytest.mark.slow
@pytest.mark.alone
def test_rivals_are_measured_on_the_same_file(tmp_path: Path) -> None:
    data = tmp_path / "data.jsonl"
    data.write_text(json.dumps({**_ROW, "text": _ROW["text"].replace("转1234", ""), "ext": ""}), encoding="utf-8")

    figures = bench("address", "--data", str(data), "--rivals")

    names = ["parse_address", "address-parse", "zh-address-parse", "address-smart-parse", "parse-address-cn"]
    assert [row["name"] for row in figures] == names
    assert {row["phone %"] for row in figures} == {100.0}
