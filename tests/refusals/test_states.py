"""Role × action × state: who may do what when, and that nothing changes where it is refused.

The table says for each deed of the right person what it is in each state: taken, kept and flagged, or refused with
one code. It is written by hand from the model of the carrier's states. Every other role is refused in every state.
"""

import hashlib
from collections.abc import Iterator

import bson
import pytest

from logistics.domain.roles import Actor, Role
from logistics.store.redis import redis
from tests.journeys.road import ELSEWHERE, LAST, Road
from tests.journeys.test_every_move import AT_OUTLET, LIVE, OUT, REFUSED, RETURNING
from tests.refusals.actions import PEOPLE, ULID, WHO_MAY
from tests.refusals.deeds import DEEDS, FLAGGED, TAKEN, Deed, done
from tests.support.people import actor

pytestmark = [pytest.mark.usefixtures("store"), pytest.mark.slow]

# The order of the table's columns; the last one is out for delivery with an open question about it.
STATES = LIVE | {
    "signed": (*OUT, "sign"),
    "returned": (*RETURNING, "return_to_sender"),
    "cancelled": ("place", "cancel"),
    "lost": (*AT_OUTLET, "report_missing", "declare_lost"),
    "disposed": (*REFUSED, "give_up", "dispose"),
    "questioned": (*OUT, "report_damage"),
}
CODES = {
    "+": TAKEN,
    "f": FLAGGED,
    "-": "PARCEL_STATE_CONFLICT",
    "o": "PARCEL_NOT_FOUND",  # who never had it in hand
    "y": "PARCEL_NOT_YOURS",  # who gave it on
    "n": "REAL_NAME_REQUIRED",
    "c": "CONSENT_REQUIRED",
    "w": "CODE_WRONG",
    "0": "COD_NOTHING_DUE",
    "a": "INSTRUCTION_NOT_ASKED",
    "r": "INSTRUCTION_REQUIRED",
    "i": "INCIDENT_NOT_FOUND",
    "x": "INCIDENT_CLOSED",
    "s": "SCAN_NOT_FOUND",
    "2": "PARCEL_ALREADY_INTERCEPTED",
}
#                          before    on the        at the    back  ended      open
#                          pickup    way           door            for good   question
TABLE = {
    "assign":             "+ + +    - - -         - - - - -   -    - - - - -   -",
    "release":            "- + -    - - -         - - - - -   -    - - - - -   -",
    "accept":             "o + -    - - -         - - - - -   -    - - o - -   -",
    "decline":            "o + -    - - -         - - - - -   -    - - o - -   -",
    "real name":          "o + -    - - -         - - - - -   -    - - o - -   -",
    "measure":            "o + -    - - -         - - - - -   -    - - o - -   -",
    "fail pickup":        "o + f    f f f         f f f f f   f    f f o f f   f",
    "pick up":            "o + n    n n n         n n n n n   n    n n o n n   n",
    "change order":       "+ + +    - - -         - - - - -   -    - - - - -   -",
    "cancel":             "+ + +    - - -         - - - - -   -    - - - - -   -",
    "depart":             "f f f    + f +         f f f f f   +    f f f f f   f",
    "arrive":             "f f f    f + f         f f f f f   +    f f f f f   f",
    "back at outlet":     "f f f    f f f         f f + f f   f    f f f f f   f",
    "take out":           "f f f    + f +         f f + + f   f    f f f f f   f",
    "intercept":          "- - -    + + +         + - - - 2   -    - - - - -   +",
    "redirect":           "- - -    - - -         - - - - +   -    - - - - -   -",
    "take back":          "- - -    - - -         - - - - +   -    - - - - -   -",
    "change recipient":   "+ + +    + + +         - - + - -   -    - - - - -   -",
    "start return":       "- - -    - - +         - + + + +   -    - - - - -   -",
    "fail":               "o o o    o o o         + o f f o   f    f f o o f   +",
    "refuse":             "o o o    o o o         + o f f o   f    f f o o f   +",
    "sign":               "o o o    o o o         + o f f o   f    f f o o f   +",
    "store":              "o o o    o o o         + o + c o   c    c c o o c   +",
    "collect by code":    "- - -    - - -         - + - - -   -    - - - - -   -",
    "collect cash":       "o o o    o o o         0 o 0 0 o   0    0 y o o 0   0",
    "consent":            "- - -    - - +         + - + - -   -    - - - - -   +",
    "choose":             "- - -    - - -         - - + - -   -    - - - - -   -",
    "instruct":           "a a a    a a a         a a a + a   a    a a a a a   a",
    "dispose":            "- - -    - - -         - - - r -   +    - - - - -   -",
    "ask":                "+ + +    + + +         + + + + +   +    f f f f f   f",
    "decide":             "i i i    i i i         i i i i i   i    i i i x i   +",
    "find":               "- - -    - - -         - - - - -   -    - - - + -   -",
    "correct":            "s s +    + + +         + + + + +   +    + + s + +   +",
    "reveal":             "+ + +    + + +         + + + + +   +    + + + + +   +",
    "call":               "o o o    o o o         + o + - o   -    - y o o -   +",
    "label":              "+ + +    + + +         + + + + +   +    - - - - -   +",
}  # fmt: skip
EXPECTED = {name: dict(zip(STATES, (CODES[cell] for cell in row.split()), strict=True)) for name, row in TABLE.items()}
UNSEEN = {"PARCEL_NOT_FOUND", "PARCEL_NOT_YOURS", "INCIDENT_NOT_FOUND"}
SHOP = Actor(ULID, Role.PARTNER)  # one that has nothing to do with any parcel
UNCOUNTED = {"limits", "handled", "replies"}


@pytest.fixture(autouse=True)
def patience(store: object) -> None:
    """Nobody has asked for too many codes yet."""
    for counter in redis().scan_iter("limit:*"):
        redis().delete(counter)


def digest() -> str:
    """A digest of all rows, but for what counts tries and remembers calls."""
    from logistics.store.mongo import database

    found = hashlib.sha256()
    for name in sorted(database().list_collection_names()):
        if name not in UNCOUNTED and not name.startswith("system."):
            for row in database()[name].find().sort("_id"):
                found.update(name.encode() + bson.encode(row))
    return found.hexdigest()


def others(road: Road, deed: Deed) -> Iterator[Actor]:
    """Somebody of each role that may never do it."""
    people = {"outlet_manager": road.manager(LAST), "courier": road.deliverer, "customer": road.receiver}
    for role in PEOPLE:
        if role not in WHO_MAY[deed.action]:
            yield people.get(role.value) or (SHOP if role is Role.PARTNER else actor(role.value))


def test_the_table_holds_every_deed() -> None:
    assert list(TABLE) == list(DEEDS)


@pytest.mark.parametrize("state", STATES)
def test_a_role_that_may_never_do_a_thing_may_not_in_this_state(state: str) -> None:
    road = Road().walk(*STATES[state])
    tries = [(deed, stranger) for deed in DEEDS.values() for stranger in others(road, deed)]
    before = digest()
    for deed, stranger in tries:
        assert done(deed, road, stranger, {})[1] == "ROLE_FORBIDDEN", f"{deed.name}: a {stranger.role} did it"
    assert digest() == before, "a role that may not do it has changed something"


@pytest.mark.parametrize("state", STATES)
def test_what_is_refused_in_a_state_has_its_code_and_changes_nothing(state: str) -> None:
    road = Road().walk(*STATES[state])
    for deed in DEEDS.values():
        expected = EXPECTED[deed.name][state]
        if expected in (TAKEN, FLAGGED):
            continue
        body = deed.body(road)
        before = digest()
        assert (deed.name, done(deed, road, deed.who(road), body)[1]) == (deed.name, expected)
        assert digest() == before, f"{deed.name} was refused and has changed something"


@pytest.mark.parametrize("state", STATES)
def test_facts_that_do_not_fit_a_state_are_kept_and_change_nothing_of_it(state: str) -> None:
    road = Road().walk(*STATES[state])
    before = road.parcel["status"]
    for deed in DEEDS.values():
        if EXPECTED[deed.name][state] == FLAGGED:
            assert (deed.name, done(deed, road, deed.who(road), deed.body(road))[1]) == (deed.name, FLAGGED)
            assert road.parcel["status"] == before, f"{deed.name} was flagged and has moved the parcel"


_TAKEN = [(name, state) for name, row in EXPECTED.items() for state, code in row.items() if code == TAKEN]


@pytest.mark.parametrize(("name", "state"), _TAKEN, ids=[f"{name} when {state}" for name, state in _TAKEN])
def test_a_deed_is_taken_in_its_states(name: str, state: str) -> None:
    road, deed = Road().walk(*STATES[state]), DEEDS[name]
    assert done(deed, road, deed.who(road), deed.body(road))[1] == TAKEN


# The dispatcher and customer service see the network; parcels that went astray are scanned where they turn up.
_OF_THE_NETWORK = {"assign", "release", "start return", "ask", "decide", "find", "correct", "reveal"}
_OF_THE_NETWORK |= {"depart", "arrive"}
_SCOPED = [each for each in DEEDS.values() if each.name not in _OF_THE_NETWORK]


@pytest.mark.parametrize("deed", _SCOPED, ids=[each.name for each in _SCOPED])
def test_another_outlets_and_another_customers_parcel_does_not_exist(deed: Deed) -> None:
    road = Road().walk(*OUT)
    role = deed.who(road).role
    strangers = [actor(role, ELSEWHERE)]
    if role is Role.CUSTOMER:
        shops = [actor("merchant")] if Role.MERCHANT in WHO_MAY[deed.action] else []
        strangers = [actor("customer", at=7), *shops, *([SHOP] if Role.PARTNER in WHO_MAY[deed.action] else [])]
    body, before = deed.body(road), digest()
    for stranger in strangers:
        assert done(deed, road, stranger, body)[1] in UNSEEN, f"a strange {stranger.role} saw it"
    assert digest() == before
