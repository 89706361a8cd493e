"""Tencent Cloud's reply frame: `Response` with `RequestId`, and `Error` for a refused request."""

import uuid

from scripts.sandbox.wire import Json, Reply, json_reply


class CloudError(Exception):
    """A refusal of the whole request; codes are those of the public error lists."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


def answered(payload: Json) -> Reply:
    """A success; the HTTP status is 200 for refusals too."""
    return json_reply({"Response": {**payload, "RequestId": str(uuid.uuid4())}})


def refused(error: CloudError) -> Reply:
    """A refused request."""
    return answered({"Error": {"Code": error.code, "Message": error.message}})
