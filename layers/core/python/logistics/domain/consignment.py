"""What an order consists of: the parties, the goods, who pays, and what proves it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

MOST_PIECES = 99  # a child's number has room for more, a courier has not


class PaymentTerms(StrEnum):
    """Who pays the freight, and when: 月结, 到付, 寄付."""

    ON_ACCOUNT = "on_account"
    ON_RECEIPT = "on_receipt"
    PREPAID = "prepaid"


class SignedKind(StrEnum):
    """Who took the parcel: 本人, 代签, 自提."""

    SELF = "self"
    PROXY = "proxy"
    COUNTER = "counter"


class ProofMode(StrEnum):
    """What a delivery must be proved by, beside what every delivery needs.

    签名 (on the courier's phone), 照片, 签收码, 核验身份, and the consignee's own signature on their own phone.
    """

    SIGNATURE = "signature"
    PHOTO = "photo"
    CODE = "code"
    IDENTITY = "identity"
    OWN_SIGNATURE = "own_signature"


@dataclass(frozen=True)
class Party:
    """Consignor or consignee: masked copies for showing, blind indexes for finding, `sealed` ciphertext for use.

    `location` is (longitude, latitude) in WGS-84, `adcode` a six-digit GB/T 2260 code.
    """

    name_masked: str
    phone_masked: str
    address_masked: str
    phone_index: bytes = field(repr=False)
    phone_tail_index: bytes = field(repr=False)
    adcode: str
    location: tuple[float, float] | None = None
    customer_id: str | None = None
    sealed: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class DeclaredItem:
    """One kind of thing in a parcel and how many there are, as the consignor declares it."""

    name: str
    count: int


@dataclass(frozen=True)
class Goods:
    """`weight_g` grams, `volume_cm3` of all pieces together."""

    description: str
    category: str
    weight_g: int
    volume_cm3: int
    pieces: int = 1
    declared: tuple[DeclaredItem, ...] = ()


@dataclass(frozen=True)
class RealName:
    """That the consignor's identity was verified: the verifier's token, never a document."""

    token: str
    verified_at: datetime


@dataclass(frozen=True)
class Proof:
    """A checked file: `kind` is photo or signature, `owner_id` who uploaded it."""

    key: str
    kind: str
    owner_id: str
    size: int
    sha256: str
    checked_at: datetime
