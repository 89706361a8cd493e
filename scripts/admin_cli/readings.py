"""How well addresses are read: what customers had to mend."""

from __future__ import annotations

from typing import Annotated

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.output import table

app = typer.Typer(help="How well pasted, spoken and photographed addresses are read.", no_args_is_help=True)


@app.command("corrections")
def list_corrections(
    ctx: typer.Context,
    days: Annotated[int, typer.Option(min=1, max=366, help="How far back.")] = 30,
) -> None:
    """What customers mended, by day, source, field and kind; counts only."""
    found = desk(ctx).read("parse_address", "list_corrections", {"days": days})
    rows = found["corrections"]
    columns = {name: name for name in ("day", "source", "field", "kind", "count")}
    desk(ctx).out.show(found, table(f"{sum(row['count'] for row in rows)} corrections", rows, columns))
