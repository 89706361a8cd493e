"""Outlets and hubs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.fields import file_data
from scripts.admin_cli.output import facts, table

app = typer.Typer(help="Outlets and hubs.", no_args_is_help=True)

OutletId = Annotated[str, typer.Argument(help="The outlet's code, such as GZ-TH-1.", metavar="OUTLET")]


@app.command("list")
def list_outlets(
    ctx: typer.Context,
    adcode: Annotated[str, typer.Option(help="A district, or the beginning of its code: 44, 4401, 440106.")] = "",
    after: Annotated[str, typer.Option(help="Go on behind this code.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200)] = 200,
) -> None:
    """Outlets in order of code."""
    asked = {"adcode": adcode, "after": after, "limit": limit}
    data = {name: value for name, value in asked.items() if value}
    found = desk(ctx).read("admin", "list_outlets", data)["outlets"]
    columns = {
        "code": "id",
        "name": "name",
        "kind": "kind",
        "districts": "adcodes",
        "phone": "phone",
        "active": "active",
    }
    desk(ctx).out.show(found, table(f"{len(found)} outlets", found, columns))


@app.command()
def show(ctx: typer.Context, outlet_id: OutletId) -> None:
    """One outlet with its service area."""
    found = desk(ctx).read("admin", "show_outlet", {"outlet_id": outlet_id})
    desk(ctx).out.show(found, facts(f"{found['id']} {found['name']}", found))


@app.command()
def save(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="JSON as `admin --json outlets show` prints it; - reads stdin.")],
) -> None:
    """Write an outlet, new or known, as it shall be from now on.

    Example:

        admin outlets show GZ-TH-1 --json > outlet.json; edit it; admin outlets save outlet.json
    """
    saved = desk(ctx).change("admin", "save_outlet", file_data(file))
    desk(ctx).out.show(saved, facts("Saved", saved))


@app.command()
def deactivate(ctx: typer.Context, outlet_id: OutletId) -> None:
    """Take an outlet out of new quotes; parcels under way are not touched."""
    saved = desk(ctx).change("admin", "deactivate_outlet", {"outlet_id": outlet_id})
    desk(ctx).out.show(saved, facts("Closed", saved))
