"""Whom couriers on their tours reach when, and what of it comes after it was promised."""

from __future__ import annotations

from typing import Annotated

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.output import moment, table


def arriving(
    ctx: typer.Context,
    outlet_id: Annotated[str, typer.Argument(help="The outlet's code.", metavar="OUTLET")],
    late: Annotated[bool, typer.Option("--late", help="Only what will come after it was promised.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
) -> None:
    """What an outlet's couriers are on their way to, the next first."""
    asked = {"outlet_id": outlet_id, "limit": limit} | ({"only": "late"} if late else {})
    rows = desk(ctx).read("plan_route", "list_arrivals", asked)["arrivals"]
    columns = {
        "waybill": "waybill_no",
        "for": "kind",
        "courier": "courier_id",
        "stops before": "stops_before",
        "expected": moment("expected"),
        "at the latest": moment("latest"),
        "promised": moment("promised_at"),
        "late": lambda row: "yes" if row["is_late"] else "no",
    }
    desk(ctx).out.show(rows, table(f"{len(rows)} visits ahead of {outlet_id}", rows, columns))


def alerts(
    ctx: typer.Context, outlet_id: Annotated[str, typer.Argument(help="The outlet's code.", metavar="OUTLET")]
) -> None:
    """What still waits for somebody: orders nobody takes, promises that a tour will break."""
    rows = desk(ctx).read("locate", "list_alerts", {"outlet_id": outlet_id})["alerts"]
    columns = {
        "what": "kind",
        "waybill": "waybill_no",
        "since": moment("at"),
        "why": lambda row: row["data"].get("why") or row["data"].get("expected_at", ""),
    }
    desk(ctx).out.show(rows, table(f"{len(rows)} alerts of {outlet_id}", rows, columns))
