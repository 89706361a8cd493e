"""Write down what the handlers register, so that a trigger is declared once: `python -m scripts.manifest [--check]`.

serverless.yml gets its functions and their queues, the runtime its subscriptions.json (who listens to what), and
people get docs/actions.md and docs/errors.md. With --check nothing is written; the exit code tells whether all of it
is current.
"""

import argparse
import importlib
import json
import os
import re
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from scripts.error_codes import errors_page
from scripts.gateway_routes import gateway_routes

if TYPE_CHECKING:
    from logistics.runtime.function import Action, Function

ROOT = Path(__file__).resolve().parents[1]
LAYER = ROOT / "layers/core/python"
SUBSCRIPTIONS = "layers/core/python/logistics/runtime/subscriptions.json"
ACTIONS, ERRORS = "docs/actions.md", "docs/errors.md"
CONNECTS = "login"  # a socket's token is looked at once, at $connect: this function does it for all routes
WAKE_UP = "TimerDue"  # comes from the wake queue, not from the topic
VISIBILITY_S = 180  # six times a function's timeout, as AWS advises
KEPT_S = 1_209_600

Yaml = dict[str, Any]

# serverless.yml's custom section says what each form of it is; a function has either a handler or an image.
_READER = "${self:custom.parse_address.${env:PARSE_ADDRESS, 'zip'}.%s, null}"
_IMAGE_OR_ZIP: dict[str, Yaml] = {
    "parse_address": {
        "handler": _READER % "handler",
        "image": _READER % "image",
        "layers": _READER % "layers",
        "memorySize": _READER % "memory_mb",
        "environment": {"OCR_ENGINE": _READER % "ocr_engine"},
    }
}
# Layers of a function's own, beside the two that all have.
_LAYERS = {
    "label": ["CoreLambdaLayer", "VendorCommonLambdaLayer", "VendorDocumentLambdaLayer"],
    "plan_route": ["CoreLambdaLayer", "VendorCommonLambdaLayer", "VendorSolverLambdaLayer"],
    "web": ["CoreLambdaLayer", "VendorCommonLambdaLayer", "VendorWebLambdaLayer"],
}


def registered(root: Path = ROOT) -> "list[Function]":
    """Every function in the tree, by name, imported with an empty environment."""
    os.environ.clear()
    sys.path[:0] = [str(root), str(root / LAYER.relative_to(ROOT))]
    found = []
    for path in sorted(root.glob("functions/*/handler.py")):
        main: Function = importlib.import_module(f"functions.{path.parent.name}.handler").main
        if main.name != path.parent.name:
            raise SystemExit(f"functions/{path.parent.name} calls itself {main.name}")
        found.append(main)
    check(found)
    return found


def documents(functions: "list[Function]", root: Path = ROOT) -> dict[Path, str]:
    """Every generated file with the text it must have."""
    plan = (root / "serverless.yml").read_text()
    plan = _replaced(plan, "functions", _yaml({"functions": entries(functions)}))
    plan = _replaced(plan, "queues", textwrap.indent(_yaml(queues(functions)), "    "))
    listeners = json.dumps(subscriptions(functions), indent=2) + "\n"
    return {
        root / "serverless.yml": plan,
        root / SUBSCRIPTIONS: listeners,
        root / ACTIONS: actions_page(functions),
        root / ERRORS: errors_page(root),
    }


def subscriptions(functions: "Iterable[Function]") -> dict[str, list[str]]:
    """Which functions listen to an event type."""
    pairs = sorted((what, each.name) for each in functions for kind, what in each.actions if kind == "queue")
    table: dict[str, list[str]] = {}
    for what, name in pairs:
        if what != WAKE_UP:
            table.setdefault(what, []).append(name)
    return table


def entries(functions: "Iterable[Function]") -> Yaml:
    """serverless.yml's functions: the handler of each, what it lets in, its files and the events that reach it."""
    functions = list(functions)
    ways = {each.name: [_braces(what) for kind, what in each.actions if kind == "http"] for each in functions}
    routes = gateway_routes(ways)
    return {each.name: _entry(each, routes[each.name]) for each in functions}


def _entry(function: "Function", routes: list[tuple[str, str]]) -> Yaml:
    name = function.name
    kinds = {kind for kind, _ in function.actions} | ({"socket"} if name == CONNECTS else set())
    form = _IMAGE_OR_ZIP.get(name, {"handler": f"functions/{name}/handler.main"})
    layers = {"layers": [{"Ref": layer} for layer in _LAYERS[name]]} if name in _LAYERS else {}
    own = {"TRIGGERS": " ".join(sorted(kinds))}
    return {
        **form,
        **layers,
        "environment": own | form.get("environment", {}),
        "package": {"patterns": [f"functions/{name}/**", f"!functions/{name}/**/__pycache__/**"]},
        "events": _events(function, routes),
    }


def queues(functions: "Iterable[Function]") -> Yaml:
    """For each function that listens: its queue, its dead letters and the subscription that fills the queue."""
    made: Yaml = {}
    listening = [(each.name, types) for each in functions if (types := _listens(each))]
    for name, types in listening:
        title, full = _camel(name), f"${{self:service}}-${{sls:stage}}-{name}"
        made[f"{title}Queue"] = _fifo(f"{full}.fifo", VisibilityTimeout=VISIBILITY_S, RedrivePolicy=_redrive(title))
        made[f"{title}DeadQueue"] = _fifo(f"{full}-dead.fifo", MessageRetentionPeriod=KEPT_S)
        made[f"{title}Subscription"] = _subscription(title, types)
    if listening:
        made["QueuesPolicy"] = _policy([_camel(name) for name, _ in listening])
    return made


def actions_page(functions: "Iterable[Function]") -> str:
    """docs/actions.md: every action, how it is reached, by whom, and whether it may be repeated."""
    lines = [
        "# Actions",
        "",
        "Written by `python -m scripts.manifest` from what the handlers register; do not edit.",
        "",
        "An action marked *once* wants a request id (`Idempotency-Key`, or `request_id` in a direct call) and answers",
        "a repeat with its first reply. No roles: anybody may call it, signed in or not.",
    ]
    for function in functions:
        lines += ["", f"## {function.name}", "", "| action | reached by | roles | once |", "|---|---|---|---|"]
        unique = {id(action): action for action in function.actions.values()}
        lines += [_row(function, action) for action in unique.values()]
    return "\n".join(lines) + "\n"


def check(functions: "list[Function]") -> None:
    """Refuse what would be deployed and never work."""
    from logistics.domain import events

    takers: dict[tuple[str, str], str] = {}
    for function in functions:
        for kind, what in function.actions:
            if kind == "queue" and what != WAKE_UP and what not in events.EVENTS:
                raise SystemExit(f"{function.name} listens to {what}, which is no event")
            if kind in ("http", "socket") or what == WAKE_UP:
                taker = takers.setdefault((kind, re.sub("<.*?>", "<>", what)), function.name)
                if taker != function.name:
                    raise SystemExit(f"{function.name} and {taker} both answer {kind} {what}")


def _events(function: "Function", routes: list[tuple[str, str]]) -> list[Yaml]:
    def of(kind: str) -> list[str]:
        return sorted(what for each, what in function.actions if each == kind)

    events: list[Yaml] = [{"httpApi": {"method": method, "path": path}} for method, path in routes]
    if function.name == CONNECTS:
        events += [{"websocket": {"route": route}} for route in ("$connect", "$disconnect")]
    answered = {"routeResponseSelectionExpression": "$default"}
    events += [{"websocket": {"route": what} | answered} for what in of("socket")]
    events += [{"schedule": _schedule(what, function.rates[what])} for what in of("schedule")]
    if _listens(function):
        events.append(_sqs(f"{_camel(function.name)}Queue"))
    if WAKE_UP in of("queue"):
        events.append(_sqs("WakeQueue"))
    return events


def _schedule(name: str, rate: str) -> Yaml:
    """A scheduled event carries our key; clock times are those of the country, rates need no zone."""
    body = {"rate": rate, "input": {"schedule": name, "key": "${self:provider.environment.SCHEDULE_KEY}"}}
    return body | ({"method": "scheduler", "timezone": "Asia/Shanghai"} if rate.startswith("cron") else {})


def _sqs(queue: str) -> Yaml:
    arn = {"Fn::GetAtt": [queue, "Arn"]}
    return {"sqs": {"arn": arn, "batchSize": 10, "functionResponseType": "ReportBatchItemFailures"}}


def _listens(function: "Function") -> list[str]:
    return sorted(what for kind, what in function.actions if kind == "queue" and what != WAKE_UP)


def _fifo(name: str, **more: object) -> Yaml:
    busy = {"DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId"}
    return {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": name, "FifoQueue": True} | busy | more}


def _redrive(title: str) -> Yaml:
    from logistics.runtime.batch import MAX_RECEIVES

    return {"deadLetterTargetArn": {"Fn::GetAtt": [f"{title}DeadQueue", "Arn"]}, "maxReceiveCount": MAX_RECEIVES}


def _subscription(title: str, types: list[str]) -> Yaml:
    ends = {"TopicArn": {"Ref": "EventsTopic"}, "Endpoint": {"Fn::GetAtt": [f"{title}Queue", "Arn"]}}
    how = {"Protocol": "sqs", "RawMessageDelivery": True, "FilterPolicy": {"type": types}}
    return {"Type": "AWS::SNS::Subscription", "Properties": ends | how}


def _policy(titles: list[str]) -> Yaml:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": "*",
        "Condition": {"ArnEquals": {"aws:SourceArn": {"Ref": "EventsTopic"}}},
    }
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {
        "Type": "AWS::SQS::QueuePolicy",
        "Properties": {"Queues": [{"Ref": f"{title}Queue"} for title in titles], "PolicyDocument": document},
    }


def _row(function: "Function", action: "Action") -> str:
    ways = "<br>".join(_way(function, kind, what) for kind, what in sorted(action.triggers))
    return f"| {action.name} | {ways} | {', '.join(sorted(action.roles))} | {'once' if action.once else ''} |"


def _way(function: "Function", kind: str, what: str) -> str:
    if kind == "http":
        return f"`{what}`"
    return f"{kind} `{what}`" + (f" ({function.rates[what]})" if kind == "schedule" else "")


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _braces(path: str) -> str:
    return path.replace("<", "{").replace(">", "}")


def _replaced(text: str, name: str, body: str) -> str:
    block = rf"(?P<open>^ *# >>> generated: {name}\n).*?(?P<close>^ *# <<< generated: {name}\n)"
    marks = re.compile(block, re.DOTALL | re.MULTILINE)
    return marks.sub(lambda found: found["open"] + body + found["close"], text)


class _Plain(yaml.SafeDumper):
    """Says everything in full: no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _yaml(data: Yaml) -> str:
    return yaml.dump(data, Dumper=_Plain, sort_keys=False, width=110, default_flow_style=None) if data else ""


def main() -> None:
    """Write what is not current, or only tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a generated file is out of date")
    only_check = parser.parse_args().check
    wanted = documents(registered())
    stale = {path: text for path, text in wanted.items() if not path.exists() or path.read_text() != text}
    if only_check and stale:
        names = ", ".join(str(path.relative_to(ROOT)) for path in stale)
        raise SystemExit(f"out of date: {names}; run python -m scripts.manifest")
    for path, text in stale.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
