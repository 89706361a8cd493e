"""Differences that comparing found: listed with their age, given to somebody, closed with what explains them."""

from typing import Any

from functions.settle.difference_schemas import AssignDifference, CloseDifference, ListDifferences
from logistics.domain.faults import Conflict
from logistics.domain.reconciling import Difference
from logistics.domain.roles import Role
from logistics.domain.shanghai import business_day
from logistics.privacy.scrub import scrub_written
from logistics.runtime.context import Context

_EXPLAINING = {Role.FINANCE, Role.ADMINISTRATOR, Role.OUTLET_MANAGER, Role.CASHIER}


def list_differences(command: ListDifferences, ctx: Context) -> dict[str, Any]:
    """A page of differences, the oldest day first, and the days whose bill is not compared yet."""
    wanted = (command.state, command.kind, command.assignee, command.until, command.after)
    found = ctx.store.differences.listed(*wanted, command.limit + 1)
    shown, today = found[: command.limit], business_day(ctx.now)
    return {
        "differences": [vars(each) | {"age_days": (today - each.day).days} for each in shown],
        "pending": ctx.store.provider_money.pending(today),
    } | ({"next": shown[-1].id} if len(found) > command.limit else {})


def assign_difference(command: AssignDifference, ctx: Context) -> Difference:
    """Give a difference to somebody whose work money is.

    Raises NotFound DIFFERENCE_NOT_FOUND, STAFF_NOT_FOUND; Conflict DIFFERENCE_CLOSED, ASSIGNEE_UNSUITABLE.
    """
    known = ctx.store.differences.get(command.difference_id)
    person = ctx.store.staff.get(command.assignee)
    if not person.active or person.role not in _EXPLAINING:
        raise Conflict("ASSIGNEE_UNSUITABLE", "请指派给在职的财务、出纳或网点负责人")
    return ctx.store.differences.save(known, known.assign(command.assignee))


def close_difference(command: CloseDifference, ctx: Context) -> Difference:
    """Close a difference with what explains it; raises what assign_difference raises."""
    known = ctx.store.differences.get(command.difference_id)
    note, evidence = scrub_written(command.note), scrub_written(command.evidence)
    return ctx.store.differences.save(known, known.close(ctx.actor.id, note, evidence, ctx.now))
