"""Whether news that waited are still news: the world goes on while a message waits for its time or its next try."""

from functions.notify.rules import OF_INCIDENTS, notice_of
from logistics.domain.parcel import Parcel
from logistics.domain.promise import is_late
from logistics.domain.returning import is_waiting
from logistics.store.messages import Message

_OF_MONEY, _AT_DOOR = ("TopUpDue", "RefundPaid"), "at_the_door"
_OF_STORAGE = ("ParcelStored", "StorageReminded")


def still_true(message: Message, parcel: Parcel) -> bool:
    """Whether the news still helps: the parcel has not gone on to another state, courier or delivery attempt."""
    data = message.data
    if parcel.status not in notice_of(message).while_in:
        return False
    if message.event_type in OF_INCIDENTS and not _is_as_told(message, parcel):
        return False
    if message.event_type in _OF_STORAGE and (parcel.storage is None or parcel.storage.scan_id != data["scan_id"]):
        return False
    if message.event_type == "InstructionReminded" and not is_waiting(parcel):
        return False
    if message.event_type == "ParcelRunningLate" and not is_late(parcel.estimated_at, parcel.promised_at):
        return False
    if message.event_type == "ParcelPartlySigned" and data["signed"] != len(parcel.signed_pieces):
        return False
    if message.event_type in _OF_MONEY and not _is_the_payers(message, parcel):
        return False
    if message.event_type == "CourierAssigned" and data.get("courier_id") != parcel.courier_id:
        return False
    if message.event_type == "ConsigneeChanged" and not _is_another_phone(str(data["changed"])):
        return False
    return "attempt" not in data or data["attempt"] == parcel.attempts


def _is_as_told(message: Message, parcel: Parcel) -> bool:
    """Whether this question is open still, or after its end none is."""
    still_open = parcel.overlay.scan_id if parcel.overlay else None
    return still_open == (message.data["scan_id"] if message.event_type == "ExceptionOpened" else None)


def _is_the_payers(message: Message, parcel: Parcel) -> bool:
    """A sum that is still owed; one that went back to who ordered, not to somebody who had paid at the door."""
    data = message.data
    if message.event_type == "TopUpDue":
        return bool(data["amount_fen"] == parcel.owed_fen)
    return bool(data["purpose"] != _AT_DOOR)


def _is_another_phone(changed: str) -> bool:
    """Whether somebody else is told now: a new name or door alone is no news to whom it goes to."""
    return not {"consignee", "phone"}.isdisjoint(changed.split(","))
