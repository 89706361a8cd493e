"""Customers sign in with WeChat, and may bind the phone that WeChat knows of them."""

from typing import Any

from functions.login.schemas import BindPhone, LoginCustomer
from logistics.domain.faults import Conflict
from logistics.runtime.context import Context
from logistics.runtime.providers import wechat
from logistics.store.accounts import Customer
from logistics.store.sessions import close_session, open_session, revoke_sessions


def openid_behind(command: LoginCustomer, ctx: Context) -> str:
    """Outside: the openid that a wx.login code stands for."""
    return wechat().code_to_session(command.code)[0]


def login_customer(command: LoginCustomer, ctx: Context) -> dict[str, Any]:
    """A session for the customer behind the code; the first time makes the account."""
    return _session(ctx.store.customers.find_or_create(ctx.answer), ctx)


def own_phone(command: BindPhone, ctx: Context) -> str:
    """Outside: the phone behind the code, which must be this customer's own code."""
    return wechat().phone_number(command.phone_code, ctx.store.customers.openid_of(ctx.actor.id))


def bind_phone(command: BindPhone, ctx: Context) -> dict[str, Any]:
    """Bind the phone and sign in anew: what is sent to that phone is now theirs to see.

    An account that had bound it before loses it, and its sessions with it.
    """
    for loser in ctx.transact(lambda: ctx.store.customers.bind_phone(ctx.actor.id, ctx.answer)):
        revoke_sessions(loser)
    customer = ctx.store.customers.get(ctx.actor.id)
    if customer is None:
        raise Conflict("ACCOUNT_GONE", "账号已注销，请重新登录")
    close_session(ctx.actor)
    return _session(customer, ctx)


def _session(customer: Customer, ctx: Context) -> dict[str, Any]:
    token = open_session(customer.actor, ctx.now)
    return {"session": token, "account": customer}
