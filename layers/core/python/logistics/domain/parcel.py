"""The parcel: one order, its folded state, and the only ways in which either may change.

Every change returns a new Parcel that carries what must be stored with it: `events` for the outbox and `scans`
for the timeline. Counting versions is the store's task.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from logistics.domain import effects, guards
from logistics.domain.changing import changed
from logistics.domain.charge import Charge
from logistics.domain.choice import Consent, DeliveryChoice
from logistics.domain.cod import Cod
from logistics.domain.consignment import Goods, Party, PaymentTerms, Proof, RealName
from logistics.domain.event import Event
from logistics.domain.events import AssignmentDeclined, ScanUndone
from logistics.domain.faults import Forbidden, Invalid
from logistics.domain.ids import new_id
from logistics.domain.payment import PaymentStatus
from logistics.domain.pricing import Price
from logistics.domain.proving import OwnSignature
from logistics.domain.receipt import Receipt
from logistics.domain.redirecting import Redirection
from logistics.domain.repricing import Repricing
from logistics.domain.returning import Instruction, ReturnTrip
from logistics.domain.roles import Actor
from logistics.domain.route_class import RouteClass
from logistics.domain.scan import Scan
from logistics.domain.states import Status, Step
from logistics.domain.storage import Storage
from logistics.domain.timeline import Admission, Overlay, State, advance, is_elsewhere, objection

_NO_DETAILS: Mapping[str, object] = {}


@dataclass(frozen=True)
class Parcel:
    """One waybill. `outlet_ids` are all outlets that handle it (the data scope of their staff).

    `held_by` are all couriers it was ever given to; `courier_id` is the one responsible now.
    `pickup_from` to `pickup_until` is when the consignor wishes to be visited; neither means as soon as possible.
    `last_scan_at` is when the newest known scan happened, counted or not; `late_scans` how many are flagged.
    `at_outlet_id` is the outlet where it lies, None on its way (see timeline).
    `signatures` are the scan ids of the signatures that stood (see timeline). `signed_by` is a masked name.
    `handed_over_at` is when the latest signature that stands, of the whole or of some pieces, was given: what was paid
    for them is earned. `rated` are the sides that have said what they think of the delivery: their words are rows of
    their own.
    `signed_pieces` are the pieces handed over so far (部分签收), `proof_modes` what a delivery must be proved by,
    `return_receipt` that a signed paper goes back (签回单). `charges` are fees beside the price. `estimated_at` is when
    it should arrive as things stand, `told_late` that its parties were warned. `payment` and `owed_fen` are how the
    carriage is paid for and what its payer still owes, as the last settling up found (see settling_up).
    """

    waybill_no: str
    product: str
    placed_by: str
    terms: PaymentTerms
    consignor: Party
    consignee: Party
    goods: Goods
    price: Price
    tariff_version: str
    route_class: RouteClass
    quote_id: str | None = None
    merchant_id: str | None = None
    partner_id: str | None = None
    insured_value_fen: int = 0
    cod: Cod = field(default_factory=Cod)
    freight_due_fen: int = 0
    payment: PaymentStatus = PaymentStatus.UNPAID
    owed_fen: int = 0
    pickup_outlet_id: str | None = None
    delivery_outlet_id: str | None = None
    outlet_ids: tuple[str, ...] = ()
    promised_at: datetime | None = None
    pickup_from: datetime | None = None
    pickup_until: datetime | None = None
    status: Status = Status.DRAFT
    status_before: Status | None = None
    overlay: Overlay | None = None
    intercepted: bool = False
    attempts: int = 0
    at_outlet_id: str | None = None
    signatures: tuple[str, ...] = ()
    courier_id: str | None = None
    held_by: tuple[str, ...] = ()
    assignment_id: str | None = None
    assigned_at: datetime | None = None
    accepted_at: datetime | None = None
    declined_by: tuple[str, ...] = ()
    waiting_since: datetime | None = None
    real_name: RealName | None = None
    inspected: bool = False
    proofs: tuple[Proof, ...] = ()
    signed_by: str | None = None
    signed_kind: str | None = None
    rated: tuple[str, ...] = ()
    signed_pieces: tuple[int, ...] = ()
    proof_modes: tuple[str, ...] = ()
    return_receipt: bool = False
    charges: tuple[Charge, ...] = ()
    repricing: Repricing | None = None
    consents: tuple[Consent, ...] = ()
    delivery_choice: DeliveryChoice | None = None
    storage: Storage | None = None
    instruction: Instruction | None = None
    return_trip: ReturnTrip | None = None
    redirection: Redirection | None = None
    recipient_identity: RealName | None = None
    own_signature: OwnSignature | None = None
    receipt: Receipt | None = None
    estimated_at: datetime | None = None
    told_late: bool = False
    return_reason: str | None = None
    placed_at: datetime | None = None
    picked_up_at: datetime | None = None
    signed_at: datetime | None = None
    handed_over_at: datetime | None = None
    last_scan_at: datetime | None = None
    late_scans: int = 0
    version: int = 0
    events: tuple[Event, ...] = field(default=(), compare=False)
    scans: tuple[Scan, ...] = field(default=(), compare=False)

    @property
    def state(self) -> State:
        """The part of the row that the fold carries on from."""
        return State(
            self.status,
            self.overlay,
            self.courier_id,
            self.status_before,
            self.intercepted,
            self.attempts,
            self.at_outlet_id,
            self.signed_pieces,
        )

    @property
    def due_fen(self) -> int:
        """All that the consignee pays at the door: goods money and freight on receipt."""
        return self.cod.due_fen + self.freight_due_fen

    # --- scans -------------------------------------------------------------------------------------------------

    def needs_history(self, scan: Scan) -> bool:
        """Whether the scan may have happened before one we know, so that all of them must be folded again.

        So does a scan at another counter than the row names: an older release may have moved the parcel since, and
        it writes the scans without that column. And so does the withdrawal of an earlier one.
        """
        late = self.last_scan_at is not None and scan.happened_at <= self.last_scan_at
        return late or scan.step is Step.SCAN_WITHDRAWN or is_elsewhere(self.at_outlet_id, scan)

    def record(self, scan: Scan) -> "Parcel":
        """Add the newest scan; for one that `needs_history` use `apply`.

        Guards refuse (see guards). A fact that does not fit the state is kept and flagged, a command refused:
        Conflict PARCEL_STATE_CONFLICT with status= and step=, or the code of what else is in its way.
        """
        if self.needs_history(scan):
            raise ValueError("this scan must be folded together with the earlier ones")
        guards.check(self, scan)
        code = objection(self.state, scan)
        if code is None:
            moved = effects.columns(self._with_state(advance(self.state, scan)), scan)
            moved = effects.settle(moved, self)
            return moved._told(effects.event_of(moved, scan, moved.attempts))._kept(scan, self.late_scans)
        if guards.refuses(code, scan.step):
            raise guards.refusal(code, self.status, scan.step)
        return self._kept(scan, self.late_scans + 1)

    def apply(self, admission: Admission, scan: Scan) -> "Parcel":
        """Add a scan that came late, with `admission = admit(stored scans, scan, parcel.signatures)`.

        Raises what `record` raises. Events tell each scan that counts only now and each that counts no more.
        A scan that was stored already changes nothing.
        """
        if admission.repeated:
            return self
        guards.check(self, scan)
        folded = admission.folded
        flag = folded.flagged.get(scan.id)
        if flag and guards.refuses(flag, scan.step):
            raise guards.refusal(flag, self.status, scan.step)
        parcel = effects.blank(self)
        for counted in folded.applied:
            parcel = effects.columns(changed(parcel, attempts=folded.attempt_of(counted)), counted)
        parcel = effects.carried_over(parcel, self)
        undone = (ScanUndone(self.waybill_no, gone.id, gone.step, scan.id) for gone in admission.undone)
        parcel = changed(parcel._with_state(folded.state), events=(*self.events, *undone))
        parcel = effects.settle(parcel, self)
        for counted in admission.newly_applied:
            parcel = parcel._told(effects.event_of(parcel, counted, folded.attempt_of(counted)))
        return parcel._kept(scan, len(folded.flagged))

    # --- commands ----------------------------------------------------------------------------------------------

    def place(self, by: Actor, now: datetime) -> "Parcel":
        """Submit the order: a prepaid one waits for its payment, any other waits for a courier."""
        waits = self.terms is PaymentTerms.PREPAID and self.price.total_fen > 0
        owed_fen = self.price.total_fen if waits else self.freight_due_fen
        return changed(self, owed_fen=owed_fen).decide(Step.SUBMITTED if waits else Step.PLACED, by, now)

    def assign(self, courier_id: str, by: Actor, now: datetime, outlet_id: str | None = None) -> "Parcel":
        """Give the pickup to a courier, or to another one; raises Conflict PARCEL_STATE_CONFLICT."""
        return self.decide(Step.ASSIGNED, by, now, courier_id=courier_id, outlet_id=outlet_id)

    def release(self, by: Actor, now: datetime, reason: str | None = None) -> "Parcel":
        """Take the pickup from its courier: the order waits for another one."""
        return self.decide(Step.RELEASED, by, now, reason=reason, courier_id=self.courier_id)

    def accept(self, by: Actor, now: datetime) -> "Parcel":
        """The assigned courier promises to come; accepting twice changes nothing."""
        self._require_assigned(by)
        return self if self.accepted_at else changed(self, accepted_at=now)

    def decline(self, reason: str, by: Actor, now: datetime) -> "Parcel":
        """The assigned courier will not come: the order waits again and is not offered to them any more."""
        self._require_assigned(by)
        if not reason:
            raise Invalid("REASON_UNKNOWN", "请选择有效的原因", step=Step.RELEASED, reason=reason)
        released = self.release(by, now, reason)
        declined = AssignmentDeclined(self.waybill_no, by.id, reason)
        return changed(released, declined_by=(*self.declined_by, by.id))._told(declined)

    def cancel(self, reason: str, by: Actor, now: datetime) -> "Parcel":
        """Call the order off; only before pickup, else Conflict PARCEL_STATE_CONFLICT."""
        return self.decide(Step.CANCELLED, by, now, reason=reason, courier_id=self.courier_id)

    # --- what is not a scan ------------------------------------------------------------------------------------

    def verify_real_name(self, token: str, now: datetime) -> "Parcel":
        """Keep the verifier's token of the consignor's identity check; the provider gateway vouches for it."""
        if not token:
            raise Invalid("REAL_NAME_REQUIRED", "请先完成寄件人实名认证")
        return changed(self, real_name=RealName(token, now))

    def add_proof(self, proof: Proof) -> "Parcel":
        """Attach a checked file; the same key twice changes nothing."""
        known = any(proof.key == kept.key for kept in self.proofs)
        return self if known else changed(self, proofs=(*self.proofs, proof))

    # --- inside ------------------------------------------------------------------------------------------------

    def _require_assigned(self, by: Actor) -> None:
        if self.status is not Status.ASSIGNED:
            raise guards.refusal("PARCEL_STATE_CONFLICT", self.status, Step.ASSIGNED)
        if by.id != self.courier_id:
            raise Forbidden("PARCEL_NOT_YOURS", "该包裹不在您手上")

    def decide(
        self,
        step: Step,
        by: Actor,
        now: datetime,
        *,
        reason: str | None = None,
        courier_id: str | None = None,
        outlet_id: str | None = None,
        details: Mapping[str, object] = _NO_DETAILS,
    ) -> "Parcel":
        """A command as a scan of now; raises what `record` raises."""
        # A command is decided on the present state, so it happens after everything known, whatever the clocks say.
        known = self.last_scan_at
        at = now if known is None or now > known else known + timedelta(milliseconds=1)
        outlet = outlet_id or by.outlet_id
        scan = Scan(new_id(at), self.waybill_no, step, at, at, by.id, by.role, outlet)
        return self.record(replace(scan, reason=reason, courier_id=courier_id, details=details))

    def _with_state(self, state: State) -> "Parcel":
        return changed(
            self,
            status=state.status,
            status_before=state.before,
            overlay=state.overlay,
            courier_id=state.courier_id,
            intercepted=state.intercepted,
            attempts=state.attempts,
            at_outlet_id=state.at_outlet_id,
            signed_pieces=state.signed_pieces,
        )

    def _kept(self, scan: Scan, late_scans: int) -> "Parcel":
        newest = max(self.last_scan_at or scan.happened_at, scan.happened_at)
        parcel = effects.touched(self, scan)
        return changed(parcel, last_scan_at=newest, late_scans=late_scans, scans=(*self.scans, scan))

    def _told(self, event: Event | None) -> "Parcel":
        return self if event is None else changed(self, events=(*self.events, event))
