"""serverless.yml as the local cloud reads it: variables resolved, routes, schedules and queues listed."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from scripts.local.problems import LocalProblem

ROOT = Path(__file__).resolve().parents[2]
_VARIABLE = re.compile(r"\$\{((?:self|sls|opt|env|aws):[^{}]*)\}")
_NOTHING = object()


@dataclass(frozen=True, slots=True)
class Route:
    """An httpApi route: `path` has its parameters in braces."""

    method: str
    path: str
    function: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """A timed call of a function; `input` is the event it gets, None for EventBridge's own."""

    function: str
    rate: str
    input: Any


@dataclass(frozen=True, slots=True)
class QueueTrigger:
    """A queue that feeds a function; `queue` is its logical id among the resources."""

    function: str
    queue: str
    batch_size: int


class Deployment:
    """One stage of serverless.yml; the template's references are left to `scripts.local.cloud`."""

    def __init__(
        self,
        text: str,
        stage: str = "dev",
        region: str = "ap-southeast-1",
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._env = os.environ if env is None else env
        self._raw: dict[str, Any] = yaml.safe_load(text)
        self._fixed = {"sls:stage": stage, "aws:region": region, "aws:accountId": "123456789012"}
        self._fixed |= {"opt:stage": stage, "opt:region": region}
        self.stage, self.region = stage, region
        self.config: dict[str, Any] = self._resolve(self._raw)
        self.service: str = self.config["service"]

    @property
    def functions(self) -> dict[str, Any]:
        """The functions section, by function name."""
        return self.config.get("functions") or {}

    @cached_property
    def resources(self) -> dict[str, Any]:
        """The hand-written CloudFormation resources, by logical id."""
        section = self.config.get("resources") or {}
        parts = section if isinstance(section, list) else [section]
        return {name: body for part in parts for name, body in (part.get("Resources") or {}).items()}

    @cached_property
    def routes(self) -> list[Route]:
        """Every httpApi route of every function."""
        found = []
        for function, spec in self._events("httpApi"):
            method, path = spec.split() if isinstance(spec, str) else (spec["method"], spec["path"])
            found.append(Route(method.upper(), path, function))
        return found

    @cached_property
    def schedules(self) -> list[Schedule]:
        """Every schedule of every function."""
        found = []
        for function, spec in self._events("schedule"):
            body = spec if isinstance(spec, dict) else {"rate": spec}
            rates = body["rate"] if isinstance(body["rate"], list) else [body["rate"]]
            found += [Schedule(function, rate, body.get("input")) for rate in rates]
        return found

    @cached_property
    def queues(self) -> list[QueueTrigger]:
        """Every queue trigger whose queue is one of the template's own."""
        found = []
        for function, spec in self._events("sqs"):
            arn = spec["arn"] if isinstance(spec, dict) else spec
            size = int(spec.get("batchSize", 10)) if isinstance(spec, dict) else 10
            found.append(QueueTrigger(function, _logical_id(arn, function), size))
        return found

    def _events(self, kind: str) -> list[tuple[str, Any]]:
        return [
            (function, event[kind])
            for function, body in self.functions.items()
            for event in body.get("events") or []
            if isinstance(event, dict) and kind in event
        ]

    def _resolve(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._resolve(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._resolve(inner) for inner in value]
        if isinstance(value, str):
            return self._resolve_text(value)
        return value

    def _resolve_text(self, text: str) -> Any:
        whole = _VARIABLE.fullmatch(text)
        if whole:
            return self._resolve(self._look_up(whole[1]))
        replaced = _VARIABLE.sub(lambda match: str(self._look_up(match[1])), text)
        return self._resolve_text(replaced) if replaced != text else text

    def _look_up(self, expression: str) -> Any:
        name, _, fallback = (part.strip() for part in expression.partition(","))
        kind, _, rest = name.partition(":")
        found: Any = self._fixed.get(name, _NOTHING)
        if kind == "self":
            found = _walk(self._raw, rest)
        elif kind == "env":
            found = self._env.get(rest, _NOTHING)
        if found is not _NOTHING:
            return found
        if not fallback:
            raise LocalProblem(f"serverless.yml: the variable ${{{expression}}} has no value")
        if fallback[0] in "'\"":
            return fallback[1:-1]
        return self._look_up(fallback) if ":" in fallback else yaml.safe_load(fallback)


def load_deployment(
    path: Path = ROOT / "serverless.yml", stage: str = "dev", env: Mapping[str, str] | None = None
) -> Deployment:
    """The repository's own deployment, `${env:…}` read from `env` or else from this process's environment.

    Raises LocalProblem if a variable has no value.
    """
    return Deployment(path.read_text(), stage, env=env)


def _walk(tree: Any, dotted: str) -> Any:
    for key in dotted.split("."):
        if not isinstance(tree, Mapping) or key not in tree:
            return _NOTHING
        tree = tree[key]
    return tree


def _logical_id(arn: Any, function: str) -> str:
    """The logical id in {"Fn::GetAtt": [id, "Arn"]}, which is how a template's own queue is named."""
    if isinstance(arn, dict) and "Fn::GetAtt" in arn:
        target = arn["Fn::GetAtt"]
        return str(target[0] if isinstance(target, list) else target.split(".")[0])
    raise LocalProblem(f"serverless.yml: the queue of {function} is not given as Fn::GetAtt of a resource")
