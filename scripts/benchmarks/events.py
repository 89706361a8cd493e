"""The HTTP events that the measured functions get: what API Gateway makes of a phone's request."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import Any

from scripts.local.front import Request, http_event

Event = dict[str, Any]


def event(method: str, path: str, body: Any = None, session: str = "", query: str = "") -> Event:
    """An API Gateway HTTP API event (payload version 2.0) with a fresh Idempotency-Key."""
    headers = {
        "host": "api.example.test",
        "user-agent": "Mozilla/5.0 MicroMessenger/8.0.50 MiniProgramEnv/Android",
        "accept-encoding": "gzip,compress,br,deflate",
        "content-type": "application/json",
        "idempotency-key": uuid.uuid4().hex,
    }
    if session:
        headers["authorization"] = f"Bearer {session}"
    content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
    return http_event(Request(method, path, query, headers, content), "$default", {})


def notified(body: str, headers: dict[str, str]) -> Event:
    """What WeChat Pay posts, byte for byte: the signature is over it."""
    lower = {name.lower(): value for name, value in headers.items()}
    return http_event(Request("POST", "/payments/notifications", "", lower, body.encode()), "$default", {})


def asked() -> Event:
    """What a quote is asked with: 1.5 kg from Guangzhou to Hangzhou, cash on delivery."""
    route = {"product": "standard", "from_adcode": "440106", "to_adcode": "330108"}
    return route | {"weight_g": 1_500, "volume_cm3": 6_000, "insured_value_fen": 0, "cod_fen": 12_800}


def ordered(quote_id: str, terms: str = "on_account") -> Event:
    """The order that goes with it."""
    ask = asked()
    return {
        "quote_id": quote_id,
        **{name: ask[name] for name in ("product", "weight_g", "volume_cm3", "insured_value_fen", "cod_fen")},
        "consignor": {
            "name": "林小满",
            "phone": "19900010001",
            "address": "广东省广州市天河区体育西路101号2栋301室",
            "adcode": ask["from_adcode"],
            "location": {"lng": 113.322, "lat": 23.125},
        },
        "consignee": {
            "name": "欧阳晴川",
            "phone": "19900010002",
            "address": "浙江省杭州市滨江区江南大道588号7幢12层",
            "adcode": ask["to_adcode"],
            "location": {"lng": 120.21, "lat": 30.21},
        },
        "goods": {"description": "两本书", "category": "books"},
        "terms": terms,
        "remark": "请提前电话联系",
    }


def signed(proof_keys: list[str]) -> Event:
    """A signature at the door, just taken."""
    return _fact() | {"signed_by": "欧阳晴川", "signed_kind": "self", "proof_keys": proof_keys}


def scanned(waybill_no: str) -> Event:
    """A scanner's upload of one row: the parcel leaves its first outlet."""
    return {"scans": [_fact() | {"waybill_no": waybill_no, "step": "departed"}]}


def _fact() -> Event:
    from logistics.domain.ids import new_id

    now = datetime.now(UTC)
    return {"scan_id": new_id(now), "occurred_at": now.isoformat(), "location": {"lng": 120.21, "lat": 30.21}}
