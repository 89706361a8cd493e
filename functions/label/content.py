"""What stands on a label: a parcel with its parties masked as GB/T 41833-2022 wants it."""

from dataclasses import dataclass
from datetime import datetime

from logistics.domain.cod import CodStatus
from logistics.domain.consignment import PaymentTerms
from logistics.domain.parcel import Parcel
from logistics.domain.shanghai import SHANGHAI
from logistics.domain.states import Status
from logistics.domain.waybill import child_no
from logistics.privacy import masking
from logistics.privacy.parties import Contact, Side, open_party

_PRODUCTS = {"standard": "标准快递", "economy": "特惠快递"}
_TERMS = {PaymentTerms.ON_ACCOUNT: "月结", PaymentTerms.ON_RECEIPT: "到付", PaymentTerms.PREPAID: "寄付"}


@dataclass(frozen=True)
class LabelParty:
    """Masked for paper: nobody is told the whole name, six digits of the phone, the extension or the room."""

    name: str
    phone: str
    address: str


@dataclass(frozen=True)
class Label:
    """One parcel's labels, a page for each of `numbers`; `due_fen` is what the recipient pays at the door."""

    waybill_no: str
    numbers: tuple[str, ...]
    route: str
    from_outlet: str
    to_outlet: str
    recipient: LabelParty
    sender: LabelParty
    product: str
    terms: str
    weight_g: int
    goods_money_fen: int
    due_fen: int
    returning: bool
    paper_back: bool
    printed_at: datetime
    prints: int


def label_of(parcel: Parcel, outlets: dict[str, str], prints: int, now: datetime) -> Label:
    """The label of a parcel as it stands now; on the way back the two parties have changed places, and nothing is due.

    `outlets` names the outlets by id, `prints` counts this print too.
    """
    sender = masked(open_party(parcel.consignor, Side.CONSIGNOR, parcel.waybill_no))
    recipient = masked(open_party(parcel.consignee, Side.CONSIGNEE, parcel.waybill_no))
    ends = parcel.pickup_outlet_id or "", parcel.delivery_outlet_id or ""
    returning = parcel.status is Status.RETURNING
    if returning:
        sender, recipient, ends = recipient, sender, ends[::-1]
    owed = not returning and parcel.cod.status is CodStatus.DUE
    return Label(
        waybill_no=parcel.waybill_no,
        numbers=_numbers(parcel),
        route=ends[1] or "-",
        from_outlet=outlets.get(ends[0], ends[0]),
        to_outlet=outlets.get(ends[1], ends[1]),
        recipient=recipient,
        sender=sender,
        product=_PRODUCTS.get(parcel.product, parcel.product),
        terms=_TERMS[parcel.terms],
        weight_g=parcel.goods.weight_g,
        goods_money_fen=parcel.cod.due_fen if owed else 0,
        due_fen=0 if returning or parcel.cod.status.taken else parcel.due_fen,
        returning=returning,
        paper_back=parcel.return_receipt,
        printed_at=now.astimezone(SHANGHAI),
        prints=prints,
    )


def masked(contact: Contact) -> LabelParty:
    """A party for paper."""
    address = masking.mask_address_on_label("", "", "", "", contact.address)
    return LabelParty(masking.mask_name(contact.name), masking.mask_phone_on_label(contact.phone), address)


def _numbers(parcel: Parcel) -> tuple[str, ...]:
    pieces = parcel.goods.pieces
    if pieces == 1:
        return (parcel.waybill_no,)
    return tuple(child_no(parcel.waybill_no, piece) for piece in range(1, pieces + 1))
