"""People: couriers, and everybody else who works here. Lists show names and phones masked."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.output import facts, table

couriers = typer.Typer(help="Couriers.", no_args_is_help=True)
staff = typer.Typer(help="Everybody who works here.", no_args_is_help=True)

StaffId = Annotated[str, typer.Argument(help="The person's id; the lists show it.", metavar="ID")]
Outlet = Annotated[str, typer.Option(help="Only those of this outlet.")]
After = Annotated[str, typer.Option(help="Go on behind this id.")]
Limit = Annotated[int, typer.Option(min=1, max=200)]
Name = Annotated[str, typer.Option(help="Their full name.")]
Phone = Annotated[str, typer.Option(help="The phone they sign in with.")]
Home = Annotated[str | None, typer.Option(help="The outlet they work at; none for the office.")]
Capacity = Annotated[int, typer.Option(min=0, max=200, help="Open tasks a courier may hold.")]
Skill = Annotated[list[str] | None, typer.Option(help="Such as heavy; may be given several times.")]


@couriers.command("list")
def list_couriers(ctx: typer.Context, outlet: Outlet = "", after: After = "", limit: Limit = 200) -> None:
    """Couriers in order of id."""
    _list(ctx, "courier", outlet, after, limit)


@couriers.command("add")
def add_courier(
    ctx: typer.Context,
    name: Name,
    phone: Phone,
    outlet: Annotated[str, typer.Option(help="The outlet they work at.")],
    capacity: Capacity = 20,
    skill: Skill = None,
) -> None:
    """A new courier; repeating it changes nothing."""
    _save(ctx, {"name": name, "phone": phone, "role": "courier", "outlet_id": outlet}, capacity, skill)


@staff.command("list")
def list_staff(
    ctx: typer.Context,
    role: Annotated[str, typer.Option(help="Such as dispatcher.")] = "",
    outlet: Outlet = "",
    after: After = "",
    limit: Limit = 200,
) -> None:
    """People in order of id."""
    _list(ctx, role, outlet, after, limit)


@staff.command("add")
def add_staff(
    ctx: typer.Context,
    name: Name,
    phone: Phone,
    role: Annotated[str, typer.Option(help="Such as dispatcher, outlet_manager, finance.")],
    outlet: Home = None,
) -> None:
    """A new person; repeating it changes nothing."""
    _save(ctx, {"name": name, "phone": phone, "role": role, "outlet_id": outlet}, 0, None)


@staff.command("change")
def change_staff(
    ctx: typer.Context,
    staff_id: StaffId,
    name: Name,
    phone: Phone,
    role: Annotated[str, typer.Option(help="Their role from now on.")],
    outlet: Home = None,
    capacity: Capacity = 0,
    skill: Skill = None,
) -> None:
    """Write a known person anew; they must sign in again."""
    whom = {"staff_id": staff_id, "name": name, "phone": phone, "role": role, "outlet_id": outlet}
    _save(ctx, whom, capacity, skill)


@staff.command("sign-out")
def sign_out(ctx: typer.Context, account_id: StaffId) -> None:
    """End every session of an account, a customer's too: for a lost phone."""
    ended = desk(ctx).change("login", "revoke_sessions", {"account_id": account_id})
    desk(ctx).out.show(ended, f"{ended['revoked']} sessions ended")


def _show(ctx: typer.Context, staff_id: StaffId) -> None:
    """One person."""
    found = desk(ctx).read("admin", "show_staff", {"staff_id": staff_id})
    desk(ctx).out.show(found, facts(found["name_masked"], found))


def _deactivate(ctx: typer.Context, staff_id: StaffId) -> None:
    """Lock a person out: no new session, and the present ones end at once."""
    saved = desk(ctx).change("admin", "deactivate_staff", {"staff_id": staff_id})
    desk(ctx).out.show(saved, facts("Locked out", saved))


def _activate(ctx: typer.Context, staff_id: StaffId) -> None:
    """Let a person in again."""
    saved = desk(ctx).change("admin", "activate_staff", {"staff_id": staff_id})
    desk(ctx).out.show(saved, facts("Let in", saved))


for _group in (couriers, staff):
    _group.command("show")(_show)
    _group.command("deactivate")(_deactivate)
    _group.command("activate")(_activate)


def _list(ctx: typer.Context, role: str, outlet: str, after: str, limit: int) -> None:
    asked = {"role": role, "outlet_id": outlet, "after": after, "limit": limit}
    data = {name: value for name, value in asked.items() if value}
    found = desk(ctx).read("admin", "list_staff", data)["staff"]
    columns = {
        "id": "id",
        "name": "name_masked",
        "phone": "phone_masked",
        "role": "role",
        "outlet": "outlet_id",
        "capacity": "capacity",
        "skills": "skills",
        "active": "active",
    }
    desk(ctx).out.show(found, table(f"{len(found)} people", found, columns))


def _save(ctx: typer.Context, whom: dict[str, Any], capacity: int, skills: list[str] | None) -> None:
    saved = desk(ctx).change("admin", "save_staff", whom | {"capacity": capacity, "skills": skills or []})
    desk(ctx).out.show(saved, facts("Saved", saved))
