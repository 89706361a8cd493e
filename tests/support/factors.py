"""Second factors as people get them: asked for through the function, read from the texts that the sandbox keeps."""

from typing import Any

from tests.support.calls import http
from tests.support.told import Side, World

TEMPLATE = "100006"  # "your code is {1}, good for {2} minutes"


def ask_code(waybill_no: str, session: str, purpose: str, **options: Any) -> Any:
    body = {"purpose": purpose}
    return http("redirect", "POST", f"/parcels/{waybill_no}/codes", body, session=session, **options)


def codes(world: World, side: Side) -> list[str]:
    """Every code that reached somebody's phone, the newest last."""
    return [each["fields"]["1"] for each in world.received(side) if each["template"] == TEMPLATE]


def code_for(world: World, side: Side, waybill_no: str, session: str, purpose: str) -> str:
    """A fresh code; the wait between two of them is over, as after a minute."""
    from logistics.store import limits
    from logistics.store.redis import redis

    for key in redis().scan_iter("limit:code_wait:*"):
        limits.release("code_wait", str(key).rpartition(":")[2])
    assert ask_code(waybill_no, session, purpose).status == 200
    return codes(world, side)[-1]


def other_than(code: str) -> str:
    """A wrong code."""
    return f"{(int(code) + 1) % 10**6:06d}"
