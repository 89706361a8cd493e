"""Bulk orders: a file is granted and sent, each of its rows becomes an order or says why it does not.

A row is an order of its own, in a transaction of its own: a bad one stops no other. It is ordered under a quote id
made from the batch and its number, which a second try finds taken, so that however often a file is sent again each
row becomes one order. The file is personal data and is removed as soon as all rows were tried.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from functions.create_order.batch_schemas import ENDINGS, PlaceBatch, RequestBatch, ShowBatch
from logistics.domain.faults import Conflict, Fault, Forbidden, Invalid, NotFound
from logistics.domain.parcel import Parcel
from logistics.domain.roles import Actor, Role
from logistics.gateways import files
from logistics.runtime.context import Context
from logistics.runtime.logs import log_failure
from logistics.runtime.order_schemas import Order
from logistics.runtime.placing import check_wishes, parcel_for
from logistics.runtime.quoting import make_quote
from logistics.runtime.replies import body
from logistics.runtime.uploads import Grant, make_grant
from logistics.store import limits
from logistics.store.order_batches import OrderBatch
from logistics.store.outlets import Place

if TYPE_CHECKING:
    from functions.create_order.sheets import Line

_WITHIN = timedelta(seconds=20)  # of the 29 that a gateway waits; the rest is for a slow last row and the answer
_SENDING = timedelta(seconds=10)  # of events; relay sends the others within a minute
_BATCHES_AN_HOUR, _HOUR_S = 60, 3_600
_KEPT_EVERY = 50  # rows; what is not kept yet is found again by its quote


def request_batch(command: RequestBatch, ctx: Context) -> Grant:
    """Let the caller send one file of orders; Forbidden BATCHES_EXCEEDED (retry_after_s=)."""
    if not limits.hit("order_batches", ctx.actor.id, _BATCHES_AN_HOUR, _HOUR_S):
        raise Forbidden("BATCHES_EXCEEDED", "导入次数过多，请稍后再试", retry_after_s=_HOUR_S)
    batch_id = ctx.new_id()
    key = f"batches/{batch_id}.{ENDINGS[command.content_type]}"
    grant = make_grant(key, command.content_type, command.size, ctx.now)
    said = (command.content_type, command.size, ctx.now, command.sha256)
    ctx.store.order_batches.add(OrderBatch(batch_id, key, ctx.actor.id, *said))
    return grant


def place_rows(command: PlaceBatch, ctx: Context) -> dict[str, Any]:
    """The outside step, since it opens a transaction for each row: all rows that were not tried yet.

    Raises NotFound BATCH_NOT_FOUND and CUSTOMER_NOT_FOUND, Forbidden ORDER_NOT_YOURS, Conflict UPLOAD_MISSING,
    Invalid BATCH_UNREADABLE, BATCH_EMPTY, BATCH_TOO_LONG, BATCH_TOO_LARGE and BATCH_COLUMNS_MISSING.
    """
    batch = _batch(command.batch_id, ctx)
    if batch.complete:
        return _told(batch.id, list(batch.results), True)
    by = _sender(command, ctx)
    lines = _lines(batch)
    results = list(batch.results)
    tried = {each["row"] for each in results}
    for line in lines:
        if line.number in tried:
            continue
        if datetime.now(UTC) > ctx.now + _WITHIN:
            return _kept(batch, results, False, ctx)
        results.append(_result(line, batch, by, ctx))
        if len(results) % _KEPT_EVERY == 0:
            _kept(batch, results, False, ctx)
    answer = _kept(batch, results, True, ctx)
    _throw_away(batch)
    return answer


def place_batch(command: PlaceBatch, ctx: Context) -> dict[str, Any]:
    """What became of each row; see place_rows. Orders that somebody else placed for a customer are noted."""
    answer: dict[str, Any] = ctx.answer
    if command.customer_id and command.customer_id != ctx.actor.id:
        done = {name: answer[name] for name in ("batch_id", "placed", "refused")}
        ctx.store.audit.note(ctx.actor, "place_batch", f"customers:{command.customer_id}", done)
    return answer


def show_batch(command: ShowBatch, ctx: Context) -> dict[str, Any]:
    """What became of a batch's rows so far; NotFound BATCH_NOT_FOUND."""
    batch = _batch(command.batch_id, ctx)
    return _told(batch.id, list(batch.results), batch.complete)


def show_template(_: object, _ctx: Context) -> dict[str, Any]:
    """The file that people fill in."""
    from functions.create_order.batch_rows import EXAMPLE, HEADS
    from functions.create_order.sheets import as_csv

    heads = [names[0] for names in HEADS.values()]
    return {"name": "批量寄件模板.csv", "content": as_csv([heads, EXAMPLE])}


def _batch(batch_id: str, ctx: Context) -> OrderBatch:
    batch = ctx.store.order_batches.find(batch_id, ctx.actor.id)
    if batch is None:
        raise NotFound("BATCH_NOT_FOUND", "没有找到这个批次，请重新上传")
    return batch


def _sender(command: PlaceBatch, ctx: Context) -> Actor:
    """Whose orders they become: the caller's own, or the customer's whom customer service names."""
    if ctx.actor.role is not Role.CUSTOMER_SERVICE:
        if command.customer_id not in ("", ctx.actor.id):
            raise Forbidden("ORDER_NOT_YOURS", "只能导入自己的订单")
        return ctx.actor
    account = ctx.store.customers.get(command.customer_id)
    if account is None:
        raise NotFound("CUSTOMER_NOT_FOUND", "没有找到这个客户，请填写客户编号")
    return account.actor


def _lines(batch: OrderBatch) -> "list[Line]":
    """The rows of the file; one that cannot be read is thrown away at once."""
    from functions.create_order.batch_rows import check_heads
    from functions.create_order.sheets import read_table

    try:
        heads, lines = read_table(_content(batch), batch.content_type)
        check_heads(heads)
    except Invalid:
        _throw_away(batch)
        raise
    return lines


def _content(batch: OrderBatch) -> bytes:
    """The file as it arrived, if it is what was announced."""
    arrived = files.look_at(batch.key, batch.size)
    if arrived is None:
        raise Conflict("UPLOAD_MISSING", "文件尚未上传成功，请重新上传", key=batch.key)
    right = arrived.size == batch.size and arrived.content_type == batch.content_type
    if not right or batch.sha256 not in ("", hashlib.sha256(arrived.content).hexdigest()):
        raise Invalid("BATCH_UNREADABLE", "文件与申请不符，请重新上传")
    return arrived.content


def _result(line: "Line", batch: OrderBatch, by: Actor, ctx: Context) -> dict[str, Any]:
    from functions.create_order.batch_rows import order_of, quote_id_of

    quote_id = quote_id_of(batch.id, line.number)
    try:
        known = ctx.store.parcels.number_of_quote(quote_id)
        return {"row": line.number, "waybill_no": known or _placed(order_of(line), quote_id, by, ctx).waybill_no}
    except Fault as refused:
        # Sent twice at once, the other call was faster: its order is this row's.
        known = ctx.store.parcels.number_of_quote(quote_id) if refused.code == "QUOTE_USED" else None
        return {"row": line.number} | ({"waybill_no": known} if known else {"error": body(refused)})


def _placed(order: Order, quote_id: str, by: Actor, ctx: Context) -> Parcel:
    check_wishes(order, ctx.now)
    pickup, delivery = Place(order.consignor.adcode), Place(order.consignee.adcode)
    quote = make_quote(quote_id, order.ask, pickup, delivery, ctx)

    def place() -> Parcel:
        parcel = parcel_for(order, quote, by, ctx.now).place(by, ctx.now)
        return ctx.store.parcels.insert(parcel)

    return ctx.transact(place, send=False)


def _kept(batch: OrderBatch, results: list[dict[str, Any]], complete: bool, ctx: Context) -> dict[str, Any]:
    if datetime.now(UTC) < ctx.now + _SENDING:
        ctx.send_post()
    else:
        ctx.leave_post()
    ctx.store.order_batches.keep(batch.id, results, complete)
    return _told(batch.id, results, complete)


def _told(batch_id: str, results: list[dict[str, Any]], complete: bool) -> dict[str, Any]:
    placed = sum("waybill_no" in each for each in results)
    return {
        "batch_id": batch_id,
        "rows": results,
        "placed": placed,
        "refused": len(results) - placed,
        "complete": complete,
    }


def _throw_away(batch: OrderBatch) -> None:
    """Should the bucket not answer, its lifecycle removes the file."""
    try:
        files.discard(batch.key)
    except Fault as error:
        log_failure("batch_not_removed", error)
