"""`scripts/demo`: parcels on their way through the public API of a running local cloud."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import time
from random import Random, SystemRandom
from typing import Any

from rich.console import Console
from rich.progress import Progress

from scripts.admin_cli.faults import Refused as OfficeRefused
from scripts.admin_cli.faults import Unreachable
from scripts.admin_cli.target import Target
from scripts.demonstration.api import Late, Refused
from scripts.demonstration.checks import Trip
from scripts.demonstration.mixing import EVERY_PLAN, mix, mix_with_payments
from scripts.demonstration.payment_run import PaymentRun
from scripts.demonstration.plans import DEFAULT
from scripts.demonstration.run import AT_ONCE, Run, report
from scripts.demonstration.show import Story, summary
from scripts.local.cloud import Cloud
from scripts.local.deployment import load_deployment
from scripts.local.state import LOCAL, running
from scripts.local.workers import Running

_SESSIONS = LOCAL / "demo-sessions.json"
_MOST_ORDERS = 800  # the couriers of eight outlets may ask for sixty identity checks an hour each


def main() -> int:
    """The command: 0 when everything is as it must be, else 1; 3 when nothing runs, 130 after Ctrl-C."""
    options = _options()
    console = Console(highlight=False, stderr=options.json)
    try:
        if options.payments:
            return _with_payments(options, console)
        return demonstrate(Run(*_where(options.url), _SESSIONS), options, console)
    except Unreachable as nothing:
        console.print(f"scripts/demo: {nothing}", style="bold red", markup=False, soft_wrap=True)
        return 3
    except KeyboardInterrupt:
        return 130
    except (Refused, OfficeRefused, Late, OSError) as problem:
        console.print(f"scripts/demo: {problem}", style="bold red", markup=False, soft_wrap=True)
        return 1


def demonstrate(run: Run, options: argparse.Namespace, console: Console) -> int:
    """Make the journeys, look at what came of them, tell it."""
    began = time.monotonic()
    console.print(f"seed {options.seed}; everybody signs in …", style="dim")
    run.prepare(options.orders)
    try:
        trips = [_one(run, options, console)] if options.orders == 1 else _many(run, options, console)
        problems = run.inspect(trips)
    finally:
        run.finish()
    if options.orders == 1:
        messages = run.mailbox.arrived(trips[0].journey.sender, trips[0].journey.receiver)
        Story(console).end(trips[0], messages, problems)
    else:
        _tell_all(trips, problems, console)
    found = report(trips, problems, began)
    if isinstance(run, PaymentRun):
        found["faults"] = run.injected
        console.print(", ".join(f"{name} {count}" for name, count in sorted(run.injected.items())), style="dim")
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        console.print(f"{len(trips)} orders in {found['seconds']} s", style="dim")
    return 0 if found["ok"] else 1


def _one(run: Run, options: argparse.Namespace, console: Console) -> Trip:
    plan = EVERY_PLAN[options.plan] if options.plan else DEFAULT
    console.print(f"{plan.title}\n", style="bold")
    return run.trip(plan, Random(options.seed), 0, Story(console).step)


def _many(run: Run, options: argparse.Namespace, console: Console) -> list[Trip]:
    rng = Random(options.seed)
    mixed = mix_with_payments if options.payments else mix
    plans = [EVERY_PLAN[options.plan]] * options.orders if options.plan else mixed(options.orders, rng, options.trouble)
    with Progress(console=console) as progress:
        task = progress.add_task("journeys", total=len(plans))
        return run.trips(plans, options.seed, lambda _: progress.advance(task))


def _tell_all(trips: list[Trip], problems: list[str], console: Console) -> None:
    console.print(summary(trips, problems))
    for problem in problems:
        console.print(f"✘ {problem}", style="bold red", markup=False)
    if not problems:
        console.print("✔ 一切如常 everything is as it must be", style="bold green")


def _with_payments(options: argparse.Namespace, console: Console) -> int:
    """With functions in processes of our own beside those of the cloud: serverless-offline cannot do without one."""
    there, _ = _where(options.url)
    cloud = Cloud(load_deployment(), there.variables["AWS_ENDPOINT_URL"])
    cloud.create()  # what is there already stays as it is; this learns its names
    for noisy in ("poller", "ticker"):  # they tell of every process that died, and this is what happens here
        logging.getLogger(noisy).setLevel(logging.ERROR)
    with Running(cloud, there.variables, LOCAL / "logs" / "demo", processes=AT_ONCE) as workers:
        run = PaymentRun(there, workers.http.url, _SESSIONS, options.seed, os.getpid(), options.kill_every)
        return demonstrate(run, options, console)


def _where(url: str | None) -> tuple[Target, str]:
    state: dict[str, Any] | None = running()
    if state is None:
        raise Unreachable("nothing runs here; scripts/up starts everything that the demonstration needs")
    where = Target(state["service"], state["stage"], state["lambda_url"], state["sandbox_url"], state["environment"])
    return where, url or state["http_url"]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/demo",
        description="One parcel's journey, or many, through the public HTTP API: every step, the events that "
        "travelled, the messages that arrived, the balanced books. Exit 1 if anything is not as it must be.",
    )
    parser.add_argument("--orders", type=_count, default=1, help="so many journeys, of all kinds (1: told in full)")
    parser.add_argument("--trouble", type=_share, help="this share of the journeys meets trouble, such as 0.4")
    parser.add_argument(
        "--payments",
        action="store_true",
        help="many are paid through a WeChat Pay that fails by chance, while functions are killed at random",
    )
    parser.add_argument("--kill-every", type=float, default=2.0, help="so many seconds between two kills (about 2)")
    parser.add_argument("--plan", choices=sorted(EVERY_PLAN), help="only this kind of journey")
    parser.add_argument("--seed", type=int, default=None, help="the same mix again")
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    parser.add_argument("--url", help="the HTTP API, if not that of the running local cloud")
    options = parser.parse_args()
    if options.payments and options.orders == 1:
        parser.error("--payments needs more than one order")
    if options.seed is None:
        options.seed = SystemRandom().randrange(10**6)
    return options


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= _MOST_ORDERS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number between 1 and {_MOST_ORDERS}")
    return int(text)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share between 0 and 1")
    return share


if __name__ == "__main__":
    sys.exit(main())
