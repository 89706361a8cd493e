"""Codes that confirm a deed: bound to one waybill and to the first request that brings the right one."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from logistics.store.codes import LIFETIME_S, Purpose, claim_code, issue_code, tries_left
from logistics.store.redis import redis

pytestmark = pytest.mark.usefixtures("store")
INDEX, WAYBILL, OTHER = b"0123456789abcdef", "WB000000000000", "WB123456789018"


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def claim(
    code: str, claimant: str = "me:request-1", purpose: Purpose = Purpose.INTERCEPT, about: str = WAYBILL
) -> bool:
    return claim_code(purpose, INDEX, about, code, claimant)


def test_a_right_code_stays_good_for_the_request_that_brought_it_first_and_for_no_other() -> None:
    code = issue_code(Purpose.INTERCEPT, INDEX, WAYBILL)
    assert claim(code), "the first request is let through"
    assert claim(code), "its transaction may have been aborted: the same request may come again"
    assert not claim(code, "me:request-2"), "another request must not use the code once more"
    assert not claim(code, "you:request-1"), "nor another person under the same request id"


def test_of_many_requests_at_once_one_gets_the_code() -> None:
    code = issue_code(Purpose.INTERCEPT, INDEX, WAYBILL)
    with ThreadPoolExecutor(5) as pool:
        through = list(pool.map(lambda number: claim(code, f"me:request-{number}"), range(5)))
    assert sum(through) == 1


def test_a_code_is_for_one_purpose_and_one_waybill() -> None:
    code = issue_code(Purpose.INTERCEPT, INDEX, WAYBILL)
    assert not claim(code, about=OTHER)
    assert not claim(code, purpose=Purpose.REDIRECT)
    assert not claim_code(Purpose.INTERCEPT, b"fedcba9876543210", WAYBILL, code, "me:request-1")
    assert claim(code)


def test_the_sixth_guess_is_refused_even_if_it_is_right() -> None:
    code = issue_code(Purpose.INTERCEPT, INDEX, WAYBILL)
    for left in (4, 3, 2, 1, 0):
        assert not claim(other_than(code))
        assert tries_left(Purpose.INTERCEPT, INDEX, WAYBILL) == left
    assert not claim(code)


def test_a_code_ends_after_five_minutes_and_is_written_nowhere_in_clear() -> None:
    code = issue_code(Purpose.INTERCEPT, INDEX, WAYBILL)
    key = f"otp:intercept:{INDEX.hex()}:{WAYBILL}"
    assert 0 < redis().ttl(key) <= LIFETIME_S == 300  # type: ignore[operator]
    assert claim(code)
    assert code not in str(redis().hgetall(key)) and "request-1" not in str(redis().hgetall(key))
    redis().delete(key)  # what time does
    assert not claim(code)


def test_replays_of_the_claimant_use_up_no_tries() -> None:
    code = issue_code(Purpose.INTERCEPT, INDEX, WAYBILL)
    assert all(claim(code) for _ in range(12))
    assert tries_left(Purpose.INTERCEPT, INDEX, WAYBILL) == 5
