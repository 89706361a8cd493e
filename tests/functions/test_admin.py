"""The network's administration: outlets, people, tariffs, and a change of keys while everything goes on."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.ids import new_id
from logistics.domain.redirecting import Destination, redirect, redirection_to
from logistics.domain.roles import Actor
from logistics.domain.states import Step
from logistics.privacy import keysets, vault
from logistics.privacy.parties import Contact, Side, open_party, seal_party
from logistics.store.mongo import Unit, database
from tests.support.calls import Answer, http, invoke, request_id
from tests.support.orders import CONSIGNEE_PHONE, _change, bring_out, parcel_of, place_order, report
from tests.support.people import actor, customer, person, session_of, sign_in

SQUARE = [{"lng": 119.0, "lat": 29.0}, {"lng": 119.1, "lat": 29.0}, {"lng": 119.1, "lat": 29.1}]
RULE = {
    "divisor": 12000,
    "minimum_g": 1000,
    "bands": [{"below_g": 10000, "step_g": 100, "mode": "up"}, {"below_g": None, "step_g": 500, "mode": "up"}],
    "first_g": 1000,
    "first_fen": 2000,
    "continued_fen": 600,
    "round_fen": 10,
    "round_mode": "nearest",
}


@pytest.fixture(autouse=True)
def network_as_it_was(store: Unit) -> Iterator[None]:
    """Other tests stand on the seeded network: what a test here did to it is taken back."""
    names = ("outlets", "staff", "tariffs")
    before = {name: list(database()[name].find()) for name in names}
    yield
    for name in names:
        database()[name].delete_many({})
        database()[name].insert_many(before[name])


def admin(action: str, data: Any = None, role: str = "administrator", **options: Any) -> Answer:
    return invoke("admin", action, data, session=sign_in(role, **options.pop("who", {})), **options)


def outlet(**changes: Any) -> dict[str, Any]:
    written = {
        "id": "QZ-KC-1",
        "name": "衢州柯城网点",
        "adcodes": ["330802"],
        "location": {"lng": 119.05, "lat": 29.05},
        "area": SQUARE,
    }
    return written | changes


def courier(**changes: Any) -> dict[str, Any]:
    written = {"name": "苏晚晴", "phone": "19900009001", "role": "courier", "outlet_id": "GZ-TH-1", "capacity": 20}
    return written | changes


def tariff(days_ahead: float = 1, **changes: Any) -> dict[str, Any]:
    starts = datetime.now(UTC) + timedelta(days=days_ahead)
    written = {
        "product": "standard",
        "route_class": "same_city",
        "valid_from": starts.isoformat(),
        "promised_s": 86_400,
        "rule": RULE,
    }
    return written | changes


class TestOutlets:
    def test_a_new_outlet_serves_its_district_at_once_and_a_closed_one_no_longer(self, store: Unit) -> None:
        ask = {"product": "standard", "from_adcode": "330802", "to_adcode": "330802", "weight_g": 500}
        assert http("quote", "POST", "/quotes", ask).code == "NOT_SERVED"
        assert admin("save_outlet", outlet()).data["id"] == "QZ-KC-1"
        assert http("quote", "POST", "/quotes", ask).data["pickup_outlet_id"] == "QZ-KC-1"
        assert admin("deactivate_outlet", {"outlet_id": "QZ-KC-1"}).data["changed"] == ["active"]
        assert http("quote", "POST", "/quotes", ask).code == "NOT_SERVED"

    def test_an_outlet_is_shown_with_its_area_and_listed_without(self, store: Unit) -> None:
        admin("save_outlet", outlet())
        shown = admin("show_outlet", {"outlet_id": "QZ-KC-1"}).data
        assert shown["area"] == SQUARE and shown["location"] == {"lng": 119.05, "lat": 29.05}
        [listed] = admin("list_outlets", {"adcode": "3308"}).data["outlets"]
        assert listed["name"] == "衢州柯城网点" and "area" not in listed

    def test_a_change_is_audited_with_before_and_after_and_a_repeat_is_not(self, store: Unit) -> None:
        admin("save_outlet", outlet())
        assert admin("save_outlet", outlet(name="衢州柯城二部")).data["changed"] == ["name"]
        assert admin("save_outlet", outlet(name="衢州柯城二部")).data["changed"] == []
        changes = admin("list_changes", {"subject": "outlets:QZ-KC-1"}).data["changes"]
        assert [row["action"] for row in changes] == ["save_outlet", "save_outlet"]
        assert changes[0]["actor_id"] == person("administrator").id

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"area": [SQUARE[0], SQUARE[2], SQUARE[1], {"lng": 119.0, "lat": 29.1}]}, "OUTLET_AREA_INVALID"),
            ({"adcodes": []}, "OUTLET_INCOMPLETE"),
            ({"area": SQUARE[:2]}, "INPUT_INVALID"),
            ({"id": "qz 1"}, "INPUT_INVALID"),
            ({"id": "QZ-KC-1\n"}, "INPUT_INVALID"),
            ({"kind": "office"}, "INPUT_INVALID"),
            ({"adcodes": ["3308"]}, "INPUT_INVALID"),
            ({"adcodes": ["330802\n"]}, "INPUT_INVALID"),
            ({"location": {"lng": 400, "lat": 0}}, "INPUT_INVALID"),
            ({"manager": "x"}, "INPUT_INVALID"),
        ],
    )
    def test_a_malformed_outlet_is_refused_and_not_written(
        self, store: Unit, changes: dict[str, Any], code: str
    ) -> None:
        assert admin("save_outlet", outlet(**changes)).code == code
        assert store.outlets.find("QZ-KC-1") is None

    def test_a_retry_of_the_same_request_gets_the_first_reply(self, store: Unit) -> None:
        key = request_id()
        first = admin("save_outlet", outlet(), key=key).body
        assert admin("save_outlet", outlet(), key=key).body == first
        assert len(store.audit.listed("outlets:QZ-KC-1")) == 1
        assert admin("save_outlet", outlet(name="别的"), key=key).code == "REQUEST_ID_REUSED"
        assert admin("save_outlet", outlet(), key="").code == "REQUEST_ID_REQUIRED"

    def test_an_outlet_manager_sees_only_their_own(self, store: Unit) -> None:
        who = {"outlet_id": "GZ-TH-1"}
        seen = admin("list_outlets", role="outlet_manager", who=who).data["outlets"]
        assert [row["id"] for row in seen] == ["GZ-TH-1"]
        other = admin("show_outlet", {"outlet_id": "GZ-TH-2"}, role="outlet_manager", who=who)
        assert other.code == "OUTLET_NOT_FOUND"


class TestStaff:
    def test_a_new_courier_is_listed_masked_and_kept_sealed(self, store: Unit) -> None:
        staff_id = admin("save_staff", courier()).data["id"]
        shown = admin("show_staff", {"staff_id": staff_id}).data
        assert (shown["name_masked"], shown["phone_masked"]) == ("苏**", "199****9001")
        row = database().staff.find_one({"_id": staff_id})
        assert row is not None and "苏晚晴" not in repr(row) and "19900009001" not in repr(row)
        assert store.staff.name_of(staff_id) == "苏晚晴"
        assert store.staff.phone_of(staff_id) == "+8619900009001"

    def test_writing_the_same_person_again_changes_nothing(self, store: Unit) -> None:
        first = admin("save_staff", courier()).data
        again = admin("save_staff", courier()).data
        assert again == {"id": first["id"], "changed": []}
        assert len(store.audit.listed(f"staff:{first['id']}")) == 1

    def test_a_phone_belongs_to_one_person(self, store: Unit) -> None:
        admin("save_staff", courier())
        answer = admin("save_staff", courier(name="陆知行"))
        assert answer.code == "STAFF_PHONE_TAKEN"
        other = person("courier", "GZ-TH-2").id
        assert admin("save_staff", courier(staff_id=other)).code == "STAFF_PHONE_TAKEN"

    def test_the_audit_tells_that_name_and_phone_changed_but_not_to_what(self, store: Unit) -> None:
        staff_id = admin("save_staff", courier()).data["id"]
        changed = admin("save_staff", courier(staff_id=staff_id, name="苏晚秋", phone="19900009002")).data["changed"]
        assert changed == ["name", "phone"]
        told = admin("list_changes", {"subject": f"staff:{staff_id}"}).body
        assert "苏" not in repr(told) and "1990000" not in repr(told)

    @pytest.mark.parametrize("changes", [{"outlet_id": "GZ-TH-2"}, {"role": "cashier"}, {"phone": "19900009003"}])
    def test_whoever_is_changed_must_sign_in_anew(self, store: Unit, changes: dict[str, Any]) -> None:
        staff_id = admin("save_staff", courier()).data["id"]
        session = session_of(store.staff.get(staff_id).actor)
        admin("save_staff", courier(staff_id=staff_id) | changes)
        assert invoke("login", "who_am_i", session=session).code == "SESSION_INVALID"

    def test_whoever_is_locked_out_is_out_at_once_and_may_come_back(self, store: Unit) -> None:
        staff_id = admin("save_staff", courier()).data["id"]
        sessions = [session_of(store.staff.get(staff_id).actor) for _ in range(2)]
        assert admin("deactivate_staff", {"staff_id": staff_id}).data["changed"] == ["active"]
        assert {invoke("login", "who_am_i", session=each).code for each in sessions} == {"SESSION_INVALID"}
        assert store.staff.by_phone("19900009001") is None
        assert admin("deactivate_staff", {"staff_id": staff_id}).data["changed"] == []
        admin("activate_staff", {"staff_id": staff_id})
        assert store.staff.by_phone("19900009001") is not None

    def test_nobody_locks_out_or_demotes_themselves(self, store: Unit) -> None:
        me = person("administrator")
        assert admin("deactivate_staff", {"staff_id": me.id}).code == "STAFF_ONESELF"
        demoted = {"name": "某某", "phone": "19900009009", "role": "finance", "staff_id": me.id}
        assert admin("save_staff", demoted).code == "STAFF_ONESELF"

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"outlet_id": None}, "STAFF_OUTLET_REQUIRED"),
            ({"outlet_id": "ZZ-ZZ-9"}, "OUTLET_NOT_FOUND"),
            ({"phone": "123"}, "INPUT_INVALID"),
            ({"role": "customer"}, "INPUT_INVALID"),
            ({"role": "system"}, "INPUT_INVALID"),
            ({"capacity": -1}, "INPUT_INVALID"),
            ({"staff_id": "0" * 26}, "STAFF_NOT_FOUND"),
        ],
    )
    def test_a_malformed_person_is_refused(self, store: Unit, changes: dict[str, Any], code: str) -> None:
        assert admin("save_staff", courier(**changes)).code == code

    def test_an_outlet_manager_hires_couriers_for_their_own_outlet_only(self, store: Unit) -> None:
        who: dict[str, Any] = {"role": "outlet_manager", "who": {"outlet_id": "GZ-TH-1"}}
        assert admin("save_staff", courier(), **who).status == 200
        assert admin("save_staff", courier(outlet_id="GZ-TH-2"), **who).code == "STAFF_ROLE_FORBIDDEN"
        assert admin("save_staff", courier(role="cashier"), **who).code == "STAFF_ROLE_FORBIDDEN"
        cashier = person("cashier", "GZ-TH-1").id
        assert admin("deactivate_staff", {"staff_id": cashier}, **who).code == "STAFF_ROLE_FORBIDDEN"
        elsewhere = person("courier", "GZ-TH-2").id
        assert admin("deactivate_staff", {"staff_id": elsewhere}, **who).code == "STAFF_NOT_FOUND"
        seen = admin("list_staff", {"role": "courier"}, **who).data["staff"]
        assert {row["outlet_id"] for row in seen} == {"GZ-TH-1"}

    def test_lists_come_in_pages(self, store: Unit) -> None:
        first = admin("list_staff", {"limit": 10}).data["staff"]
        second = admin("list_staff", {"limit": 10, "after": first[-1]["id"]}).data["staff"]
        assert len(first) == len(second) == 10
        assert first[-1]["id"] < second[0]["id"]


class TestTariffs:
    def test_a_published_tariff_prices_from_its_moment_on_and_ends_the_one_before(self, store: Unit) -> None:
        version = admin("publish_tariff", tariff()).data["version"]
        now, later = datetime.now(UTC), datetime.now(UTC) + timedelta(days=2)
        today = store.tariffs.current("standard", "same_city", now)
        then = store.tariffs.current("standard", "same_city", later)
        assert today is not None and today.tariff.first_fen == 1200
        assert then is not None and (then.tariff.version, then.tariff.first_fen) == (version, 2000)
        listed = admin("list_tariffs", {"product": "standard", "route_class": "same_city"}).data["tariffs"]
        assert [row["version"] for row in listed] == [version, "standard.same_city.20250101T000000Z"]
        assert listed[1]["valid_to"] == listed[0]["valid_from"]

    def test_a_tariff_is_shown_as_it_was_sent(self, store: Unit) -> None:
        version = admin("publish_tariff", tariff()).data["version"]
        shown = admin("show_tariff", {"version": version}).data
        unsaid = {"minimum_fen": 0, "surcharges": [], "insurance": None, "cod": None}
        assert shown["rule"] == RULE | unsaid | {"piece_fen": 100, "return_receipt_fen": 500}

    def test_a_tariff_that_ends_leaves_the_product_unoffered(self, store: Unit) -> None:
        ends = (datetime.now(UTC) + timedelta(days=3)).isoformat()
        admin("publish_tariff", tariff(product="holiday", valid_to=ends))
        for days, offered in [(0, False), (2, True), (4, False)]:
            at = datetime.now(UTC) + timedelta(days=days)
            assert (store.tariffs.current("holiday", "same_city", at) is not None) is offered

    def test_overlapping_or_backdated_tariffs_are_refused(self, store: Unit) -> None:
        ends = (datetime.now(UTC) + timedelta(days=9)).isoformat()
        assert admin("publish_tariff", tariff(5, valid_to=ends)).status == 200
        assert admin("publish_tariff", tariff(7)).code == "TARIFF_OVERLAP"
        assert admin("publish_tariff", tariff(3)).code == "TARIFF_OVERLAP"
        assert admin("publish_tariff", tariff(10)).status == 200
        assert admin("publish_tariff", tariff(-1)).code == "TARIFF_NOT_AHEAD"
        assert admin("publish_tariff", tariff(20, valid_to=ends)).code == "TARIFF_NOT_AHEAD"

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"bands": [{"below_g": 100, "step_g": 1, "mode": "up"}]}, "TARIFF_INVALID"),
            ({"first_fen": -1}, "INPUT_INVALID"),
            ({"first_fen": 12.5}, "INPUT_INVALID"),
            ({"first_fen": 10**30}, "INPUT_INVALID"),
            ({"divisor": 0}, "INPUT_INVALID"),
            ({"round_mode": "down"}, "INPUT_INVALID"),
            ({"fuel": 3}, "INPUT_INVALID"),
        ],
    )
    def test_a_malformed_rule_is_refused(self, store: Unit, changes: dict[str, Any], code: str) -> None:
        assert admin("publish_tariff", tariff(rule=RULE | changes)).code == code


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("save_outlet", outlet()),
        ("deactivate_outlet", {"outlet_id": "GZ-TH-1"}),
        ("publish_tariff", tariff()),
        ("migrate", {}),
        ("re_encrypt", {}),
        ("list_changes", {}),
    ],
)
@pytest.mark.parametrize("role", ["dispatcher", "outlet_manager", "courier", "customer", "finance"])
def test_only_administrators_change_the_network(store: Unit, action: str, data: dict[str, Any], role: str) -> None:
    assert admin(action, data, role=role).code == "ROLE_FORBIDDEN"
    assert invoke("admin", action, data).code == "LOGIN_REQUIRED"


class TestUpkeep:
    def test_migrating_again_does_nothing(self, store: Unit) -> None:
        assert admin("migrate").data == {"ran": []}

    def test_who_migrated_is_remembered(self, store: Unit) -> None:
        admin("migrate")
        [note] = admin("list_changes", {"subject": "migrations:all"}).data["changes"]
        assert (note["action"], note["actor_id"], note["changes"]) == (
            "migrate",
            person("administrator").id,
            {"ran": []},
        )

    def test_who_sealed_rows_anew_is_remembered_with_counts_alone(self, store: Unit, own_keys: Any) -> None:
        customer()
        people = database().staff.count_documents({})
        keysets.rotate(own_keys, "values")
        self.all_of_it(1000)
        self.all_of_it(1000)  # nothing is left to do, and nothing to be remembered
        notes = admin("list_changes", {"subject": "keys:all"}).data["changes"]
        assert {(note["action"], note["actor_id"]) for note in notes} == {("re_encrypt", person("administrator").id)}
        assert [note["changes"] for note in notes] == [
            {"rows": people, "resealed": people, "clashes": 0, "from": "staff:", "to": ""},
            {"rows": 1, "resealed": 1, "clashes": 0, "from": "customers:", "to": "parcels:"},
        ]

    @pytest.fixture
    def own_keys(self, setting: Any, tmp_path: Any) -> Iterator[Any]:
        """A copy of the keyset that this test may rotate."""
        path = tmp_path / "keyset.json"
        shutil.copy(os.environ["KEYSET_FILE"], path)
        setting(KEYSET_FILE=str(path))
        yield path
        keysets.reopened_keysets()

    def all_of_it(self, limit: int = 7) -> tuple[int, int]:
        """Calls until done, as the command line does; answers the calls and the rows rewritten."""
        after, calls, resealed = "", 0, 0
        while True:
            progress = admin("re_encrypt", {"after": after, "limit": limit}).data
            assert progress["clashes"] == []
            calls, resealed, after = calls + 1, resealed + progress["resealed"], progress["after"]
            if progress["done"]:
                return calls, resealed

    def test_after_a_change_of_keys_everything_is_sealed_and_found_under_the_new_ones(
        self, store: Unit, own_keys: Any
    ) -> None:
        known = customer(phone="+8619912340009")
        keysets.rotate(own_keys, "values")
        keysets.rotate(own_keys, "indexes")
        calls, resealed = self.all_of_it()
        people = database().staff.count_documents({})
        assert calls > people // 7
        assert resealed == people + 1
        assert self.all_of_it()[1] == 0
        for kind in ("values", "indexes"):
            keysets.retire(own_keys, kind)
        keysets.reopened_keysets()
        assert store.staff.by_phone("19900001000") == person("administrator")
        found = store.customers.by_phone_index(vault.phone_index("+8619912340009"))
        assert found is not None and found.id == known.id
        assert store.customers.openid_of(known.id) == "openid-customer-0000"

    def test_a_customer_whose_index_changed_must_sign_in_anew(self, store: Unit, own_keys: Any) -> None:
        moved, same = customer(1, phone="+8619912340010"), customer(2)
        sessions = [session_of(moved), session_of(same)]
        keysets.rotate(own_keys, "indexes")
        keysets.reopened_keysets()
        self.all_of_it(500)
        assert invoke("login", "who_am_i", session=sessions[0]).code == "SESSION_INVALID"
        assert invoke("login", "who_am_i", session=sessions[1]).status == 200

    def test_people_are_found_while_the_change_of_keys_goes_on(self, store: Unit, own_keys: Any) -> None:
        keysets.rotate(own_keys, "indexes")
        keysets.reopened_keysets()
        assert store.staff.by_phone("19900001000") is not None
        admin("re_encrypt", {"limit": 5})
        assert store.staff.by_phone("19900001000") is not None
        assert store.customers.find_or_create("openid-customer-0000").id == customer().id

    def test_an_orders_parties_stay_readable_and_its_tail_is_found(self, store: Unit, own_keys: Any) -> None:
        waybill_no = place_order(sign_in("customer"))
        for kind in ("values", "indexes"):
            keysets.rotate(own_keys, kind)
        keysets.reopened_keysets()
        self.all_of_it(500)
        for kind in ("values", "indexes"):
            keysets.retire(own_keys, kind)
        keysets.reopened_keysets()
        parcel = store.parcels.find_by_tail(waybill_no, vault.all_phone_tail_indexes(CONSIGNEE_PHONE[-4:]))
        assert parcel is not None
        assert open_party(parcel.consignee, Side.CONSIGNEE, waybill_no).name == "欧阳晴川"
        assert open_party(parcel.consignor, Side.CONSIGNOR, waybill_no).phone == "+8613800000001"

    def test_the_former_consignee_of_a_redirected_parcel_stays_readable_too(self, store: Unit, own_keys: Any) -> None:
        waybill_no = place_order(sign_in("customer"))
        bring_out(waybill_no, actor("courier", "GZ-TH-1"))
        report(waybill_no, Step.INTERCEPTED, customer())
        _change(waybill_no, lambda parcel, now: redirected(parcel, customer(), now))
        for kind in ("values", "indexes"):
            keysets.rotate(own_keys, kind)
        keysets.reopened_keysets()
        self.all_of_it(500)
        for kind in ("values", "indexes"):
            keysets.retire(own_keys, kind)
        keysets.reopened_keysets()
        parcel = parcel_of(waybill_no)
        ends = parcel.redirection.before, parcel.redirection.after
        assert [open_party(each.consignee, Side.CONSIGNEE, waybill_no).name for each in ends] == [
            "欧阳晴川",
            "上官云起",
        ]
        assert open_party(parcel.consignee, Side.CONSIGNEE, waybill_no).name == "上官云起"

    def test_a_row_whose_key_is_gone_stops_the_run_and_says_so(self, store: Unit, own_keys: Any) -> None:
        customer()
        keysets.rotate(own_keys, "values")
        keysets.retire(own_keys, "values")
        keysets.reopened_keysets()
        answer = admin("re_encrypt", {"after": "customers:"})
        assert answer.code == "PII_UNREADABLE"

    def test_the_end_is_the_end_and_a_made_up_place_is_refused(self, store: Unit) -> None:
        end = admin("re_encrypt", {"after": f"staff:{new_id(datetime.now(UTC))}"})
        assert end.data == {"after": "", "done": True, "rows": 0, "resealed": 0, "clashes": []}
        assert admin("re_encrypt", {"after": "journal:1"}).code == "PROGRESS_INVALID"


def redirected(parcel: Any, by: Actor, now: datetime) -> Any:
    """Sent to somebody else for nothing."""
    contact = Contact("上官云起", "13700000003", "江苏省南京市玄武区珠江路88号6层")
    consignee = seal_party(contact, Side.CONSIGNEE, parcel.waybill_no, "320102")
    to = redirection_to(parcel, new_id(now), Destination(consignee, "NJ-XW-1", None), (), now)
    return redirect(parcel, to, by, now)
