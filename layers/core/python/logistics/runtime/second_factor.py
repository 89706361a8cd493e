"""The second factor: a code by SMS for one purpose about one waybill, proved before the transaction (see store.codes).

Both steps are outside steps: they speak to Redis and to the SMS provider, never to MongoDB's transaction.
"""

from logistics.domain.faults import Forbidden
from logistics.runtime.context import Context
from logistics.runtime.sending_codes import send_code
from logistics.store import limits
from logistics.store.codes import Purpose, claim_code, tries_left

_WRONG_PER_HOUR = 20  # of one phone, over all codes that it was sent


def send_second_factor(ctx: Context, phone_e164: str, purpose: Purpose, subject: str) -> dict[str, int]:
    """Send a code: answers expires_in_s and next_in_s. Raises what sending_codes.send_code raises."""
    return send_code(phone_e164, purpose, ctx, subject)


def require_second_factor(ctx: Context, phone_index: bytes, purpose: Purpose, subject: str, code: str) -> None:
    """The code that was sent to this phone for this purpose and subject, or a refusal.

    A right code is bound to the caller and their request id: the same request may come again with it, since its
    transaction may have been aborted, and no other request ever. Raises Forbidden CODE_WRONG (tries_left=: none is
    left when no code waits any more, or another request has used it) and ATTEMPTS_EXCEEDED (retry_after_s=).
    """
    key = phone_index.hex()
    if not limits.hit("second_factor", key, _WRONG_PER_HOUR, 3_600):
        raise Forbidden("ATTEMPTS_EXCEEDED", "尝试次数过多，请一小时后再试", retry_after_s=3_600)
    claimant = f"{ctx.actor.id}:{ctx.request_id}"
    if not claim_code(purpose, phone_index, subject, code, claimant):
        left = tries_left(purpose, phone_index, subject)
        raise Forbidden("CODE_WRONG", "验证码错误或已失效，请核对或重新获取", tries_left=left)
    limits.undo("second_factor", key)
