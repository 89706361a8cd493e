"""What in couriers' ways somebody should look at: the list, one with its evidence, what you make of it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.faults import Misused
from scripts.admin_cli.output import clock, facts, moment, table

signals = typer.Typer(help="Signals of abnormal driving, found the day after.", no_args_is_help=True)

_KINDS = ("long_stay", "detour", "jump", "off_duty")
_UNITS = {"long_stay": "s", "detour": "m", "jump": "m/s", "off_duty": "m"}
SignalId = Annotated[str, typer.Argument(help="As the list shows it.", metavar="SIGNAL")]


@signals.command("list")
def list_signals(
    ctx: typer.Context,
    kind: Annotated[str, typer.Option(help=f"One of {', '.join(_KINDS)}.")] = "",
    reviewed: Annotated[bool, typer.Option("--reviewed", help="Those that somebody has judged, too.")] = False,
    courier: Annotated[str, typer.Option(help="One courier's only.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
) -> None:
    """The latest day first."""
    if kind and kind not in _KINDS:
        raise Misused(f"a kind is one of {', '.join(_KINDS)}")
    asked: dict[str, Any] = {"limit": limit} | ({"kind": kind} if kind else {})
    asked |= ({} if reviewed else {"judgement": "open"}) | ({"courier_id": courier} if courier else {})
    rows = desk(ctx).read("observe", "list_signals", asked)["signals"]
    columns = {
        "signal": "signal_id",
        "day": "day",
        "kind": "kind",
        "courier": "courier_id",
        "from": moment("from_at"),
        "measured": lambda row: f"{row['measured']:g} {_UNITS[row['kind']]}",
        "limit": lambda row: f"{row['limit']:g}",
        "judged": "judgement",
    }
    desk(ctx).out.show(rows, table(f"{len(rows)} signals", rows, columns))


@signals.command("show")
def show_signal(ctx: typer.Context, signal_id: SignalId) -> None:
    """One with the fixes that show it."""
    found = desk(ctx).read("observe", "show_signal", {"signal_id": signal_id})
    columns = {"at": moment("at"), "lng": "lng", "lat": "lat", "speed m/s": "speed_mps"}
    head = {name: value for name, value in found.items() if name not in ("evidence", "point")}
    times = {name: clock(found[name]) for name in ("from_at", "until_at")}
    evidence = found["evidence"]
    shown = facts(f"{found['kind']} on {found['day']}", head | times)
    desk(ctx).out.show(found, shown, table(f"{len(evidence)} fixes", evidence, columns))


@signals.command("review")
def review_signal(
    ctx: typer.Context,
    signal_id: SignalId,
    judgement: Annotated[str, typer.Argument(help="right or wrong.")],
    note: Annotated[str, typer.Option(help="What was found out; no names and no phones.")] = "",
) -> None:
    """Say whether it was as it seemed; once."""
    if judgement not in ("right", "wrong"):
        raise Misused("a judgement is right or wrong")
    said = {"signal_id": signal_id, "judgement": judgement} | ({"note": note} if note else {})
    done = desk(ctx).change("observe", "review_signal", said)
    desk(ctx).out.show(done, facts("Judged", done))


@signals.command("precision")
def show_precision(ctx: typer.Context) -> None:
    """Of the signals that were judged, how many were right, by kind."""
    rows = desk(ctx).read("observe", "list_signals", {"limit": 1})["precision"]
    columns = {name: name for name in ("kind", "open", "right", "wrong", "precision")}
    desk(ctx).out.show(rows, table("How often signals were right", rows, columns))
