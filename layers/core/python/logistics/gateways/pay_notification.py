"""Notifications of WeChat Pay: from whom, how old, and what they say.

The library is asked only after the key was found among ours and the time is near: it knows neither check.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from logistics.domain.faults import Unauthenticated
from logistics.gateways.pay_line import clients

NEAR_S = 300
_PROBE = "WECHATPAY/SIGNTEST/"


@dataclass(frozen=True)
class Notification:
    """`kind` is the event type, such as TRANSACTION.SUCCESS; `said` its decrypted resource; `id` names it for good."""

    id: str
    kind: str
    said: dict[str, Any]


def read_notification(headers: Mapping[str, str], body: bytes, now: datetime) -> Notification:
    """The notification, if it is WeChat Pay's, fresh and whole.

    Raises Unauthenticated NOTIFICATION_REFUSED (why= probe, key, stale, signature or content): told nobody but us.
    """
    if headers.get("Wechatpay-Signature", "").startswith(_PROBE):
        raise _refused("probe")
    client = clients().get(headers.get("Wechatpay-Serial", ""))
    if client is None:
        raise _refused("key")
    stamp = headers.get("Wechatpay-Timestamp", "")
    if not (stamp.isascii() and stamp.isdigit()) or len(stamp) > 12 or abs(now.timestamp() - int(stamp)) > NEAR_S:
        raise _refused("stale")
    return _read(client, headers, body)


def _read(client: Any, headers: Mapping[str, str], body: bytes) -> Notification:
    try:
        found = client.callback(headers, body)
    except Exception:  # the library raises whatever its own parts raise for what is not as it should be
        raise _refused("content") from None
    if found is None:
        raise _refused("signature")
    said = found.get("resource") if isinstance(found, dict) else None
    if not isinstance(said, dict) or not isinstance(found.get("id"), str):
        raise _refused("content")
    return Notification(found["id"], str(found.get("event_type", "")), said)


def _refused(why: str) -> Unauthenticated:
    return Unauthenticated("NOTIFICATION_REFUSED", "通知未通过验证", why=why)
