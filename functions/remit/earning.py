"""Couriers' earnings: what a waybill's work earns follows its present state, and each courier sees their own."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from functions.remit.earning_schemas import ListRules, PublishRule, ShowEarnings, WorkDone
from logistics.domain.commission import CommissionRule, Deed, Work, aligned
from logistics.domain.faults import Invalid
from logistics.domain.journal import Account
from logistics.domain.money_entries import commission_earned
from logistics.domain.parcel import Parcel
from logistics.domain.payout import PayoutKind
from logistics.domain.roles import Role
from logistics.domain.scan import Scan
from logistics.domain.shanghai import at_clock, business_day
from logistics.domain.states import Status, Step
from logistics.runtime.context import Context


def follow_work(command: WorkDone, ctx: Context) -> None:
    """Bring the earnings of a waybill in line with the deeds that count now, whichever event told of it."""
    parcel = ctx.store.parcels.find(command.waybill_no)
    if parcel is None:
        return
    deeds = deeds_of(parcel, ctx.store.scans.of(command.waybill_no))
    known = ctx.store.earnings.of_waybill(command.waybill_no)
    rules = ctx.store.commission_rules.fitting({deed.outlet_id for deed in deeds}, parcel.product)
    new = aligned(command.waybill_no, deeds, rules, known, ctx.now)
    ctx.store.earnings.add(new)
    ctx.store.journal.post(
        *(
            commission_earned(f"commission:{line.id}", line.waybill_no, line.courier_id, line.amount_fen, ctx.now)
            for line in new
        )
    )


def deeds_of(parcel: Parcel, scans: Sequence[Scan]) -> list[Deed]:
    """The pickup and the delivery that count, where a courier did them; a counter's are nobody's piece."""
    found: list[Deed] = []
    for scan in scans:
        picked = scan.step is Step.PICKED_UP and scan.happened_at == parcel.picked_up_at
        if picked and not any(deed.step is Work.PICKUP for deed in found):
            found += _deed(parcel, scan, Work.PICKUP)
        if parcel.status is Status.SIGNED and parcel.signatures and scan.id == parcel.signatures[-1]:
            found += _deed(parcel, scan, Work.DELIVERY)
    return found


def show_earnings(command: ShowEarnings, ctx: Context) -> dict[str, Any]:
    """A month of the caller: sums by day, lines page by page, what was paid and what is still owed."""
    first = command.month or business_day(ctx.now).replace(day=1)
    start, end = _month(first)
    days = ctx.store.earnings.by_day(ctx.actor.id, start, end)
    lines = ctx.store.earnings.page(ctx.actor.id, start, end, command.before, command.limit + 1)
    shown = lines[: command.limit]
    reply = {
        "month": f"{first:%Y-%m}",
        "total_fen": sum(day.total_fen for day in days),
        "paid_fen": ctx.store.payouts.paid_between(PayoutKind.EARNINGS, ctx.actor.id, start, end),
        "owed_fen": owed_fen(ctx),
        "days": days,
        "lines": shown,
    }
    waiting = ctx.store.payouts.live_of(PayoutKind.EARNINGS, ctx.actor.id)
    reply |= {"waiting": waiting} if waiting else {}
    return reply | ({"next": shown[-1].id} if len(lines) > len(shown) else {})


def owed_fen(ctx: Context) -> int:
    """What the caller has earned and not been paid; below nothing when work that was paid did not count after all."""
    return -ctx.store.journal.balance(Account.EARNINGS_OWED, ctx.actor.id)


def list_commission_rules(command: ListRules, ctx: Context) -> dict[str, Any]:
    """The rules of the caller's outlet with those of all outlets; the office sees every version."""
    outlet_id = (ctx.actor.outlet_id or "") if ctx.actor.role in (Role.COURIER, Role.OUTLET_MANAGER) else None
    return {"rules": ctx.store.commission_rules.listed(outlet_id, command.limit)}


def publish_commission_rule(command: PublishRule, ctx: Context) -> dict[str, Any]:
    """Announce a version: work that was done before it begins keeps its rule.

    Raises Invalid COMMISSION_RULE_NOT_AHEAD and OUTLET_UNKNOWN, Conflict COMMISSION_RULE_TAKEN.
    """
    if command.valid_from <= ctx.now:
        raise Invalid("COMMISSION_RULE_NOT_AHEAD", "生效时间必须在将来")
    if command.outlet_id and ctx.store.outlets.find(command.outlet_id) is None:
        raise Invalid("OUTLET_UNKNOWN", "没有这个网点", outlet_id=command.outlet_id)
    scope = f"{command.outlet_id or 'any'}.{command.product or 'any'}"
    version = f"{scope}.{command.valid_from.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    ctx.store.commission_rules.publish(CommissionRule(version=version, **vars(command)), ctx.actor.id)
    amounts = {name: [None, value] for name, value in vars(command).items() if isinstance(value, int)}
    ctx.store.audit.note(ctx.actor, "publish_commission_rule", f"commission_rules:{version}", amounts)
    return {"version": version}


def _deed(parcel: Parcel, scan: Scan, step: Work) -> list[Deed]:
    courier_id = scan.courier_id or (scan.actor_id if scan.actor_role is Role.COURIER else None)
    if courier_id is None:
        return []
    weight_g, collected = parcel.price.charge_weight_g, parcel.cod.status.taken
    outlet_id = scan.outlet_id or ""
    return [Deed(scan.id, courier_id, step, outlet_id, parcel.product, weight_g, scan.happened_at, collected)]


def _month(first: date) -> tuple[datetime, datetime]:
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return at_clock(first, time()), at_clock(following, time())
