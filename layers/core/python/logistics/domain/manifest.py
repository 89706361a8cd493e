"""A manifest (交接单): what an outlet hands to a vehicle, and what the next one counts out of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from logistics.domain.faults import Conflict, Invalid
from logistics.domain.line_network import LineNetwork
from logistics.domain.parcel import Parcel
from logistics.domain.states import Status
from logistics.domain.waybill import child_no, is_piece_no, is_waybill_no, parent_of

MOST_NUMBERS = 500  # of one vehicle's manifest: each is a scan of its own, twice
_ON_THE_SHELF = frozenset({Status.PICKED_UP, Status.AT_OUTLET, Status.RETURNING})


class ManifestState(StrEnum):
    """OPEN while loading, DEPARTED on the road, ARRIVED while it is counted out, CLOSED with its statement."""

    OPEN = "open"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    CLOSED = "closed"


@dataclass(frozen=True)
class Statement:
    """The closing count. `loaded` and `arrived` count waybills; the others name them, or single pieces of them.

    `misdirected` went the wrong way knowingly, `incomplete` left without some of their pieces.
    """

    loaded: int
    arrived: int
    missing: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()
    misdirected: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()


@dataclass(frozen=True)
class Manifest:
    """`numbers` is what was counted out. `all_departed` that every parcel on it has its scan of the departure."""

    id: str
    line_id: str
    from_outlet_id: str
    to_outlet_id: str
    vehicle: str
    opened_by: str
    opened_at: datetime
    driver_id: str | None = None
    state: ManifestState = ManifestState.OPEN
    departed_at: datetime | None = None
    all_departed: bool = False
    arrived_at: datetime | None = None
    numbers: tuple[str, ...] = ()
    statement: Statement | None = None

    def require(self, *states: ManifestState) -> None:
        """Refuse what does not fit its state: Conflict MANIFEST_STATE_CONFLICT with the state."""
        if self.state not in states:
            raise Conflict("MANIFEST_STATE_CONFLICT", f"交接单{_LABELS[self.state]}，不能进行此操作", state=self.state)


_LABELS = {
    ManifestState.OPEN: "尚未发车",
    ManifestState.DEPARTED: "已发车",
    ManifestState.ARRIVED: "正在清点",
    ManifestState.CLOSED: "已交接完毕",
}


@dataclass(frozen=True)
class Loaded:
    """One waybill on a manifest: which of its `of` pieces were scanned in, and where it should have gone instead."""

    waybill_no: str
    pieces: tuple[int, ...]
    of: int
    misdirected: bool = False
    next_stop: str | None = None

    @property
    def complete(self) -> bool:
        return len(self.pieces) == self.of


def pieces_by_waybill(numbers: Iterable[str], prefix: str) -> tuple[dict[str, set[int]], list[str]]:
    """Scanned numbers by waybill, and those that are none; no piece beside a waybill means all of it."""
    grouped: dict[str, set[int]] = {}
    unreadable: list[str] = []
    for number in dict.fromkeys(numbers):
        is_piece = is_piece_no(number, prefix)
        if not is_piece and not is_waybill_no(number, prefix):
            unreadable.append(number)
            continue
        pieces = grouped.setdefault(parent_of(number), set())
        pieces |= {int(number.rpartition("-")[2])} if is_piece else {0}
    return {waybill_no: set() if 0 in pieces else pieces for waybill_no, pieces in grouped.items()}, unreadable


def check_loading(parcel: Parcel, pieces: Collection[int], at_outlet_id: str) -> tuple[int, ...]:
    """The pieces that are loaded, each once; refuses what cannot stand before the loader.

    Conflict PARCEL_STATE_CONFLICT or PARCEL_ELSEWHERE, Invalid PIECES_INVALID.
    """
    of = parcel.goods.pieces
    if any(piece > of for piece in pieces):
        raise Invalid("PIECES_INVALID", "件号有误，请扫描本票的包裹", pieces=of)
    if parcel.status not in _ON_THE_SHELF:
        raise Conflict("PARCEL_STATE_CONFLICT", f"包裹{parcel.status.label}，不能装车", status=parcel.status)
    lies_at = parcel.at_outlet_id or (parcel.pickup_outlet_id if parcel.status is Status.PICKED_UP else None)
    if lies_at not in (None, at_outlet_id):
        raise Conflict("PARCEL_ELSEWHERE", "包裹不在本网点，请到包裹所在网点办理", status=parcel.status)
    return tuple(sorted(pieces)) or tuple(range(1, of + 1))


def destination(parcel: Parcel) -> str | None:
    """The outlet it is going to now: back to where it was picked up when it returns."""
    return parcel.pickup_outlet_id if parcel.status is Status.RETURNING else parcel.delivery_outlet_id


def next_stop(parcel: Parcel, network: LineNetwork, here: str, now: datetime) -> str | None:
    """Where it should go from here; None when no line leads there, or it is there already."""
    target = destination(parcel)
    way = network.way(here, target, now) if target else None
    return way.next_stop if way else None


def is_wrong_direction(parcel: Parcel, towards: str, expected: str | None) -> bool:
    """Whether a vehicle takes it away from where it goes. Where no line is known nobody can say."""
    if destination(parcel) in (None, towards):
        return False
    return expected is not None and expected != towards


def count_out(loaded: Collection[Loaded], seen: dict[str, set[int]]) -> Statement:
    """Compare what was loaded with what came out, piece by piece."""
    known = {each.waybill_no: each for each in loaded}
    missing: list[str] = []
    for each in loaded:
        missing += _missing(each, seen.get(each.waybill_no))
    surplus: list[str] = []
    for waybill_no, pieces in seen.items():
        surplus += _surplus(waybill_no, pieces, known.get(waybill_no))
    return Statement(
        loaded=len(known),
        arrived=len(known.keys() & seen.keys()),
        missing=tuple(sorted(missing)),
        surplus=tuple(sorted(surplus)),
        misdirected=tuple(sorted(each.waybill_no for each in loaded if each.misdirected)),
        incomplete=tuple(sorted(each.waybill_no for each in loaded if not each.complete)),
    )


def _missing(each: Loaded, seen: set[int] | None) -> list[str]:
    if seen is None:
        return [each.waybill_no]
    gone = set(each.pieces) - seen if seen else set()
    return [child_no(each.waybill_no, piece) for piece in gone]


def _surplus(waybill_no: str, seen: set[int], known: Loaded | None) -> list[str]:
    if known is None:
        return [waybill_no]
    return [child_no(waybill_no, piece) for piece in seen - set(known.pieces)]


def is_astray(parcel: Parcel, here: str, network: LineNetwork, left: tuple[str, datetime] | None) -> bool:
    """Whether a parcel came in where no way of its leads: neither the one from the outlet it `left`, at that time,
    nor the one from where it was picked up. Without any known way nobody can say."""
    target = destination(parcel)
    if target is None or here in (target, parcel.pickup_outlet_id):
        return False
    starts = [left] if left else []
    if parcel.pickup_outlet_id and parcel.picked_up_at:
        starts.append((parcel.pickup_outlet_id, parcel.picked_up_at))
    # Its destination may have changed after it came in here: from where it goes back to, no way says anything.
    starts = [each for each in starts if each[0] != target]
    ways = [network.way(outlet, target, at) for outlet, at in starts]
    return any(ways) and not any(here in way.stops for way in ways if way)
