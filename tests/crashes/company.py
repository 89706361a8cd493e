"""The whole company on this machine: real servers, and every function in worker processes that can be killed."""

import contextlib
import logging
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from redis import Redis

from logistics.store.mongo import Unit
from scripts.demonstration.api import Api
from scripts.demonstration.people import People
from scripts.demonstration.places import DESTINATIONS, HUB, ORIGIN
from scripts.demonstration.sandbox import Sandbox
from scripts.local.cloud import Cloud, aws_client
from scripts.local.deployment import load_deployment
from scripts.local.environment import LAYER, ROOT, function_environment
from scripts.local.front import HttpFront
from scripts.local.poller import Poller, queue_sources
from scripts.local.runtime_api import InvocationTimeout, WorkerDied, WorkerPool
from scripts.local.servers import AwsServer, ServerSet
from scripts.local.ticker import Ticker, run_schedules
from tests.crashes.delivery import Delivery
from tests.support.invariants import Ending, Row, broken

KEPT = {"outlets", "staff", "tariffs", "migrations", "customers"}
TEMPLATES = ("order_placed", "courier_assigned", "picked_up", "out_for_delivery", "signed", "delivery_failed")
TEMPLATES += ("refused", "returned")
FINAL = ["sent", "refused", "failed", "unknown", "dropped"]
QUIET_WITHIN_S = 60
REST_WITHIN_S = 150  # after a broker lost everything, all of it is sent again
# Three minutes in life. A message whose answer was lost on its way to the poller is hidden for as long: longer than a
# call (20 s) and its pause may take, and short enough to come again before the company counts as restless.
HIDDEN_FOR_S = 30
MATCH_EVERY_S = 0.7


class Company:
    """Start it once, and stop it in the end; `fresh()` before each test, `settle()` and `broken()` after it.

    Uploaded files live in an AWS stand-in of their own, so that a restart of the queue loses what a broker may
    lose and nothing else.
    """

    def __init__(self, root: Path) -> None:
        self.root, self.log = root, root / "functions.log"
        self.servers = ServerSet(root / "servers", fail_points=True)
        self.files = AwsServer(root / "files")
        self.pools: dict[str, WorkerPool] = {}
        self.delivery = Delivery(self.call)
        self.busy: Counter[str] = Counter()  # calls under way
        self.died: Counter[str] = Counter()  # calls that ended with their process
        self.since = datetime.now(UTC)

    def start(self) -> None:
        """Servers, network, functions, and the people signed in."""
        for noisy in ("poller", "ticker"):  # they tell every failure, and failures are what happens here
            logging.getLogger(noisy).setLevel(logging.ERROR)
        self.servers.start()
        self.files.start()
        self.cloud = Cloud(load_deployment(), self.servers.environment()["AWS_ENDPOINT_URL"])
        self._sqs = aws_client("sqs", self.cloud.endpoint_url)
        self._open_queues()
        Cloud(load_deployment(), self.files.url).create()
        self.variables = self._variables()
        self.deployment = load_deployment(env=self.variables)
        seeding = [sys.executable, "-m", "scripts.local.seed", "--small"]
        subprocess.run(seeding, env=self.variables, cwd=ROOT, check=True, capture_output=True)
        self.client: MongoClient[Row] = MongoClient(self.servers.environment()["MONGODB_URI"], tz_aware=True)
        self.db = self.client.get_default_database()
        self.redis = Redis.from_url(self.servers.environment()["REDIS_URL"])
        self._shorten_transactions()
        self._restart_completely()
        self.front = HttpFront(self.deployment.routes, lambda function, event: self.delivery.request(function, event))
        self.front.start()
        self.poller = Poller(
            queue_sources(self.cloud),
            lambda function, event: self.delivery.messages(function, event),
            endpoint_url=self.cloud.endpoint_url,
            retry_delay_s=lambda receives: 0.2 * 2 ** (receives - 1),
        )
        self.poller.start()
        self.api = Api(self.front.url, patience_s=QUIET_WITHIN_S)
        self.sandbox = Sandbox(self.servers.environment()["SANDBOX_URL"])
        self.people = People(self.api, self.sandbox)
        self._come_to_work()

    def stop(self) -> None:
        """Ends everything that was started."""
        self.poller.stop()
        self.front.stop()
        for pool in self.pools.values():
            pool.close()
        self.client.close()
        self.files.stop()
        self.servers.stop()

    # --- the functions -----------------------------------------------------------------------------------------

    def call(self, function: str, event: Any) -> Any:
        """One call of a function's worker process; raises InvocationFailed and its kinds."""
        self.busy[function] += 1
        try:
            return self.pool(function).invoke(event, timeout_s=20)
        except WorkerDied:
            self.died[function] += 1
            raise
        finally:
            self.busy[function] -= 1

    def pool(self, function: str) -> WorkerPool:
        """A function's workers, started when first needed."""
        if function not in self.pools:
            self.pools[function] = self._pool(function, {})
        return self.pools[function]

    @contextlib.contextmanager
    def changed(self, *functions: str, **variables: str) -> Iterator[None]:
        """Functions with other variables for a while, in workers of their own."""
        before = {function: self.pool(function) for function in functions}
        self.pools |= {function: self._pool(function, variables) for function in functions}
        try:
            yield
        finally:
            changed = [self.pools[function] for function in functions]
            self.pools |= before
            for pool in changed:
                pool.close()

    def tick(self) -> None:
        """What the schedules do each minute, twice at the same time: EventBridge, too, delivers at least once."""
        with ThreadPoolExecutor(2) as both:
            rounds = [both.submit(run_schedules, self.deployment.schedules, self.call) for _ in range(2)]
            for each in rounds:
                each.result()

    def hurried_tick(self) -> None:
        """The same, and relay leaves nobody the time to send their events themselves."""
        self._age("outbox", {"sent_at": None}, ("look_at",), timedelta(seconds=10))
        self.tick()

    # --- around a test -----------------------------------------------------------------------------------------

    def fresh(self) -> None:
        """Nothing is under way and nothing is stored but the network, its people and their sessions."""
        self.delivery.calm()
        self.client.admin.command({"configureFailPoint": "failCommand", "mode": "off"})
        self.cloud.purge()
        for name in self.db.list_collection_names():
            if name not in KEPT and not name.startswith("system."):
                self.db[name].delete_many({})
        self.died.clear()
        for counter in self.redis.scan_iter("limit:*"):
            self.redis.delete(counter)
        self.since = datetime.now(UTC)

    @contextlib.contextmanager
    def at_work(self, hurried: bool = True) -> Iterator[None]:
        """The schedules run, faster than in life."""
        ticker = Ticker(self.hurried_tick if hurried else self.tick, MATCH_EVERY_S)
        ticker.start()
        try:
            yield
        finally:
            ticker.stop()

    def settle(self) -> None:
        """Let time pass until nothing is under way any more; AssertionError tells what does not come to rest."""
        self.delivery.calm()
        deadline = time.monotonic() + REST_WITHIN_S
        while left := self._under_way():
            if time.monotonic() > deadline:
                raise AssertionError(f"not quiet after {REST_WITHIN_S} s: {left}")
            if any(name.startswith("queued") for name in left):
                time.sleep(0.1)
                continue
            self._let_time_pass()
            with contextlib.suppress(InvocationTimeout):  # a sweep that took too long goes on where it was ended
                self.tick()

    def broken(self, endings: list[Ending]) -> list[str]:
        """The rules that do not hold now."""
        received = self.sandbox.messages(since=self.since.isoformat())
        return broken(Unit(datetime.now(UTC), self.db), endings, self._consumers(), received)

    def _under_way(self) -> dict[str, int]:
        queued = {f"queued for {each.function}": self._queued(each.url) for each in queue_sources(self.cloud)}
        counts = queued | {
            "events": self.db["outbox"].count_documents({"settled_at": None}),
            "messages": self.db["messages"].count_documents({"state": {"$nin": FINAL}}),
            "redriven": self.db["parked"].count_documents({"released_at": {"$ne": None}}),
        }
        return {name: count for name, count in counts.items() if count}

    def _queued(self, url: str) -> int:
        """Messages that wait or are being handled; a wake-up that is still delayed disturbs nobody."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        counts = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return sum(int(counts[name]) for name in names)

    def _let_time_pass(self) -> None:
        """Hours, for whatever waits for its time; timers of orders are left alone, since nobody let those lapse."""
        hours = timedelta(hours=6)
        self._age("outbox", {"settled_at": None}, ("look_at",), hours)
        self._age("messages", {"state": {"$nin": FINAL}}, ("due_at", "lease_until"), hours)
        self._age("parked", {"released_at": {"$ne": None}}, ("released_at",), timedelta(minutes=2))

    def _age(self, collection: str, which: Row, fields: tuple[str, ...], by: timedelta) -> None:
        milliseconds = int(by.total_seconds() * 1000)
        earlier = {name: {"$subtract": [f"${name}", milliseconds]} for name in fields}
        self.db[collection].update_many(which, [{"$set": earlier}])

    def _consumers(self) -> dict[str, set[str]]:
        """Who is subscribed to what, as deployed."""
        queues = {trigger.queue: trigger.function for trigger in self.deployment.queues}
        found: dict[str, set[str]] = {}
        for name, resource in self.deployment.resources.items():
            if resource["Type"] == "AWS::SNS::Subscription":
                for kind in resource["Properties"]["FilterPolicy"]["type"]:
                    found.setdefault(kind, set()).add(queues[f"{name.removesuffix('Subscription')}Queue"])
        return found

    # --- inside ------------------------------------------------------------------------------------------------

    def _variables(self) -> dict[str, str]:
        chosen = function_environment(self.servers.environment(), self.cloud.names, self.root / "data", "test")
        own = {
            "MONGODB_TIMEOUT_MS": "3000",
            "AWS_ENDPOINT_URL_S3": self.files.url,
            "QUIET_HOURS": "0-0",
            "PYTHONPATH": os.pathsep.join((str(LAYER), str(ROOT))),
            "PATH": os.environ["PATH"],
        }
        return chosen | own

    def _pool(self, function: str, variables: dict[str, str]) -> WorkerPool:
        handler = f"functions/{function}/handler.main"
        # Its name on the connection, so that fail points can be set for one function and never meet the test itself.
        own = {"MONGODB_URI": f"{self.variables['MONGODB_URI']}&appName={function}"}
        return WorkerPool(handler, env=self.variables | own | variables, cwd=ROOT, processes=2, log=self.log)

    def _open_queues(self) -> None:
        """Topics and queues as deployed, but that a message whose receiver is gone comes again sooner."""
        self.cloud.create()
        for source in queue_sources(self.cloud):
            sooner = {"VisibilityTimeout": str(HIDDEN_FOR_S)}
            self._sqs.set_queue_attributes(QueueUrl=source.url, Attributes=sooner)

    def _shorten_transactions(self) -> None:
        """A killed process leaves its open transaction to the server, which by default holds it for a minute."""
        self.client.admin.command({"setParameter": 1, "transactionLifetimeLimitSeconds": 3})

    def _restart_completely(self) -> None:
        """What a restart of a server takes with it is put back, as its operator would."""
        if self.servers.aws:
            self.servers.aws.on_start.append(self._open_queues)
        if self.servers.mongo:
            self.servers.mongo.on_start.append(self._shorten_transactions)

    def _come_to_work(self) -> None:
        """Everybody signed in, couriers on duty, customers who allow every message."""
        for role in ("dispatcher", "administrator"):
            self.people.staff(role)
        self.people.staff("driver", HUB)
        for place in (ORIGIN, *DESTINATIONS):
            self.people.staff("outlet_manager", place.outlet_id)
            self.people.couriers(place.outlet_id)
        for courier in self.people.couriers(ORIGIN.outlet_id):
            self.api.post("/couriers/me/duty", {"on": True, "location": ORIGIN.location}, courier.session)
        for person in (self.people.sender(0), self.people.sender(1), self.people.receiver(0)):
            for name in TEMPLATES:
                self.sandbox.allow(person.openid, f"tmpl_{name}", 1_000)
