"""A tariff as data: the price rules of one product on one route class, checked when they are read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TypeVar

from logistics.domain.faults import Invalid
from logistics.domain.route_class import RouteClass

Row = TypeVar("Row")
Choice = TypeVar("Choice", bound=StrEnum)

# What tariffs cost that do not say so themselves.
PIECE_FEN, RETURN_RECEIPT_FEN = 100, 500


class Rounding(StrEnum):
    UP = "up"
    NEAREST = "nearest"  # halves go up


class Condition(StrEnum):
    """When a surcharge applies."""

    ALWAYS = "always"
    REMOTE = "remote"
    PEAK = "peak"
    OVERSIZE = "oversize"
    OVERWEIGHT = "overweight"
    NIGHT = "night"


class SurchargeKind(StrEnum):
    FLAT = "flat"
    PERCENT = "percent"


@dataclass(frozen=True)
class WeightBand:
    """Weights below `below_g` grams (None: all the rest) are rounded to `step_g` grams."""

    below_g: int | None
    step_g: int
    mode: Rounding


@dataclass(frozen=True)
class Surcharge:
    """`amount` is fen when flat, basis points of the freight when percent; `name` is what the customer reads."""

    code: str
    name: str
    kind: SurchargeKind
    amount: int
    condition: Condition


@dataclass(frozen=True)
class ValueFee:
    """A fee on a declared sum: basis points of it, at least `minimum_fen`; sums above `cap_fen` are not taken."""

    basis_points: int
    minimum_fen: int
    cap_fen: int


@dataclass(frozen=True)
class Tariff:
    """`divisor` is cm3 per kg; `first_fen` covers `first_g`, `continued_fen` each 1000 g after it.

    `piece_fen` is for each piece after the first (子件), `return_receipt_fen` for a signed paper that goes back.

    Freight is rounded to `round_fen`, and is at least `minimum_fen`. `insurance` and `cod` are None when the
    product does not offer them.
    """

    version: str
    product: str
    route_class: RouteClass
    divisor: int
    minimum_g: int
    bands: tuple[WeightBand, ...]
    first_g: int
    first_fen: int
    continued_fen: int
    round_fen: int
    round_mode: Rounding
    minimum_fen: int = 0
    surcharges: tuple[Surcharge, ...] = ()
    insurance: ValueFee | None = None
    cod: ValueFee | None = None
    piece_fen: int = PIECE_FEN
    return_receipt_fen: int = RETURN_RECEIPT_FEN

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> "Tariff":
        """Read and check a stored or submitted tariff; raises Invalid TARIFF_INVALID with field=."""
        known = {*cls.__dataclass_fields__}
        if unknown := sorted(set(data) - known):
            raise _invalid(unknown[0])
        return cls(
            version=_text(data, "version"),
            product=_text(data, "product"),
            route_class=_choice(data, "route_class", RouteClass),
            divisor=_whole(data, "divisor", 1),
            minimum_g=_whole(data, "minimum_g", 1),
            bands=_bands(data),
            first_g=_whole(data, "first_g", 1),
            first_fen=_whole(data, "first_fen"),
            continued_fen=_whole(data, "continued_fen"),
            round_fen=_whole(data, "round_fen", 1),
            round_mode=_choice(data, "round_mode", Rounding),
            minimum_fen=_whole({"minimum_fen": 0, **data}, "minimum_fen"),
            surcharges=_rows(data, "surcharges", _surcharge),
            insurance=_value_fee(data, "insurance"),
            cod=_value_fee(data, "cod"),
            piece_fen=_whole({"piece_fen": PIECE_FEN, **data}, "piece_fen"),
            return_receipt_fen=_whole({"return_receipt_fen": RETURN_RECEIPT_FEN, **data}, "return_receipt_fen"),
        )

    def to_data(self) -> dict[str, object]:
        """The tariff as plain values, from which `from_data` makes it again."""
        return asdict(self)


def _invalid(field: str) -> Invalid:
    return Invalid("TARIFF_INVALID", f"运费规则有误：{field}", field=field)


def _text(data: Mapping[str, object], field: str, path: str = "") -> str:
    value = data.get(field)
    if not isinstance(value, str) or not value.strip():
        raise _invalid(path + field)
    return value


def _whole(data: Mapping[str, object], field: str, least: int = 0, path: str = "") -> int:
    value = data.get(field)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise _invalid(path + field)
    return value


def _choice(data: Mapping[str, object], field: str, kind: type[Choice], path: str = "") -> Choice:
    value = data.get(field)
    if not isinstance(value, str) or value not in list(kind):
        raise _invalid(path + field)
    return kind(value)


def _table(value: object, field: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise _invalid(field)
    return value


def _rows(data: Mapping[str, object], field: str, read: Callable[[Mapping[str, object], str], Row]) -> tuple[Row, ...]:
    rows = data.get(field, ())
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise _invalid(field)
    return tuple(read(_table(row, f"{field}[{at}]"), f"{field}[{at}].") for at, row in enumerate(rows))


def _bands(data: Mapping[str, object]) -> tuple[WeightBand, ...]:
    """Bands rise, and exactly the last one is open, so that every weight has its band."""
    bands = _rows(data, "bands", _band)
    limits = [band.below_g for band in bands]
    closed = [limit for limit in limits if limit is not None]
    if not limits or limits[-1] is not None or len(closed) != len(limits) - 1 or closed != sorted(set(closed)):
        raise _invalid("bands")
    return bands


def _band(row: Mapping[str, object], path: str) -> WeightBand:
    below = None if row.get("below_g") is None else _whole(row, "below_g", 1, path)
    return WeightBand(below, _whole(row, "step_g", 1, path), _choice(row, "mode", Rounding, path))


def _surcharge(row: Mapping[str, object], path: str) -> Surcharge:
    return Surcharge(
        _text(row, "code", path),
        _text(row, "name", path),
        _choice(row, "kind", SurchargeKind, path),
        _whole(row, "amount", 0, path),
        _choice(row, "condition", Condition, path),
    )


def _value_fee(data: Mapping[str, object], field: str) -> ValueFee | None:
    if data.get(field) is None:
        return None
    row, path = _table(data[field], field), f"{field}."
    return ValueFee(
        _whole(row, "basis_points", 0, path), _whole(row, "minimum_fen", 0, path), _whole(row, "cap_fen", 0, path)
    )
