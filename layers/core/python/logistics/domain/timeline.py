"""A parcel's state as a fold over its scans, in the order in which they happened.

Facts arrive late and out of order. The state is therefore a function of the set of scans and of the signatures
that already stood (`signatures`), never of the order in which they were read. Two rules of judgement:

- a scan that does not apply at its place is flagged with a code and judged again at every admission;
- a late scan never undoes a signature: a scan is left out (SIGNATURE_STANDS) when, with it applied, a signature
  that stood could no longer be reached. Only SIGNATURE_REVOKED takes a signature back;
- a scan that was withdrawn (SCAN_WITHDRAWN names it) counts nowhere, and never again.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from logistics.domain.reasons import fault_party
from logistics.domain.roles import Role
from logistics.domain.scan import Scan
from logistics.domain.states import HELD_BY_EXCEPTION, Aim, Status, Step, move_for, roles_for

SIGNATURE_STANDS = "SIGNATURE_STANDS"
WITHDRAWN = "SCAN_WITHDRAWN"
PARCEL_ELSEWHERE = "PARCEL_ELSEWHERE"
_EXCEPTION_OPEN = "EXCEPTION_OPEN"
# A courier reports these only about a parcel which is in their own hands at that time.
OWN_COURIER_STEPS = frozenset(
    {
        Step.RELEASED,
        Step.PICKED_UP,
        Step.PICKUP_FAILED,
        Step.STORED,
        Step.DELIVERY_FAILED,
        Step.BACK_AT_OUTLET,
        Step.REFUSED,
        Step.SIGNED,
        Step.PARTLY_SIGNED,
    }
)
# A parcel of several pieces is handed over in parts; each part stands like a signature of the whole.
SIGNING_STEPS = frozenset({Step.SIGNED, Step.PARTLY_SIGNED})
# By reporting these a courier takes the parcel over from the outlet.
TAKING_STEPS = frozenset({Step.OUT_FOR_DELIVERY, Step.RETURNED})
# Done at the counter of the outlet where the parcel lies, by nobody else's staff.
COUNTER_STEPS = frozenset({Step.DEPARTED, Step.STORED, Step.DISPOSED}) | SIGNING_STEPS
_COMES_IN = frozenset({Step.ARRIVED, Step.BACK_AT_OUTLET})
_GOES_AWAY = frozenset({Step.DEPARTED, Step.REDIRECTED}) | TAKING_STEPS


@dataclass(frozen=True)
class Overlay:
    """An open exception (问题件): it lies over the state and does not replace it."""

    scan_id: str
    reason: str
    fault_party: str


_SOME_EXCEPTION = Overlay("", "", "")


@dataclass(frozen=True)
class State:
    """What the fold carries from scan to scan; `before` is the state left when it was signed, lost or intercepted.

    `at_outlet_id` is the outlet where it lies since it came in there; None on its way, and where nobody wrote it
    down. A signature and a loss keep it, as they may be taken back.
    """

    status: Status = Status.DRAFT
    overlay: Overlay | None = None
    courier_id: str | None = None
    before: Status | None = None
    intercepted: bool = False
    attempts: int = 0
    at_outlet_id: str | None = None
    signed_pieces: tuple[int, ...] = ()


@dataclass(frozen=True)
class Folded:
    """The outcome of a fold: `applied` in order of happening, `flagged` scan id -> code."""

    state: State
    applied: tuple[Scan, ...]
    flagged: dict[str, str]

    @property
    def status(self) -> Status:
        return self.state.status

    @property
    def last_applied(self) -> Scan | None:
        return self.applied[-1] if self.applied else None

    @property
    def signatures(self) -> tuple[str, ...]:
        """The ids of the signatures that applied, revoked ones too: keep them and give them to the next fold."""
        return tuple(scan.id for scan in self.applied if scan.step in SIGNING_STEPS)

    def attempt_of(self, scan: Scan) -> int:
        """Which delivery attempt was under way at an applied scan, counted from 1; 0 before the first."""
        earlier = self.applied[: self.applied.index(scan) + 1]
        return sum(each.step is Step.OUT_FOR_DELIVERY for each in earlier)


@dataclass(frozen=True)
class Admission:
    """What one more scan changed; `newly_applied` may hold older scans that apply only now.

    `repeated` says that the scan was stored already, so that nothing changed.
    """

    folded: Folded
    newly_applied: tuple[Scan, ...]
    undone: tuple[Scan, ...]
    repeated: bool = False

    @property
    def flagged(self) -> dict[str, str]:
        return self.folded.flagged


def objection(state: State, scan: Scan) -> str | None:
    """Why the scan does not apply in this state, as a code; None when it does."""
    move = move_for(scan.step, state.status)
    if move is None:
        signed_twice = scan.step is Step.SIGNED and state.status is Status.SIGNED
        return "PARCEL_ALREADY_SIGNED" if signed_twice else "PARCEL_STATE_CONFLICT"
    if scan.actor_role not in move.roles:
        return "STEP_FORBIDDEN"
    if scan.actor_role is Role.COURIER and scan.step in OWN_COURIER_STEPS and scan.actor_id != state.courier_id:
        return "PARCEL_NOT_YOURS"
    if scan.step is Step.INTERCEPTED and state.intercepted:
        return "PARCEL_ALREADY_INTERCEPTED"
    if not set(pieces_of(scan)).isdisjoint(state.signed_pieces):
        return "PIECE_ALREADY_SIGNED"
    if move.needs_exception and state.overlay is None:
        return "EXCEPTION_REQUIRED"
    held = scan.step in HELD_BY_EXCEPTION or scan.step is Step.EXCEPTION_OPENED
    if held and state.overlay is not None:
        return _EXCEPTION_OPEN
    return PARCEL_ELSEWHERE if is_elsewhere(state.at_outlet_id, scan) else None


def pieces_of(scan: Scan) -> tuple[int, ...]:
    """The pieces that a partial signature names, counted from 1; none for any other step."""
    named = scan.details.get("pieces") if scan.step is Step.PARTLY_SIGNED else ()
    return tuple(each for each in named if isinstance(each, int)) if isinstance(named, list | tuple) else ()


def withdrawn_in(scans: Iterable[Scan]) -> frozenset[str]:
    """The ids of the scans that a decision took back."""
    may = roles_for(Step.SCAN_WITHDRAWN)
    taken_back = (scan for scan in scans if scan.step is Step.SCAN_WITHDRAWN and scan.actor_role in may)
    return frozenset(str(scan.details.get("scan_id", "")) for scan in taken_back)


def _revoked(ordered: Sequence[Scan]) -> frozenset[str]:
    """The ids of the signatures that were taken back; a revocation is only taken of one that stands."""
    last = max((scan.order for scan in ordered if scan.step is Step.SIGNATURE_REVOKED), default=None)
    before = (scan for scan in ordered if last is not None and scan.order < last)
    return frozenset(scan.id for scan in before if scan.step is Step.SIGNED)


def is_elsewhere(at_outlet_id: str | None, scan: Scan) -> bool:
    """Whether this is a counter's step at another outlet than the one where the parcel is known to lie.

    Drivers are no counter: they fetch parcels from every outlet on their line.
    """
    at_counter = scan.step in COUNTER_STEPS and scan.actor_role is Role.OUTLET_MANAGER
    return at_counter and at_outlet_id is not None and scan.outlet_id != at_outlet_id


def advance(state: State, scan: Scan) -> State:
    """The state after a scan to which there is no objection."""
    move = move_for(scan.step, state.status)
    if move is None:
        raise ValueError(f"{scan.step} does not apply to a {state.status} parcel")
    status = move.target if isinstance(move.target, Status) else state.status
    if move.target is Aim.BACK and state.before is not None:
        status = state.before
    leaves = move.target in (Status.SIGNED, Status.LOST, Status.INTERCEPTED)
    return replace(
        state,
        status=status,
        before=state.status if leaves else None if move.target is Aim.BACK else state.before,
        overlay=_overlay(state, scan),
        courier_id=_courier(state, scan),
        intercepted=state.intercepted or scan.step is Step.INTERCEPTED,
        attempts=state.attempts + (scan.step is Step.OUT_FOR_DELIVERY),
        at_outlet_id=_outlet(state, scan),
        signed_pieces=tuple(sorted({*state.signed_pieces, *pieces_of(scan)})),
    )


def _overlay(state: State, scan: Scan) -> Overlay | None:
    if scan.step is Step.EXCEPTION_OPENED and scan.reason:
        return Overlay(scan.id, scan.reason, fault_party(scan.reason))
    return None if scan.step in (Step.EXCEPTION_RESOLVED, Step.LOST) else state.overlay


def _courier(state: State, scan: Scan) -> str | None:
    if scan.step is Step.ASSIGNED or scan.step in TAKING_STEPS:
        return scan.courier_id or scan.actor_id
    return None if scan.step in (Step.RELEASED, Step.CANCELLED) else state.courier_id


def _outlet(state: State, scan: Scan) -> str | None:
    if scan.step in _COMES_IN:
        return scan.outlet_id
    return None if scan.step in _GOES_AWAY else state.at_outlet_id


def _shape(state: State) -> State:
    """The state without what no judgement looks at, so that few different ones remain to be searched."""
    return replace(state, attempts=0, overlay=state.overlay and _SOME_EXCEPTION)


def _judged(state: State, scan: Scan, standing: Collection[str]) -> str | None:
    """The objection in a fold. Where a signature was given is asked when it is taken, and not of one that stands.

    So is whether an exception is open when a parcel gets another consignee: one that is told later takes nobody's back.
    """
    code = objection(state, scan)
    if code == _EXCEPTION_OPEN and scan.step is Step.REDIRECTED and "redirection_id" in scan.details:
        return None
    return None if code == PARCEL_ELSEWHERE and scan.id in standing else code


def _options(state: State, scan: Scan, standing: Collection[str]) -> list[State]:
    """The states that may follow: the scan applied where it can be, or left out unless it is a standing signature."""
    applied = [_shape(advance(state, scan))] if _judged(state, scan, standing) is None else []
    return applied if scan.id in standing else [*applied, state]


def _safe_states(scans: Sequence[Scan], standing: Collection[str]) -> list[set[State]]:
    """For each place up to the last standing signature, the shapes from which every later one still applies."""
    end = max((at + 1 for at, scan in enumerate(scans) if scan.id in standing), default=0)
    layers = [{State()}]
    for scan in scans[:end]:
        layers.append({after for state in layers[-1] for after in _options(state, scan, standing)})
    for at in reversed(range(end)):
        later = layers[at + 1]
        layers[at] = {state for state in layers[at] if later.intersection(_options(state, scans[at], standing))}
    return layers


def fold(scans: Collection[Scan], signatures: Collection[str] = ()) -> Folded:
    """Judge the scans in the order in which they happened, keeping the signatures that already stood."""
    gone = withdrawn_in(scans)
    ordered = sorted((scan for scan in scans if scan.id not in gone), key=lambda scan: scan.order)
    standing = frozenset(signatures) - gone
    safe = _safe_states(ordered, standing)
    if not safe[0]:  # a withdrawal took the ground from under a signature that was revoked: both count no more
        standing -= _revoked(ordered)
        safe = _safe_states(ordered, standing)
    state, applied, flagged = State(), list[Scan](), {each.id: WITHDRAWN for each in scans if each.id in gone}
    for at, scan in enumerate(ordered):
        code = _judged(state, scan, standing)
        if code is None and at + 1 < len(safe) and _shape(advance(state, scan)) not in safe[at + 1]:
            code = SIGNATURE_STANDS
        if code is None:
            state = advance(state, scan)
            applied.append(scan)
        else:
            flagged[scan.id] = code
    return Folded(state, tuple(applied), flagged)


def admit(scans: Sequence[Scan], new: Scan, signatures: Collection[str] = ()) -> Admission:
    """Fold one more scan into those already stored; a scan that is stored already changes nothing.

    `signatures` are those which stand before it (`Parcel.signatures`). A withdrawal from under one of them is flagged
    SIGNATURE_STANDS and changes nothing: the signature is to be revoked first.
    """
    before = fold(scans, signatures)
    if any(new.id == scan.id for scan in scans):
        return Admission(before, (), (), repeated=True)
    after = fold((*scans, new), signatures)
    if new.step is Step.SCAN_WITHDRAWN and _loses_a_signature(before, after, (*scans, new)):
        refused = replace(before, flagged=before.flagged | {new.id: SIGNATURE_STANDS})
        return Admission(refused, (), ())
    counted = {scan.id for scan in before.applied}
    counts = {scan.id for scan in after.applied}
    return Admission(
        after,
        tuple(scan for scan in after.applied if scan.id not in counted),
        tuple(scan for scan in before.applied if scan.id not in counts),
    )


def _loses_a_signature(before: Folded, after: Folded, scans: Sequence[Scan]) -> bool:
    taken_back = withdrawn_in(scans) | _revoked(sorted(scans, key=lambda scan: scan.order))
    return not set(before.signatures) - taken_back <= set(after.signatures)
