"""What was read from a pasted, spoken or photographed text about one person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

CONSIGNOR, CONSIGNEE = "consignor", "consignee"
SURE = 0.75
"""From this confidence on, a field is shown without asking anybody to look at it."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another likely reading of one field, offered as one tap: `label` for people, `values` the fields it sets."""

    field: str
    label: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """One person and address; an empty string says that nothing was found.

    `phone` is written nationally (13800001111, 020-12345678), divisions by their official full names of today,
    `adcode` is the GB/T 2260 code of the finest division known, `confidence` (0 to 1) covers name, phone, region
    and detail, and `former` pairs a division's old name in the text with today's.
    """

    role: str = ""
    name: str = ""
    phone: str = ""
    extension: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    adcode: str = ""
    street: str = ""
    detail: str = ""
    postcode: str = ""
    confidence: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    alternatives: tuple[Alternative, ...] = ()
    former: tuple[tuple[str, str], ...] = ()

    @property
    def uncertain(self) -> tuple[str, ...]:
        """The fields that a person should look at before they are used."""
        return tuple(name for name, share in self.confidence.items() if share < SURE)
