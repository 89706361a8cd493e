"""The validators of money: sums are whole fen, and whom it belongs to is never written in clear."""

from logistics.domain.billing import StatementState
from logistics.domain.claim import ClaimKind, ClaimStatus
from logistics.domain.commission import Work
from logistics.domain.invoicing import InvoiceState, TitleKind
from logistics.domain.payout import Channel, PayoutKind, PayoutState
from logistics.domain.remitting import BatchState
from logistics.store.shapes import ID, NOT_NEGATIVE, SEALED, TEXT, TIME, WAYBILL, WHOLE, Schema, among, or_null, shape

_CASH_LINES: Schema = {
    "bsonType": "array",
    "minItems": 1,
    "items": shape(["waybill_no", "amount_fen"], waybill_no=WAYBILL, amount_fen=NOT_NEGATIVE),
}
_POSTING = shape(["account", "holder", "amount_fen"], account=TEXT, holder=TEXT, amount_fen=WHOLE)

MONEY_VALIDATORS: dict[str, Schema] = {
    "journal": shape(["cause", "at", "lines"], at=TIME, lines={"bsonType": "array", "minItems": 2, "items": _POSTING}),
    "balances": shape(["account", "holder", "amount_fen"], amount_fen=WHOLE),
    "cash_counts": shape(
        ["declaration_id", "courier_id", "outlet_id", "counted_by", "counted_fen", "state", "stands", "lines", "at"],
        _id=ID,
        counted_fen=NOT_NEGATIVE,
        state={"enum": ["agreed", "discrepancy", "recount", "void"]},
        lines=_CASH_LINES,
        at=TIME,
    ),
    "cash_limits": shape(["limit_fen"], _id=TEXT, limit_fen=NOT_NEGATIVE, at=TIME),
    "deposits": shape(
        ["outlet_id", "deposited_by", "amount_fen", "bank_reference", "count_ids", "state", "lines", "at"],
        _id=ID,
        amount_fen=NOT_NEGATIVE,
        state={"enum": ["banked", "confirmed", "discrepancy", "void"]},
        lines=_CASH_LINES,
        at=TIME,
    ),
    "discrepancies": shape(
        ["kind", "subject_id", "holder", "expected_fen", "found_fen", "waybill_nos", "state", "at"],
        _id=ID,
        kind={"enum": ["count", "declaration", "deposit", "safe"]},
        expected_fen=NOT_NEGATIVE,
        found_fen=NOT_NEGATIVE,
        state={"enum": ["open", "proposed", "resolved"]},
        at=TIME,
    ),
    "payments": shape(
        ["subject", "purpose", "channel", "amount_fen", "state", "at", "expires_at"],
        purpose={"enum": ["at_the_door", "freight", "statement", "top_up"]},
        channel={"enum": ["jsapi", "native"]},
        amount_fen=WHOLE | {"minimum": 1},
        state={"enum": ["closed", "open", "paid"]},
        at=TIME,
        expires_at=TIME,
    ),
    "refunds": shape(
        ["payment_id", "waybill_no", "amount_fen", "of_fen", "reason", "asked_by", "state", "at"],
        amount_fen=WHOLE | {"minimum": 1},
        of_fen=WHOLE | {"minimum": 1},
        reason={"enum": ["cancelled", "goodwill", "handed_back", "lost", "overpaid", "paid_twice"]},
        state={"enum": ["abnormal", "closed", "paid", "processing", "wanted"]},
        at=TIME,
    ),
    "claims": shape(
        ["waybill_no", "side", "claimant_id", "kind", "asked_fen", "offered_fen", "status", "at"],
        _id=ID,
        waybill_no=WAYBILL,
        side={"enum": ["consignee", "consignor"]},
        claimant_id=ID,
        kind=among(ClaimKind),
        asked_fen=NOT_NEGATIVE,
        offered_fen=NOT_NEGATIVE,
        status=among(ClaimStatus),
        at=TIME,
    ),
    "credit_accounts": shape(["_id"], limit_fen=or_null(NOT_NEGATIVE), due_days=NOT_NEGATIVE),
    "statements": shape(
        ["account_id", "month", "charged_fen", "set_off_fen", "carried_fen", "state", "received_fen", "due_at"],
        _id=ID,
        account_id=ID,
        month={"bsonType": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"},
        charged_fen=WHOLE,
        set_off_fen=WHOLE,
        carried_fen=WHOLE | {"maximum": 0},
        received_fen=NOT_NEGATIVE,
        state=among(StatementState),
        due_at=TIME,
    ),
    "invoices": shape(
        ["account_id", "kind", "subjects", "amount_fen", "title", "state"],
        _id=ID,
        kind=among(TitleKind),
        subjects={"bsonType": "array", "minItems": 1, "items": TEXT},
        amount_fen=WHOLE | {"minimum": 1},
        title=SEALED,
        state=among(InvoiceState),
    ),
    "closings": shape(["balances", "by", "at"], at=TIME),
    "differences": shape(
        ["day", "kind", "number", "verdict", "at", "state"],
        day={"bsonType": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        kind=TEXT,
        number=TEXT,
        verdict=TEXT,
        at=TIME,
        state={"enum": ["open", "closed"]},
    ),
    "reconciled_days": shape(["at"], at=TIME),
    "payment_instructions": shape(
        ["waybill_no", "kind", "amount_fen", "payer", "cause", "status", "at"],
        waybill_no=WAYBILL,
        kind={"enum": ["refund", "top_up"]},
        amount_fen=WHOLE | {"minimum": 1},
        status={"enum": ["open", "settled", "void"]},
        at=TIME,
    ),
    "payouts": shape(
        ["kind", "channel", "payee_id", "amount_fen", "state", "at", "lines"],
        _id=ID,
        kind=among(PayoutKind),
        channel=among(Channel),
        amount_fen=WHOLE | {"minimum": 1},
        state=among(PayoutState),
        payee=SEALED,
        lines={"bsonType": "array", "items": shape(["waybill_no", "goods_fen", "fee_fen"], waybill_no=WAYBILL)},
    ),
    "remittances": shape(
        ["state", "made_by", "made_at", "amount_fen"], _id=ID, state=among(BatchState), amount_fen=NOT_NEGATIVE
    ),
    "payee_accounts": shape(["sealed", "usable_from", "entered_by"], sealed=SEALED, usable_from=TIME),
    "earnings": shape(
        ["courier_id", "waybill_no", "kind", "amount_fen", "at"],
        courier_id=ID,
        waybill_no=WAYBILL,
        kind=among(Work),
        amount_fen=WHOLE,
        at=TIME,
    ),
    "commission_rules": shape(
        ["outlet_id", "product", "valid_from"],
        valid_from=TIME,
        **{name: NOT_NEGATIVE for name in ("pickup_fen", "delivery_fen", "per_kg_fen", "free_g", "cod_fen")},
    ),
}
