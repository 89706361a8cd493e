"""A shop says where it wants to be told of what, reads the log of that, and has things sent once more."""

from typing import Any

from functions.partner.webhook_schemas import ListDeliveries, ListWebhooks, Redeliver, SaveWebhook
from logistics.domain.faults import Conflict, Invalid
from logistics.domain.roles import Role
from logistics.domain.webhook import DeliveryState, Webhook, check_url
from logistics.runtime.context import Context
from logistics.settings import settings

MOST_WEBHOOKS = 5


def save_webhook(command: SaveWebhook, ctx: Context) -> Webhook:
    """Write a webhook, new or known; one that is switched on (again) starts without failures.

    Raises Invalid WEBHOOK_URL_INVALID, Conflict WEBHOOKS_FULL, NotFound WEBHOOK_NOT_FOUND and PARTNER_NOT_FOUND.
    """
    check_url(command.url, loopback=settings().stage in ("development", "test"))
    partner_id = _partner_of(command.partner_id, ctx)
    if command.webhook_id:
        ctx.store.webhooks.get(command.webhook_id, partner_id)
    elif len(ctx.store.webhooks.of(partner_id)) >= MOST_WEBHOOKS:
        raise Conflict("WEBHOOKS_FULL", "回调地址已达上限，请修改已有的地址", most=MOST_WEBHOOKS)
    webhook_id = command.webhook_id or ctx.new_id()
    saved = Webhook(webhook_id, partner_id, command.url, frozenset(command.kinds), command.active)
    ctx.store.webhooks.save(saved)
    changes = {"active": [None, saved.active], "kinds": [None, sorted(saved.kinds)]}
    ctx.store.audit.note(ctx.actor, "save_webhook", f"partners:{partner_id}", changes)
    return saved


def list_webhooks(command: ListWebhooks, ctx: Context) -> dict[str, Any]:
    """A partner's webhooks and how they are."""
    return {"webhooks": ctx.store.webhooks.of(_partner_of(command.partner_id, ctx))}


def list_deliveries(command: ListDeliveries, ctx: Context) -> dict[str, Any]:
    """What went to a partner's webhooks, the newest first, with status, time and tries; of one parcel if it is named.

    Raises NotFound PARCEL_NOT_FOUND for a parcel that is not the caller's.
    """
    if command.waybill_no:
        ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    asked = (command.waybill_no, command.state, command.before, command.limit + 1)
    found = ctx.store.deliveries.listed(_partner_of(command.partner_id, ctx), *asked)
    shown = found[: command.limit]
    return {"deliveries": shown} | ({"next": shown[-1].id} if len(found) > command.limit else {})


def redeliver(command: Redeliver, ctx: Context) -> dict[str, Any]:
    """Send something once more within a minute, whatever became of it before.

    Raises NotFound DELIVERY_NOT_FOUND and Conflict WEBHOOK_OFF, for then it must be switched on first.
    """
    partner_id = _partner_of(command.partner_id, ctx)
    delivery = ctx.store.deliveries.get(command.delivery_id, partner_id)
    if not ctx.store.webhooks.get(delivery.webhook_id, partner_id).active:
        raise Conflict("WEBHOOK_OFF", "该回调地址已停用，请先启用")
    ctx.store.deliveries.again(delivery.id)
    return {"id": delivery.id, "state": DeliveryState.WAITING}


def _partner_of(partner_id: str, ctx: Context) -> str:
    """Whose they are: the caller's own, or those of the partner that an administrator names."""
    if ctx.actor.role is Role.PARTNER:
        return ctx.actor.id
    if not partner_id:
        raise Invalid("PARTNER_REQUIRED", "请指定合作方")
    return ctx.store.partners.get(partner_id).id
