"""Tariffs: past, present and future versions, and publishing new ones ahead of time."""

from typing import Any

from functions.admin.tariff_schemas import ListTariffs, PublishTariff, TariffRef
from logistics.domain.faults import Invalid
from logistics.domain.tariff import Tariff
from logistics.runtime.context import Context
from logistics.store.tariffs import PublishedTariff, version_of


def list_tariffs(command: ListTariffs, ctx: Context) -> dict[str, Any]:
    """Versions by product and route class, newest first."""
    return {"tariffs": ctx.store.tariffs.listed(command.product, command.route_class)}


def show_tariff(command: TariffRef, ctx: Context) -> PublishedTariff:
    """One version with its whole rule; NotFound TARIFF_NOT_FOUND."""
    return ctx.store.tariffs.get(command.version)


def publish_tariff(command: PublishTariff, ctx: Context) -> dict[str, Any]:
    """Announce a version; quotes given before it keep their price.

    Raises Invalid TARIFF_INVALID (field=) and TARIFF_NOT_AHEAD, and Conflict TARIFF_OVERLAP.
    """
    if command.valid_from <= ctx.now or (command.valid_to and command.valid_to <= command.valid_from):
        raise Invalid("TARIFF_NOT_AHEAD", "生效时间必须在将来，失效时间必须晚于生效时间")
    version = version_of(command.product, command.route_class, command.valid_from)
    head = {"version": version, "product": command.product, "route_class": command.route_class}
    tariff = Tariff.from_data(head | command.rule)
    published = PublishedTariff(tariff, command.promised_s, command.valid_from, command.valid_to)
    ctx.store.tariffs.publish(published, ctx.actor.id)
    starts = {"valid_from": [None, command.valid_from.isoformat()]}
    ctx.store.audit.note(ctx.actor, "publish_tariff", f"tariffs:{version}", starts)
    return {"version": version}
