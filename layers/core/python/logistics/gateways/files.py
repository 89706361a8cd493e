"""Files in S3: phones post them straight into the bucket, functions look at them and keep what is good.

A file arrives under `incoming/<key>`, where the bucket's lifecycle removes what nobody confirms; one that has been
checked is written to `<key>`, where no upload form reaches it.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from logistics.gateways.aws import aws
from logistics.settings import settings

_INCOMING = "incoming/"


@dataclass(frozen=True)
class UploadForm:
    """Where to post a multipart form and which fields must stand before its file."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class ArrivedFile:
    """What lies in the bucket; of a file larger than was asked for, only the headers were read (no `content`)."""

    size: int
    content_type: str
    content: bytes = field(repr=False)
    arrived_at: datetime


def upload_form(key: str, content_type: str, size: int, lasts_s: int) -> UploadForm:
    """A form that lets exactly one kind of file in: this key, this type, this size in bytes, for so long."""
    conditions: list[Any] = [{"Content-Type": content_type}, ["content-length-range", size, size]]
    made = _signer(settings().files_public_url).generate_presigned_post(
        _bucket(),
        f"{_INCOMING}{key}",
        Fields={"Content-Type": content_type},
        Conditions=conditions,
        ExpiresIn=lasts_s,
    )
    return UploadForm(made["url"], made["fields"])


def view_url(key: str, lasts_s: int) -> str:
    """An address under which a kept file may be seen for so long."""
    asked, signer = {"Bucket": _bucket(), "Key": key}, _signer(settings().files_public_url)
    url: str = signer.generate_presigned_url("get_object", Params=asked, ExpiresIn=lasts_s)
    return url


def look_at(key: str, at_most: int) -> ArrivedFile | None:
    """The file that was uploaded for a key, read whole up to `at_most` bytes; None if there is none.

    Raises Unavailable PROVIDER_UNAVAILABLE, and Conflict PROVIDER_REFUSED when the bucket does not let us.
    """
    try:
        with _problems_told():
            found = aws("s3").get_object(Bucket=_bucket(), Key=f"{_INCOMING}{key}")
            size = found["ContentLength"]
            with closing(found["Body"]) as body:
                content = body.read() if size <= at_most else b""
    except _NoSuchFile:
        return None
    return ArrivedFile(size, found["ContentType"], content, found["LastModified"])


def keep(key: str, arrived: ArrivedFile) -> None:
    """Put what was looked at in its lasting place: the very bytes, whatever lies under `incoming/` by now.

    Raises what `look_at` raises.
    """
    with _problems_told():
        aws("s3").put_object(Bucket=_bucket(), Key=key, Body=arrived.content, ContentType=arrived.content_type)


def put(key: str, content: bytes, content_type: str) -> None:
    """Write a file of our own making, such as a document; raises what `look_at` raises."""
    with _problems_told():
        aws("s3").put_object(Bucket=_bucket(), Key=key, Body=content, ContentType=content_type)


def read(key: str, at_most: int) -> bytes | None:
    """A kept file of up to `at_most` bytes; None if there is none or it is larger. Raises what `look_at` raises."""
    try:
        with _problems_told():
            found = aws("s3").get_object(Bucket=_bucket(), Key=key)
            with closing(found["Body"]) as body:
                return bytes(body.read()) if found["ContentLength"] <= at_most else None
    except _NoSuchFile:
        return None


def discard(key: str) -> None:
    """Remove what was uploaded for a key and is not to be kept; nothing happens if there is none.

    Raises what `look_at` raises.
    """
    with _problems_told():
        aws("s3").delete_object(Bucket=_bucket(), Key=f"{_INCOMING}{key}")


class _NoSuchFile(Exception):
    """Nothing lies under this key."""


@contextmanager
def _problems_told() -> Iterator[None]:
    """The driver's errors in the product's words; they are not chained, since their texts carry whole addresses."""
    from botocore.exceptions import BotoCoreError, ClientError

    from logistics.gateways.problems import refused, unavailable  # loads requests, which no signature needs

    try:
        yield
    except ClientError as error:
        code, status = error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
        if code == "NoSuchKey":
            raise _NoSuchFile from None
        if status >= 500 or code == "SlowDown":
            raise unavailable("files", maybe_done=False) from None
        raise refused("files", code) from None
    except BotoCoreError:
        raise unavailable("files", maybe_done=False) from None


def _bucket() -> str:
    settings().must("bucket")
    return settings().bucket


@cache
def _signer(public_url: str) -> Any:
    """The client that signs what phones use: signature version 4, and the host by which phones know the bucket."""
    import boto3
    from botocore.config import Config

    own = str(aws("s3").meta.endpoint_url)
    in_aws = not public_url and ".amazonaws.com" in (urlsplit(own).hostname or "")
    # In AWS the bucket's own regional host: a phone is not led on from the global one, and it is in the domain list.
    style = {"addressing_style": "virtual" if in_aws else "path"}
    return boto3.client("s3", endpoint_url=public_url or None, config=Config(signature_version="s3v4", s3=style))
