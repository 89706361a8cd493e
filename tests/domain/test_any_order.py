"""Whatever order the facts of a parcel arrive in, its timeline, its state and its row come out the same.

The theorem, as it is tested here. A fact is a scan with both its times: the server's (`received_at`) is part of it,
given once, when its id first came in. Let a set of facts arrive in two orders, each as often as one likes, a refused
one sent again until it is taken or everything has come. Then, after every single arrival,

1. the row is the fold of all that was taken and of the signatures that stood, and of nothing else;
2. for each scan, its announcements less its revocations (ScanUndone) are one if it counts and none if it does not;

and in the end

3. if both orders took the same facts and the same signatures stand, both have the same timeline, flags and row;
4. if each scan was legal when it happened, no fact of it is refused for good, and every order that takes the commands
   too ends in the journey's own row with nothing flagged. Only under a signature that stood may a command be refused.

The signatures that stood are the only memory of the order of arrival: without the condition in 3, a failed attempt
that is known only after the signature which it contradicts would take that signature back. A withdrawal is of
something that happened before it.
"""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import cache

from hypothesis import event, given, seed, settings
from hypothesis import strategies as st

from logistics.domain.changing import changed
from logistics.domain.cod import CodStatus
from logistics.domain.events import CodReinstated, CodVoided, CourierAssigned, OrderPlaced, ScanUndone
from logistics.domain.faults import Fault
from logistics.domain.parcel import Parcel
from logistics.domain.roles import SYSTEM, Actor
from logistics.domain.scan import Scan
from logistics.domain.states import FACTS, Step
from logistics.domain.timeline import State, admit, advance, fold, objection
from logistics.domain.trouble_events import ParcelRepriced
from tests.domain.parcels import (
    COURIER,
    CUSTOMER,
    DISPATCHER,
    DRIVER,
    MANAGER,
    MORNING,
    NEEDS,
    OTHER_COURIER,
    add,
    assigned,
    at,
    scan,
)

END = 40  # by this minute everything has happened that a withdrawal may take back
PEOPLE = (CUSTOMER, COURIER, OTHER_COURIER, DRIVER, MANAGER, DISPATCHER, SYSTEM)
ON_THE_WAY = sorted(set(Step) - {Step.SUBMITTED, Step.PLACED, Step.PAID, Step.SCAN_WITHDRAWN})
LIKELY: tuple[tuple[Step, Actor], ...] = (
    (Step.PICKED_UP, COURIER),
    (Step.DEPARTED, DRIVER),
    (Step.ARRIVED, MANAGER),
    (Step.OUT_FOR_DELIVERY, OTHER_COURIER),
    (Step.OUT_FOR_DELIVERY, COURIER),
    (Step.STORED, OTHER_COURIER),
    (Step.DELIVERY_FAILED, OTHER_COURIER),
    (Step.REFUSED, OTHER_COURIER),
    (Step.PARTLY_SIGNED, OTHER_COURIER),
    (Step.SIGNED, OTHER_COURIER),
    (Step.SIGNATURE_REVOKED, DISPATCHER),
    (Step.RETURN_STARTED, DISPATCHER),
)
MORE_NEEDS: dict[Step, dict[str, object]] = {
    Step.DISPOSED: {"reason": "carrier_damaged_parcel"},
    Step.PARTLY_SIGNED: NEEDS[Step.SIGNED],
}


@cache
def ordered(cod_fen: int = 0) -> Parcel:
    """Three pieces, given to courier-1, in an outlet that both couriers may take it from."""
    parcel = assigned(cod_fen=cod_fen)
    return changed(parcel, goods=changed(parcel.goods, pieces=3), held_by=(COURIER.id, OTHER_COURIER.id))


@st.composite
def happenings(draw: st.DrawFn, step: Step, by: Actor, minute: int, name: str) -> Scan:
    """One scan, complete in what its step needs; a pickup may carry another price, a part names its piece."""
    needs = MORE_NEEDS.get(step, {})
    made = scan(step, by, minute, id=name, **needs)
    said = dict(made.details)
    if step is Step.PARTLY_SIGNED:
        said["pieces"] = [draw(st.integers(1, 2))]
    if step is Step.PICKED_UP and draw(st.booleans()):
        fen = draw(st.sampled_from([900, 1800, 4200]))
        said |= {"measurement_id": f"of-{name}", "weight_g": fen, "volume_cm3": 4000, "charge_weight_g": fen}
        said["fee_lines"] = [["freight", "运费", fen]]
    return replace(made, details=said)


@st.composite
def clocked(draw: st.DrawFn, made: Scan) -> Scan:
    """As a phone sends it: hours later, by a clock that may be days ahead or behind."""
    off = draw(st.sampled_from([timedelta(), timedelta(), timedelta(minutes=3), timedelta(days=3), -timedelta(days=3)]))
    late = timedelta(minutes=draw(st.integers(0, 4)))
    return replace(made, occurred_at=made.occurred_at + off, received_at=made.received_at + late)


@st.composite
def withdrawals(draw: st.DrawFn, facts: list[Scan]) -> list[Scan]:
    """Decisions after everything, each about a fact that is no signature of the whole."""
    open_to = [each for each in facts if each.step in FACTS and each.step is not Step.SIGNED]
    wrong = draw(st.lists(st.sampled_from(open_to), max_size=2, unique_by=lambda one: one.id)) if open_to else []
    reason = "carrier_scanned_by_mistake"
    return [
        scan(Step.SCAN_WITHDRAWN, DISPATCHER, END + 10, id=f"wd-{each.id}", reason=reason, details={"scan_id": each.id})
        for each in wrong
    ]


@st.composite
def unlucky_days(draw: st.DrawFn) -> list[Scan]:
    """Scans by anybody of anything, some likely and many not, several at one time, some withdrawn."""
    anything = st.tuples(st.sampled_from(ON_THE_WAY), st.sampled_from(PEOPLE))
    facts = list[Scan]()
    for number in range(draw(st.integers(4, 10))):
        step, by = draw(st.one_of(st.sampled_from(LIKELY), st.sampled_from(LIKELY), anything))
        minute = draw(st.sampled_from([number * 3 + 2, number * 3 + 2, draw(st.integers(2, END - 10))]))
        facts.append(draw(clocked(draw(happenings(step, by, minute, f"s{number}")))))
    return [*facts, *draw(withdrawals(facts))]


@st.composite
def legal_journeys(draw: st.DrawFn) -> list[Scan]:
    """A walk through the table of moves, each step legal where it stands."""
    state, journey = ordered().state, list[Scan]()
    for minute in range(2, draw(st.integers(5, 16))):
        legal = _legal(state, minute)
        if not legal:
            break
        chosen = draw(st.sampled_from(legal))
        chosen = draw(happenings(chosen.step, _by(chosen), minute, f"s{minute}"))
        if objection(state, chosen) is not None:  # a piece that was handed over already
            continue
        state, journey = advance(state, chosen), [*journey, chosen]
    return journey


def _legal(state: State, minute: int) -> list[Scan]:
    tries = [scan(step, by, minute, **MORE_NEEDS.get(step, {})) for step, by in LIKELY]
    tries += [scan(step, by, minute, **MORE_NEEDS.get(step, {})) for step in ON_THE_WAY for by in PEOPLE]
    return [one for one in tries if objection(state, one) is None]


def _by(one: Scan) -> Actor:
    return next(each for each in PEOPLE if each.id == one.actor_id)


class Office:
    """Takes what arrives as the store does, and keeps what was refused to be sent again."""

    def __init__(self, cod_fen: int = 0) -> None:
        self.parcel = ordered(cod_fen)
        self.refused: dict[str, Scan] = {}

    def take(self, new: Scan) -> None:
        self.refused.setdefault(new.id, new)
        moved = True
        while moved:
            moved = any([self._taken(each) for each in list(self.refused.values())])

    def _taken(self, new: Scan) -> bool:
        try:
            self.parcel = self._added(new)
        except Fault:
            return False
        del self.refused[new.id]
        self.agrees()
        return True

    def _added(self, new: Scan) -> Parcel:
        if any(each.id == new.id for each in self.parcel.scans):  # the store finds the id taken
            return self.parcel.apply(admit(self.parcel.scans, new, self.parcel.signatures), new)
        return add(self.parcel, new)

    def agrees(self) -> None:
        """Clauses 1 and 2."""
        folded = fold(self.parcel.scans, self.parcel.signatures)
        assert self.parcel.state == folded.state
        assert self.parcel.late_scans == len(folded.flagged)
        assert self.parcel.signatures == folded.signatures
        told = Counter[str]()
        for each in self.parcel.events:
            if not isinstance(each, OrderPlaced):
                name = each.assignment_id if isinstance(each, CourierAssigned) else getattr(each, "scan_id", "")
                told[name] += -1 if isinstance(each, ScanUndone) else 1
        silent = {each.id for each in folded.applied if each.step in (Step.PLACED, Step.SUBMITTED)}
        counts = {each.id for each in folded.applied} - silent
        assert {name for name, times in told.items() if name and times} == counts
        assert all(times in (0, 1) for name, times in told.items() if name), "announced twice, or undone twice"

    def row(self) -> Parcel:
        """Its columns: who handled it is a set, and what was weighed stays known if its pickup does not count."""
        parcel = self.parcel
        lists = {"held_by": tuple(sorted(parcel.held_by)), "outlet_ids": tuple(sorted(parcel.outlet_ids))}
        return changed(parcel, repricing=None, **lists)


def deal(arrivals: list[Scan], cod_fen: int = 0) -> Office:
    office = Office(cod_fen)
    for each in arrivals:
        office.take(each)
    return office


@st.composite
def with_repeats(draw: st.DrawFn, facts: list[Scan]) -> list[Scan]:
    """Any order, some of them sent again later, as the same phone or another one sends it."""
    arrivals = list(draw(st.permutations(facts)))
    for again in draw(st.lists(st.sampled_from(facts), max_size=3)):
        later = again.received_at + timedelta(hours=2)
        place = draw(st.integers(arrivals.index(again) + 1, len(arrivals)))
        arrivals.insert(place, replace(again, received_at=later, outlet_id="outlet-elsewhere"))
    return arrivals


@seed(20250303)
@settings(max_examples=250, deadline=None)
@given(st.data())
def test_what_was_taken_and_what_stands_make_the_parcel(data: st.DataObject) -> None:
    facts, cod_fen = data.draw(unlucky_days()), data.draw(st.sampled_from([0, 5000]))
    one = deal(data.draw(with_repeats(facts)), cod_fen)
    other = deal(data.draw(with_repeats(facts)), cod_fen)
    same = {each.id for each in one.parcel.scans} == {each.id for each in other.parcel.scans}
    stands = set(one.parcel.signatures) == set(other.parcel.signatures)
    event(f"comparable: {same and stands}")
    if same and stands:
        assert one.row() == other.row()
        timelines = [fold(each.parcel.scans, each.parcel.signatures) for each in (one, other)]
        assert timelines[0] == timelines[1]


@seed(20250303)
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_journey_that_was_legal_ends_in_its_own_row_in_any_order(data: st.DataObject) -> None:
    journey = data.draw(legal_journeys())
    straight, other = deal(journey), deal(data.draw(with_repeats(journey)) if journey else [])
    assert not straight.refused and straight.parcel.late_scans == 0
    if other.refused:
        assert other.parcel.signatures and FACTS.isdisjoint(each.step for each in other.refused.values())
    else:
        assert other.parcel.late_scans == 0
        assert other.row() == straight.row()


@seed(20250303)
@settings(max_examples=120, deadline=None)
@given(st.data())
def test_money_at_the_door_is_void_and_due_in_turn_and_told_prices_add_up(data: st.DataObject) -> None:
    parcel = deal(data.draw(unlucky_days().flatmap(with_repeats)), 5000).parcel
    turns = [type(each) for each in parcel.events if isinstance(each, CodVoided | CodReinstated)]
    assert turns == [CodVoided, CodReinstated] * (len(turns) // 2) + [CodVoided] * (len(turns) % 2)
    assert (parcel.cod.status is CodStatus.VOID) == (len(turns) % 2 == 1)
    told_fen = sum(each.difference_fen for each in parcel.events if isinstance(each, ParcelRepriced))
    assert ordered().price.total_fen + told_fen == parcel.price.total_fen


def test_a_clock_days_ahead_counts_as_the_servers_time_and_days_behind_as_its_own() -> None:
    ahead = replace(scan(Step.PICKED_UP, COURIER, 10), occurred_at=at(10) + timedelta(days=3))
    behind = replace(scan(Step.PICKED_UP, COURIER, 10), occurred_at=MORNING - timedelta(days=3))
    assert deal([ahead]).parcel.picked_up_at == at(10)
    assert fold(deal([behind]).parcel.scans).flagged == {behind.id: "PARCEL_STATE_CONFLICT"}
