"""`scripts/admin`: the office at a command line. Every call runs as the person who signed in, with their role."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scripts.admin_cli import (
    accounts,
    adjustments,
    arrivals,
    billing,
    booking,
    books,
    calls,
    cash,
    claims,
    delivery,
    events,
    finance,
    hauls,
    incidents,
    labels,
    lines,
    orders,
    outlets,
    partners,
    payouts,
    people,
    positions,
    privacy,
    ratings,
    readings,
    reconciling,
    refunds,
    signals,
    tariffs,
    tours,
    upkeep,
)
from scripts.admin_cli.desk import Desk
from scripts.admin_cli.faults import Misused, Refused, Unreachable
from scripts.admin_cli.output import Output

_HELP = """Administer a deployment: orders, events, people, outlets, tariffs, books.

Speaks to the local cloud that scripts/up started; to another Lambda Invoke API with --endpoint; to AWS with --aws.
Sign in first: `admin login --phone …`. Every command takes --json and then prints data only.

Exit codes: 0 done, 1 refused, 2 wrong usage, 3 nothing answers.
"""
_EPILOG = "Try: admin orders waiting · admin order show WB… · admin invoke quote quote_price --help"

_SIGN_IN = ("LOGIN_REQUIRED", "SESSION_INVALID")

app = typer.Typer(
    help=_HELP,
    epilog=_EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode="markdown",
)
booking.register(orders.many, books.app)
privacy.register(orders.one)
positions.register(people.couriers)
orders.many.command("late")(hauls.late)
orders.many.command("arriving")(arrivals.arriving)
orders.many.command("alerts")(arrivals.alerts)
orders.many.command("on-time")(hauls.on_time)
for name, part in {
    "order": orders.one,
    "orders": orders.many,
    "events": events.events,
    "parked": events.parked,
    "outlets": outlets.app,
    "label": labels.labels,
    "pod": labels.proofs,
    "lines": lines.lines,
    "handling": lines.handling,
    "rosters": lines.rosters,
    "manifests": hauls.manifests,
    "partner": partners.app,
    "slots": booking.slots,
    "storage": delivery.storage,
    "instructions": delivery.instructions,
    "returns": delivery.returns,
    "receipts": delivery.paper,
    "incidents": incidents.incidents,
    "signals": signals.signals,
    "claims": claims.claims,
    "credit": billing.credit,
    "bills": billing.bills,
    "invoices": billing.invoices,
    "refunds": refunds.refunds,
    "shipping": refunds.shipping,
    "couriers": people.couriers,
    "staff": people.staff,
    "tariffs": tariffs.app,
    "journal": books.app,
    "finance": finance.app,
    "reconcile": reconciling.app,
    "adjustments": adjustments.app,
    "cash": cash.cash,
    "discrepancies": cash.discrepancies,
    "remittances": payouts.remittances,
    "payees": payouts.payees,
    "commissions": payouts.commissions,
    "ratings": ratings.app,
    "tours": tours.app,
    "reveals": privacy.reveals,
    "readings": readings.app,
    "keys": upkeep.keys,
}.items():
    app.add_typer(part, name=name)
for command in (
    accounts.login,
    accounts.logout,
    accounts.whoami,
    calls.invoke,
    calls.run,
    delivery.dispose,
    incidents.correct,
    upkeep.migrate,
):
    app.command(**getattr(command, "settings", {}))(command)


@app.callback()
def options(
    ctx: typer.Context,
    endpoint: Annotated[
        str | None, typer.Option(envvar="LAMBDA_ENDPOINT_URL", help="Where the Lambda Invoke API is.")
    ] = None,
    aws: Annotated[bool, typer.Option("--aws", help="AWS itself, with the AWS credentials of this shell.")] = False,
    stage: Annotated[str | None, typer.Option(help="The deployment's stage.", show_default="dev")] = None,
    session_file: Annotated[
        Path | None,
        typer.Option(envvar="ADMIN_SESSION_FILE", help="Where sessions are kept.", show_default="your config folder"),
    ] = None,
    request_id: Annotated[
        str, typer.Option(help="Repeat a change under the id that was shown: it is never done twice.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print data only, as JSON (anywhere in the line).")] = False,
) -> None:
    """Options that stand before the command."""
    ctx.obj = Desk(Output(as_json), endpoint, stage, aws, session_file, request_id)


def main(arguments: list[str]) -> int:
    """Run a command; answers the exit code."""
    as_json = "--json" in arguments
    rest = [each for each in arguments if each != "--json"]
    out = Output(as_json)
    try:
        app(["--json", *rest] if as_json else rest, prog_name="scripts/admin")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    except Refused as refused:
        out.refuse(refused.code, refused.message, refused.details)
        if refused.code in _SIGN_IN and not as_json:
            out.say("sign in: scripts/admin login --phone …", "dim")
        return 1
    except Misused as misused:
        out.refuse("USAGE", str(misused))
        return 2
    except Unreachable as nothing:
        out.refuse("UNREACHABLE", str(nothing))
        return 3
    return 0
