"""Any action of any function, and scheduled jobs out of turn."""

from __future__ import annotations

import importlib
import json
from difflib import get_close_matches
from typing import Annotated, Any

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.faults import Misused, Refused
from scripts.admin_cli.fields import data_of
from scripts.local.deployment import Schedule, load_deployment

_ROLES = ("administrator", "dispatcher")


def invoke(
    ctx: typer.Context,
    function: Annotated[str, typer.Argument(help="A function of the deployment, such as quote.")],
    action: Annotated[str, typer.Argument(help="One of its direct actions; docs/actions.md lists them.")],
    fields: Annotated[
        list[str] | None, typer.Argument(help="A JSON object, or name=text and name:=json for each field.")
    ] = None,
) -> None:
    """Call an action and print what it answers.

    Examples:

        admin invoke track track_parcel waybill_no=WB…

        admin invoke quote quote_price product=standard from_adcode=440106 to_adcode=330108 weight_g:=1500

        admin invoke dispatch_match assign_order '{"waybill_no": "WB…", "courier_id": "…"}'
    """
    here = desk(ctx)
    try:
        answer = here.change(function, action, data_of(fields or []))
    except Refused as refused:
        if refused.code == "ACTION_NOT_FOUND":
            refused.details |= {"did you mean": _like(function, action)}
        raise
    here.out.show(answer, json.dumps(answer, ensure_ascii=False, indent=2))


def run(
    ctx: typer.Context,
    schedule: Annotated[str, typer.Argument(help="A scheduled job: its name, or function.name.")],
    schedule_key: Annotated[
        str, typer.Option(envvar="SCHEDULE_KEY", help="The key of the deployment's schedules, if it cannot be read.")
    ] = "",
) -> None:
    """Run a scheduled job now, as the platform would.

    The job runs as the system, exactly as on its schedule, so the call is the platform's: it carries the key that
    the deployment's schedules carry, read from the deployment itself. Whoever may read that has the right to run it;
    being signed in as an administrator or a dispatcher is asked for beside it.
    """
    here = desk(ctx)
    account = here.read("login", "who_am_i")
    if account["role"] not in _ROLES:
        raise Refused("ROLE_FORBIDDEN", "您没有进行此操作的权限", {"role": account["role"]})
    function, name = _scheduled(schedule)
    key = schedule_key or here.client.variable(function, "SCHEDULE_KEY")
    answer = here.client.send(function, {"schedule": name, "key": key})
    here.out.show(answer, f"{function}.{name}: {json.dumps(answer, ensure_ascii=False)}")


def _like(function: str, action: str) -> list[str]:
    """Direct actions that this repository's version of the function has: those named alike, or else all."""
    main = importlib.import_module(f"functions.{function}.handler").main
    known = sorted(what for kind, what in main.actions if kind == "invoke")
    return get_close_matches(action, known) or known


def _scheduled(wanted: str) -> tuple[str, str]:
    jobs = {_job(each): each for each in load_deployment(env={}).schedules}
    found = [job for job in jobs if wanted in (job, job.partition(".")[2])]
    if len(found) != 1:
        near = found or get_close_matches(wanted, [*jobs, *(job.partition(".")[2] for job in jobs)]) or sorted(jobs)
        raise Misused(f"no scheduled job {wanted!r}; did you mean {', '.join(near)}?")
    function, _, name = found[0].partition(".")
    return function, name


def _job(schedule: Schedule) -> str:
    told: dict[str, Any] = schedule.input or {}
    return f"{schedule.function}.{told.get('schedule', '')}"
