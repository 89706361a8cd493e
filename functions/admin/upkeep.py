"""Upkeep by administrators: who changed what, new releases, new keys."""

from typing import Any

from functions.admin.schemas import ListChanges, ReEncrypt
from logistics.privacy.keysets import reopened_keysets
from logistics.runtime.context import Context
from logistics.runtime.logs import log
from logistics.runtime.schemas import Nothing
from logistics.store import migrations, resealing
from logistics.store.sessions import revoke_sessions


def list_changes(command: ListChanges, ctx: Context) -> dict[str, Any]:
    """The latest changes that people made to the network and in its upkeep, of one subject or of all."""
    return {"changes": ctx.store.audit.listed(command.subject, command.limit)}


def migrate(command: Nothing, ctx: Context) -> dict[str, Any]:
    """Bring indexes, validators and data up to this release, while others go on working."""
    ran = migrations.migrate(ctx.store.db, ctx.now)
    ctx.store.audit.note(ctx.actor, "migrate", "migrations:all", {"ran": ran})
    return {"ran": ran}


def re_encrypt(command: ReEncrypt, ctx: Context) -> resealing.Progress:
    """Seal the next rows under the present keys; call again with the answered `after` until `done`.

    A customer's session knows their phone by its index, so those whose index changed must sign in anew.
    """
    reopened_keysets()  # a warm process may know older keys only, and would find nothing to do
    progress = resealing.reseal(ctx.store, command.after, command.limit)
    for account_id in progress.moved:
        revoke_sessions(account_id)
    if progress.resealed or progress.clashes:
        told = {"rows": progress.rows, "resealed": progress.resealed, "clashes": len(progress.clashes)}
        ctx.store.audit.note(ctx.actor, "re_encrypt", "keys:all", told | {"from": command.after, "to": progress.after})
    log("re_encrypted", after=progress.after, rows=progress.rows, resealed=progress.resealed)
    return progress
