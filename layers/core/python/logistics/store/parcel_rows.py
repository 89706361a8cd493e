"""A parcel as a MongoDB row and back; a field that is not in the row (older code wrote it) keeps its default."""

from dataclasses import MISSING, fields
from operator import attrgetter
from typing import Any

from logistics.domain.changing import made
from logistics.domain.charge import Charge, Payer
from logistics.domain.choice import Consent, DeliveryChoice
from logistics.domain.cod import Cod, CodStatus, PayMethod
from logistics.domain.consignment import DeclaredItem, Goods, Party, PaymentTerms, Proof, RealName
from logistics.domain.parcel import Parcel
from logistics.domain.payment import PaymentStatus
from logistics.domain.pricing import FeeLine, Price
from logistics.domain.proving import OwnSignature
from logistics.domain.receipt import Receipt, ReceiptState
from logistics.domain.redirecting import Destination, Redirection
from logistics.domain.repricing import Repricing
from logistics.domain.returning import Instruction, ReturnTrip
from logistics.domain.route_class import RouteClass
from logistics.domain.states import Status
from logistics.domain.storage import Place, Storage
from logistics.domain.timeline import Overlay

Row = dict[str, Any]

_UNSTORED = {"waybill_no", "version", "events", "scans"}
_STORED = tuple(field.name for field in fields(Parcel) if field.name not in _UNSTORED)
_VALUES = attrgetter(*_STORED)
_DEFAULTS = {field.name: field.default for field in fields(Parcel) if field.default is not MISSING} | {"cod": Cod()}


def to_row(parcel: Parcel) -> Row:
    """The whole row, version included."""
    row: Row = {"_id": parcel.waybill_no, "version": parcel.version}
    for name, value in zip(_STORED, _VALUES(parcel), strict=True):
        row[name] = _encode(value)
    return row


def changes(before: Parcel, after: Parcel) -> Row:
    """The fields that differ, ready for $set."""
    pairs = zip(_STORED, _VALUES(before), _VALUES(after), strict=True)
    return {name: _encode(new) for name, old, new in pairs if old is not new and old != new}


def from_row(row: Row) -> Parcel:
    """The parcel that a row holds; consumes the row."""
    known = {name: row[name] for name in _STORED if name in row}
    for name, decode in _DECODERS.items():
        if known.get(name) is not None:
            known[name] = decode(known[name])
    return made(Parcel, _DEFAULTS | known | {"waybill_no": row["_id"], "version": row["version"]})


def _encode(value: Any) -> Any:
    encode = _ENCODERS.get(type(value))
    return value if encode is None else encode(value)


def _plain(value: Any) -> Row:
    """The fields of a flat dataclass."""
    return {name: _encode(each) for name, each in vars(value).items()}


def _price(price: Price) -> Row:
    lines = [[line.code, line.name, line.amount_fen] for line in price.fee_lines]
    return {"charge_weight_g": price.charge_weight_g, "fee_lines": lines, "total_fen": price.total_fen}


def _price_from(row: Row) -> Price:
    lines = tuple(FeeLine(*line) for line in row["fee_lines"])
    return Price(row["charge_weight_g"], lines, row["total_fen"])


_ENCODERS: dict[type, Any] = {
    tuple: lambda values: [_encode(value) for value in values],
    Party: _plain,
    Goods: _plain,
    DeclaredItem: _plain,
    RealName: _plain,
    Proof: _plain,
    Overlay: _plain,
    Cod: _plain,
    Price: _price,
    FeeLine: lambda line: [line.code, line.name, line.amount_fen],
    **dict.fromkeys((Charge, Repricing, Consent, DeliveryChoice, Storage, Instruction, ReturnTrip), _plain),
    **dict.fromkeys((OwnSignature, Receipt, Redirection, Destination), _plain),
    **dict.fromkeys((Status, PaymentTerms, RouteClass, CodStatus, PayMethod, Payer, Place, ReceiptState), str),
    PaymentStatus: str,
}


def _party(row: Row) -> Party:
    if row.get("location") is not None:
        row["location"] = tuple(row["location"])
    return Party(**row)


def _goods(row: Row) -> Goods:
    declared = tuple(DeclaredItem(**each) for each in row.get("declared", ()))
    return Goods(**row | {"declared": declared})


def _cod(row: Row) -> Cod:
    method = row.get("method")
    taken = row["collected_fen"], PayMethod(method) if method else None
    pieces = tuple(row.get("shares_fen", ())), tuple(row.get("pieces", ()))
    return Cod(row["due_fen"], CodStatus(row["status"]), *taken, row.get("void_by_loss", False), *pieces)


def _charge(row: Row) -> Charge:
    return Charge(**row | {"payer": Payer(row["payer"])})


def _repricing(row: Row) -> Repricing:
    prices = {name: _price_from(row[name]) for name in ("before", "after")}
    return Repricing(**row | prices | {"evidence": tuple(row["evidence"])})


def _return_trip(row: Row) -> ReturnTrip:
    lines = tuple(FeeLine(*line) for line in row["fee_lines"])
    return ReturnTrip(**row | {"payer": Payer(row["payer"]), "fee_lines": lines})


def _destination(row: Row) -> Destination:
    return Destination(**row | {"consignee": _party(row["consignee"])})


def _redirection(row: Row) -> Redirection:
    ends = {name: _destination(row[name]) for name in ("before", "after")}
    lines = tuple(FeeLine(*line) for line in row["fee_lines"])
    return Redirection(**row | ends | {"payer": Payer(row["payer"]), "fee_lines": lines})


_DECODERS: dict[str, Any] = {
    "terms": PaymentTerms,
    "status": Status,
    "status_before": Status,
    "route_class": RouteClass,
    "consignor": _party,
    "consignee": _party,
    "goods": _goods,
    "price": _price_from,
    "cod": _cod,
    "payment": PaymentStatus,
    "overlay": lambda row: Overlay(**row),
    "real_name": lambda row: RealName(**row),
    "proofs": lambda rows: tuple(Proof(**row) for row in rows),
    "charges": lambda rows: tuple(_charge(row) for row in rows),
    "repricing": _repricing,
    "consents": lambda rows: tuple(Consent(**row) for row in rows),
    "delivery_choice": lambda row: DeliveryChoice(**row),
    "storage": lambda row: Storage(**row | {"place": Place(row["place"])}),
    "instruction": lambda row: Instruction(**row),
    "return_trip": _return_trip,
    "redirection": _redirection,
    "recipient_identity": lambda row: RealName(**row),
    "own_signature": lambda row: OwnSignature(**row),
    "receipt": lambda row: Receipt(**row | {"state": ReceiptState(row["state"])}),
    **dict.fromkeys(
        ("outlet_ids", "signatures", "held_by", "declined_by", "rated", "signed_pieces", "proof_modes"), tuple
    ),
}
