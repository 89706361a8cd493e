"""Entries of an address book: what is sealed, what is shown of it, and what makes two entries the same place."""

import unicodedata
from dataclasses import dataclass, fields

from logistics.privacy import masking, vault
from logistics.privacy.parties import mask_address_line

PLACE = "addresses.sealed"


@dataclass(frozen=True)
class Address:
    """An entry in clear: `phone` in E.164, `address` from the street on, `location` (lng, lat) in WGS-84."""

    name: str
    phone: str
    province: str
    city: str
    district: str
    adcode: str
    address: str
    extension: str = ""
    location: tuple[float, float] | None = None

    @property
    def region(self) -> str:
        """Province, city and district in one line; a municipality is named once."""
        return "".join(dict.fromkeys((self.province, self.city, self.district)))


_ADDRESS = tuple(field.name for field in fields(Address))  # newer code may have sealed more


def masked(address: Address) -> dict[str, str]:
    """The copies that lists show; the address follows the region, which stands beside it."""
    return {
        "name_masked": masking.mask_name(address.name),
        "phone_masked": masking.mask_phone_on_screen(address.phone, address.extension),
        "address_masked": mask_address_line(address.region + address.address).removeprefix(address.region),
        "region": address.region,
    }


def seal_address(address: Address, entry_id: str) -> bytes:
    """The entry as its row keeps it."""
    return vault.seal(vars(address), PLACE, entry_id)


def open_address(sealed: bytes, entry_id: str) -> Address:
    """The entry in clear, for its owner; Unavailable PII_UNREADABLE."""
    opened = vault.unseal(sealed, PLACE, entry_id)
    known = {name: opened[name] for name in _ADDRESS if name in opened}
    point = known.get("location")
    return Address(**known | {"location": tuple(point) if point else None})


def written_alike(phone: str, extension: str, adcode: str, address: str) -> str:
    """The same text for the same phone at the same place, whatever spaces, widths and marks it was written with."""
    folded = unicodedata.normalize("NFKC", address).casefold()
    kept = "".join(each for each in folded if each.isalnum())
    return f"{phone}|{extension}|{adcode}|{kept}"
