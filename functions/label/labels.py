"""Labels: drawn before the transaction, counted in it."""

from base64 import b64encode
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.label import drawing
from functions.label.content import Label, label_of
from functions.label.schemas import MOST_LABELS, MakeLabels, MakePrintJob, ShowLabel
from logistics.domain.faults import Conflict, Fault, Forbidden, Invalid, NotFound
from logistics.domain.guards import refusal
from logistics.domain.parcel import Parcel
from logistics.domain.roles import CUSTOMERS, Actor, Role
from logistics.domain.states import Status
from logistics.gateways import files
from logistics.runtime.context import Context

SHOWN_FOR = timedelta(minutes=15)
_MOST_DRAWN_AS_DOTS = 20  # pages: a strip of more is nothing to send to a phone
_NOT_PRINTED = frozenset(
    {
        Status.DRAFT,
        Status.PENDING_PAYMENT,
        Status.CANCELLED,
        Status.SIGNED,
        Status.RETURNED,
        Status.LOST,
        Status.DISPOSED,
    }
)


@dataclass(frozen=True)
class Drawn:
    """What was drawn: the content or the address of its file, and of each parcel how often it was printed before."""

    pages: int
    before: dict[str, int]
    refused: list[dict[str, str]]
    url: str = ""
    expires_at: datetime | None = None
    content: bytes = b""


def draw_one(command: ShowLabel, ctx: Context) -> Drawn:
    """The outside step: draw one label and put it where it can be fetched."""
    return _filed(_labels([command.waybill_no], ctx, raises=True), command.format, command.size, ctx)


def show_label(command: ShowLabel, ctx: Context) -> dict[str, object]:
    """Count a print of a parcel in the caller's reach and tell where its label is."""
    drawn = _counted(ctx, f"{command.format} {command.size}")
    return _address(drawn) | {"prints": drawn.before[command.waybill_no] + 1}


def draw_many(command: MakeLabels, ctx: Context) -> Drawn:
    """The outside step: draw all that the caller may print into one file."""
    return _filed(_labels(command.waybill_nos, ctx), command.format, command.size, ctx)


def make_labels(command: MakeLabels, ctx: Context) -> dict[str, object]:
    """Count a print of each label; those that the caller may not print are listed with why."""
    drawn = _counted(ctx, f"{command.format} {command.size}")
    return _address(drawn) | {"refused": drawn.refused}


def draw_job(command: MakePrintJob, ctx: Context) -> Drawn:
    """The outside step: draw one label as a printer takes it."""
    found = _labels([command.waybill_no], ctx, raises=True)
    _require_room(found, _MOST_DRAWN_AS_DOTS)
    content = drawing.as_job(found.labels[0], command.size, command.language)
    return Drawn(found.pages, found.before, [], content=content)


def make_print_job(command: MakePrintJob, ctx: Context) -> dict[str, object]:
    """Count a print and hand the job over; it holds masked data only."""
    drawn = _counted(ctx, f"{command.language} {command.size}")
    prints = drawn.before[command.waybill_no] + 1
    return {"content_base64": b64encode(drawn.content).decode(), "pages": drawn.pages, "prints": prints}


def require_printer(parcel: Parcel, actor: Actor) -> None:
    """Forbidden PARCEL_NOT_YOURS, Conflict PARCEL_STATE_CONFLICT: who sends it or holds it, while it is on its way.

    Outlet staff and the office see by their scope what is theirs.
    """
    placed_by_another = actor.role in CUSTOMERS and parcel.placed_by != actor.id
    held_by_another = actor.role is Role.COURIER and parcel.courier_id != actor.id
    if placed_by_another or held_by_another:
        raise Forbidden("PARCEL_NOT_YOURS", "只有寄件人和持有包裹的快递员可以打印面单")
    if parcel.status in _NOT_PRINTED:
        raise refusal("PARCEL_STATE_CONFLICT", parcel.status, "print_label")


@dataclass(frozen=True)
class _Found:
    labels: list[Label]
    before: dict[str, int]
    refused: list[dict[str, str]]

    @property
    def pages(self) -> int:
        return sum(len(label.numbers) for label in self.labels)


def _labels(numbers: Collection[str], ctx: Context, *, raises: bool = False) -> _Found:
    wanted = list(dict.fromkeys(numbers))
    parcels = ctx.store.parcels.many(wanted, ctx.actor.scope)
    allowed, refused = sort_out(wanted, parcels, lambda parcel: require_printer(parcel, ctx.actor), raises=raises)
    ends = {end for each in allowed for end in (each.pickup_outlet_id, each.delivery_outlet_id) if end}
    names = {outlet.id: outlet.name for outlet in ctx.store.outlets.many(ends).values()}
    before = ctx.store.label_prints.counts([each.waybill_no for each in allowed])
    labels = [label_of(each, names, before[each.waybill_no] + 1, ctx.now) for each in allowed]
    return _Found(labels, before, refused)


def sort_out(
    wanted: list[str], parcels: dict[str, Parcel], check: Callable[[Parcel], None], *, raises: bool
) -> tuple[list[Parcel], list[dict[str, str]]]:
    """Which parcels pass the check, and the codes of why others do not; `raises`: the first that does not, ends it."""
    allowed, refused = [], []
    for number in wanted:
        try:
            if number not in parcels:
                raise NotFound("PARCEL_NOT_FOUND", "没有找到这个运单")
            check(parcels[number])
            allowed.append(parcels[number])
        except Fault as fault:
            if raises:
                raise
            refused.append({"waybill_no": number, "code": fault.code})
    if not allowed:
        raise Conflict("LABELS_NONE", "这些运单都不能打印", refused=refused)
    return allowed, refused


def _filed(found: _Found, kind: str, size: str, ctx: Context) -> Drawn:
    _require_room(found, MOST_LABELS if kind == "pdf" else _MOST_DRAWN_AS_DOTS)
    draw = drawing.as_pdf if kind == "pdf" else drawing.as_png
    key = f"documents/labels/{ctx.new_id()}.{kind}"
    files.put(key, draw(found.labels, size), drawing.TYPES[kind])
    url = files.view_url(key, int(SHOWN_FOR.total_seconds()))
    return Drawn(found.pages, found.before, found.refused, url, ctx.now + SHOWN_FOR)


def _require_room(found: _Found, most: int) -> None:
    if found.pages > most:
        raise Invalid("LABELS_TOO_MANY", f"一次最多打印 {most} 张", pages=found.pages, most=most)


def _counted(ctx: Context, how: str) -> Drawn:
    drawn: Drawn = ctx.answer
    ctx.store.label_prints.count(drawn.before, ctx.actor, how)
    for waybill_no, prints in drawn.before.items():
        if prints:
            ctx.store.audit.note(
                ctx.actor, "label_reprinted", f"parcels:{waybill_no}", {"prints": [prints, prints + 1]}
            )
    return drawn


def _address(drawn: Drawn) -> dict[str, object]:
    return {"url": drawn.url, "expires_at": drawn.expires_at, "pages": drawn.pages}
