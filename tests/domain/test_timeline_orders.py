"""Any order of arrival gives the same parcel.

What may honestly be asked, and is asked here:

1. A fold is a function of the set of scans and the standing signatures: the order of reading does not matter.
2. When every scan of a journey was legal at its time, then every order of arrival ends in the journey's own last
   state with nothing flagged, whatever was flagged or protected on the way.
3. From arbitrary scans, a signature that stood stands for ever, unless it was revoked.
4. The parcel's row, kept scan by scan, always agrees with a fold of everything known.

Without the word "legal" the second would be false by design: whether a failed attempt or the signature after it
was known first decides which of the two counts, since a late scan must not undo a signature.
"""

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from logistics.domain.roles import SYSTEM
from logistics.domain.scan import Scan
from logistics.domain.states import MOVES, Status, Step
from logistics.domain.timeline import State, admit, advance, fold, objection
from tests.domain.parcels import COURIER, CUSTOMER, DISPATCHER, DRIVER, MANAGER, OTHER_COURIER, scan

PEOPLE = (CUSTOMER, COURIER, OTHER_COURIER, DRIVER, MANAGER, DISPATCHER, SYSTEM)
START = [scan(Step.PLACED, CUSTOMER, 0), scan(Step.ASSIGNED, SYSTEM, 1)]


@st.composite
def legal_journeys(draw: st.DrawFn) -> list[Scan]:
    """A walk through the state table from a fresh assignment on, each step legal where it stands."""
    state, journey = State(), list[Scan]()
    for first in START:
        state, journey = advance(state, first), [*journey, first]
    for minute in range(2, draw(st.integers(4, 14))):
        tries = (scan(step, person, minute) for step in Step for person in PEOPLE)
        legal = [one for one in tries if objection(state, one) is None]
        if not legal:
            break
        chosen = draw(st.sampled_from(legal))
        state, journey = advance(state, chosen), [*journey, chosen]
    return journey


@st.composite
def any_scans(draw: st.DrawFn) -> list[Scan]:
    """Scans as an unlucky day brings them: some legal, many not, several at one time."""
    steps = sorted({move.step for move in MOVES} - {Step.SUBMITTED, Step.PAID})
    count = draw(st.integers(1, 12))
    made = [
        scan(draw(st.sampled_from(steps)), draw(st.sampled_from(PEOPLE)), draw(st.integers(2, 9)), id=f"scan-{at}")
        for at in range(count)
    ]
    likely = [
        scan(Step.PICKED_UP, COURIER, 3, id="up"),
        scan(Step.OUT_FOR_DELIVERY, COURIER, 5, id="out"),
        scan(Step.SIGNED, COURIER, 7, id="signed"),
        scan(Step.DELIVERY_FAILED, COURIER, 6, id="failed"),
    ]
    return [*START, *made, *draw(st.lists(st.sampled_from(likely), unique_by=lambda one: one.id))]


def admit_all(arrivals: list[Scan]) -> list[tuple[Status, tuple[str, ...], dict[str, str]]]:
    """What stood after each arrival."""
    known, standing, told = list[Scan](), tuple[str, ...](), []
    for new in arrivals:
        admission = admit(known, new, standing)
        known, standing = [*known, new], admission.folded.signatures
        told.append((admission.folded.status, standing, admission.flagged))
    return told


@seed(20250303)
@settings(max_examples=80, deadline=None)
@given(any_scans(), st.randoms(use_true_random=False))
def test_a_fold_does_not_depend_on_the_order_of_reading(scans: list[Scan], chance: object) -> None:
    shuffled = list(scans)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fold(shuffled) == fold(scans)


@seed(20250303)
@settings(max_examples=120, deadline=None)
@given(st.data())
def test_a_legal_journey_ends_the_same_however_its_scans_arrive(data: st.DataObject) -> None:
    journey = data.draw(legal_journeys())
    arrivals = data.draw(st.permutations(journey))
    straight, (status, _, flagged) = fold(journey), admit_all(arrivals)[-1]
    assert straight.flagged == {} and len(straight.applied) == len(journey)
    assert (status, flagged) == (straight.status, {})


@seed(20250303)
@settings(max_examples=120, deadline=None)
@given(st.data())
def test_a_signature_that_stood_stands_for_ever(data: st.DataObject) -> None:
    arrivals = data.draw(any_scans().flatmap(st.permutations))
    earlier: tuple[str, ...] = ()
    for _, standing, flagged in admit_all(arrivals):
        assert set(earlier) <= set(standing)
        assert not set(earlier) & set(flagged)
        earlier = standing


@seed(20250303)
@settings(max_examples=80, deadline=None)
@given(any_scans().flatmap(st.permutations))
def test_an_admission_tells_exactly_what_changed(arrivals: list[Scan]) -> None:
    known, standing, counted = list[Scan](), tuple[str, ...](), set[str]()
    for new in arrivals:
        admission = admit(known, new, standing)
        counted |= {one.id for one in admission.newly_applied}
        counted -= {one.id for one in admission.undone}
        known, standing = [*known, new], admission.folded.signatures
        assert counted == {one.id for one in admission.folded.applied}


def test_a_flood_of_exceptions_neither_exhausts_the_fold_nor_moves_a_signature() -> None:
    flood = [scan(Step.EXCEPTION_OPENED, CUSTOMER, 4, id=f"flood-{at}") for at in range(1_500)]
    way = [*START, scan(Step.PICKED_UP, COURIER, 3), scan(Step.OUT_FOR_DELIVERY, COURIER, 5)]
    signed = scan(Step.SIGNED, COURIER, 7)
    late = scan(Step.DELIVERY_FAILED, COURIER, 6)
    folded = admit([*way, *flood, signed], late, (signed.id,)).folded
    assert (folded.status, folded.flagged[late.id]) == (Status.SIGNED, "SIGNATURE_STANDS")
