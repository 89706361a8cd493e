"""What must be true before a scan is taken at all.

Two kinds of trouble are told apart, because a fact taken offline cannot be argued with:

- refused here: what the courier can and must still supply (real name, inspection, collection, consent, proof,
  reason), and what is not theirs to report at all (a role that never may, a courier who never held the parcel, a
  signature at the counter of an outlet where the parcel does not lie);
- kept and flagged by the fold: whatever merely does not fit the state at its time (see timeline).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from logistics.domain.cod import CodStatus
from logistics.domain.consignment import SignedKind
from logistics.domain.faults import Conflict, Fault, Forbidden, Invalid
from logistics.domain.proving import COLLECTED_BY_CODE, missing_proofs
from logistics.domain.reasons import REASONS, check_reason
from logistics.domain.roles import OUTLET_STAFF, Actor, Role
from logistics.domain.scan import Scan
from logistics.domain.states import Status, Step, is_command, roles_for
from logistics.domain.timeline import (
    OWN_COURIER_STEPS,
    PARCEL_ELSEWHERE,
    SIGNATURE_STANDS,
    SIGNING_STEPS,
    TAKING_STEPS,
    pieces_of,
)

if TYPE_CHECKING:
    from logistics.domain.parcel import Parcel

_AT_THE_DOOR = frozenset(
    {
        Status.PICKED_UP,
        Status.IN_TRANSIT,
        Status.AT_OUTLET,
        Status.OUT_FOR_DELIVERY,
        Status.DELIVERY_FAILED,
        Status.STORED,
    }
)
_MESSAGES = {
    "PARCEL_ALREADY_SIGNED": "包裹已签收",
    "PARCEL_ALREADY_INTERCEPTED": "每票包裹只能拦截一次",
    "PIECE_ALREADY_SIGNED": "该件已签收",
    "EXCEPTION_REQUIRED": "请先登记问题件",
    "EXCEPTION_OPEN": "问题件尚未处理完毕",
    SIGNATURE_STANDS: "签收以这条记录为前提，请先撤销签收",
    PARCEL_ELSEWHERE: "包裹不在本网点，请到包裹所在网点办理",
}
_HANDS_OVER = frozenset({Role.COURIER, Role.OUTLET_MANAGER})


def refuses(code: str, step: Step) -> bool:
    """Whether the fold's objection refuses the step: always a command, and a signature where the parcel is not."""
    return is_command(step) or (code == PARCEL_ELSEWHERE and step in SIGNING_STEPS)


def refusal(code: str, status: Status, step: str) -> Fault:
    """The fault for a step that the fold's code refuses, with the present status and the step."""
    if code == "STEP_FORBIDDEN":
        return Forbidden(code, "您没有进行此操作的权限", status=status, step=step)
    if code == "PARCEL_NOT_YOURS":
        return Forbidden(code, "该包裹不在您手上", status=status, step=step)
    return Conflict(code, _MESSAGES.get(code, f"包裹{status.label}，不能进行此操作"), status=status, step=step)


def check(parcel: "Parcel", scan: Scan) -> None:
    """Refuse a scan that may not be taken: Forbidden, Invalid or Conflict with the code of what is missing."""
    if scan.waybill_no != parcel.waybill_no:
        raise ValueError("the scan belongs to another waybill")
    if scan.actor_role not in roles_for(scan.step):
        raise Forbidden("STEP_FORBIDDEN", "您没有进行此操作的权限", step=scan.step, role=scan.actor_role)
    _check_courier(parcel, scan)
    if scan.step in REASONS:
        check_reason(scan.step, scan.reason)
    known = {proof.key for proof in parcel.proofs}
    if not known.issuperset(scan.evidence):
        raise Invalid("PROOF_UNKNOWN", "凭证文件不存在或未通过检查", step=scan.step)
    guard = _GUARDS.get(scan.step)
    if guard is not None:
        guard(parcel, scan)


def check_collection(parcel: "Parcel", amount_fen: int, by: Actor) -> None:
    """Refuse to take money that is not due, not due any more, taken already, or not the exact amount."""
    require_holder(parcel, by)
    if parcel.due_fen == 0:
        raise Conflict("COD_NOTHING_DUE", "该包裹无需收款")
    if parcel.cod.status is CodStatus.VOID:
        raise Conflict("COD_VOID", "该包裹的代收款已作废")
    if parcel.cod.status is not CodStatus.DUE:
        raise Conflict("COD_ALREADY_COLLECTED", "该包裹已收款", status=parcel.cod.status)
    if parcel.status not in _AT_THE_DOOR:
        raise refusal("PARCEL_STATE_CONFLICT", parcel.status, "collect")
    if amount_fen != parcel.due_fen:
        raise Conflict("COD_AMOUNT_MISMATCH", "收款金额与应收金额不符", due_fen=parcel.due_fen, amount_fen=amount_fen)


def may_be_collected(parcel: "Parcel") -> bool:
    """Whether money may still be taken for it at a door: what is lost, goes back or has ended is asked nothing for."""
    return parcel.cod.status is CodStatus.DUE and parcel.status in _AT_THE_DOOR


def require_at_hand(parcel: "Parcel", by: Actor) -> None:
    """Only the courier who has the parcel now takes money for it; earlier ones merely see it (PARCEL_NOT_YOURS)."""
    if by.role is Role.COURIER and parcel.courier_id != by.id:
        raise Forbidden("PARCEL_NOT_YOURS", "该包裹不在您手上")


def require_holder(parcel: "Parcel", by: Actor) -> None:
    """Only a courier who held the parcel, or the staff of an outlet that handles it (Forbidden PARCEL_NOT_YOURS)."""
    holds = by.role is Role.COURIER and by.id in parcel.held_by
    hosts = by.role in OUTLET_STAFF and by.outlet_id in parcel.outlet_ids
    if not holds and not hosts:
        raise Forbidden("PARCEL_NOT_YOURS", "该包裹不在您手上")


def _check_courier(parcel: "Parcel", scan: Scan) -> None:
    if scan.actor_role is not Role.COURIER or scan.actor_id in parcel.held_by:
        return
    takes = scan.step in TAKING_STEPS and scan.outlet_id in parcel.outlet_ids
    if scan.step in OWN_COURIER_STEPS or (scan.step in TAKING_STEPS and not takes):
        raise Forbidden("PARCEL_NOT_YOURS", "该包裹不在您手上", step=scan.step)


def _picked_up(parcel: "Parcel", scan: Scan) -> None:
    if parcel.real_name is None:
        raise Conflict("REAL_NAME_REQUIRED", "请先完成寄件人实名认证")
    if not parcel.inspected and scan.details.get("inspected") is not True:
        raise Conflict("INSPECTION_REQUIRED", "请先开箱验视")


def _stored(_parcel: "Parcel", scan: Scan) -> None:
    # 快递市场管理办法 (2024): no locker or station without the consignee's consent.
    consent = scan.details.get("consent_id")
    if not isinstance(consent, str) or not consent:
        raise Conflict("CONSENT_REQUIRED", "存放前须征得收件人同意")


def _signed(parcel: "Parcel", scan: Scan) -> None:
    if scan.details.get("signed_kind") not in list(SignedKind):
        raise Invalid("SIGNED_KIND_INVALID", "请选择签收方式", known=[kind.value for kind in SignedKind])
    missing = missing_proofs(parcel, scan)
    by_code = scan.details.get(COLLECTED_BY_CODE) is True
    if missing or (scan.actor_role in _HANDS_OVER and not scan.evidence and not by_code):
        raise Conflict("PROOF_REQUIRED", "请补齐签收凭证", missing=missing or ["photo"])
    # Void counts as not taken: a signature said to be older than the refusal would make the sum due again.
    if parcel.due_fen and not parcel.cod.status.taken:
        raise Conflict("COD_NOT_COLLECTED", "请先收款再签收", due_fen=parcel.due_fen)
    _check_pieces_paid(parcel, scan)


def _check_pieces_paid(parcel: "Parcel", scan: Scan) -> None:
    """What is handed over is exactly what goods money was taken for: nobody pays for pieces that they do not get."""
    paid, asked = set(parcel.cod.pieces), set(pieces_of(scan))
    if paid and not (asked and asked <= paid):
        raise Conflict("COD_PIECES_UNPAID", "只能签收已付款的件", paid=sorted(paid))
    if scan.step is Step.PARTLY_SIGNED and parcel.cod.due_fen and asked != paid:
        raise Conflict("COD_PIECES_DIFFER", "签收的件与收款的件不符，请先退款，再按实际签收的件收款", paid=sorted(paid))


def _partly_signed(parcel: "Parcel", scan: Scan) -> None:
    pieces, known = pieces_of(scan), range(1, parcel.goods.pieces + 1)
    if not pieces or len(set(pieces)) < len(pieces) or any(each not in known for each in pieces):
        raise Invalid("PIECES_INVALID", "件号有误，请扫描本票的包裹", pieces=parcel.goods.pieces)
    if len({*parcel.signed_pieces, *pieces}) == parcel.goods.pieces:
        raise Conflict("PIECES_COMPLETE", "这是最后的包裹，请完成整票签收", pieces=parcel.goods.pieces)
    _signed(parcel, scan)


def _not_taken(parcel: "Parcel", scan: Scan) -> None:
    # A late fact cannot be made to wait for money that has gone its way since; the fold judges it. Nor can what has
    # left the door: it is owed back (see giving_back). Nor is it given back for the rest of a parcel of which some
    # pieces were handed over and paid, or whose freight alone was.
    only_its_own = parcel.cod.pieces or not parcel.cod.due_fen
    kept = parcel.signed_pieces and only_its_own
    if parcel.cod.status is CodStatus.COLLECTED and not kept and not parcel.needs_history(scan):
        raise Conflict("COD_ALREADY_COLLECTED", "已收款，请先退还收件人", collected_fen=parcel.cod.collected_fen)


_GUARDS: dict[Step, Callable[["Parcel", Scan], None]] = {
    Step.PICKED_UP: _picked_up,
    Step.STORED: _stored,
    Step.SIGNED: _signed,
    Step.PARTLY_SIGNED: _partly_signed,
    Step.REFUSED: _not_taken,
    Step.RETURNED: _not_taken,
}
