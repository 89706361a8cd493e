"""Upkeep: indexes and data of a new release, and the keys that personal data is sealed with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from scripts.admin_cli.desk import Desk, desk
from scripts.admin_cli.faults import Misused, Refused
from scripts.admin_cli.output import facts

keys = typer.Typer(
    help="Keys of personal data. The files are those of docs/privacy.md; changing one needs no sign-in, "
    "but whoever does it must hold the file (and, with --kms-key, the right to use that key).",
    no_args_is_help=True,
)


class Kind(StrEnum):
    """Which keyset."""

    VALUES = "values"
    INDEXES = "indexes"


KeyKind = Annotated[Kind, typer.Argument(help="What the key is for.")]
KeyFile = Annotated[Path | None, typer.Option(help="The keyset file.", show_default="that of the local cloud")]
KmsKey = Annotated[str, typer.Option(help="The KMS key that wraps the file, if one does.")]


def migrate(ctx: typer.Context) -> None:
    """Bring indexes, validators and data up to this release; old and new functions may run meanwhile."""
    ran = desk(ctx).change("admin", "migrate")
    desk(ctx).out.show(ran, facts("Migrated", {"ran": ran["ran"] or "nothing was left to do"}))


@keys.command()
def create(
    ctx: typer.Context,
    file: Annotated[Path, typer.Option(help="Where to make it; a file that is there is never overwritten.")],
    kms_key: KmsKey = "",
) -> None:
    """Make a deployment's first keyset file, with one key of each kind.

    Without --kms-key the keys stand in it in clear, for development alone. Whoever loses the file loses every sealed
    value.
    """
    from logistics.privacy.keysets import create_keyset_file

    with _refusing(file):
        create_keyset_file(file, kms_key)
    made = {"file": str(file), "wrapped": bool(kms_key)}
    desk(ctx).out.show(made, facts("Made", made))


@keys.command()
def rotate(
    ctx: typer.Context,
    kind: KeyKind = Kind.VALUES,
    file: KeyFile = None,
    kms_key: KmsKey = "",
) -> None:
    """Add a key, let it write, and seal every row under it: all in one, where all processes share one file.

    Where they do not (packaged files) and for `indexes`, go step by step: add, deploy, promote, deploy,
    re-encrypt, retire.
    """
    if kind is Kind.INDEXES:
        raise Misused("an index key must be known everywhere before it writes: keys add, promote, re-encrypt, retire")
    desk(ctx).read(
        "admin", "re_encrypt", {"limit": 1}
    )  # whoever may not do the second half is refused before the first
    key_id = _edited(desk(ctx), "rotate", kind, file, kms_key)
    done = _re_encrypted(desk(ctx)) | {"key_id": key_id}
    desk(ctx).out.show(done, facts("Rotated", done))


@keys.command()
def add(ctx: typer.Context, kind: KeyKind, file: KeyFile = None, kms_key: KmsKey = "") -> None:
    """Step 1: a new key that reads and does not write yet. Then bring the file to every process."""
    key_id = _edited(desk(ctx), "add_key", kind, file, kms_key)
    desk(ctx).out.show({"key_id": key_id}, f"key {key_id} reads {kind} from now on")


@keys.command()
def promote(ctx: typer.Context, kind: KeyKind, file: KeyFile = None, kms_key: KmsKey = "") -> None:
    """Step 2: the youngest key writes. Then bring the file to every process."""
    key_id = _edited(desk(ctx), "promote", kind, file, kms_key)
    desk(ctx).out.show({"key_id": key_id}, f"key {key_id} writes {kind} from now on")


@keys.command("re-encrypt")
def re_encrypt(ctx: typer.Context) -> None:
    """Step 3: seal and index every row under the keys that write now; may be stopped and repeated."""
    done = _re_encrypted(desk(ctx))
    desk(ctx).out.show(done, facts("Re-encrypted", done))


@keys.command()
def retire(ctx: typer.Context, kind: KeyKind, file: KeyFile = None, kms_key: KmsKey = "") -> None:
    """Step 4: drop the keys before the one that writes. What step 3 missed is lost: run it first."""
    _edited(desk(ctx), "retire", kind, file, kms_key)
    desk(ctx).out.show({}, f"older keys of {kind} are gone")


def _edited(here: Desk, edit: str, kind: Kind, file: Path | None, kms_key: str) -> Any:
    """Change a keyset file in place."""
    from logistics.privacy import keysets

    path = file or here.target.variables.get("KEYSET_FILE")
    if not path:
        raise Misused("name the keyset file with --file")
    with _refusing(path):
        return getattr(keysets, edit)(path, str(kind), kms_key)


@contextmanager
def _refusing(file: Path | str) -> Iterator[None]:
    """What the keysets object to, as a command's refusal."""
    from logistics.domain.faults import Fault

    try:
        yield
    except Fault as fault:
        raise Refused(fault.code, fault.message, {"file": str(file)}) from fault


def _re_encrypted(here: Desk) -> dict[str, Any]:
    """Call after call until every row has been looked at."""
    rows = resealed = 0
    clashes: list[str] = []
    after, done = "", False
    while not done:
        told = here.read("admin", "re_encrypt", {"after": after})
        after, done = told["after"], told["done"]
        rows, resealed = rows + told["rows"], resealed + told["resealed"]
        clashes += told["clashes"]
        here.out.say(f"{rows} rows looked at, {resealed} sealed anew", "dim")
    return {"rows": rows, "resealed": resealed, "clashes": clashes}
