"""The back room of the post: nothing announced is lost, nothing happens twice, and what is stuck can be seen."""

import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.event import Event
from logistics.domain.events import AcceptanceOverdue, DeliveryRated, ParcelPickedUp
from logistics.gateways import topic
from logistics.gateways.aws import aws
from logistics.store.mongo import Unit, database
from logistics.store.parked import Parked
from scripts.local.cloud import Cloud
from tests.support.calls import handler, invoke, queue, record, schedule
from tests.support.orders import parcel_of, place_order
from tests.support.people import actor, session_of, sign_in

CONSUMERS_OF_AN_ORDER = {"dispatch_match", "notify"}


class Post:
    """The real queues behind the topic, looked into as a poller would."""

    def __init__(self, cloud: Cloud, prefix: str) -> None:
        self.cloud, self.prefix = cloud, prefix

    def take(self, function: str) -> list[dict[str, Any]]:
        """What lies in a function's queue, in order; it is gone afterwards."""
        return [json.loads(message["Body"]) for message in self.receive(f"{self.prefix}{function}.fifo")]

    def woken(self) -> int:
        """How many wake-ups are on their way."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed"]
        url = f"{self.prefix}wake"
        found = aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return sum(int(found[name]) for name in names)

    @staticmethod
    def receive(url: str) -> list[dict[str, Any]]:
        taken: list[dict[str, Any]] = []
        while some := aws("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            taken += some
            for each in some:
                aws("sqs").delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
        return taken


@pytest.fixture
def post(store: Unit, cloud: Cloud, variables: dict[str, str], setting: Any) -> Iterator[Post]:
    """From here on events are published for real."""
    cloud.purge()
    setting(TOPIC_ARN=variables["TOPIC_ARN"])
    yield Post(cloud, variables["QUEUE_URL_PREFIX"])
    cloud.purge()


def announce(*events: Event) -> list[str]:
    """Write events as a call does that died before it published them; answers their ids."""
    unit = Unit(datetime.now(UTC))

    def work() -> None:
        for each in events:
            unit.outbox.emit(each)

    unit.transact(work)
    return [each.id for each in unit.outbox.written]


def later(seconds: int) -> None:
    """Let time pass for what the sweep looks at."""
    by = timedelta(seconds=seconds)
    for row in database()["outbox"].find({"look_at": {"$exists": True}}):
        database()["outbox"].update_one({"_id": row["_id"]}, {"$set": {"look_at": row["look_at"] - by}})
    for row in database()["parked"].find({"released_at": {"$ne": None}}):
        database()["parked"].update_one({"_id": row["_id"]}, {"$set": {"released_at": row["released_at"] - by}})
    for row in database()["due"].find():
        database()["due"].update_one({"_id": row["_id"]}, {"$set": {"at": row["at"] - by}})


def sweep() -> dict[str, int]:
    done: dict[str, int] = schedule("relay", "sweep")
    return {name: count for name, count in done.items() if count}


def outbox() -> list[dict[str, Any]]:
    return list(database()["outbox"].find().sort("_id", 1))


def overdue(waybill_no: str = "WB000000000000") -> AcceptanceOverdue:
    return AcceptanceOverdue(waybill_no, "courier-1", "assignment-1")


def set_timer(in_s: int, key: str = "accept:1") -> None:
    unit = Unit(datetime.now(UTC))
    unit.transact(lambda: unit.due.emit_at(overdue(), unit.now + timedelta(seconds=in_s), key))


# --- sending -------------------------------------------------------------------------------------------------------


def test_what_a_call_did_not_get_sent_is_sent_by_the_sweep(post: Post) -> None:
    (event_id,) = announce(overdue())
    assert sweep() == {}, "the call itself may still be at it"
    later(10)
    assert sweep() == {"sent": 1}
    (message,) = post.take("dispatch_match")
    assert (message["id"], message["type"]) == (event_id, "AcceptanceOverdue")
    assert "mac" in message
    assert outbox()[0]["sent_at"] is not None
    assert sweep() == {}


def test_events_of_a_waybill_are_sent_in_the_order_in_which_they_were_announced(post: Post) -> None:
    ids = announce(*[ParcelPickedUp("WB000000000000", f"scan-{number}", "courier-1") for number in range(25)])
    later(10)
    assert sweep() == {"sent": 25}
    assert [message["id"] for message in post.take("collect_cod")] == ids


def test_two_sweeps_at_once_publish_once(post: Post) -> None:
    announce(overdue())
    later(10)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: sweep(), range(2)))
    assert len(post.take("dispatch_match")) == 1


# --- finding what got lost -----------------------------------------------------------------------------------------


def test_a_message_that_the_broker_lost_is_found_and_sent_again(post: Post) -> None:
    place_order(sign_in("customer"))
    (event_id,) = [row["_id"] for row in outbox()]
    assert len(post.take("dispatch_match")) == len(post.take("notify")) == 1  # taken, and the takers died
    assert sweep() == {}, "it may still be under way"
    later(61)
    assert sweep() == {"resent": 1}
    (message,) = post.take("dispatch_match")
    assert message["id"] == event_id, "the same event, so whoever had handled it knows it"
    later(61)
    assert sweep() == {}, "each further try waits twice as long"
    later(61)
    assert sweep() == {"resent": 1}
    assert outbox()[0]["tries"] == 3


def test_an_event_is_settled_when_every_consumer_has_handled_it(post: Post) -> None:
    place_order(sign_in("customer"))
    for function in sorted(CONSUMERS_OF_AN_ORDER):
        assert outbox()[0]["settled_at"] is None
        (message,) = post.take(function)
        assert queue(function, message) == []
    assert sweep()["settled"] >= 1
    placed = next(row for row in outbox() if row["type"] == "OrderPlaced")
    assert placed["settled_at"] is not None
    later(3600)
    assert placed["_id"] not in [message["id"] for message in resent_to("notify", post)]


def resent_to(function: str, post: Post) -> list[dict[str, Any]]:
    sweep()
    return post.take(function)


def test_what_one_of_two_consumers_has_not_handled_is_sent_again_and_the_other_ignores_it(post: Post) -> None:
    place_order(sign_in("customer"))
    (message,) = post.take("notify")
    assert queue("notify", message) == []
    rows = database()["messages"].count_documents({})
    later(61)
    assert sweep() == {"resent": 1}
    (again,) = post.take("notify")
    assert queue("notify", again) == []
    assert database()["messages"].count_documents({}) == rows
    assert outbox()[0]["settled_at"] is None


def test_an_event_that_nobody_listens_to_is_settled_once_it_is_sent(post: Post) -> None:
    announce(DeliveryRated("WB000000000000", "consignee", 5))
    later(10)
    assert sweep() == {"sent": 1, "settled": 1}


# --- timers --------------------------------------------------------------------------------------------------------


def test_a_timer_becomes_its_event_when_it_falls_due(post: Post) -> None:
    set_timer(30)
    assert sweep() == {"woken": 1}
    assert outbox() == []
    later(31)
    assert sweep() == {"timers": 1}
    (message,) = post.take("dispatch_match")
    assert message["data"] == {
        "waybill_no": "WB000000000000",
        "courier_id": "courier-1",
        "assignment_id": "assignment-1",
    }
    assert database()["due"].count_documents({}) == 0


def test_a_withdrawn_timer_never_fires(post: Post) -> None:
    set_timer(30)
    unit = Unit(datetime.now(UTC))
    unit.transact(lambda: unit.due.withdraw("accept:1"))
    wake("accept:1")
    later(60)
    assert sweep() == {}
    assert outbox() == []


def wake(key: str) -> list[str]:
    """Deliver a wake-up, as the wake queue does."""
    body = {
        "id": f"wake:{key}:{datetime.now(UTC).timestamp()}",
        "type": "TimerDue",
        "waybill_no": "",
        "data": {"key": key},
    }
    return queue("relay", topic.sealed(body))


def test_a_wake_up_fires_only_the_timer_it_names_and_only_when_it_is_due(post: Post) -> None:
    set_timer(-1, "accept:1")
    set_timer(-1, "accept:2")
    set_timer(300, "accept:3")
    assert wake("accept:3") == []
    assert outbox() == [], "moved to a later time since"
    assert wake("accept:1") == []
    assert wake("accept:1") == []
    assert len(outbox()) == 1
    assert sorted(row["_id"] for row in database()["due"].find()) == ["accept:2", "accept:3"]
    assert len(post.take("dispatch_match")) == 1


def test_sweeps_and_wake_ups_at_the_same_moment_fire_a_timer_once(post: Post) -> None:
    for number in range(5):
        set_timer(-1, f"accept:{number}")
    with ThreadPoolExecutor(4) as pool:
        jobs: list[Future[Any]] = [
            pool.submit(sweep),
            pool.submit(sweep),
            pool.submit(wake, "accept:0"),
            pool.submit(wake, "accept:1"),
        ]
        [job.result() for job in jobs]
    assert len(outbox()) == 5
    assert len(post.take("dispatch_match")) == 5


def test_a_timer_too_far_away_for_the_queue_is_woken_when_it_comes_near(post: Post) -> None:
    set_timer(3600)
    assert sweep() == {}
    assert post.woken() == 0
    later(3000)
    assert sweep() == {"woken": 1}
    assert sweep() == {}
    assert post.woken() == 1


# --- what is stuck -------------------------------------------------------------------------------------------------


def stuck(post: Post) -> tuple[str, list[str], Any]:
    """A waybill whose first pickup event collect_cod cannot handle, since its row is gone; two more wait behind it."""
    waybill_no = place_order(sign_in("customer"))
    row = database()["parcels"].find_one_and_delete({"_id": waybill_no})
    ids = announce(*[ParcelPickedUp(waybill_no, f"scan-{number}", "courier-1") for number in range(3)])
    later(10)
    sweep()
    assert queue("notify", *post.take("notify")) == []
    messages = post.take("collect_cod")
    assert queue("collect_cod", messages[0]) == [ids[0]]
    assert queue("collect_cod", messages[0], receives=5) == [ids[0]]
    assert queue("collect_cod", *messages[1:]) == []
    return waybill_no, ids, row


def redrive(waybill_no: str) -> Any:
    return invoke("relay", "redrive", {"function": "collect_cod", "waybill_no": waybill_no}, sign_in("administrator"))


def parked() -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = invoke("relay", "list_parked", {}, sign_in("administrator")).data["parked"]
    return listed


def test_a_parked_waybill_is_listed_settled_and_redriven_in_order(post: Post) -> None:
    waybill_no, ids, row = stuck(post)
    assert [(row["function"], row["waybill_no"], row["event_id"]) for row in parked()] == [
        ("collect_cod", waybill_no, event_id) for event_id in ids
    ]
    assert [row["error"] for row in parked()][1:] == ["BEHIND_A_FAILURE", "BEHIND_A_FAILURE"]
    later(3600)
    assert post.take("collect_cod") == [], "parked events are not sent round and round"
    database()["parcels"].insert_one(row)
    assert redrive(waybill_no).data["event_ids"] == ids
    messages = post.take("collect_cod")
    assert [message["id"] for message in messages] == ids
    assert queue("collect_cod", *messages) == []
    assert parked() == []
    later(120)
    sweep()
    assert database()["parked"].count_documents({}) == 0
    assert redrive(waybill_no).code == "PARKED_NOT_FOUND"


def test_who_redrove_what_is_remembered_and_a_repeat_is_not(post: Post) -> None:
    waybill_no, ids, _ = stuck(post)
    redrive(waybill_no)
    redrive(waybill_no)
    subject = {"subject": f"parked:collect_cod:{waybill_no}"}
    [note] = invoke("admin", "list_changes", subject, sign_in("administrator")).data["changes"]
    assert (note["action"], note["actor_role"], note["changes"]) == ("redrive", "administrator", {"event_ids": ids})


def test_what_fails_again_after_a_redrive_is_parked_again(post: Post) -> None:
    waybill_no, ids, _ = stuck(post)
    redrive(waybill_no)
    messages = post.take("collect_cod")
    assert queue("collect_cod", messages[0], receives=5) == [ids[0]]
    assert queue("collect_cod", *messages[1:]) == []
    assert [row["event_id"] for row in parked()] == ids


def test_a_redriven_message_that_the_queue_lost_is_sent_again(post: Post) -> None:
    waybill_no, ids, _ = stuck(post)
    redrive(waybill_no)
    post.take("collect_cod")
    later(120)
    assert "redriven" not in sweep(), "five receives take their time"
    later(1800)
    assert sweep()["redriven"] == 3
    taken = [message["id"] for message in post.take("collect_cod")]
    assert list(dict.fromkeys(taken)) == ids, "other functions' copies may have been sent again, too"


# --- for people who look -------------------------------------------------------------------------------------------


def test_the_events_of_a_waybill_are_shown_with_how_far_each_consumer_is(post: Post) -> None:
    waybill_no = place_order(sign_in("customer"))
    (message,) = post.take("notify")
    queue("notify", message)
    (event,) = invoke("relay", "list_events", {"waybill_no": waybill_no}, sign_in("dispatcher")).data["events"]
    assert (event["type"], event["tries"], event["settled_at"]) == ("OrderPlaced", 1, None)
    states = {each["function"]: each["state"] for each in event["consumers"]}
    assert states == {"dispatch_match": "pending", "notify": "handled"}


def test_counts_tell_how_full_the_queues_are(post: Post) -> None:
    place_order(sign_in("customer"))
    announce(overdue())
    set_timer(3600)
    Parked(Unit(datetime.now(UTC))).park(
        "notify", {"id": "e", "type": "OrderPlaced", "waybill_no": "WB000000000000"}, "X"
    )
    counts = invoke("relay", "show_counts", {}, sign_in("administrator")).data
    assert (counts["unsent"], counts["unsettled"], counts["timers"], counts["parked"]) == (1, 1, 1, 1)
    queues = {each["function"]: (each["waiting"], each["in_flight"], each["dead"]) for each in counts["queues"]}
    assert queues["notify"] == (1, 0, 0)
    assert queues["collect_cod"] == (0, 0, 0)


@pytest.mark.parametrize(
    ("action", "data", "allowed"),
    [
        ("list_parked", {}, {"administrator", "dispatcher"}),
        ("show_counts", {}, {"administrator", "dispatcher"}),
        ("redrive", {"function": "notify", "waybill_no": "WB000000000000"}, {"administrator"}),
    ],
)
def test_who_may_look_and_who_may_act(post: Post, action: str, data: Any, allowed: set[str]) -> None:
    for role in ("customer", "courier", "outlet_manager", "dispatcher", "finance", "administrator"):
        refused = invoke("relay", action, data, sign_in(role)).code == "ROLE_FORBIDDEN"
        assert refused is (role not in allowed), role


def test_another_outlets_waybill_is_not_there(post: Post) -> None:
    waybill_no = place_order(sign_in("customer"))
    assert parcel_of(waybill_no).waybill_no == waybill_no
    bound = replace(actor("dispatcher"), outlet_id="ELSEWHERE")
    assert invoke("relay", "list_events", {"waybill_no": waybill_no}, session_of(bound)).code == "PARCEL_NOT_FOUND"


def test_a_made_up_wake_up_fires_nothing(post: Post) -> None:
    set_timer(-1)
    forged = {"id": "wake:x", "type": "TimerDue", "waybill_no": "", "data": {"key": "accept:1"}, "mac": "0" * 64}
    assert queue("relay", forged) == ["wake:x"]
    assert handler("relay")({"Records": [record(forged)]}, None)["batchItemFailures"]
    assert outbox() == []


def test_a_dispatcher_of_one_outlet_does_not_see_what_is_parked_elsewhere(post: Post) -> None:
    bound = replace(actor("dispatcher"), outlet_id="GZ-TH-1")
    assert invoke("relay", "list_parked", {}, session_of(bound)).code == "SCOPE_TOO_WIDE"


def test_a_queue_that_does_not_answer_is_said_to_be_out_of_order(post: Post, setting: Any) -> None:
    setting(QUEUE_URL_PREFIX="http://127.0.0.1:9/000000000000/logistics-test-")
    assert invoke("relay", "show_counts", {}, sign_in("administrator")).code == "STORE_UNAVAILABLE"
