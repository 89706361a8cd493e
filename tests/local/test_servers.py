"""Local servers start, keep their data over a crash, and say in one line what is wrong."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pymongo
import pytest
import redis

from scripts.local.child import Child
from scripts.local.problems import LocalProblem, dead_child
from scripts.local.server import HOST, free_port
from scripts.local.servers import MongoServer, Ports, RedisServer, ServerSet
from tests.local.ending import ends


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerSet]:
    with ServerSet(tmp_path_factory.mktemp("servers"), sandbox=False, fail_points=True) as started:
        yield started


def test_mongodb_has_transactions_and_keeps_what_was_committed_before_a_crash(servers: ServerSet) -> None:
    assert servers.mongo
    with pymongo.MongoClient(servers.mongo.url) as client:
        with client.start_session() as session, session.start_transaction():
            client.logistics.rows.insert_one({"_id": 1}, session=session)
        servers.mongo.restart(crash=True)
        assert client.logistics.rows.count_documents({}) == 1


def test_mongodb_lets_crash_tests_set_fail_points(servers: ServerSet) -> None:
    assert servers.mongo
    with pymongo.MongoClient(servers.mongo.url) as client:
        off = client.admin.command("configureFailPoint", "failCommand", mode="off")
    assert off["ok"] == 1


def test_redis_keeps_its_keys_over_a_crash(servers: ServerSet) -> None:
    assert servers.redis
    with redis.Redis.from_url(servers.redis.url) as client:
        client.set("k", "v")
    servers.redis.restart(crash=True)
    with redis.Redis.from_url(servers.redis.url) as client:
        assert client.get("k") == b"v"


def test_mongodb_moves_with_its_data_to_another_port(tmp_path: Path) -> None:
    first = MongoServer(tmp_path)
    first.start()
    with pymongo.MongoClient(first.url) as client:
        client.logistics.rows.insert_one({"_id": 1})
    first.stop()
    second = MongoServer(tmp_path)
    second.start()
    try:
        with pymongo.MongoClient(second.url) as client:
            assert client.logistics.rows.count_documents({}) == 1
    finally:
        second.stop()


def test_addresses_that_are_given_are_used_instead_of_starting_servers(tmp_path: Path) -> None:
    given = {"MONGODB_URI": "mongodb://db.test/x", "REDIS_URL": "redis://r.test", "AWS_ENDPOINT_URL": "http://aws.test"}
    with ServerSet(tmp_path, given=given, sandbox=False) as chosen:
        assert (chosen.servers, chosen.environment()) == ([], given)


def test_a_busy_port_names_its_holder_and_nothing_stays_behind(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind((HOST, 0))
        holder.listen()
        port = holder.getsockname()[1]
        chosen = ServerSet(tmp_path, ports=Ports(redis=port), sandbox=False)
        with pytest.raises(LocalProblem) as caught:
            chosen.start()
    assert str(caught.value).startswith(f"redis-server: port {port} on 127.0.0.1 is busy: process {os.getpid()} ")
    assert "\n" not in str(caught.value)
    assert [server.child for server in chosen.servers] == [None, None, None]


def test_a_server_that_dies_shows_the_end_of_its_log(tmp_path: Path) -> None:
    script = "import time; print('cannot read the tape'); time.sleep(0.2); raise SystemExit(7)"
    child = Child("tape", [sys.executable, "-c", script], tmp_path / "log")
    with pytest.raises(LocalProblem, match="tape: ended with code 7; last log lines: cannot read the tape"):
        child.wait_until(lambda: False, 5)


def test_a_server_that_never_answers_is_named(tmp_path: Path) -> None:
    child = Child("mute", [sys.executable, "-c", "import time; time.sleep(60)"], tmp_path / "log")
    try:
        with pytest.raises(LocalProblem, match="mute: runs but did not answer"):
            child.wait_until(lambda: False, 0.2)
    finally:
        child.kill()


def test_a_missing_library_names_the_package_to_install(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("mongod: error while loading shared libraries: libcurl.so.4: cannot open shared object file\n")
    assert "apt-get install -y libcurl4" in str(dead_child("mongod", 127, log))


def test_stopping_ends_what_the_child_started(tmp_path: Path) -> None:
    child = Child("family", ["bash", "-c", "sleep 300 & echo $!; wait"], tmp_path / "log")
    child.wait_until(lambda: (tmp_path / "log").read_text().strip() != "", 5)
    grandchild = int((tmp_path / "log").read_text())
    child.stop()
    assert ends(grandchild), "what a child has started outlives it"


def test_no_server_outlives_a_parent_that_is_killed(tmp_path: Path) -> None:
    port = free_port()
    script = (
        "import sys, time; from pathlib import Path; from scripts.local.servers import RedisServer\n"
        f"RedisServer(Path({str(tmp_path)!r}), {port}).start(); print('up', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == b"up\n"
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 5
    server = RedisServer(tmp_path, port)
    while server.answers() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not server.answers()
