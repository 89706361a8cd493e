"""Signing in: customers by WeChat, staff by WeChat or a code; and how quickly somebody is out again."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from logistics.domain.ids import new_id
from logistics.privacy import vault
from logistics.store.codes import Purpose, issue_code
from logistics.store.mongo import Unit, database
from logistics.store.redis import redis
from logistics.store.sessions import open_session
from tests.support.calls import Answer, http, invoke, request_id

Order = Callable[..., dict[str, Any]]
Entry = dict[str, Any]


@pytest.fixture
def order(store: Unit, variables: dict[str, str]) -> Iterator[Order]:
    """Orders to the provider sandbox; its faults are cleared afterwards."""
    url = f"{variables['WECHAT_BASE_URL']}/_sandbox"

    def give(path: str, /, **payload: object) -> dict[str, Any]:
        answer = requests.post(url + path, json=payload, timeout=10)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    yield give
    requests.delete(f"{url}/faults", timeout=10)


@pytest.fixture
def inbox(variables: dict[str, str]) -> Callable[[str], list[Entry]]:
    """The text messages that a phone has received during this test."""
    since = datetime.now(UTC).isoformat()

    def read(phone: str) -> list[Entry]:
        url = f"{variables['WECHAT_BASE_URL']}/_sandbox/messages"
        answer = requests.get(url, params={"phone": phone, "since": since}, timeout=10)
        return list(answer.json()["messages"])

    return read


def fresh_openid() -> str:
    return f"o{new_id(datetime.now(UTC))}x"


def customer_session(order: Order, openid: str) -> Answer:
    code = order("/wechat/login-codes", openid=openid)["code"]
    return http("login", "POST", "/sessions", {"code": code})


def bind(order: Order, session: str, phone: str, openid: str) -> Answer:
    code = order("/wechat/phone-codes", phone=phone, openid=openid)["code"]
    return http("login", "POST", "/sessions/phone", {"phone_code": code}, session=session)


def who(session: str) -> Answer:
    return invoke("login", "who_am_i", session=session)


def code_login(phone: str, code: str, **options: Any) -> Answer:
    return http("login", "POST", "/sessions/staff/code", {"phone": phone, "code": code}, **options)


def ask_code(phone: str, **options: Any) -> Answer:
    return http("login", "POST", "/sessions/code", {"phone": phone}, **options)


def administrator(network: Any) -> str:
    account = network.account("administrator")
    return open_session(Unit(datetime.now(UTC)).staff.get(account.id).actor, datetime.now(UTC))


class TestCustomers:
    def test_the_same_wechat_account_is_the_same_customer(self, order: Order) -> None:
        openid = fresh_openid()
        first, second = customer_session(order, openid).data, customer_session(order, openid).data
        assert first["account"]["id"] == second["account"]["id"]
        assert first["session"] != second["session"]
        assert who(first["session"]).data["role"] == "customer"

    def test_first_sign_ins_at_the_same_moment_make_one_account(self, store: Unit) -> None:
        openid = fresh_openid()
        with ThreadPoolExecutor(6) as pool:
            made = pool.map(lambda _: Unit(datetime.now(UTC)).customers.find_or_create(openid).id, range(6))
        assert len(set(made)) == 1

    def test_the_openid_is_stored_sealed_and_never_told(self, order: Order, store: Unit) -> None:
        openid = fresh_openid()
        account = customer_session(order, openid).data["account"]
        row = database().customers.find_one({"_id": account["id"]})
        assert row is not None and openid not in repr(row)
        assert openid not in json.dumps(account)
        assert store.customers.openid_of(account["id"]) == openid

    def test_a_made_up_or_used_code_signs_nobody_in(self, order: Order) -> None:
        assert http("login", "POST", "/sessions", {"code": "made-up"}).code == "LOGIN_CODE_INVALID"

    def test_wechat_being_down_is_said_so_and_signs_nobody_in(self, order: Order) -> None:
        order("/faults", provider="wechat", path="/sns/jscode2session", kind="http_500")
        answer = customer_session(order, fresh_openid())
        assert (answer.status, answer.code) == (503, "PROVIDER_UNAVAILABLE")

    def test_a_bound_phone_is_in_the_new_session_and_the_old_session_ends(self, order: Order) -> None:
        openid = fresh_openid()
        old = customer_session(order, openid).data["session"]
        bound = bind(order, old, "+8619912340001", openid).data
        assert bound["account"]["phone_masked"] == "199****0001"
        assert who(bound["session"]).data["phone_masked"] == "199****0001"
        assert who(old).code == "SESSION_INVALID"

    def test_a_phone_given_to_a_new_person_is_taken_from_the_former_one(self, order: Order) -> None:
        former, latter = fresh_openid(), fresh_openid()
        first = bind(order, customer_session(order, former).data["session"], "+8619912340002", former).data
        bind(order, customer_session(order, latter).data["session"], "+8619912340002", latter)
        assert who(first["session"]).code == "SESSION_INVALID"
        again = customer_session(order, former).data
        assert not again["account"].get("phone_masked")

    def test_another_persons_phone_code_binds_nothing(self, order: Order) -> None:
        session = customer_session(order, fresh_openid()).data["session"]
        answer = bind(order, session, "+8619912340003", "osomebodyelse0000000000000000")
        assert answer.code == "PHONE_CODE_INVALID"

    def test_binding_needs_a_session(self, order: Order) -> None:
        answer = http("login", "POST", "/sessions/phone", {"phone_code": "any"})
        assert (answer.status, answer.code) == (401, "LOGIN_REQUIRED")


class TestStaffByWechat:
    def login(self, order: Order, openid: str, phone: str = "") -> Answer:
        body = {"code": order("/wechat/login-codes", openid=openid)["code"]}
        if phone:
            body["phone_code"] = order("/wechat/phone-codes", phone=phone, openid=openid)["code"]
        return http("login", "POST", "/sessions/staff", body)

    def test_a_courier_binds_by_phone_and_comes_back_without_it(self, order: Order, network: Any) -> None:
        courier, openid = network.account("courier", "GZ-TH-1"), fresh_openid()
        assert self.login(order, openid).code == "STAFF_PHONE_REQUIRED"
        first = self.login(order, openid, courier.phone).data["account"]
        assert (first["id"], first["role"], first["outlet_id"]) == (courier.id, "courier", "GZ-TH-1")
        assert self.login(order, openid).data["account"]["id"] == courier.id

    def test_a_phone_that_is_not_registered_is_refused(self, order: Order) -> None:
        answer = self.login(order, fresh_openid(), "+8619912349999")
        assert (answer.status, answer.code) == (403, "STAFF_UNKNOWN")

    def test_a_new_wechat_account_of_the_same_person_replaces_the_old_one(self, order: Order, network: Any) -> None:
        courier, old, new = network.account("courier", "GZ-TH-2"), fresh_openid(), fresh_openid()
        self.login(order, old, courier.phone)
        self.login(order, new, courier.phone)
        assert self.login(order, old).code == "STAFF_PHONE_REQUIRED"


class TestCodes:
    def test_a_code_arrives_and_signs_in_once(self, order: Order, network: Any, inbox: Any) -> None:
        courier = network.account("courier", "GZ-TH-1")
        assert ask_code(courier.phone).data == {"expires_in_s": 300, "next_in_s": 60}
        [message] = inbox(courier.phone)
        code = message["fields"]["1"]
        assert code_login(courier.phone, code).data["account"]["id"] == courier.id
        assert code_login(courier.phone, code).code == "CODE_INVALID"

    def test_an_unknown_phone_hears_the_same_and_gets_nothing(self, order: Order, network: Any, inbox: Any) -> None:
        known, unknown = ask_code(network.account("finance").phone), ask_code("19912348888")
        assert (known.status, known.body) == (unknown.status, unknown.body)
        assert inbox("19912348888") == []
        assert code_login("19912348888", "000000").code == "CODE_INVALID"

    def test_after_five_wrong_tries_the_right_code_is_worth_nothing(self, store: Unit, network: Any) -> None:
        phone = network.account("cashier", "GZ-TH-1").phone
        code = issue_code(Purpose.STAFF_LOGIN, vault.phone_index(phone))
        wrong = f"{(int(code) + 1) % 10**6:06d}"
        assert {code_login(phone, wrong).code for _ in range(5)} == {"CODE_INVALID"}
        assert code_login(phone, code).code == "CODE_INVALID"

    def test_the_fifth_try_may_still_be_right(self, store: Unit, network: Any) -> None:
        phone = network.account("cashier", "GZ-TH-1").phone
        code = issue_code(Purpose.STAFF_LOGIN, vault.phone_index(phone))
        wrong = f"{(int(code) + 1) % 10**6:06d}"
        for _ in range(4):
            code_login(phone, wrong)
        assert code_login(phone, code).status == 200

    def test_guesses_at_the_same_moment_all_count_and_one_code_opens_one_session(
        self, store: Unit, network: Any
    ) -> None:
        phone = network.account("cashier", "GZ-TH-1").phone
        code = issue_code(Purpose.STAFF_LOGIN, vault.phone_index(phone))
        with ThreadPoolExecutor(5) as pool:
            answers = list(pool.map(lambda _: code_login(phone, code).status, range(5)))
        assert sorted(answers) == [200, 401, 401, 401, 401]

    def test_neither_code_nor_phone_can_be_read_in_redis(self, store: Unit, network: Any) -> None:
        phone = network.account("cashier", "GZ-TH-1").phone
        code = issue_code(Purpose.STAFF_LOGIN, vault.phone_index(phone))
        for key in redis().scan_iter("otp:*"):
            assert phone not in key
            assert code not in redis().hgetall(key).values()

    def test_a_second_code_within_a_minute_is_refused_with_the_seconds_to_wait(
        self, order: Order, network: Any, inbox: Any
    ) -> None:
        phone = network.account("finance").phone
        ask_code(phone)
        answer = ask_code(phone)
        assert (answer.status, answer.code) == (403, "CODE_TOO_SOON")
        assert 0 < answer.body["error"]["details"]["retry_after_s"] <= 60
        assert len(inbox(phone)) == 1

    def test_a_retry_of_the_same_request_sends_no_second_code(self, order: Order, network: Any, inbox: Any) -> None:
        phone, key = network.account("finance").phone, request_id()
        assert ask_code(phone, key=key).body == ask_code(phone, key=key).body
        assert len(inbox(phone)) == 1

    def test_five_codes_an_hour_for_a_phone(self, order: Order, network: Any) -> None:
        phone = network.account("customer_service").phone
        for _ in range(5):
            assert ask_code(phone).status == 200
            redis().delete(f"limit:code_wait:{vault.phone_index(phone).hex()}")
        assert ask_code(phone).code == "CODES_EXCEEDED"

    def test_twenty_codes_an_hour_for_an_address(self, order: Order) -> None:
        answers = [ask_code(f"199123455{at:02d}", ip="198.51.100.9") for at in range(21)]
        assert [answer.status for answer in answers] == [200] * 20 + [403]
        assert ask_code("19912345599", ip="198.51.100.10").status == 200

    def test_when_sms_is_down_the_call_may_be_repeated_at_once(self, order: Order, network: Any, inbox: Any) -> None:
        phone, key = network.account("finance").phone, request_id()
        order("/faults", provider="sms", kind="busy")
        answer = ask_code(phone, key=key)
        assert (answer.status, answer.code) == (503, "PROVIDER_UNAVAILABLE")
        assert ask_code(phone, key=key).status == 200
        assert len(inbox(phone)) == 1

    def test_what_is_no_phone_is_refused(self, store: Unit) -> None:
        answer = ask_code("12345")
        assert answer.code == "INPUT_INVALID" and "phone" in answer.body["error"]["details"]["fields"]

    def test_guessing_from_one_address_ends(self, store: Unit) -> None:
        codes = [code_login(f"199123466{at:02d}", "123456", ip="198.51.100.20").code for at in range(21)]
        assert codes == ["CODE_INVALID"] * 20 + ["ATTEMPTS_EXCEEDED"]


class TestLeaving:
    def test_logging_out_ends_this_session_only(self, order: Order) -> None:
        openid = fresh_openid()
        one, other = (customer_session(order, openid).data["session"] for _ in range(2))
        assert http("login", "DELETE", "/sessions", session=one).status == 200
        assert who(one).code == "SESSION_INVALID"
        assert who(other).status == 200

    def test_an_administrator_ends_all_sessions_of_an_account(self, order: Order, network: Any, store: Unit) -> None:
        openid = fresh_openid()
        signed_in = [customer_session(order, openid).data for _ in range(2)]
        account_id = signed_in[0]["account"]["id"]
        session = administrator(network)
        answer = invoke("login", "revoke_sessions", {"account_id": account_id}, session=session)
        assert answer.data == {"revoked": 2}
        assert {who(each["session"]).code for each in signed_in} == {"SESSION_INVALID"}
        assert store.audit.listed(f"account:{account_id}")[0].action == "revoke_sessions"

    def test_nobody_else_may_end_others_sessions(self, order: Order) -> None:
        signed_in = customer_session(order, fresh_openid()).data
        data = {"account_id": signed_in["account"]["id"]}
        assert invoke("login", "revoke_sessions", data, session=signed_in["session"]).code == "ROLE_FORBIDDEN"

    def test_somebody_who_is_locked_out_cannot_sign_in(self, store: Unit, network: Any) -> None:
        courier = network.account("courier", "SZ-FT-1")
        index = vault.phone_index(courier.phone)
        store.staff.set_active(courier.id, False)
        try:
            code = issue_code(Purpose.STAFF_LOGIN, index)
            assert code_login(courier.phone, code).code == "CODE_INVALID"
            assert not redis().exists(f"sessions:{courier.id}")
        finally:
            store.staff.set_active(courier.id, True)


@pytest.mark.parametrize("token", ["", "short", "c" + "x" * 43, "令牌" * 20])
def test_a_forged_token_is_nobody(store: Unit, token: str) -> None:
    answer = http("login", "GET", "/sessions", session=token)
    assert (answer.status, answer.code) in [(401, "SESSION_INVALID"), (401, "LOGIN_REQUIRED")]
