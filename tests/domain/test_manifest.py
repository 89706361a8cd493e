"""Where a parcel may come in, and what a count says. A and B hang on the hub H; C hangs on nothing."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from logistics.domain.line_network import Departure, Line, LineNetwork
from logistics.domain.manifest import Loaded, Statement, count_out, is_astray
from logistics.domain.states import Status
from tests.domain.parcels import draft

NOON = datetime(2026, 3, 9, 4, 0, tzinfo=UTC)
HOURLY = tuple(Departure(f"{hour:02d}:00") for hour in range(24))
NETWORK = LineNetwork(Line(f"{a}{b}", a, b, HOURLY, 3_600) for a, b in ("AH", "HA", "BH", "HB", "DH", "HD"))


@pytest.mark.parametrize(
    ("status", "left", "here", "astray"),
    [
        (Status.AT_OUTLET, "A", "H", False),
        (Status.AT_OUTLET, "A", "B", False),
        (Status.AT_OUTLET, "A", "A", False),  # turned back to where it came from
        (Status.AT_OUTLET, "H", "D", True),
        (Status.AT_OUTLET, "C", "D", True),  # from C nothing leads on, but its way from A does, and not through D
        (Status.RETURNING, "B", "H", False),
        (Status.RETURNING, "B", "D", True),
        (Status.RETURNING, "C", "D", False),  # nobody can say
        (Status.RETURNING, "A", "H", False),  # stopped at the hub, and sent back from there to where it came from
    ],
)
def test_where_a_parcel_from_a_to_b_may_come_in(status: Status, left: str, here: str, astray: bool) -> None:
    sent = replace(draft(), pickup_outlet_id="A", delivery_outlet_id="B", status=status, picked_up_at=NOON)
    assert is_astray(sent, here, NETWORK, (left, NOON)) is astray


def test_a_count_names_what_is_missing_and_what_is_too_much() -> None:
    loaded = [Loaded("W1", (1,), 1), Loaded("W2", (1, 2), 3), Loaded("W3", (1,), 1, misdirected=True)]
    seen: dict[str, set[int]] = {"W1": set(), "W2": {2, 3}, "W9": set()}
    assert count_out(loaded, seen) == Statement(
        loaded=3,
        arrived=2,
        missing=("W2-001", "W3"),
        surplus=("W2-003", "W9"),
        misdirected=("W3",),
        incomplete=("W2",),
    )
