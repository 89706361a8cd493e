"""Fixes come in: judged one by one, kept, and shown to whoever watches."""

from functions.locate.geofencing import note_visits
from functions.locate.pushing import push
from functions.locate.schemas import SendPositions
from logistics.domain.faults import Conflict
from logistics.domain.fixes import judge, next_s, sequences
from logistics.runtime.context import Context
from logistics.store import live


def send_positions(command: SendPositions, ctx: Context) -> dict[str, object]:
    """Keep a batch of my fixes, live or queued offline; what cannot be true is answered by itself.

    Fixes are kept before their numbers are noted as arrived: a batch that broke off in between is sent again, and no
    number is taken for arrived that was not kept. Raises Conflict COURIER_UNAVAILABLE without an outlet.
    """
    courier_id = ctx.actor.id
    known = live.known(courier_id, command.device, sorted(sequences(command.fixes)))
    outlet_id = known.duty.outlet_id if known.duty else ctx.actor.outlet_id
    if not outlet_id:
        raise Conflict("COURIER_UNAVAILABLE", "您还没有所属网点，请联系网点主管")
    judged = judge(command.fixes, known.trail, ctx.now, known.arrived)
    watchers, watched = 0, False
    if judged.kept:
        ctx.store.fixes.add(courier_id, judged.kept, known.duty is not None)
        if known.duty:
            note_visits(courier_id, outlet_id, judged.kept, ctx)
    if judged.kept or judged.trail != known.trail:
        numbers = [fix.sequence for fix in judged.kept]
        watchers, watched = live.record(courier_id, command.device, outlet_id, known.duty, judged.trail, numbers)
    if watchers and judged.trail.last and judged.trail.last != known.trail.last:
        push(outlet_id, judged.trail.last, ctx)
    return {
        "accepted": len(judged.kept),
        "repeated": judged.repeated,
        "refused": judged.refused,
        "next_s": next_s(judged.trail.last, watched),
    }
