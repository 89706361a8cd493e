"""What customers say about deliveries."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.output import moment, table

app = typer.Typer(help="What customers say about deliveries.", no_args_is_help=True)


@app.command("list")
def list_ratings(
    ctx: typer.Context,
    courier: Annotated[str, typer.Option(help="Only deliveries of this courier.")] = "",
    stars_at_most: Annotated[int, typer.Option(min=1, max=5, help="Only the bad ones.")] = 5,
    before: Annotated[str, typer.Option(help="Go on where the last list ended.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100)] = 20,
) -> None:
    """The latest first, within your scope."""
    asked: dict[str, Any] = {"stars_at_most": stars_at_most, "limit": limit}
    asked |= {name: value for name, value in {"courier_id": courier, "before": before}.items() if value}
    found = desk(ctx).read("care", "list_ratings", asked)
    columns = {
        "when": moment("rated_at"),
        "waybill": "waybill_no",
        "by": "side",
        "stars": "stars",
        "tags": "tags",
        "comment": "comment",
        "courier": "courier_id",
    }
    desk(ctx).out.show(found, table(f"{len(found['ratings'])} ratings", found["ratings"], columns))
    if "next" in found:
        desk(ctx).out.say(f"more: --before {found['next']}", "dim")
