"""The code by which a stored parcel is fetched: six digits, sealed for the consignee's eyes, digested for comparing."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from logistics.domain.storage import Storage
from logistics.privacy import vault
from logistics.settings import settings

PLACE = "parcels.storage"


@dataclass(frozen=True)
class PickupCode:
    """`sealed` opens with the waybill number only; `digest` is keyed, so that nobody can count codes through."""

    sealed: bytes = field(repr=False)
    digest: str = field(repr=False)


def new_pickup_code(waybill_no: str) -> PickupCode:
    """A fresh code; it is in clear nowhere."""
    code = f"{secrets.randbelow(10**6):06d}"
    return PickupCode(vault.seal(code, PLACE, waybill_no), _digest(waybill_no, code))


def open_pickup_code(storage: Storage, waybill_no: str) -> str:
    """The code in clear, for the consignee and nobody else; Unavailable PII_UNREADABLE."""
    return str(vault.unseal(storage.code, PLACE, waybill_no))


def is_pickup_code(storage: Storage, waybill_no: str, code: str) -> bool:
    """Whether this is the code, in constant time."""
    return bool(storage.code_digest) and hmac.compare_digest(storage.code_digest, _digest(waybill_no, code))


def _digest(waybill_no: str, code: str) -> str:
    settings().must("signing_key")
    text = f"pickup:{waybill_no}:{code}"
    return hmac.new(settings().signing_key.encode(), text.encode(), hashlib.sha256).hexdigest()
