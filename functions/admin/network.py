"""The line network, how outlets handle what they get, and who works when."""

from typing import Any

from functions.admin.changes import difference
from functions.admin.network_schemas import ListLines, ListRosters
from logistics.domain.faults import Invalid, NotFound
from logistics.domain.line_network import Line
from logistics.domain.promise import Handling
from logistics.domain.roles import EVERYTHING, Reach
from logistics.domain.roster import Roster, check_shifts
from logistics.runtime.context import Context


def list_lines(command: ListLines, ctx: Context) -> dict[str, Any]:
    """Lines with their timetables, a page at a time by id: the whole network is everybody's to know."""
    return {"lines": ctx.store.lines.listed(command.outlet_id, command.after, command.limit)}


def save_line(command: Line, ctx: Context) -> dict[str, Any]:
    """Write a line, new or known, as it shall run from now on.

    Raises Invalid LINE_CIRCULAR and LINE_OUTLET_UNKNOWN.
    """
    ends = {command.from_outlet_id, command.to_outlet_id}
    if len(ends) == 1:
        raise Invalid("LINE_CIRCULAR", "线路的起点和终点不能相同")
    if unknown := sorted(ends - ctx.store.outlets.many(ends).keys()):
        raise Invalid("LINE_OUTLET_UNKNOWN", "线路的网点不存在", outlet_id=unknown[0])
    before = ctx.store.lines.save(command)
    changes = difference(before, command)
    if "departures" in changes:  # rows of rows are hard to read in a list of changes
        changes["departures"] = [_timetable(before) if before else None, _timetable(command)]
    return _noted("save_line", "lines", command.id, changes, ctx)


def _timetable(line: Line) -> list[str]:
    return [f"{each.clock} on {''.join(map(str, each.weekdays))}" for each in line.departures]


def list_handling(_: object, ctx: Context) -> dict[str, Any]:
    """How outlets work, of those that say so themselves."""
    found = ctx.store.lines.handling()
    return {"handling": [found[outlet_id] for outlet_id in sorted(found)]}


def save_handling(command: Handling, ctx: Context) -> dict[str, Any]:
    """Write how long an outlet takes and when its couriers go out; NotFound OUTLET_NOT_FOUND."""
    ctx.store.outlets.get(command.outlet_id, EVERYTHING)
    changes = difference(ctx.store.lines.save_handling(command), command)
    return _noted("save_handling", "handling", command.outlet_id, changes, ctx)


def list_rosters(command: ListRosters, ctx: Context) -> dict[str, Any]:
    """Shifts within the caller's scope, day by day."""
    days = (command.first_day, command.last_day)
    return {"rosters": ctx.store.rosters.listed(ctx.actor.scope, command.outlet_id, *days)}


def save_roster(command: Roster, ctx: Context) -> dict[str, Any]:
    """Write one outlet's shifts of a day as they shall be.

    Raises NotFound OUTLET_NOT_FOUND for another's outlet, Invalid SHIFT_INVALID and SHIFT_COURIER_UNKNOWN.
    """
    scope = ctx.actor.scope
    if scope.reach is Reach.OUTLET and scope.id != command.outlet_id:
        raise NotFound("OUTLET_NOT_FOUND", "没有找到这个网点")
    ctx.store.outlets.get(command.outlet_id, scope)
    check_shifts(command.shifts)
    known = {each.id for each in ctx.store.staff.couriers_at(command.outlet_id)}
    strangers = sorted({shift.courier_id for shift in command.shifts} - known)
    if strangers:
        raise Invalid("SHIFT_COURIER_UNKNOWN", "排班中有不属于本网点的快递员", courier_id=strangers[0])
    before = ctx.store.rosters.save(command)
    was, now = len(before.shifts) if before else 0, len(command.shifts)
    changes = {} if before == command else {"shifts": [was, now]}
    return _noted("save_roster", "rosters", f"{command.outlet_id}:{command.day}", changes, ctx)


def _noted(action: str, collection: str, key: str, changes: dict[str, Any], ctx: Context) -> dict[str, Any]:
    if changes:
        ctx.store.audit.note(ctx.actor, action, f"{collection}:{key}", changes)
    return {"id": key, "changed": sorted(changes)}
