"""Signing in and out: who somebody is, for everybody else to rely on."""

from typing import Any

from functions.login import codes, customers, staff
from functions.login.schemas import (
    AccountSchema,
    BindPhoneSchema,
    CodeSentSchema,
    LoginByCodeSchema,
    LoginCustomerSchema,
    LoginStaffSchema,
    RevokedSchema,
    RevokeSessions,
    RevokeSessionsSchema,
    SendCodeSchema,
    SessionSchema,
)
from logistics.domain.roles import CUSTOMERS, EVERYONE, Role
from logistics.runtime.context import Context
from logistics.runtime.function import Function
from logistics.runtime.schemas import Nothing
from logistics.store import sessions

main = Function("login")

main.on(
    http="POST /sessions",
    invoke="login_customer",
    load=LoginCustomerSchema(),
    dump=SessionSchema(),
    outside=customers.openid_behind,
)(customers.login_customer)

main.on(
    http="POST /sessions/phone",
    invoke="bind_phone",
    load=BindPhoneSchema(),
    dump=SessionSchema(),
    roles=CUSTOMERS,
    outside=customers.own_phone,
)(customers.bind_phone)

main.on(
    http="POST /sessions/staff",
    invoke="login_staff",
    load=LoginStaffSchema(),
    dump=SessionSchema(),
    outside=staff.shown_to_wechat,
)(staff.login_staff)

main.on(
    http="POST /sessions/code",
    invoke="send_code",
    load=SendCodeSchema(),
    dump=CodeSentSchema(),
    outside=codes.sent_code,
)(codes.send_code)

main.on(
    http="POST /sessions/staff/code",
    invoke="login_by_code",
    load=LoginByCodeSchema(),
    dump=SessionSchema(),
)(staff.login_by_code)


@main.on(http="DELETE /sessions", invoke="logout", roles=EVERYONE)
def logout(command: Nothing, ctx: Context) -> None:
    """End this session; others of the same account go on."""
    sessions.close_session(ctx.actor)


@main.on(http="GET /sessions", invoke="who_am_i", dump=AccountSchema(), roles=EVERYONE)
def who_am_i(command: Nothing, ctx: Context) -> Any:
    """The account that this session stands for."""
    if ctx.actor.role in CUSTOMERS:
        return ctx.store.customers.get(ctx.actor.id)
    return ctx.store.staff.get(ctx.actor.id)


@main.on(
    invoke="revoke_sessions",
    load=RevokeSessionsSchema(),
    dump=RevokedSchema(),
    roles={Role.ADMINISTRATOR},
)
def revoke_sessions(command: RevokeSessions, ctx: Context) -> dict[str, int]:
    """End every session of an account, a lost phone's for one; doing it again does no harm."""
    ctx.transact(lambda: ctx.store.audit.note(ctx.actor, "revoke_sessions", f"account:{command.account_id}", {}))
    return {"revoked": sessions.revoke_sessions(command.account_id)}
