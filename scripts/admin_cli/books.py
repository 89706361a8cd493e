"""The books: a waybill's journal, and whether all balances are what the entries make."""

from __future__ import annotations

from typing import Annotated

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.faults import Refused
from scripts.admin_cli.output import facts, moment, table, yuan

app = typer.Typer(help="The journal.", no_args_is_help=True)


@app.command()
def show(
    ctx: typer.Context,
    waybill_no: Annotated[str, typer.Argument(help="The waybill number.", metavar="WAYBILL")],
) -> None:
    """Every entry of a waybill, and what they come to on each account."""
    found = desk(ctx).read("collect_cod", "show_journal", {"waybill_no": waybill_no})
    lines = [
        {"at": entry["at"], "cause": entry["cause"], **line} for entry in found["entries"] for line in entry["lines"]
    ]
    account = {"account": "account", "holder": "holder", "yuan": yuan("amount_fen")}
    desk(ctx).out.show(
        found,
        table("Entries", lines, {"when": moment("at"), "cause": "cause", **account}),
        table(f"Positions, sum {found['sum_fen'] / 100:.2f}", found["positions"], account),
    )


@app.command()
def check(ctx: typer.Context) -> None:
    """Recompute all balances from the entries; exit 1 if any differs."""
    found = desk(ctx).read("collect_cod", "check_journal")
    columns = {"account": "account", "holder": "holder", "kept": yuan("kept_fen"), "posted": yuan("posted_fen")}
    told = {"balanced": found["balanced"], "differences": found["count"]}
    views = [table("Differences", found["differences"], columns)] if found["differences"] else []
    desk(ctx).out.show(found, facts("The journal", told), *views)
    if not found["balanced"]:
        raise Refused("JOURNAL_DIFFERS", "余额与分录不符，请联系财务", {"count": found["count"]})
