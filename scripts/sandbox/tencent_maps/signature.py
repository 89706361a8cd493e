"""The key and the signature of a request: `sig` is the MD5 of path, sorted raw parameters and the key's secret."""

import hmac
import re
from hashlib import md5

from scripts.sandbox.accounts import Accounts
from scripts.sandbox.tencent_maps import status
from scripts.sandbox.tencent_maps.status import MapsError
from scripts.sandbox.wire import Request

_KEY = re.compile(r"[A-Z0-9]{5}(?:-[A-Z0-9]{5}){5}")


def verify(request: Request, accounts: Accounts) -> None:
    """Refuse a request without this account's key or not signed with its secret."""
    key = request.query.get("key", "")
    if not key:
        raise MapsError(status.KEY_MISSING)
    if not _KEY.fullmatch(key):
        raise MapsError(status.KEY_MALFORMED)
    if key != accounts.maps_key:
        raise MapsError(status.KEY_UNKNOWN)
    signed = sorted((name, value) for name, value in request.query.items() if name != "sig")
    text = f"{request.path}?{'&'.join(f'{name}={value}' for name, value in signed)}{accounts.maps_sk}"
    expected = md5(text.encode(), usedforsecurity=False).hexdigest()
    if not hmac.compare_digest(expected.encode(), request.query.get("sig", "").encode()):
        raise MapsError(status.SIGNATURE_WRONG)
