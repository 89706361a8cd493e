"""Shops are told what happens to their parcels: signed, in order, again until they took it, and nobody else's news."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from logistics.domain.consignment import Proof
from logistics.domain.states import Step
from logistics.store.mongo import Unit, database
from tests.support.calls import deliver_outbox, handler, http_event, invoke, queue, schedule
from tests.support.orders import _change, bring_out, pick_up, place_order, report
from tests.support.partners import Shop, open_shop, shop_order
from tests.support.people import actor, session_of, sign_in

KINDS = ["CourierAssigned", "ParcelPickedUp", "ParcelOutForDelivery", "DeliveryFailed", "OrderCancelled"]


class Server:
    """The shop's own server, as the sandbox plays it."""

    def __init__(self, url: str) -> None:
        self.url, self.control = f"{url}/shops/books", f"{url}/_sandbox/shops"
        self.faults = f"{url}/_sandbox/faults"

    def knows(self, shop: Shop) -> None:
        self._order("/keys", shop="books", key_id=shop.key_id, secret=shop.secret)

    def answers(self, status: int, count: int = 1) -> None:
        self._order("/answers", shop="books", status=status, count=count)

    def took(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = requests.get(f"{self.control}/messages", timeout=10).json()["messages"]
        return found

    def heard(self) -> list[str]:
        """The kinds of what it accepted, in order."""
        return [each["headers"]["x-event-type"] for each in self.took() if each["status"] == 200]

    def _order(self, path: str, **payload: Any) -> None:
        assert requests.post(self.control + path, json=payload, timeout=10).status_code == 200


@pytest.fixture
def server(store: Unit, variables: dict[str, str]) -> Iterator[Server]:
    made = Server(variables["WECHAT_BASE_URL"])
    requests.delete(f"{made.control}/messages", timeout=10)
    yield made
    requests.delete(made.faults, timeout=10)
    made.answers(200, 0)


@pytest.fixture
def shop(server: Server) -> Shop:
    made = open_shop()
    server.knows(made)
    return made


@pytest.fixture
def hook(shop: Shop, server: Server) -> str:
    saved = shop.call("POST", "/partner/v1/webhooks", {"url": server.url, "kinds": KINDS})
    return str(saved.data["id"])


def order(shop: Shop, external_no: str = "SO-1") -> str:
    return str(shop.call("POST", "/partner/v1/orders", shop_order(external_no)).data["waybill_no"])


def rows(waybill_no: str) -> list[dict[str, Any]]:
    return list(database()["deliveries"].find({"waybill_no": waybill_no}).sort("_id", 1))


def age(**ago: float) -> None:
    """Make what waits due and leases ended, as time would."""
    past = datetime.now(UTC) - timedelta(**(ago or {"seconds": 1}))
    database()["deliveries"].update_many({"state": "waiting"}, {"$set": {"due_at": past}})
    database()["deliveries"].update_many({"state": "sending"}, {"$set": {"lease_until": past}})


def tell_due() -> dict[str, int]:
    counts: dict[str, int] = schedule("partner", "tell_due")["counts"]
    return counts


def test_a_shop_hears_of_its_parcel_signed_and_in_order(shop: Shop, hook: str, server: Server) -> None:
    waybill_no = order(shop)
    bring_out(waybill_no, actor("courier", "GZ-TH-1"))
    deliver_outbox("partner")
    assert server.heard() == ["CourierAssigned", "ParcelPickedUp", "ParcelOutForDelivery"]
    assert all(each["signature_right"] for each in server.took())
    (row, *_) = rows(waybill_no)
    assert (row["state"], row["tries"], row["status"]) == ("delivered", 1, 200) and row["ms"] >= 0


def test_a_message_says_what_happened_and_nothing_about_people(shop: Shop, hook: str, server: Server) -> None:
    waybill_no, courier = order(shop), actor("courier", "GZ-TH-1")
    bring_out(waybill_no, courier)
    photo = Proof("proofs/x.jpg", "photo", courier.id, 2048, "ab" * 32, datetime.now(UTC))
    _change(waybill_no, lambda parcel, _: parcel.add_proof(photo))
    said = {"reason": "consignee_not_home", "note": "家里无人", "evidence": (photo.key,)}
    report(waybill_no, Step.DELIVERY_FAILED, courier, **said)
    deliver_outbox("partner")
    told = json.loads(server.took()[-1]["body"])
    assert told.pop("id") == server.took()[-1]["headers"]["x-event-id"]
    assert datetime.fromisoformat(told.pop("occurred_at")).tzinfo is not None
    assert told == {
        "type": "DeliveryFailed",
        "waybill_no": waybill_no,
        "external_no": "SO-1",
        "status": "delivery_failed",
        "codes": {"wechat": 300004, "kuaidi100": "2", "unece": "23"},
        "data": {"reason": "consignee_not_home", "attempt": 1},
    }


def test_what_is_not_asked_for_and_what_is_anothers_is_not_told(shop: Shop, hook: str, server: Server) -> None:
    other = open_shop("晴川花店")
    pick_up(order(other), actor("courier", "GZ-TH-1"))
    pick_up(place_order(sign_in("customer")), actor("courier", "GZ-TH-1"))
    order(shop)  # OrderPlaced is the shop's own doing
    deliver_outbox("partner")
    assert server.took() == []


def test_an_event_that_comes_twice_is_told_once(shop: Shop, hook: str, server: Server) -> None:
    from logistics.gateways.topic import wire_body

    pick_up(order(shop), actor("courier", "GZ-TH-1"))
    deliver_outbox("partner")
    letters = [wire_body(each) for each in Unit(datetime.now(UTC)).outbox.all()]
    database()["handled"].delete_many({})
    queue("partner", *[each for each in letters if each["type"] == "ParcelPickedUp"])
    assert server.heard() == ["CourierAssigned", "ParcelPickedUp"]


def test_a_shop_that_fails_is_tried_again_later_and_its_news_stay_in_order(
    shop: Shop, hook: str, server: Server
) -> None:
    server.answers(500, 2)
    waybill_no = order(shop)
    bring_out(waybill_no, actor("courier", "GZ-TH-1"))
    deliver_outbox("partner")
    assert server.heard() == [] and len(server.took()) == 1, "one try, then it is left alone"
    first = rows(waybill_no)[0]
    assert (first["state"], first["tries"], first["status"], first["code"]) == ("waiting", 1, 500, "HTTP_500")
    assert tell_due() == {}, "nothing is due yet"
    for _ in range(4):
        age()
        tell_due()
    assert server.heard() == ["CourierAssigned", "ParcelPickedUp", "ParcelOutForDelivery"]
    assert [each["state"] for each in rows(waybill_no)] == ["delivered"] * 3


def test_the_waits_between_tries_grow_and_the_last_is_the_last(shop: Shop, hook: str, server: Server) -> None:
    server.answers(503, 50)
    waybill_no = order(shop)
    pick_up(waybill_no, actor("courier", "GZ-TH-1"))
    deliver_outbox("partner")
    waits = []
    for _ in range(8):
        row = rows(waybill_no)[0]
        waits.append(round((row["due_at"] - datetime.now(UTC)).total_seconds() / 60))
        age()
        tell_due()
    assert waits == [1, 5, 30, 120, 360, 1440, 1440, 1440]
    row = rows(waybill_no)[0]
    assert (row["state"], row["tries"], row["due_at"]) == ("failed", 9, None)


def test_after_three_days_without_an_answer_a_webhook_is_switched_off_and_says_so(
    shop: Shop, hook: str, server: Server
) -> None:
    server.answers(500, 50)
    waybill_no = order(shop)
    pick_up(waybill_no, actor("courier", "GZ-TH-1"))
    deliver_outbox("partner")
    long_ago = datetime.now(UTC) - timedelta(days=3, minutes=1)
    database()["webhooks"].update_one({"_id": hook}, {"$set": {"failing_since": long_ago}})
    age()
    tell_due()
    (shown,) = shop.call("GET", "/partner/v1/webhooks").data["webhooks"]
    assert shown["active"] is False and "停用" in shown["message"]
    assert {each["state"] for each in rows(waybill_no)} == {"failed"}
    again = shop.call("POST", f"/partner/v1/deliveries/{rows(waybill_no)[0]['_id']}/redelivery", {})
    assert (again.status, again.code) == (409, "WEBHOOK_OFF")


def test_a_sender_that_dies_after_sending_sends_again_under_the_same_event_id(
    shop: Shop, hook: str, server: Server
) -> None:
    order_no = order(shop)
    pick_up(order_no, actor("courier", "GZ-TH-1"))
    deliver_outbox("partner")
    first = rows(order_no)[0]
    # As a process leaves it that was killed between the answer and the mark.
    database()["deliveries"].update_one({"_id": first["_id"]}, {"$set": {"state": "sending", "delivered_at": None}})
    assert tell_due() == {}, "the claim has not run out"
    age()
    assert tell_due() == {"delivered": 1}
    ids = [each["headers"]["x-event-id"] for each in server.took()]
    assert ids.count(first["event_id"]) == 2, "at least once; the shop tells by the id"


def test_a_shop_sees_the_log_and_has_one_sent_again(shop: Shop, hook: str, server: Server) -> None:
    waybill_no = order(shop)
    pick_up(waybill_no, actor("courier", "GZ-TH-1"))
    deliver_outbox("partner")
    page = shop.call("GET", "/partner/v1/deliveries", query={"waybill_no": waybill_no, "limit": 1}).data
    (latest,) = page["deliveries"]
    assert (latest["kind"], latest["state"], latest["status"], latest["tries"]) == (
        "ParcelPickedUp", "delivered", 200, 1,
    )  # fmt: skip
    older = shop.call("GET", "/partner/v1/deliveries", query={"before": page["next"]}).data
    assert [each["kind"] for each in older["deliveries"]] == ["CourierAssigned"] and "next" not in older
    assert shop.call("POST", f"/partner/v1/deliveries/{latest['id']}/redelivery", {}).data["state"] == "waiting"
    assert tell_due() == {"delivered": 1}
    assert server.heard() == ["CourierAssigned", "ParcelPickedUp", "ParcelPickedUp"]


def test_the_log_and_the_webhooks_are_the_shops_own(shop: Shop, hook: str, server: Server) -> None:
    waybill_no = order(shop)
    pick_up(waybill_no, actor("courier", "GZ-TH-1"))
    deliver_outbox("partner")
    other = open_shop("晴川花店")
    assert other.call("GET", "/partner/v1/deliveries").data["deliveries"] == []
    assert other.call("GET", "/partner/v1/webhooks").data["webhooks"] == []
    path = f"/partner/v1/deliveries/{rows(waybill_no)[0]['_id']}/redelivery"
    assert other.call("POST", path, {}).code == "DELIVERY_NOT_FOUND"
    change = {"webhook_id": hook, "url": server.url, "kinds": KINDS}
    assert other.call("POST", "/partner/v1/webhooks", change).code == "WEBHOOK_NOT_FOUND"


def test_an_administrator_keeps_the_webhooks_of_any_partner(shop: Shop, hook: str, server: Server) -> None:
    office = sign_in("administrator")
    shown = invoke("partner", "list_webhooks", {"partner_id": shop.id}, office).data["webhooks"]
    assert [each["id"] for each in shown] == [hook]
    assert invoke("partner", "list_webhooks", {}, office).code == "PARTNER_REQUIRED"
    off = {"partner_id": shop.id, "webhook_id": hook, "url": server.url, "kinds": KINDS, "active": False}
    assert invoke("partner", "save_webhook", off, office).data == {"id": hook, "active": False}
    pick_up(order(shop), actor("courier", "GZ-TH-1"))
    deliver_outbox("partner")
    assert server.took() == []


def test_a_slow_shop_holds_nobody_up(shop: Shop, hook: str, server: Server, setting: Any) -> None:
    setting(PROVIDER_TIMEOUT_MS="300")
    fault = {"provider": "shop", "kind": "slow", "delay_s": 2}
    assert requests.post(server.faults, json=fault, timeout=10).status_code == 200
    waybill_no = order(shop)
    pick_up(waybill_no, actor("courier", "GZ-TH-1"))
    deliver_outbox("partner")
    row = rows(waybill_no)[0]
    assert (row["state"], row["code"]) == ("waiting", "TIMED_OUT") and row["ms"] < 1_000


def test_without_a_live_key_nothing_goes_out_unsigned(shop: Shop, hook: str, server: Server) -> None:
    waybill_no = order(shop)
    revoked = {"partner_id": shop.id, "key_id": shop.key_id}
    assert invoke("partner", "revoke_key", revoked, sign_in("administrator")).data["revoked"]
    pick_up(waybill_no, actor("courier", "GZ-TH-1"))
    deliver_outbox("partner")
    assert server.took() == [] and rows(waybill_no)[0]["code"] == "KEY_MISSING"


def test_a_bearer_of_the_role_alone_is_no_shop(store: Unit) -> None:
    event = http_event("GET", "/partner/v1/webhooks", session=session_of(actor("merchant")))
    assert handler("partner")(event, None)["statusCode"] == 403
