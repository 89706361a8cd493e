"""What work earns: the rule in force, amounts by hand, and reversals of what does not count any more."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.domain.commission import CommissionRule, Deed, Earned, Work, aligned, amounts, rule_for

NOW = datetime(2026, 3, 9, tzinfo=UTC)


def rule(version: str, outlet: str = "", product: str = "", days: int = -30, **changes: int) -> CommissionRule:
    fen = {"pickup_fen": 100, "delivery_fen": 150, "per_kg_fen": 30, "free_g": 1000, "cod_fen": 80} | changes
    return CommissionRule(version, outlet, product, NOW + timedelta(days=days), **fen)


def deed(step: Work = Work.DELIVERY, scan_id: str = "s1", **changes: object) -> Deed:
    said: dict[str, object] = {"outlet_id": "TH", "product": "standard", "weight_g": 1500, "at": NOW}
    return Deed(scan_id, "courier", step, **(said | changes))  # type: ignore[arg-type]


RULES = [
    rule("any"),
    rule("any, newer", days=-3),
    rule("any, to come", days=1),
    rule("product", product="standard"),
    rule("outlet", outlet="TH"),
    rule("outlet and product", outlet="TH", product="express"),
]


@pytest.mark.parametrize(
    ("outlet", "product", "version"),
    [
        ("LW", "express", "any, newer"),
        ("LW", "standard", "product"),
        ("TH", "standard", "outlet"),
        ("TH", "express", "outlet and product"),
    ],
)
def test_the_nearest_rule_holds_the_latest_in_force(outlet: str, product: str, version: str) -> None:
    found = rule_for(RULES, deed(outlet_id=outlet, product=product))
    assert found is not None
    assert found.version == version


def test_work_before_any_rule_earns_nothing() -> None:
    assert rule_for(RULES, deed(at=NOW - timedelta(days=31))) is None


@pytest.mark.parametrize(
    ("step", "weight_g", "collected", "earned"),
    [
        (Work.PICKUP, 1000, False, {Work.PICKUP: 100}),
        (Work.PICKUP, 1001, True, {Work.PICKUP: 100, Work.WEIGHT: 30}),
        (Work.DELIVERY, 3000, False, {Work.DELIVERY: 150, Work.WEIGHT: 60}),
        (Work.DELIVERY, 500, True, {Work.DELIVERY: 150, Work.COD: 80}),
    ],
)
def test_amounts(step: Work, weight_g: int, collected: bool, earned: dict[Work, int]) -> None:
    assert amounts(rule("any"), deed(step, weight_g=weight_g, collected=collected)) == earned


STATES = st.lists(
    st.lists(
        st.builds(
            deed,
            st.sampled_from([Work.PICKUP, Work.DELIVERY]),
            st.sampled_from(["s1", "s2", "s3"]),
            weight_g=st.sampled_from([500, 1500, 9000]),
            collected=st.booleans(),
        ),
        max_size=3,
        unique_by=lambda each: each.scan_id,
    ),
    max_size=8,
)


@given(STATES)
def test_lines_come_to_what_counts_now_whatever_was_before(states: list[list[Deed]]) -> None:
    known: list[Earned] = []
    for deeds in states:
        known += aligned("WB1", deeds, [rule("any")], known, NOW)
        wanted = sum(sum(amounts(rule("any"), each).values()) for each in deeds)
        assert sum(line.amount_fen for line in known) == wanted
        assert aligned("WB1", deeds, [rule("any")], known, NOW) == []
    assert len({line.id for line in known}) == len(known)
