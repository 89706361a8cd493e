"""What of a courier's way is shown to somebody: each rule at its limit, and how many injected troubles are found."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from logistics.domain.driving import Duty, Signal, SignalKind, off_line_m, signals
from logistics.domain.fixes import Fix

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
WEST, NORTH = 113.3, 23.1
LNG_M, LAT_M = 102_278.0, 111_195.0  # metres of one degree at 23.1° N
ALL_DAY = [Duty(START - timedelta(hours=1), None)]
ROAD = [(WEST, NORTH), (WEST + 60_000 / LNG_M, NORTH)]


def at(east_m: float, north_m: float = 0) -> tuple[float, float]:
    return WEST + east_m / LNG_M, NORTH + north_m / LAT_M


def way(*legs: tuple[float, float, float]) -> list[Fix]:
    """Fixes from (seconds, metres east, metres north)."""
    return [Fix(n, START + timedelta(seconds=s), at(east, north)) for n, (s, east, north) in enumerate(legs)]


def kinds(found: list[Signal]) -> list[str]:
    return [signal.kind.value for signal in found]


def stay(minutes: float, east_m: float = 1000) -> list[Fix]:
    before = [(0.0, east_m - 400, 0.0)]
    there = [(60 + 30.0 * n, east_m, 0.0) for n in range(int(minutes * 2) + 1)]
    return way(*before, *there, (there[-1][0] + 60, east_m + 400, 0))


@pytest.mark.parametrize(("minutes", "shown"), [(9.5, []), (10, ["long_stay"]), (25, ["long_stay"])])
def test_ten_minutes_in_one_place_are_a_long_stay(minutes: float, shown: list[str]) -> None:
    assert kinds(signals(stay(minutes), ROAD, [], ALL_DAY)) == shown


@pytest.mark.parametrize(("away_m", "shown"), [(0, []), (140, []), (160, ["long_stay"])])
def test_where_a_courier_has_work_it_may_stay(away_m: float, shown: list[str]) -> None:
    assert kinds(signals(stay(20), ROAD, [at(1000 + away_m)], ALL_DAY)) == shown


@pytest.mark.parametrize(
    ("norths", "shown"),
    [
        ([0, 210, 210, 0], []),
        ([0, 210, 210, 210, 0], ["detour"]),
        ([0, 190, 190, 190, 190, 0], []),
        ([0, 210, 210, 0, 210, 210, 0], []),
        ([0, -300, -900, -300, 0], ["detour"]),
    ],
)
def test_three_fixes_beside_the_plan_are_a_detour(norths: list[float], shown: list[str]) -> None:
    fixes = way(*((60.0 * n, 200.0 * n, north) for n, north in enumerate(norths)))
    assert kinds(signals(fixes, ROAD, [], ALL_DAY)) == shown


def test_without_a_plan_nothing_is_a_detour() -> None:
    fixes = way((0, 0, 900), (60, 200, 900), (120, 400, 900), (180, 600, 900))
    assert signals(fixes, [], [], ALL_DAY) == []


@pytest.mark.parametrize(("metres", "shown"), [(340, []), (360, ["jump"])])
def test_faster_than_35_metres_a_second_is_a_jump(metres: float, shown: list[str]) -> None:
    assert kinds(signals(way((0, 0, 0), (10, metres, 0)), ROAD, [], ALL_DAY)) == shown


@pytest.mark.parametrize(("metres", "shown"), [(80, []), (200, ["off_duty"])])
def test_driving_after_duty_is_shown_and_a_walk_home_is_not(metres: float, shown: list[str]) -> None:
    duty = [Duty(START, START + timedelta(seconds=100))]
    fixes = way((0, 0, 0), (60, 400, 0), *((120 + 30.0 * n, 400 + metres * n, 0) for n in range(5)))
    assert kinds(signals(fixes, ROAD, [], duty)) == shown


def test_a_signal_shows_what_it_is_made_of() -> None:
    fixes = way((0, 0, 0), (60, 200, 300), (120, 400, 500), (180, 600, 300), (240, 800, 0))
    (detour,) = signals(fixes, ROAD, [], ALL_DAY)
    assert (detour.kind, detour.sequences, detour.measured, detour.limit) == (SignalKind.DETOUR, (1, 2, 3), 500, 200)
    assert (detour.from_at, detour.until_at, detour.point) == (fixes[1].at, fixes[3].at, fixes[2].point)


def test_a_line_ends_where_it_ends() -> None:
    assert off_line_m(at(-300), ROAD) == pytest.approx(300, rel=0.01)
    assert off_line_m(at(5000, 40), ROAD) == pytest.approx(40, rel=0.01)


@dataclass
class Drive:
    """A seeded drive along the road with noisy fixes each 10 s, and the troubles put into it."""

    fixes: list[Fix]
    troubles: list[tuple[SignalKind, datetime, datetime]]


def drive(seed: int) -> Drive:
    chance, fixes, troubles = random.Random(seed), list[Fix](), list[tuple[SignalKind, datetime, datetime]]()
    clock, east = START, 0.0

    def measured(north_m: float = 0.0) -> None:
        nonlocal clock
        point = at(east + chance.gauss(0, 12), north_m + chance.gauss(0, 12))
        fixes.append(Fix(len(fixes), clock, point))
        clock += timedelta(seconds=10)

    def stayed(times: int) -> None:
        for _ in range(times):
            measured()

    def driven(times: int, north_m: float = 0.0) -> None:
        nonlocal east
        for _ in range(times):
            east += chance.uniform(20, 120)
            measured(north_m)

    for kind in chance.sample([SignalKind.LONG_STAY, SignalKind.DETOUR, SignalKind.JUMP], 3):
        driven(30)
        stayed(chance.randrange(0, 24))  # a red light, a queue: never ten minutes
        driven(10)
        began = clock
        if kind is SignalKind.LONG_STAY:
            stayed(chance.randrange(66, 120))
        elif kind is SignalKind.DETOUR:
            aside_m = chance.uniform(250, 700)
            for share in (0.25, 0.5, 0.75, *[1.0] * chance.randrange(4, 15), 0.75, 0.5, 0.25):
                driven(1, aside_m * share)
        else:
            east += chance.uniform(450, 2000)
            measured()
        troubles.append((kind, began - timedelta(seconds=10), clock))
    driven(30)
    return Drive(fixes, troubles)


@pytest.mark.parametrize("kind", [SignalKind.LONG_STAY, SignalKind.DETOUR, SignalKind.JUMP])
def test_most_injected_troubles_are_found_and_little_else(kind: SignalKind) -> None:
    shown = right = injected = met = 0
    for seed in range(40):
        each = drive(seed)
        spans = [(began, ended) for what, began, ended in each.troubles if what is kind]
        found = [s for s in signals(each.fixes, ROAD, [], ALL_DAY) if s.kind is kind]
        touching = [s for s in found if any(s.from_at <= end and s.until_at >= began for began, end in spans)]
        shown, right, injected = shown + len(found), right + len(touching), injected + len(spans)
        met += sum(any(s.from_at <= end and s.until_at >= began for s in found) for began, end in spans)
    assert right / shown >= 0.94
    assert met / injected >= 0.9
