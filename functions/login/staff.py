"""Staff and couriers sign in with WeChat and the phone they are registered with, or with a code sent to it."""

from dataclasses import dataclass
from typing import Any

from functions.login.schemas import LoginByCode, LoginStaff
from logistics.domain.faults import Forbidden, Unauthenticated
from logistics.privacy import vault
from logistics.runtime.context import Context
from logistics.runtime.providers import wechat
from logistics.store.codes import Purpose, redeem_code
from logistics.store.limits import address_key, hit, undo
from logistics.store.sessions import open_session, revoke_sessions
from logistics.store.staff import StaffMember

_WRONG_PER_HOUR = 20  # for a phone and for an address alike


@dataclass(frozen=True)
class Shown:
    """Whom WeChat vouches for: their openid and, if they showed it, their phone."""

    openid: str
    phone: str


def shown_to_wechat(command: LoginStaff, ctx: Context) -> Shown:
    """Outside: the openid and the phone behind the codes; the phone code must be the same person's."""
    openid, _ = wechat().code_to_session(command.code)
    phone = wechat().phone_number(command.phone_code, openid) if command.phone_code else ""
    return Shown(openid, phone)


def login_staff(command: LoginStaff, ctx: Context) -> dict[str, Any]:
    """A session for a registered person; the first time binds their WeChat account to their row.

    Raises Forbidden STAFF_UNKNOWN, and Unauthenticated STAFF_PHONE_REQUIRED when this WeChat account is not bound.
    """
    shown: Shown = ctx.answer
    if not shown.phone:
        member = ctx.store.staff.by_openid(shown.openid)
        if member is None:
            raise Unauthenticated("STAFF_PHONE_REQUIRED", "首次登录请授权您登记的手机号")
        return _session(member, ctx)
    member = ctx.store.staff.by_phone(shown.phone)
    if member is None:
        raise Forbidden("STAFF_UNKNOWN", "此手机号未登记为在职员工，请联系网点主管")
    member_id = member.id
    ctx.transact(lambda: ctx.store.staff.bind_openid(member_id, shown.openid))
    return _session(member, ctx)


def login_by_code(command: LoginByCode, ctx: Context) -> dict[str, Any]:
    """A session for whoever types the code that was sent to their phone.

    Raises Unauthenticated CODE_INVALID alike for a wrong, used or expired code and an unknown phone, and Forbidden
    ATTEMPTS_EXCEEDED.
    """
    index = vault.phone_index(command.phone)
    _count_guess(index.hex(), address_key(ctx.source_ip))
    member = ctx.store.staff.by_phone(command.phone)
    if not redeem_code(Purpose.STAFF_LOGIN, index, command.code) or member is None:
        raise Unauthenticated("CODE_INVALID", "验证码错误或已失效，请重新获取")
    undo("code_guess", index.hex())
    return _session(member, ctx)


def _count_guess(phone_key: str, address: str) -> None:
    allowed = hit("code_guess", phone_key, _WRONG_PER_HOUR, 3_600)
    if address and not hit("code_guess_address", address, _WRONG_PER_HOUR, 3_600):
        allowed = False
    if not allowed:
        raise Forbidden("ATTEMPTS_EXCEEDED", "尝试次数过多，请一小时后再试", retry_after_s=3_600)


def _session(member: StaffMember, ctx: Context) -> dict[str, Any]:
    token = open_session(member.actor, ctx.now)
    # Looked up again once the session is there to be revoked: a lock-out at this very moment must not miss it.
    latest = ctx.store.staff.find(member.id)
    if latest is None or not latest.active or latest.actor != member.actor:
        revoke_sessions(member.id)
        raise Forbidden("STAFF_CHANGED", "您的账号刚刚有变动，请重新登录或联系网点主管")
    return {"session": token, "account": latest}
