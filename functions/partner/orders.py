"""A shop's orders: placed in one call under its own number, looked at and called off by that or the waybill's."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from functions.partner.schemas import AnswerPartnerPrice, CancelPartnerOrder, OrderRef, PartnerOrderEntry
from logistics.domain.codes import Codes, codes_for, codes_for_exception
from logistics.domain.consignment import SignedKind
from logistics.domain.faults import Conflict, NotFound
from logistics.domain.parcel import Parcel
from logistics.domain.repricing import Repricing, answered, open_question
from logistics.domain.scan import Scan
from logistics.domain.states import Status, Step
from logistics.domain.timeline import State, advance, fold
from logistics.runtime.context import Context
from logistics.runtime.placing import book, call_off, check_wishes, parcel_for
from logistics.runtime.quoting import make_quote
from logistics.runtime.run import request_digest
from logistics.store.outlets import Place
from logistics.store.partner_orders import PartnerOrder

_INTERNAL = frozenset({Step.RELEASED, Step.SCAN_WITHDRAWN})  # the office's business


@dataclass(frozen=True)
class Stage:
    """One line of a timeline."""

    at: datetime
    step: Step
    status: Status
    reason: str | None
    codes: Codes


@dataclass(frozen=True)
class Shown:
    """An order as its shop sees it."""

    external_no: str
    parcel: Parcel
    timeline: tuple[Stage, ...] = ()

    @property
    def exception_open(self) -> bool:
        """Whether something is the matter with it."""
        return self.parcel.overlay is not None

    @property
    def price_question(self) -> Repricing | None:
        """The price of what was measured, while the shop may still answer to it."""
        return open_question(self.parcel)


def place_partner_order(command: PartnerOrderEntry, ctx: Context) -> Shown:
    """Quote and place in one call; the same number for the same order answers with its waybill, in any request.

    Raises Conflict EXTERNAL_NO_TAKEN for another order under a known number, and all that a quote and an order raise.
    """
    digest = request_digest(asdict(command))
    known = ctx.store.partner_orders.find(ctx.actor.id, command.external_no)
    if known is not None:
        if known.digest != digest:
            raise Conflict("EXTERNAL_NO_TAKEN", "此订单号已用于另一个订单", waybill_no=known.waybill_no)
        return Shown(command.external_no, ctx.store.parcels.get(known.waybill_no, ctx.actor.scope))
    check_wishes(command, ctx.now)
    pickup, delivery = (Place(each.adcode, each.location) for each in (command.consignor, command.consignee))
    quote = make_quote(ctx.new_id(), command.ask, pickup, delivery, ctx)
    parcel = parcel_for(command, quote, ctx.actor, ctx.now).place(ctx.actor, ctx.now)
    ctx.store.parcels.insert(book(parcel, ctx))
    ctx.store.partner_orders.add(PartnerOrder(ctx.actor.id, command.external_no, parcel.waybill_no, digest))
    return Shown(command.external_no, parcel)


def show_partner_order(command: OrderRef, ctx: Context) -> Shown:
    """How an order stands; NotFound PARCEL_NOT_FOUND also for another shop's."""
    return Shown(*_found(command.number, ctx))


def track_partner_order(command: OrderRef, ctx: Context) -> Shown:
    """An order with its timeline in the codes that others use; NotFound PARCEL_NOT_FOUND also for another shop's."""
    external_no, parcel = _found(command.number, ctx)
    folded = fold(ctx.store.scans.of(parcel.waybill_no), parcel.signatures)
    return Shown(external_no, parcel, tuple(_stages(folded.applied)))


def cancel_partner_order(command: CancelPartnerOrder, ctx: Context) -> Shown:
    """Call an order off before pickup; NotFound PARCEL_NOT_FOUND, Conflict PARCEL_STATE_CONFLICT."""
    external_no, parcel = _found(command.number, ctx)
    return Shown(external_no, call_off(parcel.waybill_no, command.reason, ctx))


def answer_partner_price(command: AnswerPartnerPrice, ctx: Context) -> Shown:
    """Agree or not to the price of what the courier measured; the answer may change until the parcel is picked up.

    Raises NotFound PARCEL_NOT_FOUND, Conflict PARCEL_STATE_CONFLICT and MEASUREMENT_OUTDATED.
    """
    external_no, parcel = _found(command.number, ctx)
    after = ctx.store.parcels.save(parcel, answered(parcel, command.measurement_id, command.agreed, ctx.now))
    return Shown(external_no, after)


def _found(number: str, ctx: Context) -> tuple[str, Parcel]:
    """The shop's own number for an order, and its parcel; both are looked for within what is the shop's."""
    own = ctx.store.partner_orders.find(ctx.actor.id, number) or ctx.store.partner_orders.of(number)
    if own is None or own.partner_id != ctx.actor.id:
        raise NotFound("PARCEL_NOT_FOUND", "没有找到这个运单")
    return own.external_no, ctx.store.parcels.get(own.waybill_no, ctx.actor.scope)


def _stages(scans: tuple[Scan, ...]) -> Iterator[Stage]:
    state = State()
    for scan in scans:
        state = advance(state, scan)
        if scan.step not in _INTERNAL:
            yield Stage(scan.happened_at, scan.step, state.status, scan.reason, _codes(state, scan))


def _codes(state: State, scan: Scan) -> Codes:
    if scan.step is Step.EXCEPTION_OPENED:
        return codes_for_exception(scan.reason or "")
    if state.status is not Status.SIGNED:
        return codes_for(state.status)
    return codes_for(Status.SIGNED, SignedKind(str(scan.details.get("signed_kind", SignedKind.SELF))))
