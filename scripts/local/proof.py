"""`scripts/test`: every check and every test, each step timed, one closing line."""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from scripts.local.state import LOCAL

_REPORT = LOCAL / "test-report.xml"
_BIN = Path(sys.executable).parent
_PYTHON = str(_BIN / "python")
_CHECKS: dict[str, list[str]] = {
    "format": [str(_BIN / "ruff"), "format", "--check", "--quiet", "."],
    "lint": [str(_BIN / "ruff"), "check", "--quiet", "."],
    # What it finds by PYTHONPATH it takes for somebody else's package, and says nothing of its errors.
    "types": ["env", "-u", "PYTHONPATH", str(_BIN / "mypy"), "--no-error-summary"],
    "imports": [str(_BIN / "lint-imports"), "--no-cache"],
    "generated files": [_PYTHON, "-m", "scripts.manifest", "--check"],
    "javascript": ["npm", "run", "--silent", "check"],
}
_TALLY = re.compile(r"^# (pass|fail) (\d+)$", re.MULTILINE)
_NODE_TESTS_WITHIN_S = 120.0
_BROWSER_TESTS_WITHIN_S = 600.0
# Each of two workers has servers of its own and takes whole files.
_SIDE_BY_SIDE = ["--numprocesses=2", "--dist=loadfile"]
# Tests start servers of their own; whatever the shell points at is left alone.
_NOT_FOR_TESTS = ("MONGODB_URI", "REDIS_URL", "AWS_ENDPOINT_URL", "STAGE")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one step went."""

    name: str
    passed: int
    failed: int
    seconds: float


def main() -> int:
    """Runs all steps, whatever the earlier ones said; 1 if anything failed."""
    options, more = _options()
    began = time.monotonic()
    outcomes = [_check(name, command) for name, command in _CHECKS.items()]
    outcomes.append(_node_tests("node tests", "test", _NODE_TESTS_WITHIN_S))
    if not options.quick:
        outcomes.append(_browser_tests())
    if more:
        outcomes.append(_tests("tests", [*(["-m", "not slow"] if options.quick else []), *more]))
    else:
        outcomes.append(_tests("tests", [*_SIDE_BY_SIDE, "-m", "not slow" if options.quick else "not alone"]))
        outcomes += [] if options.quick else [_tests("tests alone", ["-m", "alone"])]
    print()
    for outcome in outcomes:
        print(f"{outcome.name:<16} {'failed' if outcome.failed else 'ok':<8} {outcome.seconds:6.1f} s")
    failed = sum(outcome.failed for outcome in outcomes)
    passed = sum(outcome.passed for outcome in outcomes)
    print(f"{passed} passed, {failed} failed in {time.monotonic() - began:.0f} s")
    return 1 if failed else 0


def _options() -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="scripts/test",
        description="Format, lint, types, import contracts, generated files, then the tests, on real servers.",
        epilog="Other arguments go to pytest, for example: scripts/test tests/domain -k waybill",
    )
    parser.add_argument(
        "--quick", action="store_true", help="leave out what takes more than a few seconds, and browsers"
    )
    return parser.parse_known_args()


def _check(name: str, command: Sequence[str]) -> Outcome:
    print(f"── {name}", flush=True)
    began = time.monotonic()
    code = subprocess.run(command, check=False).returncode
    return Outcome(name, 0, 1 if code else 0, time.monotonic() - began)


def _browser_tests() -> Outcome:
    """The mini-program in Chromium, which is installed if it is not there."""
    began = time.monotonic()
    if subprocess.run([_PYTHON, "scripts/local/install.py", "--browser"], check=False).returncode:
        return Outcome("browser tests", 0, 1, time.monotonic() - began)
    return _node_tests("browser tests", "test:browser", _BROWSER_TESTS_WITHIN_S)


def _node_tests(title: str, script: str, within_s: float) -> Outcome:
    """One of package.json's test scripts, under node's test runner; a hang fails it once the time is up."""
    print(f"── {title}", flush=True)
    began = time.monotonic()
    code, told = run_within(["npm", "run", "--silent", script], within_s)
    tally = {name: int(count) for name, count in _TALLY.findall(told)}
    passed, failed = tally.get("pass", 0), tally.get("fail", 0)
    wrong = failed or (1 if code or not passed else 0)
    print(told if wrong else f"{passed} passed", flush=True)
    return Outcome(title, passed, wrong, time.monotonic() - began)


def run_within(command: Sequence[str], within_s: float) -> tuple[int, str]:
    """Exit code and output; when the time is up, the command ends with all it has started (browsers, servers)."""
    env = _environment()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env, start_new_session=True) as process:
        try:
            told, _ = process.communicate(timeout=within_s)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            told, _ = process.communicate()
            return 1, f"{told}\n{' '.join(command)}: not done within {within_s:.0f} s"
    return process.returncode, told


def _tests(title: str, arguments: Sequence[str]) -> Outcome:
    print(f"── {title}", flush=True)
    began = time.monotonic()
    _REPORT.unlink(missing_ok=True)
    command = [_PYTHON, "-m", "pytest", "--quiet", "--durations=10", f"--junitxml={_REPORT}", *arguments]
    code = subprocess.run(command, env=_environment(), check=False).returncode
    passed, failed = counts(_REPORT) if _REPORT.exists() else (0, 0)
    # pytest may fail without a failing test: nothing collected, a broken option, an interrupt.
    return Outcome(title, passed, failed or (1 if code else 0), time.monotonic() - began)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _NOT_FOR_TESTS}


def counts(report: Path) -> tuple[int, int]:
    """Tests passed and failed, from pytest's report."""
    passed = failed = 0
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        wrong = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        failed += wrong
        passed += int(suite.get("tests", 0)) - wrong - int(suite.get("skipped", 0))
    return passed, failed


if __name__ == "__main__":
    sys.exit(main())
