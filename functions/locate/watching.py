"""Watching over a WebSocket: the reply says what is known, and from then on what changes is pushed."""

from functions.locate.schemas import OfOutlet, OfParcel, Unwatch
from functions.locate.showing import list_positions, look_up
from logistics.domain.fixes import LARGEST_SEQUENCE
from logistics.runtime.context import Context
from logistics.store import live, watching
from logistics.store.watching import LIVES_S, Watch


def watch_parcel(command: OfParcel, ctx: Context) -> dict[str, object]:
    """Follow the courier with a parcel until it is delivered; resume with `after`.

    The watch begins before the place is read, so that nothing falls between the two.
    """
    shown = look_up(command.waybill_no, ctx)
    watch = Watch(ctx.connection_id, shown.sequence, _until(ctx), command.waybill_no, shown.courier_id)
    watching.watch(shown.outlet_id, watch)
    return look_up(command.waybill_no, ctx).reply(command.after)


def watch_outlet(command: OfOutlet, ctx: Context) -> dict[str, object]:
    """Follow an outlet's couriers; resume with `after`. NotFound OUTLET_NOT_FOUND beyond the scope."""
    outlet = ctx.store.outlets.get(command.outlet_id, ctx.actor.scope)
    head, _ = live.moved_since(outlet.id, LARGEST_SEQUENCE)
    watching.watch(outlet.id, Watch(ctx.connection_id, head, _until(ctx)))
    return list_positions(command, ctx)


def unwatch(command: Unwatch, ctx: Context) -> dict[str, object]:
    """Stop following a parcel or an outlet, or everything."""
    name = command.waybill_no or command.outlet_id
    if name:
        watching.unwatch(ctx.connection_id, name)
    else:
        watching.forget(ctx.connection_id)
    return {"watching": False}


def _until(ctx: Context) -> int:
    return int(ctx.now.timestamp()) + LIVES_S
