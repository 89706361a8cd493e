"""Signed-in sessions: opaque tokens, of which Redis keeps only the SHA-256; one read per call.

Idle for 7 days (customers and couriers) or 12 hours (office) they end; 30 days after sign-in they end anyhow.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from logistics.domain.roles import OFFICE, Actor, Role
from logistics.store.redis import redis

_IDLE_S = 7 * 86_400
_IDLE_OFFICE_S = 12 * 3_600
_LONGEST = timedelta(days=30)


def open_session(actor: Actor, now: datetime) -> str:
    """A new token for this actor; the token itself is kept nowhere."""
    token = ("o" if actor.role in OFFICE else "c") + secrets.token_urlsafe(32)
    session_id = _digest(token)
    pipe = redis().pipeline()
    pipe.set(f"session:{session_id}", _dump(actor, now), ex=_idle(token))
    pipe.sadd(f"sessions:{actor.id}", session_id)
    pipe.expire(f"sessions:{actor.id}", int(_LONGEST.total_seconds()))
    pipe.execute()
    return token


def actor_of(token: str, now: datetime) -> Actor | None:
    """Who holds this token, or None when it is unknown, revoked or too old; using it keeps it alive."""
    session_id = _digest(token)
    text = redis().getex(f"session:{session_id}", ex=_idle(token))
    return _load(str(text), session_id, now) if text else None


def close_session(actor: Actor) -> None:
    """Sign out of this one session."""
    redis().delete(f"session:{actor.session_id}")
    redis().srem(f"sessions:{actor.id}", actor.session_id)


def revoke_sessions(account_id: str) -> int:
    """End every session of an account at once; answers how many there were."""
    ids = redis().smembers(f"sessions:{account_id}")
    keys = [f"session:{each}" for each in ids]  # type: ignore[union-attr]
    gone = redis().delete(*keys) if keys else 0
    redis().delete(f"sessions:{account_id}")
    return int(gone)  # type: ignore[arg-type]


def bind_connection(connection_id: str, actor: Actor) -> None:
    """Remember whose WebSocket this is; API Gateway ends one after 2 hours at most."""
    redis().set(f"connection:{connection_id}", actor.session_id, ex=2 * 3_600)


def connection_actor(connection_id: str, now: datetime) -> Actor | None:
    """Whose WebSocket this is; revoking the session silences the socket too."""
    session_id = redis().get(f"connection:{connection_id}")
    return signed_in(str(session_id), now) if session_id else None


def signed_in(session_id: str, now: datetime) -> Actor | None:
    """Who is signed in with a session known by its id, None once it has ended; asking does not keep it alive."""
    text = redis().get(f"session:{session_id}")
    return _load(str(text), session_id, now) if text else None


def connection_actors(connection_ids: Sequence[str], now: datetime) -> dict[str, Actor]:
    """Those of the WebSockets that still stand for somebody who is signed in, with who that is."""
    if not connection_ids:
        return {}
    opened: Any = redis().mget([f"connection:{each}" for each in connection_ids])
    bound = [(each, session_id) for each, session_id in zip(connection_ids, opened, strict=True) if session_id]
    texts: Any = redis().mget([f"session:{session_id}" for _, session_id in bound]) if bound else []
    found = {}
    for (connection_id, session_id), text in zip(bound, texts, strict=True):
        actor = _load(text, session_id, now) if text else None
        if actor is not None:
            found[connection_id] = actor
    return found


def drop_connection(connection_id: str) -> None:
    """The WebSocket is closed."""
    redis().delete(f"connection:{connection_id}")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _idle(token: str) -> int:
    """The first letter tells office from the rest, so that one command both reads a session and keeps it alive."""
    return _IDLE_OFFICE_S if token.startswith("o") else _IDLE_S


def _dump(actor: Actor, now: datetime) -> str:
    index = base64.b64encode(actor.phone_index).decode() if actor.phone_index else None
    row = {"id": actor.id, "role": actor.role, "outlet_id": actor.outlet_id, "phone_index": index}
    return json.dumps(row | {"at": int(now.timestamp())})


def _load(text: str, session_id: str, now: datetime) -> Actor | None:
    row = json.loads(text)
    if now.timestamp() - row["at"] > _LONGEST.total_seconds():
        return None
    index = base64.b64decode(row["phone_index"]) if row["phone_index"] else None
    return Actor(row["id"], Role(row["role"]), row["outlet_id"], index, session_id)
