"""Uploaded objects on disk: moto keeps them in memory only, so they are copied out and put back at a start."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote


class ObjectKeeper:
    """Mirrors buckets into a folder: `<folder>/<bucket>/<quoted key>.object`, and its headers beside it."""

    def __init__(self, s3: Any, folder: Path) -> None:
        self._s3, self._folder = s3, folder
        self._seen: dict[tuple[str, str], str] = {}

    def load(self, buckets: Iterable[str]) -> None:
        """Puts the saved objects back into their buckets."""
        for bucket in buckets:
            for path in (self._folder / bucket).glob("*.object"):
                headers = json.loads(path.with_suffix(".json").read_text())
                key = unquote(path.name.removesuffix(".object"))
                put = self._s3.put_object(Bucket=bucket, Key=key, Body=path.read_bytes(), **headers)
                self._seen[bucket, key] = put["ETag"]

    def save(self, buckets: Iterable[str]) -> None:
        """Copies out what changed since the last call and forgets what was deleted."""
        present = {(bucket, item["Key"]): item["ETag"] for bucket, item in self._listing(buckets)}
        for (bucket, key), etag in present.items():
            if self._seen.get((bucket, key)) != etag:
                self._copy_out(bucket, key)
        for bucket, key in self._seen.keys() - present.keys():
            path = self._path(bucket, key)
            path.unlink(missing_ok=True)
            path.with_suffix(".json").unlink(missing_ok=True)
        self._seen = present

    def _listing(self, buckets: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        for bucket in buckets:
            for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
                for item in page.get("Contents", []):
                    yield bucket, item

    def _copy_out(self, bucket: str, key: str) -> None:
        found = self._s3.get_object(Bucket=bucket, Key=key)
        headers = {"ContentType": found["ContentType"], "Metadata": found["Metadata"]}
        path = self._path(bucket, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".json").write_text(json.dumps(headers))
        partial = path.with_suffix(".part")
        partial.write_bytes(found["Body"].read())
        partial.replace(path)

    def _path(self, bucket: str, key: str) -> Path:
        return self._folder / bucket / (quote(key, safe="") + ".object")
