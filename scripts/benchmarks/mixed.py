"""The handlers of the load benchmark: three functions behind one entrypoint, so that two processes serve the mix."""

from typing import Any

from functions.create_order.handler import main as create_order
from functions.quote.handler import main as quote
from functions.track.handler import main as track

_BY_PATH = {"quotes": quote, "orders": create_order, "parcels": track}


def main(event: dict[str, Any], context: object) -> Any:
    """The reply of whichever function the path belongs to."""
    return _BY_PATH[event["rawPath"].split("/")[1]](event, context)


def nothing(event: dict[str, Any], context: object) -> Any:
    """A reply without any work: what the runtime client and its API cost by themselves."""
    return {"statusCode": 200, "body": "{}"}
