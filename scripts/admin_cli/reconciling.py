"""Days against the provider's bills and the bank's list, and the differences that come of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.output import facts, table, yuan

app = typer.Typer(help="Reconciliation: the provider's bills, the bank's list, differences.", no_args_is_help=True)

_COUNTS = ("confirmed", "frozen", "unplaced", "known", "differing")
_LINES_AT_ONCE = 500  # the function takes 600, the heading among them

Difference = Annotated[str, typer.Argument(help="The id that list shows.", metavar="DIFFERENCE")]


@app.command()
def day(ctx: typer.Context, which: Annotated[str, typer.Argument(metavar="DAY")]) -> None:
    """Compare a day that is over with the provider's bills (again)."""
    done = desk(ctx).read("settle", "reconcile_day", {"day": which})
    desk(ctx).out.show(done, facts("Compared", done))


@app.command(name="list")
def listed(
    ctx: typer.Context,
    state: Annotated[str, typer.Option(help="open or closed.")] = "open",
    kind: Annotated[str, typer.Option(help="payment, refund, transfer, total, line, credit …")] = "",
    assignee: Annotated[str, typer.Option(help="Whose they are to explain.")] = "",
    until: Annotated[str, typer.Option(help="Of this day or older.", metavar="DAY")] = "",
    after: Annotated[str, typer.Option(help="Where the last page ended.")] = "",
) -> None:
    """Differences with their age, the oldest day first, and the days whose bill is not there yet."""
    asked = {"state": state, "kind": kind, "assignee": assignee, "until": until, "after": after}
    found = desk(ctx).read("settle", "list_differences", {key: value for key, value in asked.items() if value})
    columns = {"difference": "difference_id", "days": "age_days", "what": "verdict", "assignee": "assignee"}
    sums = {"bill": yuan("bill_fen"), "books": yuan("books_fen")}
    rest = [facts("More", {"--after": found["next"]})] if found.get("next") else []
    waiting = [facts("No bill yet", {"days": ", ".join(found["pending"])})] if found["pending"] else []
    desk(ctx).out.show(found, table("Differences", found["differences"], columns | sums), *waiting, *rest)


@app.command()
def assign(ctx: typer.Context, difference: Difference, to: Annotated[str, typer.Option(help="A staff id.")]) -> None:
    """Give a difference to somebody to explain."""
    done = desk(ctx).change("settle", "assign_difference", {"difference_id": difference, "assignee": to})
    desk(ctx).out.show(done, facts("Assigned", done))


@app.command()
def close(
    ctx: typer.Context,
    difference: Difference,
    note: Annotated[str, typer.Option(help="What it was.")],
    evidence: Annotated[str, typer.Option(help="What proves it.")],
) -> None:
    """Close a difference that is explained."""
    data = {"difference_id": difference, "note": note, "evidence": evidence}
    done = desk(ctx).change("settle", "close_difference", data)
    desk(ctx).out.show(done, facts("Closed", done))


@app.command()
def bank(ctx: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE", exists=True)]) -> None:
    """Match the bank's list of credits (CSV, see docs/money.md) with deposits; brought again it goes on."""
    written = enumerate(file.read_text(encoding="utf-8-sig").splitlines(), 1)
    head, *lines = [(at, line) for at, line in written if line.strip()] or [(1, "?")]
    done: dict[str, Any] = dict.fromkeys(_COUNTS, 0) | {"broken": []}
    for start in range(0, max(1, len(lines)), _LINES_AT_ONCE):
        part = [head, *lines[start : start + _LINES_AT_ONCE]]
        told = desk(ctx).read("settle", "record_bank_file", {"lines": [line for _, line in part]})
        done |= {name: done[name] + told[name] for name in _COUNTS}
        done["broken"] += [each | {"line": part[each["line"] - 1][0]} for each in told["broken"]]
    counts = {name: done[name] for name in _COUNTS}
    columns = {"line": "line", "reason": "reason"}
    desk(ctx).out.show(done, facts("Matched", counts), table("Broken lines", done["broken"], columns))
