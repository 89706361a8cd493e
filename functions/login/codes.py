"""Sending a one-time code by SMS, within limits that make guessing and pestering useless."""

from functions.login.schemas import SendCode
from logistics.domain.faults import Fault, Forbidden
from logistics.gateways.sms import send_sms
from logistics.privacy import vault
from logistics.runtime.context import Context
from logistics.runtime.logs import log
from logistics.store import limits
from logistics.store.codes import LIFETIME_S, issue_code, withdraw_code

TEMPLATE_ID = "100001"  # {1} code, {2} minutes
WAIT_S = 60

_HOUR_S, _DAY_S = 3_600, 86_400


def send_code(command: SendCode, ctx: Context) -> dict[str, int]:
    """What everybody hears who asks for a code, whether their phone is known here or not."""
    return {"expires_in_s": LIFETIME_S, "next_in_s": WAIT_S}


def sent_code(command: SendCode, ctx: Context) -> None:
    """Outside: send a code to a phone that is registered here, once for each request id.

    Raises Forbidden CODE_TOO_SOON and CODES_EXCEEDED (retry_after_s=), and Unavailable when
    the provider fails; then the same call may be repeated at once.
    """
    e164 = command.phone
    index = vault.phone_index(e164)
    holder = limits.claim("code_wait", index.hex(), ctx.request_id or ctx.new_id(), WAIT_S)
    if holder and holder == ctx.request_id:
        return
    if holder:
        wait_s = limits.wait_s("code_wait", index.hex())
        raise Forbidden("CODE_TOO_SOON", "验证码已发送，请稍候再试", retry_after_s=wait_s)
    _spend(index.hex(), limits.address_key(ctx.source_ip))
    if ctx.store.staff.by_phone(e164) is None:
        return
    try:
        _deliver(e164, index, command)
    except Fault:
        withdraw_code(command.purpose, index)
        limits.release("code_wait", index.hex())
        raise


def _spend(phone_key: str, address: str) -> None:
    """Every limit counts, even when another one is over already."""
    within = [
        limits.hit("codes_hour", phone_key, 5, _HOUR_S),
        limits.hit("codes_day", phone_key, 10, _DAY_S),
        limits.hit("codes_all", "all", 2_000, _HOUR_S),
        not address or limits.hit("codes_address", address, 20, _HOUR_S),
    ]
    if not all(within):
        raise Forbidden("CODES_EXCEEDED", "获取验证码次数过多，请稍后再试", retry_after_s=_HOUR_S)


def _deliver(e164: str, index: bytes, command: SendCode) -> None:
    code = issue_code(command.purpose, index)
    outcome = send_sms(e164, TEMPLATE_ID, [code, str(LIFETIME_S // 60)])
    if not outcome.sent:
        log("code_not_sent", level="warning", provider_code=outcome.code)
