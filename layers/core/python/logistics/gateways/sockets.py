"""Words to open WebSockets, through API Gateway's management interface of connections.

A round to many is bounded in time: each call has short time-outs, and whoever has not been reached when the round's
time is up counts as not reached. So a socket that never reads costs its own news and nobody else's. The calls are
signed with botocore and sent without its client, which takes several times as long over each.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from enum import Enum
from functools import cache
from typing import Any
from urllib.parse import quote

from urllib3 import PoolManager, Timeout
from urllib3.exceptions import HTTPError

from logistics.settings import settings

_THREADS = 16
_PATIENCE = Timeout(connect=0.3, read=0.7)
_ROUND_S = 1.5


class Reached(Enum):
    """How it went: taken by the gateway, the connection is gone for good, or neither (to be tried again)."""

    YES = "yes"
    GONE = "gone"
    NO = "no"


def post_all(messages: Sequence[tuple[str, bytes]]) -> list[Reached]:
    """Send each body to its connection, side by side; answers in their order within 1.5 s.

    Raises Unavailable SETTING_MISSING without CONNECTIONS_URL.
    """
    settings().must("connections_url")
    calls = [_threads().submit(_post, connection_id, body) for connection_id, body in messages]
    finished, late = wait(calls, timeout=_ROUND_S)
    for call in late:
        call.cancel()
    return [call.result() if call in finished else Reached.NO for call in calls]


def _post(connection_id: str, body: bytes) -> Reached:
    url = f"{settings().connections_url}/@connections/{quote(connection_id, safe='')}"
    try:
        reply = _pool().request("POST", url, body=body, headers=_signed(url, body))
    except HTTPError:
        return Reached.NO
    if reply.status == 200:
        return Reached.YES
    return Reached.GONE if reply.status == 410 else Reached.NO


def _signed(url: str, body: bytes) -> dict[str, str]:
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest

    credentials, region = _identity()
    request = AWSRequest("POST", url, data=body, headers={"content-type": "application/json"})
    SigV4Auth(credentials.get_frozen_credentials(), "execute-api", region).add_auth(request)
    return dict(request.headers.items())


@cache
def _identity() -> tuple[Any, str]:
    """This function's own credentials, which renew themselves, and its region."""
    from botocore.session import get_session

    session = get_session()
    return session.get_credentials(), session.get_config_variable("region") or "us-east-1"


@cache
def _pool() -> PoolManager:
    return PoolManager(maxsize=_THREADS, retries=False, timeout=_PATIENCE)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="push")
