"""scripts/new_function writes something that passes every check as it stands (tried in a copy of the tree)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.alone]

NOT_COPIED = (".git", ".local", ".build", ".venv", "node_modules", "__pycache__", ".*_cache", ".hypothesis")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("copy") / "tree"
    shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*NOT_COPIED))
    run(target, "-m", "scripts.new_function", "parcel_weather_table")
    return target


def run(tree: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the copy, which must succeed."""
    path = os.pathsep.join([str(tree), str(tree / "layers/core/python")])
    aside = {name: value for name, value in os.environ.items() if name not in ("MONGODB_URI", "REDIS_URL")}
    ran = subprocess.run(
        [sys.executable, *command],
        cwd=tree,
        env={**aside, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran


FILES = ["functions/parcel_weather_table", "tests/functions/test_parcel_weather_table.py"]


def test_a_new_function_is_formatted_and_lint_free(copy: Path) -> None:
    run(copy, "-m", "ruff", "format", "--check", *FILES)
    run(copy, "-m", "ruff", "check", *FILES)


def test_a_new_functions_types_hold(copy: Path) -> None:
    run(copy, "-m", "mypy", "--follow-imports=silent", "functions/parcel_weather_table/handler.py")


def test_a_new_functions_own_tests_pass(copy: Path) -> None:
    assert "4 passed" in run(copy, "-m", "pytest", "-q", "tests/functions/test_parcel_weather_table.py").stdout


def test_a_new_function_is_on_the_map(copy: Path) -> None:
    run(copy, "-m", "scripts.manifest", "--check")
    assert "path: '/parcel-weather-table/{waybill_no}'" in (copy / "serverless.yml").read_text()
    assert "show_parcel_weather_table" in (copy / "docs/actions.md").read_text()


@pytest.mark.parametrize("name", ["ParcelWeight", "quote", "class", "parcel-weight", "_x", "a" * 21, "../x"])
def test_a_name_that_is_taken_or_unfit_is_refused(copy: Path, name: str) -> None:
    before = sorted(copy.glob("functions/*"))
    ran = subprocess.run(
        [sys.executable, "-m", "scripts.new_function", name], cwd=copy, capture_output=True, check=False
    )
    assert ran.returncode == 1
    assert sorted(copy.glob("functions/*")) == before
