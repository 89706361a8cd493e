"""Administrators keep the partners: who they are, how often they may call, which keys they hold."""

from typing import Any

from functions.partner.admin_schemas import IssueKey, ListPartners, PartnerRef, RevokeKey, SavePartner
from logistics.domain.partner import Grant, Partner
from logistics.runtime.context import Context

_NAMES = ("name", "calls_per_minute", "active")


def save_partner(command: SavePartner, ctx: Context) -> dict[str, Any]:
    """Write a partner, new or known; one that is not active is let in with no key.

    Raises NotFound PARTNER_NOT_FOUND and Conflict PARTNER_NAME_TAKEN.
    """
    if not command.partner_id:
        added = ctx.store.partners.add(command.name, command.calls_per_minute)
        _note("add_partner", added.id, {"name": [None, command.name]}, ctx)
        return {"id": added.id, "changed": sorted(_NAMES)}
    before = ctx.store.partners.get(command.partner_id)
    pairs = {name: [getattr(before, name), getattr(command, name)] for name in _NAMES}
    changes = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    if changes:
        ctx.store.partners.change(before.id, command.name, command.calls_per_minute, command.active)
        _note("change_partner", before.id, changes, ctx)
    return {"id": before.id, "changed": sorted(changes)}


def list_partners(command: ListPartners, ctx: Context) -> dict[str, Any]:
    """Partners in order of id, with their keys."""
    return {"partners": ctx.store.partners.listed(command.after, command.limit)}


def show_partner(command: PartnerRef, ctx: Context) -> Partner:
    """One partner; NotFound PARTNER_NOT_FOUND."""
    return ctx.store.partners.get(command.partner_id)


def issue_key(command: IssueKey, ctx: Context) -> dict[str, Any]:
    """One more key, with its secret for this once; NotFound PARTNER_NOT_FOUND, Conflict PARTNER_KEYS_FULL.

    The reply is remembered nowhere, so that the secret is not either: whoever did not get it revokes that key and
    asks for another.
    """
    partner = ctx.store.partners.get(command.partner_id)
    key, secret = ctx.store.partners.add_key(partner, frozenset(Grant(each) for each in command.grants))
    _note("issue_key", partner.id, {"key": [None, key.id], "grants": [None, sorted(key.grants)]}, ctx)
    return {"key_id": key.id, "secret": secret, "grants": sorted(key.grants)}


def revoke_key(command: RevokeKey, ctx: Context) -> dict[str, Any]:
    """End a key at once; `revoked` is False when it was none, or had been ended before."""
    revoked = ctx.store.partners.revoke_key(command.partner_id, command.key_id)
    if revoked:
        _note("revoke_key", command.partner_id, {"key": [command.key_id, None]}, ctx)
    return {"key_id": command.key_id, "revoked": revoked}


def _note(action: str, partner_id: str, changes: dict[str, Any], ctx: Context) -> None:
    ctx.store.audit.note(ctx.actor, action, f"partners:{partner_id}", changes)
