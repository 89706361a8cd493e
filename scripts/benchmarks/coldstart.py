"""Cold starts: a fresh process to the first byte of its first reply, beside one that only imports and connects."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from scripts.benchmarks.figures import Figure, figure
from scripts.benchmarks.first_calls import FirstCall, first_calls
from scripts.benchmarks.ground import Ground, ground
from scripts.benchmarks.orders import populate
from scripts.local.environment import ROOT
from scripts.local.problems import LocalProblem

_HERE = Path(__file__).parent
_ORDERS = 1_000
_USERS = 5  # first calls that use up a parcel of the same life
_WARM_UP = 2  # runs that write the byte code and warm the disk's cache


def coldstart(names: list[str], runs: int) -> list[Figure]:
    """A row for each named function (all if none); raises LocalProblem when one loads what it should do without."""
    with ground() as made, tempfile.TemporaryDirectory(prefix="bench-") as folder:
        population = populate(made, _ORDERS, at_the_door=_USERS * (runs + _WARM_UP + 1))
        chosen = [each for each in first_calls(made, population) if each.function in names or not names]
        starts = _Starts(made, Path(folder) / "event.json")
        return [_measured(each, starts, runs) for each in chosen]


def _measured(call: FirstCall, starts: _Starts, runs: int) -> Figure:
    ours, floor = list[float](), list[float]()
    loaded: list[str] = []
    for turn in range(_WARM_UP + runs):
        for side in ("ours", "floor") if turn % 2 else ("floor", "ours"):
            if side == "floor":
                floor.append(starts.floor(call))
            else:
                taken, loaded = starts.ours(call)
                ours.append(taken)
    if unwanted := sorted(set(loaded) & set(call.avoids)):
        raise LocalProblem(f"{call.function}: loads {', '.join(unwanted)}, which its first call does not need")
    return figure(call.function, ours[_WARM_UP:], floor[_WARM_UP:], loads=" ".join(loaded))


class _Starts:
    """Starts processes and stops the clock at their first byte."""

    def __init__(self, made: Ground, file: Path) -> None:
        self._file = file
        self._environment = made.process_environment() | {"TOPIC_ARN": made.topic_arn}

    def ours(self, call: FirstCall) -> tuple[float, list[str]]:
        """Milliseconds to the reply, and the heavy libraries that are loaded then."""
        self._file.write_text(json.dumps(call.make()), encoding="utf-8")
        taken, output = self._run("first_reply.py", call.function, str(self._file))
        reply, loaded = (json.loads(line) for line in output.splitlines())
        if reply["statusCode"] != 200:
            raise LocalProblem(f"{call.function} refuses its benchmark: {reply['body']}")
        return taken, loaded

    def floor(self, call: FirstCall) -> float:
        """Milliseconds until everything is imported and connected."""
        return self._run("first_floor.py", ",".join(call.modules), ",".join(call.lines))[0]

    def _run(self, script: str, *arguments: str) -> tuple[float, str]:
        # -P: the script's own folder is no place to import from, as on Lambda.
        command = [sys.executable, "-P", str(_HERE / script), *arguments]
        began = perf_counter()
        with subprocess.Popen(
            command, 0, env=self._environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            if process.stdout is None:
                raise RuntimeError("the child has no stdout")
            first = process.stdout.read(1)
            taken = (perf_counter() - began) * 1_000
            output, errors = process.communicate()
        if process.returncode:
            raise LocalProblem(f"{script} {arguments[0]}: {errors.decode()[-2_000:]}")
        return taken, (first + output).decode()
