"""Lines with their timetables, how outlets handle what they get, and rosters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.fields import file_data
from scripts.admin_cli.output import Row, facts, table

lines = typer.Typer(help="The line network and its timetable.", no_args_is_help=True)
handling = typer.Typer(help="How long outlets take, and when their couriers go out.", no_args_is_help=True)
rosters = typer.Typer(help="Which couriers work at an outlet, and when.", no_args_is_help=True)

_OF_FILE = "JSON as the list with --json prints one of them; - reads stdin."
File = Annotated[Path, typer.Argument(help=_OF_FILE)]


@lines.command("list")
def list_lines(
    ctx: typer.Context,
    outlet: Annotated[str, typer.Option(help="Only those that begin or end at this outlet.")] = "",
    after: Annotated[str, typer.Option(help="Go on behind this line.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=500)] = 200,
) -> None:
    """Lines in order of their code; clock times are those of Shanghai."""
    asked = {"outlet_id": outlet, "after": after, "limit": limit}
    found = desk(ctx).read("admin", "list_lines", {name: value for name, value in asked.items() if value})["lines"]
    columns = {
        "line": "id",
        "from": "from_outlet_id",
        "to": "to_outlet_id",
        "departures": _timetable,
        "drive min": lambda row: row["travel_s"] // 60,
        "cut-off min": lambda row: row["cut_off_s"] // 60,
        "handling min": lambda row: row["handling_s"] // 60,
        "active": "active",
    }
    desk(ctx).out.show(found, table(f"{len(found)} lines", found, columns))


@lines.command("save")
def save_line(ctx: typer.Context, file: File) -> None:
    """Write a line, new or known, as it shall run from now on.

    Example:

        {"id": "GZ-TH-1_GZ-HUB", "from_outlet_id": "GZ-TH-1", "to_outlet_id": "GZ-HUB", "travel_s": 3600,
        "departures": [{"clock": "21:30", "weekdays": [1, 2, 3, 4, 5]}]}
    """
    saved = desk(ctx).change("admin", "save_line", file_data(file))
    desk(ctx).out.show(saved, facts("Saved", saved))


@handling.command("list")
def list_handling(ctx: typer.Context) -> None:
    """Outlets that have times of their own; all others go by the usual ones."""
    found = desk(ctx).read("admin", "list_handling")["handling"]
    columns = {
        "outlet": "outlet_id",
        "intake min": lambda row: row["intake_s"] // 60,
        "sorting min": lambda row: row["sort_s"] // 60,
        "couriers leave": "waves",
        "round min": lambda row: row["round_s"] // 60,
    }
    desk(ctx).out.show(found, table(f"{len(found)} outlets", found, columns))


@handling.command("save")
def save_handling(
    ctx: typer.Context,
    outlet_id: Annotated[str, typer.Argument(metavar="OUTLET")],
    wave: Annotated[list[str], typer.Option(help="A clock time at which couriers go out; once for each.")],
    intake: Annotated[int, typer.Option(help="Minutes until what couriers bring in can leave.")] = 120,
    sorting: Annotated[int, typer.Option(help="Minutes of sorting what came in.")] = 30,
    around: Annotated[int, typer.Option(help="Minutes of a courier's round.")] = 180,
) -> None:
    """Write how an outlet works from now on."""
    times = {"intake_s": intake * 60, "sort_s": sorting * 60, "round_s": around * 60}
    saved = desk(ctx).change("admin", "save_handling", {"outlet_id": outlet_id, "waves": wave, **times})
    desk(ctx).out.show(saved, facts("Saved", saved))


@rosters.command("list")
def list_rosters(
    ctx: typer.Context,
    first_day: Annotated[str, typer.Argument(help="Such as 2026-03-09.")],
    last_day: Annotated[str, typer.Argument(help="The same day if left out.")] = "",
    outlet: Annotated[str, typer.Option(help="Only this outlet.")] = "",
) -> None:
    """Shifts day by day, within your scope."""
    asked = {"first_day": first_day, "last_day": last_day or first_day} | ({"outlet_id": outlet} if outlet else {})
    found = desk(ctx).read("admin", "list_rosters", asked)["rosters"]
    rows: list[Row] = [{**roster, **shift} for roster in found for shift in roster["shifts"]]
    columns = {"day": "day", "outlet": "outlet_id", "from": "start", "until": "end", "courier": "courier_id"}
    desk(ctx).out.show(found, table(f"{len(rows)} shifts", rows, columns))


@rosters.command("save")
def save_roster(
    ctx: typer.Context,
    outlet_id: Annotated[str, typer.Argument(metavar="OUTLET")],
    day: Annotated[str, typer.Argument(help="Such as 2026-03-09.")],
    shift: Annotated[list[str] | None, typer.Option(help="COURIER=08:00-18:00, once for each shift.")] = None,
) -> None:
    """Write a day's shifts as they shall be; without any the day is cleared."""
    shifts = [_shift(each) for each in shift or []]
    saved = desk(ctx).change("admin", "save_roster", {"outlet_id": outlet_id, "day": day, "shifts": shifts})
    desk(ctx).out.show(saved, facts("Saved", saved))


def _shift(text: str) -> dict[str, Any]:
    courier_id, _, clocks = text.partition("=")
    start, _, end = clocks.partition("-")
    return {"courier_id": courier_id, "start": start, "end": end}


def _timetable(row: Row) -> str:
    return ", ".join(_departure(each) for each in row["departures"])


def _departure(each: Row) -> str:
    days = "".join(map(str, each["weekdays"]))
    return each["clock"] if days == "1234567" else f"{each['clock']} on {days}"
