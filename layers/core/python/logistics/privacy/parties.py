"""The two parties of an order: who they are is sealed as one value, with masked copies and blind indexes beside it."""

import re
from dataclasses import dataclass, fields
from enum import StrEnum

from logistics.domain.consignment import Party
from logistics.privacy import masking, phones, vault

# A screen shows an address down to its street. The longer endings stand first: 街道 is not 街 and a rest.
_STREET = re.compile(r"^[^0-9]*?(?:街道|大街|大道|胡同|[路街巷弄镇乡])")
_DISTRICT = re.compile(r"^[^0-9]*[省市区县旗盟州]")


class Side(StrEnum):
    """Which party; the value names its field in the parcel's row, and so the place its sealed value is bound to."""

    CONSIGNOR = "parcels.consignor"
    CONSIGNEE = "parcels.consignee"


@dataclass(frozen=True)
class Contact:
    """A party in clear: `phone` in E.164, `address` from province to door, `remark` for the courier.

    `extension` is dialled after the phone, on a switchboard or a shop's relay number; "" for most.
    """

    name: str
    phone: str
    address: str
    remark: str = ""
    extension: str = ""


_CONTACT = tuple(field.name for field in fields(Contact))  # newer code may have sealed more


def seal_party(
    contact: Contact,
    side: Side,
    waybill_no: str,
    adcode: str,
    location: tuple[float, float] | None = None,
    customer_id: str | None = None,
) -> Party:
    """The party as a parcel keeps it; Invalid PHONE_INVALID."""
    e164 = phones.normalise(contact.phone)
    return Party(
        name_masked=masking.mask_name(contact.name),
        phone_masked=masking.mask_phone_on_screen(e164, contact.extension),
        address_masked=mask_address_line(contact.address),
        phone_index=vault.phone_index(e164),
        phone_tail_index=vault.phone_tail_index(phones.tail(e164)),
        adcode=adcode,
        location=location,
        customer_id=customer_id,
        sealed=vault.seal(vars(contact) | {"phone": e164}, side.value, waybill_no),
    )


def open_party(party: Party, side: Side, waybill_no: str) -> Contact:
    """The party in clear, for somebody who must visit or call them now; Unavailable PII_UNREADABLE."""
    opened = vault.unseal(party.sealed, side.value, waybill_no)
    return Contact(**{name: opened[name] for name in _CONTACT if name in opened})


def mask_address_line(address: str) -> str:
    """An address written in one line, down to its street: 浙江省杭州市西湖区文三路***; unknown forms hide all."""
    shown = _STREET.match(address) or _DISTRICT.match(address)
    return f"{shown.group()}***" if shown else "***"
