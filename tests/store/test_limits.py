"""Attempt counters and one-time codes in a real Redis."""

from concurrent.futures import ThreadPoolExecutor

from logistics.store import limits
from logistics.store.codes import LIFETIME_S, Purpose, issue_code, redeem_code, withdraw_code
from logistics.store.mongo import Unit
from logistics.store.redis import redis

INDEX = b"0123456789abcdef"


def test_so_many_tries_and_no_more(store: Unit) -> None:
    assert [limits.hit("guess", "WB1", 3, 60) for _ in range(5)] == [True, True, True, False, False]
    assert limits.hit("guess", "WB2", 3, 60)


def test_tries_at_the_same_moment_all_count(store: Unit) -> None:
    with ThreadPoolExecutor(8) as pool:
        allowed = list(pool.map(lambda _: limits.hit("guess", "WB1", 5, 60), range(40)))
    assert sum(allowed) == 5


def test_a_window_starts_with_the_first_try_and_is_not_prolonged(store: Unit) -> None:
    limits.hit("guess", "WB1", 5, 60)
    redis().expire("limit:guess:WB1", 30)
    limits.hit("guess", "WB1", 5, 60)
    assert 0 < limits.wait_s("guess", "WB1") <= 30
    assert limits.wait_s("guess", "WB2") == 0


def test_a_right_try_is_taken_back(store: Unit) -> None:
    for _ in range(10):
        assert limits.hit("guess", "WB1", 2, 60)
        limits.undo("guess", "WB1")
    assert redis().get("limit:guess:WB1") is None
    limits.undo("guess", "WB1")
    assert redis().get("limit:guess:WB1") is None


def test_a_place_is_held_by_one_until_it_is_given_back(store: Unit) -> None:
    assert limits.claim("wait", "phone", "request-1", 60) == ""
    assert limits.claim("wait", "phone", "request-2", 60) == "request-1"
    limits.release("wait", "phone")
    assert limits.claim("wait", "phone", "request-2", 60) == ""


def test_a_code_is_six_digits_good_once_and_for_five_minutes(store: Unit) -> None:
    code = issue_code(Purpose.STAFF_LOGIN, INDEX)
    assert len(code) == 6 and code.isdigit()
    assert 0 < redis().ttl(f"otp:staff_login:{INDEX.hex()}") <= LIFETIME_S == 300
    assert redeem_code(Purpose.STAFF_LOGIN, INDEX, code)
    assert not redeem_code(Purpose.STAFF_LOGIN, INDEX, code)


def test_a_new_code_replaces_the_one_before_and_its_tries(store: Unit) -> None:
    old = issue_code(Purpose.STAFF_LOGIN, INDEX)
    for _ in range(5):
        redeem_code(Purpose.STAFF_LOGIN, INDEX, "not it")
    new = issue_code(Purpose.STAFF_LOGIN, INDEX)
    assert old == new or not redeem_code(Purpose.STAFF_LOGIN, INDEX, old)
    assert redeem_code(Purpose.STAFF_LOGIN, INDEX, new)


def test_a_code_opens_nothing_for_another_phone_and_nothing_when_withdrawn(store: Unit) -> None:
    code = issue_code(Purpose.STAFF_LOGIN, INDEX)
    assert not redeem_code(Purpose.STAFF_LOGIN, b"fedcba9876543210", code)
    withdraw_code(Purpose.STAFF_LOGIN, INDEX)
    assert not redeem_code(Purpose.STAFF_LOGIN, INDEX, code)


def test_many_at_once_use_a_code_once(store: Unit) -> None:
    code = issue_code(Purpose.STAFF_LOGIN, INDEX)
    with ThreadPoolExecutor(5) as pool:
        used = list(pool.map(lambda _: redeem_code(Purpose.STAFF_LOGIN, INDEX, code), range(5)))
    assert sum(used) == 1
