"""Files that prove a delivery, as a courier's phone sends them: granted, uploaded to the real bucket, confirmed."""

from datetime import UTC, datetime
from typing import Any

import requests

from logistics.domain.ids import new_id
from tests.support.calls import http

JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 40


def post(waybill_no: str, action: str, session: str, body: Any, **options: Any) -> Any:
    """Call sign about a parcel."""
    return http("sign", "POST", f"/parcels/{waybill_no}/{action}", body, session=session, **options)


def grant(waybill_no: str, session: str, content: bytes = JPEG, **changes: Any) -> Any:
    body = {"kind": "photo", "content_type": "image/jpeg", "size": len(content)} | changes
    return post(waybill_no, "uploads", session, body)


def send_file(form: dict[str, Any], content: bytes, **fields: str) -> None:
    """Post the form as a phone does; the local bucket takes anything."""
    answer = requests.post(form["url"], data=form["fields"] | fields, files={"file": content}, timeout=10)
    assert answer.status_code in (200, 201, 204), answer.text


def confirm(waybill_no: str, session: str, *keys: str, **options: Any) -> Any:
    return post(waybill_no, "uploads/confirmation", session, {"keys": list(keys)}, **options)


def uploaded(waybill_no: str, session: str, content: bytes = JPEG, **changes: Any) -> str:
    """The key of a file that was granted and uploaded, and not confirmed yet."""
    form = grant(waybill_no, session, content, **changes).data
    send_file(form, content)
    key: str = form["key"]
    return key


def proof(waybill_no: str, session: str) -> str:
    key = uploaded(waybill_no, session)
    assert confirm(waybill_no, session, key).status == 200
    return key


def fact(**more: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {"scan_id": new_id(now), "occurred_at": now.isoformat()} | more
