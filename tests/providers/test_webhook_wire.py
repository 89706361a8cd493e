"""What a webhook's server may do to us: nothing that costs more than a few seconds or leads anywhere else."""

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest

from logistics.domain.faults import Invalid
from logistics.gateways.webhooks import Posted, post

LIMIT_S = 0.5
Deed = Callable[[socket.socket], None]


@pytest.fixture(autouse=True)
def impatient(variables: dict[str, str], setting: Any) -> None:
    setting(PROVIDER_TIMEOUT_MS=str(int(LIMIT_S * 1000)))


@pytest.fixture
def serve() -> Iterator[Callable[[Deed], int]]:
    """A server on a port that does one thing to whoever connects, after it read the request's head."""
    listening: list[socket.socket] = []

    def start(deed: Deed) -> int:
        here = socket.create_server(("127.0.0.1", 0))
        listening.append(here)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    wire, _ = here.accept()
                    wire.recv(65_536)
                    with suppress(OSError):
                        deed(wire)
                    wire.close()

        Thread(target=accept, daemon=True).start()
        return int(here.getsockname()[1])

    yield start
    for each in listening:
        each.close()


def sent(port: int, scheme: str = "http") -> Posted:
    return post(f"{scheme}://127.0.0.1:{port}/hook", b"{}", {"Content-Type": "application/json"})


def drip(wire: socket.socket) -> None:
    for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 200:
        wire.send(bytes([letter]))
        sleep(0.1)


def test_any_2xx_is_taken(serve: Any) -> None:
    port = serve(lambda wire: wire.sendall(b"HTTP/1.1 204 No Content\r\n\r\n"))
    assert sent(port).taken


def test_a_redirect_is_not_followed(serve: Any) -> None:
    visited: list[str] = []
    elsewhere = serve(lambda wire: visited.append("elsewhere"))
    moved = f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{elsewhere}/\r\nContent-Length: 0\r\n\r\n".encode()
    told = sent(serve(lambda wire: wire.sendall(moved)))
    assert (told.taken, told.status, told.code) == (False, 302, "HTTP_302") and visited == []


def test_an_endless_answer_is_not_read(serve: Any) -> None:
    def pour(wire: socket.socket) -> None:
        wire.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            wire.sendall(b"x" * 65_536)

    began = monotonic()
    assert sent(serve(pour)).taken
    assert monotonic() - began < LIMIT_S


@pytest.mark.parametrize("deed", [drip, lambda wire: sleep(3)], ids=["a letter at a time", "nothing"])
def test_an_answer_that_does_not_end_is_cut_off(serve: Any, deed: Deed) -> None:
    began = monotonic()
    told = sent(serve(deed))
    assert (told.status, told.code) == (None, "TIMED_OUT")
    assert monotonic() - began < 3 * LIMIT_S


@pytest.mark.parametrize(
    "said", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"a" * 99_999]
)
def test_nonsense_is_a_broken_connection(serve: Any, said: bytes) -> None:
    told = sent(serve(lambda wire: wire.sendall(said)))
    assert (told.status, told.code) == (None, "CONNECTION_BROKE")


def test_a_server_without_tls_gets_nothing_over_https(serve: Any) -> None:
    told = sent(serve(lambda wire: wire.sendall(b"HTTP/1.1 200 OK\r\n\r\n")), "https")
    assert (told.status, told.code) == (None, "TLS_FAILED")


def test_nobody_there(serve: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    assert sent(port).code == "CONNECTION_BROKE"
    assert post("https://no-such-host.invalid/hook", b"{}", {}).code == "NAME_UNKNOWN"


@pytest.mark.parametrize("url", ["https://169.254.169.254/latest", "https://10.0.0.8/hook", "http://shop.example.com/"])
def test_an_address_that_was_written_past_the_check_is_not_called(url: str) -> None:
    with pytest.raises(Invalid):
        post(url, b"{}", {})
