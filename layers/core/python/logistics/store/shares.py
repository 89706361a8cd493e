"""Links by which a party shows a parcel to somebody: opaque tokens, of which Redis keeps only the SHA-256.

They end by themselves after seven days, or at once when their maker wants it. Losing them costs a new link.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from logistics.store.redis import redis

LASTS = timedelta(days=7)
_LASTS_S = int(LASTS.total_seconds())


@dataclass(frozen=True)
class Share:
    """Which parcel is shown, and who let it be."""

    waybill_no: str
    by: str


def open_share(share: Share, now: datetime) -> tuple[str, datetime]:
    """A new token, kept nowhere, and when it ends."""
    token = secrets.token_urlsafe(24)
    pipe = redis().pipeline()
    pipe.set(_key(token), json.dumps(vars(share)), ex=_LASTS_S)
    pipe.sadd(_made(share), _key(token))
    pipe.expire(_made(share), _LASTS_S)
    pipe.sadd(_makers(share.waybill_no), share.by)
    pipe.expire(_makers(share.waybill_no), _LASTS_S)
    pipe.execute()
    return token, now + LASTS


def share_of(token: str) -> Share | None:
    """What a token shows; None when it is unknown, over or taken back."""
    text = redis().get(_key(token))
    return Share(**json.loads(str(text))) if text else None


def end_shares(share: Share) -> int:
    """Take back every link that somebody made to a parcel; answers how many still worked."""
    keys = redis().smembers(_made(share))
    gone = redis().delete(*keys) if keys else 0  # type: ignore[misc]
    redis().delete(_made(share))
    return int(gone)  # type: ignore[arg-type]


def end_all_shares(waybill_no: str) -> int:
    """Take back every link to a parcel, whoever made it; answers how many still worked."""
    makers = set(redis().smembers(_makers(waybill_no)))  # type: ignore[arg-type]
    return sum([end_shares(Share(waybill_no, str(by))) for by in makers])


def _key(token: str) -> str:
    return f"share:{hashlib.sha256(token.encode()).hexdigest()}"


def _makers(waybill_no: str) -> str:
    return f"sharers:{waybill_no}"


def _made(share: Share) -> str:
    return f"shares:{share.waybill_no}:{share.by}"
