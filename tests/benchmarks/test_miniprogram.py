"""scripts/bench miniprogram on one run: each page is measured in Chromium beside an empty one (no time is judged)."""

import pytest

from tests.benchmarks.test_bench import assert_figures, bench

PAGES = ("home", "order list", "parcel")
SIZES = ["package main, bytes", "package more, bytes", "package courier, bytes", "largest setData, bytes"]


@pytest.mark.slow
@pytest.mark.alone
def test_each_page_is_measured_cold_and_by_navigation() -> None:
    rows = bench("miniprogram", "--runs", "1")
    assert_figures(rows[:6], *(name for page in PAGES for name in (page, f"{page}, by navigation")))
    assert all(row["requests"] <= row["limit_requests"] for row in rows[:6]), rows
    assert [row["name"] for row in rows[6:]] == [*SIZES, "errors on the console"]
    assert all(row["value"] <= row["limit"] for row in rows[6:]), rows
