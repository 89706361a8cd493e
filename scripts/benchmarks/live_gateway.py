"""The connection gateway of the live benchmark: takes what is pushed to connections, as API Gateway does, and notes it.

A process of its own, so that it is measured from outside. What a screen would show is kept by connection: the newest
time of each courier or parcel, and the number to resume with.

    POST /@connections/<id>   what a function pushes; 410 for those that were cut
    POST /cut                 {"connections": [...]} lose these
    GET  /seen                everything that was noted; POST /forget starts anew
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scripts.local.server import HOST


@dataclass
class Screens:
    """`late_ms` from a fix's own time to its arrival, each time somebody was shown one."""

    late_ms: list[float] = field(default_factory=list)
    seen: dict[str, dict[str, str]] = field(default_factory=dict)
    resume: dict[str, int] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)
    pushes: int = 0
    bytes_out: int = 0

    def take(self, connection_id: str, body: bytes) -> int:
        """One push; answers the status."""
        if connection_id in self.cut:
            return 410
        now, message = time.time(), json.loads(body)
        self.pushes += 1
        self.bytes_out += len(body)
        data = message["data"]
        for name, at in shown(data).items():
            self.late_ms.append((now - datetime.fromisoformat(at).timestamp()) * 1_000)
            self.seen.setdefault(connection_id, {})[name] = at
        self.resume[connection_id] = data.get("sequence", 0)
        return 200

    def told(self) -> dict[str, Any]:
        """What GET /seen says."""
        counted = {"pushes": self.pushes, "bytes_out": self.bytes_out}
        return {"late_ms": self.late_ms, "seen": self.seen, "resume": self.resume, **counted}


def shown(data: dict[str, Any]) -> dict[str, str]:
    """Whom a message or a reply shows (couriers by id, or the parcel), with the time of the fix."""
    if "positions" in data:
        return {each["courier_id"]: each["at"] for each in data["positions"]}
    return {data["waybill_no"]: data["position"]["at"]} if "position" in data else {}


async def _serve(port: int) -> None:
    screens = Screens()

    def answer(method: str, path: str, body: bytes) -> tuple[int, bytes]:
        if path.startswith("/@connections/"):
            return screens.take(path.removeprefix("/@connections/"), body), b""
        if path == "/cut":
            screens.cut |= set(json.loads(body)["connections"])
        elif path == "/forget":
            screens.late_ms, screens.pushes, screens.bytes_out = [], 0, 0
        return 200, json.dumps(screens.told()).encode() if method == "GET" else b""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                method, path, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
                status, said = answer(method, path, await reader.readexactly(_length(head)))
                writer.write(b"HTTP/1.1 %d OK\r\ncontent-length: %d\r\n\r\n" % (status, len(said)) + said)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(connected, HOST, port)
    async with server:
        await server.serve_forever()


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
