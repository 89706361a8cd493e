"""What happens to a shop's parcels, told to its webhooks: written down first, then sent, and again until it is taken.

Everything here runs outside of transactions. The rows see to it that an event is sent to a webhook by one sender at a
time and in the order of its waybill; a sender that dies leaves the event to be sent again.
"""

import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from logistics.domain.codes import Codes, codes_for, codes_for_exception
from logistics.domain.consignment import SignedKind
from logistics.domain.faults import Invalid
from logistics.domain.letter import Letter
from logistics.domain.partner import signature, webhook_text
from logistics.domain.states import Status
from logistics.domain.webhook import KINDS, TOLD, WAITS, Delivery, DeliveryState, Webhook, next_try
from logistics.gateways.webhooks import Posted, post
from logistics.runtime.context import Context
from logistics.runtime.logs import log
from logistics.store.partner_orders import PartnerOrder

MOST_AT_ONCE = 200
LONGEST_RUN_S = 15
A_MOMENT = timedelta(seconds=1)
OFF = "连续三天推送失败，已自动停用；修复后请重新启用"


@dataclass(frozen=True)
class News:
    """An event about a waybill; the rest is read from its letter."""

    waybill_no: str


def tell_now(command: News, ctx: Context) -> None:
    """Write a delivery for each webhook that wants this event, and send it at once where nothing is amiss."""
    letter = ctx.event
    order = ctx.store.partner_orders.of(command.waybill_no)
    if letter is None or order is None:
        return
    for webhook in ctx.store.webhooks.wanting(order.partner_id, letter.type):
        delivery = _delivery(letter, order, webhook, ctx.now)
        if ctx.store.deliveries.open(delivery) and webhook.failing_since is None:
            _send(delivery, webhook, ctx)


def tell_due(_: object, ctx: Context) -> dict[str, Any]:
    """Send what has become due, and what a sender left behind."""
    began = monotonic()
    ctx.store.deliveries.free_abandoned()
    counts: Counter[str] = Counter()
    silent: set[str] = set()  # they failed in this run already
    for delivery in ctx.store.deliveries.due(MOST_AT_ONCE):
        if monotonic() - began > LONGEST_RUN_S:
            break
        if delivery.webhook_id in silent:
            continue
        webhook = ctx.store.webhooks.find(delivery.webhook_id)
        if webhook is None or not webhook.active:
            counts["failed"] += ctx.store.deliveries.give_up(delivery.webhook_id, "WEBHOOK_OFF")
            continue
        state = _send(delivery, webhook, ctx)
        if state:
            counts[str(state)] += 1
        if state in (DeliveryState.WAITING, DeliveryState.FAILED):
            silent.add(delivery.webhook_id)
    return {"counts": dict(counts)}


def _delivery(letter: Letter, order: PartnerOrder, webhook: Webhook, now: datetime) -> Delivery:
    return Delivery(
        id=f"{letter.id}-{webhook.id}",
        webhook_id=webhook.id,
        partner_id=order.partner_id,
        event_id=letter.id,
        kind=letter.type,
        waybill_no=letter.waybill_no,
        body=_body(letter, order),
        created_at=now,
        due_at=now,
    )


def _body(letter: Letter, order: PartnerOrder) -> str:
    """The same text at every try. No personal data, and no ids but those of the order."""
    status = KINDS[letter.type]
    told = {
        "id": letter.id,
        "type": letter.type,
        "occurred_at": letter.occurred_at.isoformat(),
        "waybill_no": letter.waybill_no,
        "external_no": order.external_no,
        "status": status,
        "codes": vars(_codes(letter, status)),
        "data": {name: value for name, value in letter.data.items() if name in TOLD},
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _codes(letter: Letter, status: Status | None) -> Codes:
    if letter.type == "ExceptionOpened":
        return codes_for_exception(str(letter.data.get("reason") or ""))
    if status is None:
        return Codes(None, None)
    return codes_for(status, SignedKind(letter.data.get("signed_kind") or SignedKind.SELF))


def _send(delivery: Delivery, webhook: Webhook, ctx: Context) -> DeliveryState | None:
    """One try; None when it is not this delivery's turn, or another call has taken it."""
    if ahead := ctx.store.deliveries.ahead_of(delivery):
        ctx.store.deliveries.postpone(delivery, max(ahead.due_at or ctx.now, ctx.now) + A_MOMENT)
        return None
    key = ctx.store.partners.signing_key(delivery.partner_id)
    claimed = ctx.store.deliveries.claim(delivery)
    if claimed is None:
        return None
    posted = _posted(claimed, webhook, *key, ctx.now) if key else Posted(None, 0, "KEY_MISSING")
    return _settle(claimed, webhook, posted, ctx)


def _posted(delivery: Delivery, webhook: Webhook, key_id: str, secret: str, now: datetime) -> Posted:
    body, timestamp = delivery.body.encode(), str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "logistics-webhooks/1",
        "X-Event-Id": delivery.event_id,
        "X-Event-Type": delivery.kind,
        "X-Key-Id": key_id,
        "X-Timestamp": timestamp,
        "X-Signature": signature(secret, webhook_text(timestamp, body)),
    }
    try:
        return post(webhook.url, body, headers)
    except Invalid as refused:
        return Posted(None, 0, refused.code)


def _settle(claimed: Delivery, webhook: Webhook, posted: Posted, ctx: Context) -> DeliveryState:
    said = replace(claimed, status=posted.status, ms=posted.ms, code=posted.code)
    if posted.taken:
        done = replace(said, state=DeliveryState.DELIVERED, delivered_at=ctx.now, due_at=None)
        ctx.store.deliveries.finish(claimed, done)
        ctx.store.webhooks.succeeded(webhook.id)
        ctx.store.deliveries.wake(webhook.id, "" if webhook.failing_since else claimed.waybill_no)
        return done.state
    due_at = next_try(claimed.tries, ctx.now)
    failed = replace(said, state=DeliveryState.WAITING if due_at else DeliveryState.FAILED, due_at=due_at)
    ctx.store.deliveries.finish(claimed, failed)
    ctx.store.webhooks.failed(webhook.id, posted.code)
    ctx.store.deliveries.rest(webhook.id, ctx.now + WAITS[0])
    log("webhook_failed", level="warning", delivery_id=claimed.id, tries=claimed.tries, error=posted.code)
    if webhook.exhausted(ctx.now):
        ctx.store.webhooks.switch_off(webhook.id, OFF)
        ctx.store.deliveries.give_up(webhook.id, "WEBHOOK_OFF")
        log("webhook_switched_off", level="warning", webhook_id=webhook.id, partner_id=webhook.partner_id)
        return DeliveryState.FAILED
    return failed.state
