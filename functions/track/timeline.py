"""A parcel's scans told to people, the newest first."""

from collections.abc import Mapping, Sequence

from logistics.domain.consignment import SignedKind
from logistics.domain.parcel import Parcel
from logistics.domain.reasons import REASONS
from logistics.domain.scan import Scan
from logistics.domain.states import Step
from logistics.domain.timeline import fold

_TEXTS = {
    Step.SUBMITTED: "订单已提交，等待支付",
    Step.PLACED: "订单已提交，等待快递员接单",
    Step.PAID: "订单已支付，等待快递员接单",
    Step.ASSIGNED: "已安排快递员上门取件",
    Step.RELEASED: "正在重新安排快递员",
    Step.CANCELLED: "订单已取消",
    Step.PICKED_UP: "快递员已取件",
    Step.PICKUP_FAILED: "上门取件未成功",
    Step.DEPARTED: "快件已离开{outlet}，发往下一站",
    Step.ARRIVED: "快件已到达{outlet}",
    Step.OUT_FOR_DELIVERY: "快递员正在派送，请保持电话畅通",
    Step.STORED: "快件已存放，请凭取件码领取",
    Step.DELIVERY_FAILED: "本次派送未成功，我们会再次安排",
    Step.BACK_AT_OUTLET: "快件已回到{outlet}，等待再次派送",
    Step.REFUSED: "快件被拒收",
    Step.SIGNED: "快件已签收",
    Step.PARTLY_SIGNED: "部分包裹已签收",
    Step.INTERCEPTED: "快件正在拦截",
    Step.REDIRECTED: "快件已改寄，继续运输",
    Step.RETURN_STARTED: "快件正在退回寄件人",
    Step.RETURNED: "快件已退回寄件人",
    Step.DISPOSED: "快件已按无着件处置",
    Step.EXCEPTION_OPENED: "快件出现异常，我们正在处理",
    Step.EXCEPTION_RESOLVED: "异常已处理，快件继续流转",
    Step.LOST: "快件遗失，客服将与您联系",
    Step.FOUND: "快件已找回，继续流转",
    Step.SIGNATURE_REVOKED: "签收记录已撤销，我们正在核实",
    Step.SCAN_WITHDRAWN: "一条扫描记录已更正",
}
_SIGNED_BY = {SignedKind.SELF: "本人签收", SignedKind.PROXY: "他人代收", SignedKind.COUNTER: "网点自提"}
_OUTLET = "网点"
# The office's business: a customer only cares that a courier comes.
_INTERNAL = frozenset({Step.RELEASED, Step.SCAN_WITHDRAWN})

Milestone = dict[str, object]  # one line of MilestoneSchema


def for_parties(parcel: Parcel, scans: Sequence[Scan], outlets: Mapping[str, str]) -> list[Milestone]:
    """What counts, as customers read it; `outlets` names the outlets by id."""
    return [_milestone(each, outlets) for each in _counted(parcel, scans)]


def for_strangers(parcel: Parcel, scans: Sequence[Scan]) -> list[Milestone]:
    """The bare steps: no outlet, which would tell the part of a town, no reason and not who took the parcel."""
    return [
        {"at": each.happened_at, "text": _TEXTS[each.step].format(outlet=_OUTLET)} for each in _counted(parcel, scans)
    ]


def for_staff(parcel: Parcel, scans: Sequence[Scan], outlets: Mapping[str, str]) -> list[Milestone]:
    """Everything that was reported, by whom, with the code of what is against it."""
    flags = _flags(parcel, scans)
    return [
        _milestone(each, outlets)
        | {
            "scan_id": each.id,
            "outlet_id": each.outlet_id,
            "actor_role": each.actor_role,
            "received_at": each.received_at,
            "note": each.note,
            "flag": flags.get(each.id),
        }
        for each in _newest_first(scans)
    ]


def idle_proofs(parcel: Parcel, scans: Sequence[Scan]) -> frozenset[str]:
    """The proofs that came with reports against which something stands, and with no other: a second signature's."""
    flags = _flags(parcel, scans)
    if not flags:
        return frozenset()
    idle = {key for each in scans if each.id in flags for key in each.evidence}
    return frozenset(idle.difference(key for each in scans if each.id not in flags for key in each.evidence))


def _counted(parcel: Parcel, scans: Sequence[Scan]) -> list[Scan]:
    flags = _flags(parcel, scans)
    return [each for each in _newest_first(scans) if each.id not in flags and each.step not in _INTERNAL]


def _milestone(scan: Scan, outlets: Mapping[str, str]) -> Milestone:
    return {"at": scan.happened_at, "step": scan.step, "text": _text(scan, outlets)}


def _flags(parcel: Parcel, scans: Sequence[Scan]) -> Mapping[str, str]:
    """Most parcels have no late scan, and then nothing needs to be folded."""
    return fold(scans, parcel.signatures).flagged if parcel.late_scans else {}


def _newest_first(scans: Sequence[Scan]) -> list[Scan]:
    return sorted(scans, key=lambda each: each.order, reverse=True)


def _text(scan: Scan, outlets: Mapping[str, str]) -> str:
    told = _TEXTS[scan.step].format(outlet=outlets.get(scan.outlet_id or "", _OUTLET))
    if scan.step is Step.SIGNED:
        return f"{told}（{_SIGNED_BY[SignedKind(str(scan.details['signed_kind']))]}）"
    reason = REASONS.get(scan.step, {}).get(scan.reason or "")
    return f"{told}：{reason}" if reason else told
