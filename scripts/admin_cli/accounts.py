"""Signing in and out: a staff phone, proved by a code."""

from __future__ import annotations

from typing import Annotated

import typer

from scripts.admin_cli.desk import Desk, desk
from scripts.admin_cli.faults import Refused
from scripts.admin_cli.output import facts


def login(
    ctx: typer.Context,
    phone: Annotated[str, typer.Option(help="The phone you are registered with.", prompt="Phone")],
    code: Annotated[str, typer.Option(help="A code that was sent before: asks for none and sends none.")] = "",
) -> None:
    """Sign in with a code that is sent to your phone; the session is kept until you log out."""
    here = desk(ctx)
    here.client.session = ""
    if not code:
        here.change("login", "send_code", {"phone": phone, "purpose": "staff_login"})
        _tell_where(here, phone)
        code = typer.prompt("Code", err=True).strip()
    signed_in = here.read("login", "login_by_code", {"phone": phone, "code": code})
    here.sessions.keep(here.target.name, {"token": signed_in["session"], "account": signed_in["account"]})
    here.out.show(signed_in["account"], facts("Signed in", signed_in["account"]))


def logout(ctx: typer.Context) -> None:
    """End your session, here and on the server."""
    here = desk(ctx)
    if here.sessions.of(here.target.name) is None:
        here.out.show({}, "nobody was signed in")
        return
    try:
        here.read("login", "logout")
    except Refused as refused:
        if refused.code != "SESSION_INVALID":  # ended already: only the file is left to tidy
            raise
    here.sessions.forget(here.target.name)
    here.out.show({}, "signed out")


def whoami(ctx: typer.Context) -> None:
    """The account that your commands run as."""
    here = desk(ctx)
    account = here.read("login", "who_am_i")
    here.out.show(account, facts("You are", account))


def _tell_where(here: Desk, phone: str) -> None:
    here.out.say("A code is on its way to this phone, if it is registered.")
    if here.target.sandbox_url:
        here.out.say("Locally nothing is really sent; what arrived is shown at")
        here.out.say(f"  {here.target.sandbox_url}/_sandbox/messages?kind=sms&phone={phone}")
