"""A message to a partner's webhook: to an address that strangers may make us call, once, within seconds.

The name is resolved here and the connection goes to the very address that was looked at, so that a name that changes
its mind in between leads nowhere else. Redirects are not followed and of the answer only the status is read.
"""

import http.client
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from threading import Event, Timer
from time import perf_counter
from urllib.parse import urlsplit

from logistics.domain.webhook import check_url, is_public
from logistics.settings import settings

_CONNECT_S = 2.0


@dataclass(frozen=True)
class Posted:
    """How a try ended: `status` is HTTP's, None when there was no answer, and then `code` says why."""

    status: int | None
    ms: int
    code: str = ""

    @property
    def taken(self) -> bool:
        """Whether the partner has it: any 2xx."""
        return self.status is not None and 200 <= self.status < 300


class Unreachable(Exception):
    """There is nobody to talk to; the text is a code."""


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Posted:
    """Send a message and hear the status, within the time that providers get; Invalid WEBHOOK_URL_INVALID."""
    began = perf_counter()
    check_url(url, loopback=_loopback())
    try:
        status, code = _exchange(url, body, headers), ""
    except Unreachable as reason:
        status, code = None, str(reason)
    except TimeoutError:
        status, code = None, "TIMED_OUT"
    except ssl.SSLError:
        status, code = None, "TLS_FAILED"
    except (OSError, http.client.HTTPException):
        status, code = None, "CONNECTION_BROKE"
    if status is not None and not 200 <= status < 300:
        code = f"HTTP_{status}"
    return Posted(status, round((perf_counter() - began) * 1000), code)


def _exchange(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    parts = urlsplit(url)
    secure, host = parts.scheme == "https", parts.hostname or ""
    port = parts.port or (443 if secure else 80)
    limit_s = settings().provider_timeout_ms / 1000
    plain = socket.create_connection((_address(host, port), port), timeout=min(_CONNECT_S, limit_s))
    too_late = Event()
    # The socket's own limit is for each read: an answer could drip for ever.
    late = Timer(limit_s, _cut, (plain, too_late))
    late.daemon = True
    late.start()
    try:
        plain.settimeout(limit_s)
        with _tls().wrap_socket(plain, server_hostname=host) if secure else plain as wire:
            return _status(wire, host, port, parts.path or "/", parts.query, body, headers)
    except (OSError, http.client.HTTPException) as error:
        if too_late.is_set():
            raise TimeoutError from error
        raise
    finally:
        late.cancel()
        plain.close()


def _status(
    wire: socket.socket, host: str, port: int, path: str, query: str, body: bytes, headers: Mapping[str, str]
) -> int:
    """Speak HTTP over a connection that stands, which is what http.client would otherwise make itself."""
    connection = http.client.HTTPConnection(host, port)
    connection.sock = wire
    connection.request("POST", f"{path}?{query}" if query else path, body, {**headers, "Connection": "close"})
    return connection.getresponse().status


def _address(host: str, port: int) -> str:
    """One of the host's addresses; all must be fit, or a partner could mix one of ours among its own."""
    try:
        found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise Unreachable("NAME_UNKNOWN") from error
    if not found or not all(is_public(each, loopback=_loopback()) for each in found):
        raise Unreachable("ADDRESS_FORBIDDEN")
    return found[0]


def _cut(wire: socket.socket, too_late: Event) -> None:
    too_late.set()  # before whoever reads is woken, and asks why
    with suppress(OSError):
        wire.shutdown(socket.SHUT_RDWR)


def _loopback() -> bool:
    return settings().stage in ("development", "test")


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
