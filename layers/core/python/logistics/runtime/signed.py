"""Calls of partners' programs: no session, but every request signed with a key (docs/partner_api.md).

Authorization: HMAC-SHA256 key=<key id>, timestamp=<Unix seconds>, signature=<64 hex digits>
"""

import re
from datetime import datetime

from flask import Request

from logistics.domain.faults import Forbidden, Unauthenticated
from logistics.domain.partner import OPEN_TO_KEYS, SCHEME, Partner, PartnerKey, is_fresh, is_signature, request_text
from logistics.domain.roles import Actor, Role
from logistics.store import limits
from logistics.store.mongo import Unit

_HEADER = re.compile(rf"{SCHEME} key=([0-9A-Z]{{26}}), timestamp=([0-9]{{1,12}}), signature=([0-9a-f]{{64}})")
_MINUTE_S = 60


def signed_actor(request: Request, now: datetime) -> Actor:
    """The partner that signed a request, if its key opens this route.

    Raises Unauthenticated SIGNATURE_INVALID (alike for a key that is unknown, revoked or a stopped partner's) and
    SIGNATURE_STALE, Forbidden KEY_GRANT_MISSING and PARTNER_CALLS_EXCEEDED (retry_after_s=).
    """
    found = _HEADER.fullmatch(request.headers.get("Authorization", ""))
    if found is None:
        raise _wrong()
    key_id, timestamp, signature = found.groups()
    if not is_fresh(timestamp, now):
        raise Unauthenticated("SIGNATURE_STALE", "请求时间与服务器时间相差超过五分钟", server_time=int(now.timestamp()))
    known = Unit(now).partners.by_key(key_id)
    if known is None:
        raise _wrong()
    partner, key, secret = known
    if not is_signature(signature, secret, _text(request, timestamp)) or not key.live or not partner.active:
        raise _wrong()
    _admit(partner, key, request)
    return Actor(partner.id, Role.PARTNER, session_id=key.id)


def _admit(partner: Partner, key: PartnerKey, request: Request) -> None:
    if not limits.hit("partner_key", key.id, partner.calls_per_minute, _MINUTE_S):
        wait_s = limits.wait_s("partner_key", key.id)
        raise Forbidden("PARTNER_CALLS_EXCEEDED", "调用过于频繁，请稍后再试", retry_after_s=wait_s)
    route = f"{request.method} {request.url_rule.rule if request.url_rule else ''}"
    grant = OPEN_TO_KEYS.get(route)
    if grant is None or grant not in key.grants:
        raise Forbidden("KEY_GRANT_MISSING", "此密钥没有调用该接口的权限", grant=grant)


def _text(request: Request, timestamp: str) -> bytes:
    """What was signed, as it came in: the path and query before anything decoded them."""
    event = request.environ["serverless.event"]
    target = event["rawPath"] + (f"?{event['rawQueryString']}" if event["rawQueryString"] else "")
    request_id = request.headers.get("Idempotency-Key", "")
    return request_text(request.method, target, timestamp, request_id, request.get_data())


def _wrong() -> Unauthenticated:
    return Unauthenticated("SIGNATURE_INVALID", "签名不正确，或密钥已停用")
