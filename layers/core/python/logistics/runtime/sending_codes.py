"""A one-time code on its way to a phone, within limits that make guessing and pestering useless."""

from logistics.domain.faults import Fault, Forbidden
from logistics.domain.roles import GUEST
from logistics.gateways.sms import send_sms
from logistics.privacy import vault
from logistics.runtime.context import Context
from logistics.runtime.logs import log
from logistics.store import limits
from logistics.store.codes import LIFETIME_S, Purpose, issue_code, withdraw_code

WAIT_S = 60
# The operator's templates: {1} code, {2} minutes.
TEMPLATES = {Purpose.STAFF_LOGIN: "100001", Purpose.SIGN: "100007"}
_ANY_OTHER = "100006"

_HOUR_S, _DAY_S = 3_600, 86_400


def send_code(e164: str, purpose: Purpose, ctx: Context, subject: str = "", *, known: bool = True) -> dict[str, int]:
    """Send a code to a phone, once for each request id; a phone that is not `known` costs the same and gets none.

    Raises Forbidden CODE_TOO_SOON and CODES_EXCEEDED (retry_after_s=), and Unavailable when the provider fails; then
    the same call may be repeated at once.
    """
    index = vault.phone_index(e164)
    told = {"expires_in_s": LIFETIME_S, "next_in_s": WAIT_S}
    holder = limits.claim("code_wait", index.hex(), ctx.request_id or ctx.new_id(), WAIT_S)
    if holder and holder == ctx.request_id:
        return told
    if holder:
        wait_s = limits.wait_s("code_wait", index.hex())
        raise Forbidden("CODE_TOO_SOON", "验证码已发送，请稍候再试", retry_after_s=wait_s)
    # Many customers of one carrier share an address, so who is signed in is not counted under it.
    _spend(index.hex(), limits.address_key(ctx.source_ip) if ctx.actor == GUEST else "")
    if not known:
        return told
    try:
        _deliver(e164, index, purpose, subject)
    except Fault:
        withdraw_code(purpose, index, subject)
        limits.release("code_wait", index.hex())
        raise
    return told


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


def _deliver(e164: str, index: bytes, purpose: Purpose, subject: str) -> None:
    code = issue_code(purpose, index, subject)
    outcome = send_sms(e164, TEMPLATES.get(purpose, _ANY_OTHER), [code, str(LIFETIME_S // 60)])
    if not outcome.sent:
        log("code_not_sent", level="warning", provider_code=outcome.code)
