"""Tariffs: versions that never change, published ahead of time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.fields import file_data
from scripts.admin_cli.output import facts, moment, table

app = typer.Typer(help="Tariffs.", no_args_is_help=True)


@app.command("list")
def list_tariffs(
    ctx: typer.Context,
    product: Annotated[str, typer.Option(help="Such as standard.")] = "",
    route_class: Annotated[str, typer.Option(help="Such as same_city.")] = "",
) -> None:
    """Versions by product and route class, newest first."""
    asked = {"product": product, "route_class": route_class}
    data = {name: value for name, value in asked.items() if value}
    found = desk(ctx).read("admin", "list_tariffs", data)["tariffs"]
    columns = {
        "version": "version",
        "product": "product",
        "route": "route_class",
        "from": moment("valid_from"),
        "until": moment("valid_to"),
        "promised s": "promised_s",
    }
    desk(ctx).out.show(found, table(f"{len(found)} versions", found, columns))


@app.command()
def show(ctx: typer.Context, version: Annotated[str, typer.Argument(help="A version; the list shows them.")]) -> None:
    """One version with its whole rule."""
    found = desk(ctx).read("admin", "show_tariff", {"version": version})
    head = {name: value for name, value in found.items() if name != "rule"}
    desk(ctx).out.show(found, facts(found["version"], head), facts("Rule", found["rule"]))


@app.command()
def publish(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="JSON: product, route_class, valid_from, promised_s, rule; - reads stdin.")
    ],
) -> None:
    """Announce a version that is in force from a coming moment on; the one before it ends there.

    Start from a known one: `admin --json tariffs show VERSION`. Its version is given by the server, so a
    `version` in the file is left out.
    """
    data = {name: value for name, value in file_data(file).items() if name != "version"}
    published = desk(ctx).change("admin", "publish_tariff", data)
    desk(ctx).out.show(published, facts("Published", published))
