"""A party's data in clear, and a line to a party: each for a reason, counted, and written down without the data."""

from datetime import datetime
from typing import Any

from functions.care.contact_schemas import CallParty, ListReveals, Reveal, SomeNews
from logistics.domain.consignment import Party
from logistics.domain.faults import Conflict, Forbidden
from logistics.domain.parcel import Parcel
from logistics.domain.rating import CONSIGNOR
from logistics.domain.revealing import (
    CALL_LASTS,
    CALLS_A_DAY,
    REASONS,
    may_call,
    quota_of,
    require_call,
    require_revealable,
)
from logistics.domain.roles import Role
from logistics.domain.shanghai import business_day
from logistics.gateways import virtual_numbers
from logistics.privacy import phones
from logistics.privacy.parties import Contact, Side, open_party
from logistics.runtime.context import Context
from logistics.runtime.logs import log
from logistics.settings import settings
from logistics.store import limits
from logistics.store.audit import AuditNote
from logistics.store.lent_numbers import LentNumber
from logistics.store.reveals import ACTION

_DAY_S = 86_400
# Who dials a number that is nearly over would talk to nobody.
_TOO_SHORT_S = 600


def reveal_party(command: Reveal, ctx: Context) -> dict[str, Any]:
    """What was asked of one party, in clear; the audit keeps who saw which fields, and why.

    Raises NotFound PARCEL_NOT_FOUND; Forbidden PARCEL_NOT_YOURS, REVEALS_EXCEEDED; Conflict PARCEL_STATE_CONFLICT.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_revealable(parcel, command.side, ctx.actor, ctx.now)
    most = quota_of(ctx.actor.role)
    count = ctx.store.reveals.count(ctx.actor.id, business_day(ctx.now))
    if count > most:
        raise Forbidden("REVEALS_EXCEEDED", "今天查看完整信息的次数已用完，请联系主管", limit=most)
    said = {"side": command.side, "fields": sorted(set(command.wanted)), "reason": command.reason}
    ctx.store.audit.note(ctx.actor, ACTION, f"parcels:{parcel.waybill_no}", said)
    contact = _contact(parcel, command.side)
    shown = {name: getattr(contact, name) for name in command.wanted}
    shown |= {"extension": contact.extension} if "phone" in command.wanted else {}
    return shown | {"left_today": most - count}


def list_reveals(command: ListReveals, ctx: Context) -> dict[str, Any]:
    """Who saw whose data, the latest first; of one person, or of one parcel."""
    subject = f"parcels:{command.waybill_no}" if command.waybill_no else ""
    found = ctx.store.audit.of_action(ACTION, command.person_id, subject, command.before, command.limit + 1)
    shown = found[: command.limit]
    more = {"next": shown[-1].id} if len(found) > len(shown) else {}
    return {"reveals": [_row(each) for each in shown]} | more


def line_for(command: CallParty, ctx: Context) -> LentNumber | None:
    """Outside: the number that is lent already, or a new one of the provider's; None where there are no such numbers.

    Raises what require_call and virtual_numbers.bind raise, Forbidden CALLS_EXCEEDED (retry_after_s=).
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_call(parcel, command.side, ctx.actor)
    if not limits.hit("calls", ctx.actor.id, CALLS_A_DAY, _DAY_S):
        wait_s = limits.wait_s("calls", ctx.actor.id)
        raise Forbidden("CALLS_EXCEEDED", "今天拨打次数过多，请明天再试", retry_after_s=wait_s)
    if not settings().lends_numbers:
        return None
    party = _party(parcel, command.side)
    for lent in ctx.store.lent_numbers.of(parcel.waybill_no):
        if (lent.side, lent.person_id) == (command.side, ctx.actor.id) and _still_good(lent, party, ctx.now):
            return lent
    lasts_s = int(CALL_LASTS.total_seconds())
    mine, theirs = ctx.store.staff.phone_of(ctx.actor.id), _contact(parcel, command.side).phone
    made = virtual_numbers.bind(mine, theirs, lasts_s)
    ends = ctx.now + CALL_LASTS
    return LentNumber(
        parcel.waybill_no,
        command.side,
        ctx.actor.id,
        ctx.actor.role,
        made.bind_id,
        made.number,
        party.phone_index,
        ends,
    )


def call_party(command: CallParty, ctx: Context) -> dict[str, Any]:
    """What to dial, and what after it; of calls only their number is kept.

    Where the company has no virtual numbers a courier gets the number that their task shows anyway; others must ask
    for it with a reason (Conflict VIRTUAL_NUMBERS_OFF).
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    contact = _contact(parcel, command.side)
    lent: LentNumber | None = ctx.answer
    if lent is not None:
        ctx.store.lent_numbers.use(lent)
        return {"number": lent.number, "extension": contact.extension, "expires_at": lent.expires_at}
    if ctx.actor.role is not Role.COURIER:
        raise Conflict("VIRTUAL_NUMBERS_OFF", "尚未开通隐私号码，请填写原因查看号码")
    prefix, subscriber = phones.parts(contact.phone)
    return {"number": f"{prefix}{subscriber}", "extension": contact.extension}


def lines_to_end(command: SomeNews, ctx: Context) -> list[LentNumber]:
    """Outside: end the lines that have lost their purpose; what the provider does not know any more is at its end."""
    parcel = ctx.store.parcels.find(command.waybill_no)
    lent = ctx.store.lent_numbers.of(command.waybill_no)
    idle = [each for each in lent if parcel is None or not _has_purpose(each, parcel)]
    for each in idle:
        if not virtual_numbers.unbind(each.bind_id):
            log("virtual_number_unknown", level="warning", waybill_no=each.waybill_no)
    return idle


def end_lines(command: SomeNews, ctx: Context) -> None:
    """Forget the lines that were ended."""
    for each in ctx.answer:
        ctx.store.lent_numbers.give_back(each)


def _still_good(lent: LentNumber, party: Party, now: datetime) -> bool:
    left_s = (lent.expires_at - now).total_seconds()
    return left_s > _TOO_SHORT_S and lent.phone_index == party.phone_index


def _has_purpose(lent: LentNumber, parcel: Parcel) -> bool:
    same_phone = _party(parcel, lent.side).phone_index == lent.phone_index
    return same_phone and may_call(parcel, lent.side, lent.role, lent.person_id)


def _party(parcel: Parcel, side: str) -> Party:
    return parcel.consignor if side == CONSIGNOR else parcel.consignee


def _contact(parcel: Parcel, side: str) -> Contact:
    place = Side.CONSIGNOR if side == CONSIGNOR else Side.CONSIGNEE
    return open_party(_party(parcel, side), place, parcel.waybill_no)


def _row(note: AuditNote) -> dict[str, Any]:
    reason = str(note.changes["reason"])
    return {
        "reveal_id": note.id,
        "at": note.at,
        "person_id": note.actor_id,
        "role": note.actor_role,
        "waybill_no": note.subject.removeprefix("parcels:"),
        "side": note.changes["side"],
        "shown": note.changes["fields"],
        "reason": reason,
        "reason_label": REASONS.get(reason, reason),
    }
