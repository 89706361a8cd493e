"""Parcels that wait for their consignee: put into a locker, a station or behind the counter, and fetched by code."""

from dataclasses import dataclass
from datetime import datetime

from functions.sign.rules import require_checked
from functions.sign.storing_schemas import CollectByCode, OneWaybill, StoreParcel
from logistics.domain import guards
from logistics.domain.choice import require_consent
from logistics.domain.consignment import SignedKind
from logistics.domain.faults import Forbidden
from logistics.domain.parcel import Parcel
from logistics.domain.proving import COLLECTED_BY_CODE
from logistics.domain.roles import CUSTOMERS
from logistics.domain.sides import require_consignee
from logistics.domain.states import Status, Step
from logistics.domain.storage import Place, Storage, details_of, fee_fen, require_storable
from logistics.privacy.pickup_codes import is_pickup_code, new_pickup_code, open_pickup_code
from logistics.runtime.context import Context
from logistics.runtime.facts import Receipt, record
from logistics.store import limits

_WRONG_CODES = 5
_DAY_S = 86_400


@dataclass(frozen=True)
class StoredReceipt(Receipt):
    """A receipt with how long the parcel may wait there; `storage` is None when the fact does not count."""

    storage: Storage | None = None


def store_parcel(command: StoreParcel, ctx: Context) -> StoredReceipt:
    """Leave it where the consignee allowed; the pickup code is made here, and goes to the consignee only.

    Raises Conflict CONSENT_REQUIRED, CONSENT_WITHDRAWN, STORAGE_UNSUITABLE, COD_NOT_COLLECTED, PROOF_UNCHECKED.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_checked(parcel, command.evidence, ctx.actor.id)
    place = Place(command.place)
    require_storable(parcel, place)
    consent_id = require_consent(parcel, command.consent_id, place, command.occurred_at)
    code = new_pickup_code(parcel.waybill_no)
    details = details_of(place, command.place_name, consent_id, code.sealed, code.digest)
    receipt = record(parcel, command, Step.STORED, ctx, details)
    after = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    return StoredReceipt(**vars(receipt), storage=after.storage if receipt.applied else None)


def collect_by_code(command: CollectByCode, ctx: Context) -> Receipt:
    """Hand a stored parcel over to whoever says its code, or take it oneself as its consignee.

    Raises Conflict PARCEL_STATE_CONFLICT, COD_NOT_COLLECTED, Forbidden PICKUP_CODE_WRONG, PICKUP_CODE_EXPIRED,
    PICKUP_CODE_LOCKED (retry_after_s=) and CONSIGNEE_ONLY.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    if ctx.actor.role in CUSTOMERS:
        require_consignee(parcel, ctx.actor)
    storage = _storage_of(parcel)
    _require_code(storage, command)
    opened_at = ctx.now if ctx.actor.role in CUSTOMERS else min(command.occurred_at, ctx.now)
    if opened_at >= storage.until:  # the way back may not have begun: its clock is a queue's
        raise Forbidden("PICKUP_CODE_EXPIRED", "取件码已过期，包裹将退回寄件人，请联系网点")
    details = {"signed_kind": SignedKind.COUNTER.value, COLLECTED_BY_CODE: True}
    return record(parcel, command, Step.SIGNED, ctx, details)


@dataclass(frozen=True)
class Waiting:
    """What its consignee must know to fetch it; the code is in clear for them alone."""

    place: Place
    place_name: str
    code: str
    until: datetime
    fee_fen: int


def show_storage(command: OneWaybill, ctx: Context) -> Waiting:
    """Where a parcel waits for the caller, under which code, and what it costs so far."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_consignee(parcel, ctx.actor)
    stored = _storage_of(parcel)
    if parcel.status is not Status.STORED:
        raise guards.refusal("PARCEL_STATE_CONFLICT", parcel.status, "show_storage")
    code = open_pickup_code(stored, parcel.waybill_no)
    return Waiting(stored.place, stored.place_name, code, stored.until, fee_fen(stored, ctx.now))


def _storage_of(parcel: Parcel) -> Storage:
    if parcel.storage is None or not parcel.storage.code:
        raise guards.refusal("PARCEL_STATE_CONFLICT", parcel.status, Step.SIGNED)
    return parcel.storage


def _require_code(storage: Storage, command: CollectByCode) -> None:
    """Counted before it is compared, so that guesses made at the same moment all count; a right one is not."""
    key = storage.scan_id
    if not limits.hit("pickup_code", key, _WRONG_CODES, _DAY_S):
        wait_s = limits.wait_s("pickup_code", key)
        raise Forbidden("PICKUP_CODE_LOCKED", "取件码错误次数过多，请联系网点凭证件领取", retry_after_s=wait_s)
    if not is_pickup_code(storage, command.waybill_no, command.code):
        raise Forbidden("PICKUP_CODE_WRONG", "取件码不正确，请核对")
    limits.undo("pickup_code", key)
