"""What the map said, kept for a while: `place:<kind>:<keyed digest of what was asked>` in Redis.

An address is personal data: the key is a digest that nobody reverses by trying addresses out, and the value is sealed.
Losing all of it costs questions to the map.
"""

import base64
import hashlib
import hmac
from typing import Any

from logistics.domain.faults import Unavailable
from logistics.privacy import vault
from logistics.settings import settings
from logistics.store.redis import redis

_SEALED = "places.sealed"


def recall(kind: str, asked: str) -> dict[str, Any] | None:
    """The answer that was kept; None when there is none, or none that this process can open any more."""
    name = _name(kind, asked)
    text = redis().get(name)
    if not text:
        return None
    try:
        opened: dict[str, Any] = vault.unseal(base64.b64decode(str(text)), _SEALED, name)
    except Unavailable:
        return None  # its key is gone, so the map is asked again
    return opened


def keep(kind: str, asked: str, answer: dict[str, Any], lifetime_s: int) -> None:
    """Keep an answer for this long."""
    name = _name(kind, asked)
    redis().set(name, base64.b64encode(vault.seal(answer, _SEALED, name)).decode(), ex=lifetime_s)


def rest(service: str, seconds: int) -> None:
    """Let nobody ask this service of the map for a while."""
    redis().set(_resting(service), "1", ex=max(seconds, 1))


def is_resting(service: str) -> bool:
    """Whether this service of the map is not to be asked now."""
    return bool(redis().exists(_resting(service)))


def _resting(service: str) -> str:
    return f"place:resting:{service}"


def _name(kind: str, asked: str) -> str:
    chosen = settings()
    chosen.must("signing_key")
    digest = hmac.digest(chosen.signing_key.encode(), f"place:{kind}:{asked}".encode(), hashlib.sha256)
    return f"place:{kind}:{digest.hex()[:40]}"
