"""Uploaded objects on disk: moto keeps them in memory only, so they are copied out and put back at a start."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from botocore.exceptions import BotoCoreError, ClientError

from scripts.local.cloud import Cloud, aws_client

_PAUSE_S = 2.0


class ObjectKeeper:
    """Mirrors the buckets of a cloud into a folder: `<folder>/<bucket>/<quoted key>` and its headers beside it."""

    def __init__(self, cloud: Cloud, folder: Path) -> None:
        self.cloud, self.folder = cloud, folder
        self._s3 = aws_client("s3", cloud.endpoint_url)
        self._seen: dict[tuple[str, str], str] = {}
        self._ending, self._turn = threading.Event(), threading.Lock()
        self._thread = threading.Thread(target=self._keep_saving, name="objects", daemon=True)

    def restore(self) -> int:
        """Creates the cloud's resources, puts the saved objects back and returns how many there were.

        Both happen under one lock, so that a save never takes a bucket just created anew for an emptied one.
        """
        with self._turn:
            self.cloud.create()
            return self._load()

    def _load(self) -> int:
        count = 0
        for bucket in self.cloud.buckets:
            for path in (self.folder / bucket).glob("*.object"):
                headers = json.loads(path.with_suffix(".json").read_text())
                key = unquote(path.name.removesuffix(".object"))
                put = self._s3.put_object(Bucket=bucket, Key=key, Body=path.read_bytes(), **headers)
                self._seen[bucket, key] = put["ETag"]
                count += 1
        return count

    def save(self) -> None:
        """Copies out what changed since the last call and forgets what was deleted."""
        with self._turn:
            self._save()

    def _save(self) -> None:
        present = {(bucket, item["Key"]): item["ETag"] for bucket, item in self._listing()}
        for (bucket, key), etag in present.items():
            if self._seen.get((bucket, key)) != etag:
                self._copy_out(bucket, key)
        for bucket, key in self._seen.keys() - present.keys():
            path = self._path(bucket, key)
            path.unlink(missing_ok=True)
            path.with_suffix(".json").unlink(missing_ok=True)
        self._seen = present

    def start(self) -> None:
        """Saves every two seconds from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Saves a last time; call it while the endpoint still answers."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()
        self.save()

    def _keep_saving(self) -> None:
        while not self._ending.wait(_PAUSE_S):
            try:
                self.save()
            except (BotoCoreError, ClientError) as error:
                print(f"objects: not saved this time, {type(error).__name__}", flush=True)

    def _listing(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for bucket in self.cloud.buckets:
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
        return self.folder / bucket / (quote(key, safe="") + ".object")
