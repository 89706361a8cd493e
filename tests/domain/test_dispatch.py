"""Who fetches a parcel: near, free, on shift; and always the same answer to the same question."""

from itertools import permutations

import pytest

from logistics.domain.dispatch import Bar, Candidate, choose, cost_m


def courier(
    name: str, distance_m: int = 500, open_tasks: int = 0, capacity: int = 10, on_shift: bool = True
) -> Candidate:
    return Candidate(name, distance_m, open_tasks, capacity, None if on_shift else Bar.OFF_SHIFT)


@pytest.mark.parametrize(
    ("candidates", "chosen"),
    [
        ([], None),
        ([courier("a", 500), courier("b", 400)], "b"),
        ([courier("a", 500), courier("b", 400, open_tasks=1)], "a"),  # 500 against 400 + 300 + 20
        ([courier("a", 800), courier("b", 400, open_tasks=1)], "b"),  # 800 against 720
        ([courier("a", 2600), courier("b", 0, open_tasks=8, capacity=20)], "a"),  # 2600 against 2400 + 320
        ([courier("a", 2800), courier("b", 0, open_tasks=8, capacity=20)], "b"),
        ([courier("a", 100, on_shift=False), courier("b", 9000)], "b"),
        ([courier("a", 100, open_tasks=10), courier("b", 9000)], "b"),
        ([courier("a", 100, on_shift=False), courier("b", 100, open_tasks=10)], None),
        ([courier("a", 100, capacity=0)], None),
        ([courier("b"), courier("a")], "a"),
    ],
)
def test_the_choice(candidates: list[Candidate], chosen: str | None) -> None:
    assert choose(candidates).courier_id == chosen


def test_who_declined_is_not_asked_again() -> None:
    assert choose([courier("a", 100), courier("b", 900)], excluded={"a"}).courier_id == "b"
    assert choose([courier("a", 100)], excluded={"a"}).courier_id is None


def test_everyone_considered_is_listed_with_the_cost_the_best_first() -> None:
    choice = choose([courier("c", 100, on_shift=False), courier("a", 900), courier("b", 100, open_tasks=5)])
    assert [(one.candidate.courier_id, one.cost_m) for one in choice.weighed] == [("a", 900), ("b", 2100), ("c", None)]


def test_the_order_of_the_question_does_not_matter() -> None:
    candidates = [courier("a"), courier("b"), courier("c", 400), courier("d", 400)]
    assert {choose(order).courier_id for order in permutations(candidates)} == {"c"}


def test_it_is_told_why_somebody_could_not_be_chosen() -> None:
    around = [courier("a", on_shift=False), courier("b", open_tasks=10), courier("c"), courier("d")]
    seen = {one.candidate.courier_id: one.why_not for one in choose(around, excluded={"c"}).weighed}
    assert seen == {"a": Bar.OFF_SHIFT, "b": Bar.FULL, "c": Bar.DECLINED, "d": None}


@pytest.mark.parametrize(("added_m", "cost"), [(None, 500), (500, 500), (0, 250), (1_000, 750)])
def test_half_of_the_cost_is_what_it_adds_to_the_tour(added_m: int | None, cost: int) -> None:
    assert cost_m(Candidate("a", 500, 0, 10, None, added_m)) == cost
