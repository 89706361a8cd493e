"""The books from the top down: a day's totals, an account's lines, an entry, a waybill's journey; closed days."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Annotated

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.output import facts, moment, table, yuan

app = typer.Typer(help="Finance: from yesterday's totals down to each fen's journey.", no_args_is_help=True)

_SHANGHAI = timezone(timedelta(hours=8))
Day = Annotated[str, typer.Option(help="A business day such as 2026-03-09; yesterday without it.", metavar="DAY")]


@app.command()
def totals(ctx: typer.Context, day: Day = "") -> None:
    """What each account began the day with, what went in and out, and what it ended with."""
    found = desk(ctx).read("settle", "show_day", {"day": day or _yesterday()})
    sums = {"opening": yuan("opening_fen"), "debit": yuan("debit_fen"), "credit": yuan("credit_fen")}
    columns = {"account": "account", "name": "label"} | sums | {"closing": yuan("closing_fen")}
    state = f"closed {found['closed_at']}" if found.get("closed_at") else "open"
    title = f"{found['day']} ({state}), sum {found['sum_fen'] / 100:.2f}"
    desk(ctx).out.show(found, table(title, found["accounts"], columns))


@app.command()
def account(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="An account as totals names it.", metavar="ACCOUNT")],
    since: Annotated[str, typer.Option(help="The first business day; yesterday without it.", metavar="DAY")] = "",
    until: Annotated[str, typer.Option(help="The last one; the first without it.", metavar="DAY")] = "",
    holder: Annotated[str, typer.Option(help="Only this courier's, outlet's, customer's or waybill's.")] = "",
    after: Annotated[str, typer.Option(help="Where the last page ended.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=500)] = 100,
) -> None:
    """The lines on an account over some days, the oldest first."""
    first = since or _yesterday()
    asked = {"account": name, "since": first, "until": until or first, "limit": limit}
    more = {"holder": holder, "after": after}
    found = desk(ctx).read("settle", "show_account_lines", asked | {key: value for key, value in more.items() if value})
    columns = {
        "when": moment("at"),
        "what": "label",
        "waybill": "waybill_no",
        "holder": "holder",
        "yuan": yuan("amount_fen"),
        "entry": "entry_id",
    }
    title = f"{found['label']} ({found['account']})"
    rest = [facts("More", {"--after": found["next"]})] if found.get("next") else []
    desk(ctx).out.show(found, table(title, found["lines"], columns), *rest)


@app.command()
def entry(ctx: typer.Context, entry_id: Annotated[str, typer.Argument(metavar="ENTRY")]) -> None:
    """One entry with all of its lines."""
    found = desk(ctx).read("settle", "show_entry", {"entry_id": entry_id})
    columns = {"account": "account", "name": "label", "holder": "holder", "yuan": yuan("amount_fen")}
    desk(ctx).out.show(found, table(found["told"], found["lines"], columns))


@app.command()
def waybill(ctx: typer.Context, waybill_no: Annotated[str, typer.Argument(metavar="WAYBILL")]) -> None:
    """All that money did for one waybill, and where it lies now."""
    found = desk(ctx).read("settle", "show_journey", {"waybill_no": waybill_no})
    steps = {"when": moment("at"), "what": "told", "entry": "entry_id"}
    lies = {"account": "account", "name": "label", "holder": "holder", "yuan": yuan("amount_fen")}
    views = (table("What happened", found["entries"], steps), table("Lies now", found["positions"], lies))
    desk(ctx).out.show(found, *views)


@app.command()
def statement(
    ctx: typer.Context,
    kind: Annotated[str, typer.Argument(help="courier, outlet, merchant or company.", metavar="KIND")],
    day: Day = "",
    holder: Annotated[str, typer.Option(help="Only this courier, outlet or customer, with each movement.")] = "",
    form: Annotated[
        str, typer.Option("--format", help="csv or xlsx: an address of the file, good for five minutes.")
    ] = "",
) -> None:
    """A day's statement of all couriers, outlets or merchants, or of one: opening, in, out, closing."""
    asked = {"kind": kind, "day": day or _yesterday()} | ({"holder": holder} if holder else {})
    if form:
        made = desk(ctx).read("settle", "show_daily_statement_file", asked | {"format": form})
        desk(ctx).out.show(made, facts("File", made))
        return
    found = desk(ctx).read("settle", "show_daily_statement", asked)
    sums = {"opening": yuan("opening_fen"), "debit": yuan("debit_fen"), "credit": yuan("credit_fen")}
    columns = {"account": "account", "name": "label"} | sums | {"closing": yuan("closing_fen")}
    holders = table(f"{found['kind']} {found['day']}", found["holders"], {"holder": "holder"} | columns)
    desk(ctx).out.show(found, holders, table("Together", found["totals"], columns))


@app.command()
def close(
    ctx: typer.Context,
    day: Day = "",
    note: Annotated[str, typer.Option(help="Why, when something is still open.")] = "",
) -> None:
    """Close a day that is over: nothing is posted into it any more."""
    done = desk(ctx).change("settle", "close_day", {"day": day or _yesterday(), "note": note})
    desk(ctx).out.show(done, facts("Closed", {"day": done["day"], "accounts": done["accounts"]}))


def _yesterday() -> str:
    return (datetime.now(_SHANGHAI).date() - timedelta(days=1)).isoformat()
