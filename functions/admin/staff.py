"""People: who works here, as what and where; whoever is changed or locked out must sign in anew."""

from typing import Any

from functions.admin.changes import difference
from functions.admin.schemas import ListStaff, SaveStaff, StaffRef
from logistics.domain.faults import Conflict, Forbidden, Invalid
from logistics.domain.roles import OUTLET_STAFF, Role
from logistics.runtime.context import Context
from logistics.store.sessions import revoke_sessions
from logistics.store.staff import StaffMember

_AT_AN_OUTLET = OUTLET_STAFF | {Role.COURIER}


def list_staff(command: ListStaff, ctx: Context) -> dict[str, Any]:
    """People within the caller's scope, a page at a time by id."""
    page = (command.role, command.outlet_id, command.after, command.limit)
    return {"staff": ctx.store.staff.listed(ctx.actor.scope, *page)}


def show_staff(command: StaffRef, ctx: Context) -> StaffMember:
    """One person; NotFound STAFF_NOT_FOUND also for those beyond the caller's scope."""
    return ctx.store.staff.get(command.staff_id, ctx.actor.scope)


def save_staff(command: SaveStaff, ctx: Context) -> dict[str, Any]:
    """Write a person, new or known. Repeating it changes nothing, so it needs no request id.

    Raises Conflict STAFF_PHONE_TAKEN, Invalid STAFF_OUTLET_REQUIRED, and Forbidden STAFF_ROLE_FORBIDDEN for an
    outlet manager who goes beyond the couriers of their own outlet.
    """
    _check(command, ctx)
    staff_id, changed = ctx.transact(lambda: _written(command, ctx))
    if command.staff_id and changed:
        revoke_sessions(staff_id)
    return {"id": staff_id, "changed": changed}


def deactivate_staff(command: StaffRef, ctx: Context) -> dict[str, Any]:
    """Lock a person out: no new session, and the present ones end at once."""
    changed = ctx.transact(lambda: _switched(command.staff_id, False, "deactivate_staff", ctx))
    revoke_sessions(command.staff_id)  # after the commit, or a sign-in in between would outlive it
    return {"id": command.staff_id, "changed": changed}


def activate_staff(command: StaffRef, ctx: Context) -> dict[str, Any]:
    """Let a person in again."""
    changed = ctx.transact(lambda: _switched(command.staff_id, True, "activate_staff", ctx))
    return {"id": command.staff_id, "changed": changed}


def _check(command: SaveStaff, ctx: Context) -> None:
    role, manager = Role(command.role), ctx.actor.role is Role.OUTLET_MANAGER
    if role in _AT_AN_OUTLET and not command.outlet_id:
        raise Invalid("STAFF_OUTLET_REQUIRED", "该岗位必须指定所属网点")
    if manager and (role is not Role.COURIER or command.outlet_id != ctx.actor.outlet_id):
        raise _beyond()
    if command.staff_id == ctx.actor.id and role is not ctx.actor.role:
        raise _oneself()


def _written(command: SaveStaff, ctx: Context) -> tuple[str, list[str]]:
    entry = command.entry
    if entry.outlet_id:
        ctx.store.outlets.get(entry.outlet_id)
    known = _reachable(command.staff_id, ctx) if command.staff_id else ctx.store.staff.holder_of(entry.phone)
    before = ctx.store.staff.entry_of(known.id) if known else None
    if known and before == entry:
        return known.id, []
    if command.staff_id:
        ctx.store.staff.change(command.staff_id, entry)
    staff_id = command.staff_id or ctx.store.staff.add(entry).id
    changes = difference(before if command.staff_id else None, entry)
    ctx.store.audit.note(ctx.actor, "save_staff", f"staff:{staff_id}", changes)
    return staff_id, sorted(changes)


def _switched(staff_id: str, active: bool, action: str, ctx: Context) -> list[str]:
    if staff_id == ctx.actor.id:
        raise _oneself()
    if _reachable(staff_id, ctx).active is active:
        return []
    ctx.store.staff.set_active(staff_id, active)
    ctx.store.audit.note(ctx.actor, action, f"staff:{staff_id}", {"active": [not active, active]})
    return ["active"]


def _reachable(staff_id: str, ctx: Context) -> StaffMember:
    """The person, if the caller may change them: an outlet manager changes couriers only."""
    member = ctx.store.staff.get(staff_id, ctx.actor.scope)
    if ctx.actor.role is Role.OUTLET_MANAGER and member.role is not Role.COURIER:
        raise _beyond()
    return member


def _beyond() -> Forbidden:
    return Forbidden("STAFF_ROLE_FORBIDDEN", "您只能管理本网点的快递员")


def _oneself() -> Conflict:
    return Conflict("STAFF_ONESELF", "不能停用或变更自己的岗位，请由其他管理员操作")
