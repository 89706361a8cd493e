"""Files in S3: phones post them straight into the bucket, functions look at them and keep what is good.

A file arrives under `incoming/<key>`, where the bucket's lifecycle removes what nobody confirms; one that has been
checked is copied to `<key>`, where no upload form reaches it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from logistics.domain.faults import Fault
from logistics.gateways.aws import aws
from logistics.gateways.problems import refused, unavailable
from logistics.settings import settings

_INCOMING = "incoming/"
_FIRST_BYTES = 16
_CHUNK = 64 * 1024
_GONE = ("NoSuchKey", "404", "PreconditionFailed")


@dataclass(frozen=True)
class UploadForm:
    """Where to post a multipart form and which fields must stand before its file."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class ArrivedFile:
    """What lies in the bucket; of a file larger than was asked for, only the headers were read (no `sha256`)."""

    size: int
    content_type: str
    first_bytes: bytes
    sha256: str
    etag: str
    arrived_at: datetime


def upload_form(key: str, content_type: str, size: int, lasts_s: int) -> UploadForm:
    """A form that lets exactly one kind of file in: this key, this type, this size in bytes, for so long."""
    chosen = settings()
    chosen.must("bucket")
    conditions: list[Any] = [{"Content-Type": content_type}, ["content-length-range", size, size]]
    made = _signer(chosen.files_public_url).generate_presigned_post(
        chosen.bucket,
        f"{_INCOMING}{key}",
        Fields={"Content-Type": content_type},
        Conditions=conditions,
        ExpiresIn=lasts_s,
    )
    return UploadForm(made["url"], made["fields"])


def view_url(key: str, lasts_s: int) -> str:
    """An address under which a kept file may be seen for so long."""
    chosen = settings()
    chosen.must("bucket")
    asked = {"Bucket": chosen.bucket, "Key": key}
    url: str = _signer(chosen.files_public_url).generate_presigned_url("get_object", Params=asked, ExpiresIn=lasts_s)
    return url


def look_at(key: str, at_most: int) -> ArrivedFile | None:
    """The file that was uploaded for a key, read whole up to `at_most` bytes; None if there is none.

    Raises Unavailable PROVIDER_UNAVAILABLE, and Conflict PROVIDER_REFUSED when the bucket will not be read.
    """
    settings().must("bucket")
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        found = aws("s3").get_object(Bucket=settings().bucket, Key=f"{_INCOMING}{key}")
        with found["Body"] as body:
            first, digest = _read(body) if found["ContentLength"] <= at_most else (b"", "")
    except ClientError as error:
        if _code(error) in _GONE:
            return None
        raise _problem(error) from None
    except BotoCoreError:
        raise unavailable("files", maybe_done=False) from None
    headers = (found["ContentLength"], found["ContentType"])
    return ArrivedFile(*headers, first, digest, found["ETag"], found["LastModified"])


def keep(key: str, etag: str) -> bool:
    """Copy a checked file to its lasting place; False if it is not the one that was looked at any more.

    Raises what `look_at` raises.
    """
    settings().must("bucket")
    from botocore.exceptions import BotoCoreError, ClientError

    bucket = settings().bucket
    source = {"Bucket": bucket, "Key": f"{_INCOMING}{key}"}
    try:
        aws("s3").copy_object(Bucket=bucket, Key=key, CopySource=source, CopySourceIfMatch=etag)
    except ClientError as error:
        if _code(error) in _GONE:
            return False
        raise _problem(error) from None
    except BotoCoreError:
        raise unavailable("files", maybe_done=False) from None
    return True


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


def _read(body: Any) -> tuple[bytes, str]:
    digest, first = hashlib.sha256(), b""
    for chunk in body.iter_chunks(_CHUNK):
        first = first or chunk[:_FIRST_BYTES]
        digest.update(chunk)
    return first, digest.hexdigest()


def _code(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _problem(error: Any) -> Fault:
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500))
    return unavailable("files", maybe_done=False) if status >= 500 else refused("files", _code(error))
