"""scripts/bench on tiny counts: its figures are there and of the promised shape (what they say is not judged)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.benchmarks.figures import figure, percentile

ROOT = Path(__file__).resolve().parents[2]


def bench(*arguments: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "scripts.benchmarks", *arguments, "--json"]
    paths = os.pathsep.join((str(ROOT), str(ROOT / "layers/core/python")))
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": paths}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def assert_figures(rows: list[dict[str, Any]], *names: str) -> None:
    assert [row["name"] for row in rows] == list(names)
    for row in rows:
        assert list(row)[:5] == ["name", "p50_ms", "p95_ms", "floor_p50_ms", "ratio"]
        assert 0 < row["p50_ms"] <= row["p95_ms"]
        assert row["floor_p50_ms"] > 0
        assert row["ratio"] == pytest.approx(row["p50_ms"] / row["floor_p50_ms"], abs=0.1)


def test_a_figure_is_the_middle_and_the_slow_end_beside_its_floor() -> None:
    times = [float(each) for each in range(1, 101)]
    assert (percentile(times, 0.5), percentile(times, 0.95), percentile([7.0], 0.95)) == (50.0, 95.0, 7.0)
    assert figure("walk", times, [20.0, 40.0, 30.0], steps=2).row() == {
        "name": "walk",
        "p50_ms": 50.0,
        "p95_ms": 95.0,
        "floor_p50_ms": 30.0,
        "ratio": 1.67,
        "steps": 2,
    }


@pytest.mark.slow
@pytest.mark.alone
def test_overhead_measures_every_case_and_sends_no_command_more_than_its_floor() -> None:
    rows = bench("overhead", "--calls", "4", "--orders", "200")
    assert_figures(rows, "quote", "create_order", "track", "sign", "collect_cod", "pay", "publish to the topic")
    for row in rows[:-1]:
        assert row["commands"] <= row["floor_commands"], row


@pytest.mark.slow
@pytest.mark.alone
def test_coldstart_starts_fresh_processes() -> None:
    """quote and track are refused by the benchmark itself if they load boto3 or wechatpy."""
    assert_figures(bench("coldstart", "--runs", "1", "quote", "track", "login"), "quote", "track", "login")


@pytest.mark.slow
@pytest.mark.alone
def test_load_counts_waiting_apart_and_has_no_errors() -> None:
    rows = bench("load", "--requests", "60", "--orders", "200")
    assert_figures(rows, "mix, 16 clients on 2 processes", "track", "quote", "create_order")
    assert [row["calls"] for row in rows] == [60, 42, 12, 6]
    assert all(row["errors"] == 0 and row["queue_p50_ms"] >= 0 and row["worker_p50_ms"] > 0 for row in rows)
    assert rows[0]["per_s"] > 0


def test_printing_draws_in_a_batch_and_in_fresh_processes() -> None:
    rows = bench("printing", "--batch", "3", "--runs", "1")
    assert_figures(rows, "one of 3 labels", "one label, cold process")
    assert [row["limit_p50_ms"] for row in rows] == [5, 800]


@pytest.mark.slow
@pytest.mark.alone
def test_live_tells_what_arrived_what_was_lost_and_what_it_cost() -> None:
    rows = bench("live", "--couriers", "80", "--watchers", "20", "--seconds", "15", "--orders", "5")
    told = ["order to courier told", "… ten orders a second"]
    assert [row["name"] for row in rows] == ["fix to screen", "call of a courier", "… in the worker", *told]
    assert [(row["orders"], row["untold"]) for row in rows[3:]] == [(5, 0), (10, 0)]
    first = rows[0]
    assert 0 < first["p50_ms"] <= first["p95_ms"]
    assert (first["fixes"], first["refused"], first["lost"], first["reconnected"]) == (240, 0, 0, 2)
    assert first["pushes"] > 0 and first["bytes_out_per_fix"] > 0 and first["cpu_ms_per_fix"] > 0


@pytest.mark.slow
@pytest.mark.alone
def test_travel_counts_the_questions_of_a_first_table_and_needs_none_for_the_next() -> None:
    kept, first, without = bench("travel", "--stops", "30", "--runs", "3")
    assert [row["name"] for row in (kept, first, without)] == ["all kept", "nothing kept", "no map"]
    assert kept["p50_ms"] > kept["floor_p50_ms"] > 0
    assert first["calls"] >= 3 and first["asked_in"] >= 1, "thirty doors in blocks of twenty-five"
