"""How much cash a courier may hold before it must be handed in."""

from typing import Any

from functions.collect_cod.cash_schemas import SetCashLimit
from logistics.domain.faults import Invalid
from logistics.runtime.context import Context


def set_cash_limit(command: SetCashLimit, ctx: Context) -> dict[str, Any]:
    """Set the limit of one courier or of all of an outlet; repeating it changes nothing.

    Raises Invalid CASH_LIMIT_SUBJECT unless exactly one of both is named, NotFound STAFF_NOT_FOUND, OUTLET_NOT_FOUND.
    """
    if bool(command.courier_id) == bool(command.outlet_id):
        raise Invalid("CASH_LIMIT_SUBJECT", "请指定一名快递员或一个网点")
    if command.courier_id:
        subject = ctx.store.staff.get(command.courier_id).id
    else:
        subject = ctx.store.outlets.get(command.outlet_id).id
    before = ctx.store.cash_limits.set(subject, command.limit_fen, ctx.actor.id)
    if before != command.limit_fen:
        ctx.store.audit.note(
            ctx.actor, "set_cash_limit", f"cash_limit:{subject}", {"limit_fen": [before, command.limit_fen]}
        )
    return {"subject_id": subject, "limit_fen": command.limit_fen, "before_fen": before}
