"""When a parcel should arrive as things stand, by tables written by hand. 2026-03-09 is a Monday."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from logistics.domain.choice import DeliveryChoice
from logistics.domain.faults import Invalid
from logistics.domain.line_network import Departure, Line, LineNetwork
from logistics.domain.parcel import Parcel
from logistics.domain.promise import Handling, Plan, Sighting, estimate, is_late, worth_saving
from logistics.domain.punctuality import Share
from logistics.domain.roster import Shift, check_shifts
from logistics.domain.states import Status
from logistics.domain.timeline import Overlay
from tests.domain.parcels import draft

H, M = 3_600, 60
LINES = (
    Line("A-H", "A", "H", (Departure("12:00"), Departure("18:00")), 1 * H, 30 * M, 1 * H),
    Line("H-B", "H", "B", (Departure("21:00"),), 9 * H, 1 * H, 1 * H),
)
# B sorts for half an hour, sends its couriers out at nine and at two, and they are round in three hours.
HANDLING = {
    "A": Handling("A", intake_s=2 * H, sort_s=30 * M),
    "B": Handling("B", intake_s=2 * H, sort_s=30 * M, waves=("09:00", "14:00"), round_s=3 * H),
}
PLAN = Plan(LineNetwork(LINES), HANDLING)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text.replace(' ', 'T')}:00+08:00").astimezone(UTC)


def parcel(status: Status, **more: object) -> Parcel:
    return replace(draft(), status=status, pickup_outlet_id="A", delivery_outlet_id="B", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "seen", "now", "there"),
    [
        # picked up at 9, at the outlet by 11, 12:00 to the hub, 21:00 and 06:00 at B, sorted 07:00; out at 9
        (Status.PICKED_UP, Sighting(at("09 09:00"), "A"), "09 09:01", "10 12:00"),
        # picked up at 9:31: 11:31 misses the 12:00 and takes the 18:00; nothing is lost, the 21:00 is the same
        (Status.PICKED_UP, Sighting(at("09 09:31"), "A"), "09 09:32", "10 12:00"),
        (Status.PICKED_UP, Sighting(at("09 15:31"), "A"), "09 15:32", "11 12:00"),  # 17:31 misses the 18:00 too
        # on the road from A since 18:05: hub 19:05, sorted 20:05 and so too late for the 21:00
        (Status.IN_TRANSIT, Sighting(at("09 18:05"), "A"), "09 18:06", "11 12:00"),
        (Status.IN_TRANSIT, Sighting(at("09 17:55"), "A", "H"), "09 17:56", "10 12:00"),
        # left the hub at 21:10: at B 06:10, sorted 07:10
        (Status.IN_TRANSIT, Sighting(at("09 21:10"), "H"), "09 21:11", "10 12:00"),
        # nothing heard since: at noon it can still go out at two
        (Status.IN_TRANSIT, Sighting(at("09 21:10"), "H"), "10 12:00", "10 17:00"),
        (Status.AT_OUTLET, Sighting(at("10 08:00"), "B"), "10 08:01", "10 12:00"),
        (Status.AT_OUTLET, Sighting(at("10 08:31"), "B"), "10 08:32", "10 17:00"),  # sorted at 09:01
        (Status.AT_OUTLET, Sighting(at("10 14:00"), "B"), "10 14:01", "11 12:00"),
        (Status.OUT_FOR_DELIVERY, Sighting(at("10 09:10")), "10 09:11", "10 12:10"),
        (Status.OUT_FOR_DELIVERY, Sighting(at("10 09:10")), "10 13:00", "10 17:00"),  # the round is over
        (Status.DELIVERY_FAILED, Sighting(at("10 10:00")), "10 10:01", "10 17:00"),
        (Status.AT_OUTLET, Sighting(at("10 08:00"), "elsewhere"), "10 08:01", None),  # no line leads on
        (Status.RETURNING, Sighting(at("10 08:00"), "B"), "10 08:01", None),
        (Status.STORED, Sighting(at("10 08:00"), "B"), "10 08:01", None),
        (Status.SIGNED, Sighting(at("10 08:00"), "B"), "10 08:01", None),
    ],
)
def test_the_estimate(status: Status, seen: Sighting, now: str, there: str | None) -> None:
    assert estimate(parcel(status), seen, PLAN, at(now)) == (at(there) if there else None)


def test_a_parcel_of_one_outlet_needs_no_vehicle() -> None:
    local = replace(parcel(Status.PICKED_UP), delivery_outlet_id="A")
    plan = Plan(LineNetwork(()), {"A": Handling("A", intake_s=H, waves=("14:00",), round_s=2 * H)})
    assert estimate(local, Sighting(at("09 09:00"), "A"), plan, at("09 09:01")) == at("09 16:00")


def test_the_consignees_own_time_counts_after_a_failed_attempt() -> None:
    choice = DeliveryChoice("another_time", 1, "someone", at("10 10:05"), at("12 18:00"), at("12 20:00"))
    failed = parcel(Status.DELIVERY_FAILED, attempts=1, delivery_choice=choice)
    assert estimate(failed, Sighting(at("10 10:00")), PLAN, at("10 10:06")) == at("12 20:00")
    again = replace(failed, attempts=2)
    assert estimate(again, Sighting(at("12 19:00")), PLAN, at("12 19:01")) == at("13 12:00"), "that wish was tried"


def test_nobody_can_say_while_an_exception_is_open() -> None:
    held = parcel(Status.AT_OUTLET, overlay=Overlay("scan", "carrier_damaged_parcel", "carrier"))
    assert estimate(held, Sighting(at("10 08:00"), "B"), PLAN, at("10 08:01")) is None


def test_what_is_late_and_what_is_worth_writing() -> None:
    assert is_late(at("10 12:01"), at("10 12:00"))
    assert not is_late(at("10 12:00"), at("10 12:00"))
    assert not is_late(None, at("10 12:00"))
    changes = [(None, None), (None, "10 12:00"), ("10 12:00", None), ("10 12:00", "10 12:05"), ("10 12:00", "10 12:06")]
    said = [worth_saving(old and at(old), new and at(new)) for old, new in changes]
    assert said == [False, True, True, False, True]


@pytest.mark.parametrize(
    ("good", "n", "low", "high"),
    [  # Newcombe (1998), Statistics in Medicine 17, table I, method 3: 81/263, 15/148, 0/20, 1/29
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_as_published(good: int, n: int, low: float, high: float) -> None:
    share = Share(good, n)
    assert share.low == pytest.approx(low, abs=5e-5)
    assert share.high == pytest.approx(high, abs=5e-5)
    assert Share().rate is None and Share().low is None


@pytest.mark.parametrize(
    "shifts",
    [[("a", "18:00", "08:00")], [("a", "08:00", "08:00")], [("a", "08:00", "12:00"), ("a", "11:59", "18:00")]],
)
def test_shifts_that_cannot_be(shifts: list[tuple[str, str, str]]) -> None:
    with pytest.raises(Invalid) as refused:
        check_shifts([Shift(*each) for each in shifts])
    assert refused.value.code == "SHIFT_INVALID"


def test_shifts_that_can_be() -> None:
    check_shifts([Shift("a", "08:00", "12:00"), Shift("a", "12:00", "18:00"), Shift("b", "08:00", "18:00")])
