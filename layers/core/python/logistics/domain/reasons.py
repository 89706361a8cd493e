"""Why something did not go as planned; the first word of a code says who is at fault, which feeds the KPIs."""

from enum import StrEnum

from logistics.domain.faults import Invalid
from logistics.domain.states import Step


class FaultParty(StrEnum):
    """The party at fault."""

    CARRIER = "carrier"
    CONSIGNOR = "consignor"
    CONSIGNEE = "consignee"
    WEATHER = "weather"
    FORCE_MAJEURE = "force_majeure"
    AUTHORITY = "authority"


REASONS: dict[Step, dict[str, str]] = {
    Step.PICKUP_FAILED: {
        "consignor_not_available": "寄件人不在",
        "consignor_unreachable": "联系不上寄件人",
        "consignor_incorrect_address": "取件地址有误",
        "consignor_not_ready": "物品未准备好",
        "consignor_prohibited_goods": "物品禁止寄递",
        "consignor_real_name_refused": "寄件人拒绝实名或验视",
        "consignor_oversize": "物品超重或超尺寸",
        "carrier_vehicle_issue": "车辆故障",
        "carrier_late": "未能按时到达",
        "weather_delay": "天气原因",
        "force_majeure_event": "不可抗力",
    },
    Step.DELIVERY_FAILED: {
        "consignee_not_home": "收件人不在",
        "consignee_unreachable": "联系不上收件人",
        "consignee_incorrect_address": "收件地址有误",
        "consignee_business_closed": "单位已下班",
        "consignee_access_restricted": "无法进入小区或楼宇",
        "consignee_rescheduled": "收件人改约时间",
        "consignee_verification_failed": "收件人身份核实未通过",
        "consignee_payment_not_ready": "收件人未备好货款",
        "consignor_incorrect_address": "寄件人填写的地址有误",
        "carrier_address_not_found": "快递员未找到地址",
        "carrier_vehicle_issue": "车辆故障",
        "carrier_capacity": "当班派送不完",
        "weather_delay": "天气原因",
        "force_majeure_event": "不可抗力",
    },
    Step.REFUSED: {
        "consignee_refused": "收件人拒收",
        "consignee_cancelled": "收件人已取消购买",
        "consignee_payment_refused": "收件人拒付货款或运费",
        "consignor_wrong_goods": "物品与约定不符",
        "carrier_damaged_parcel": "外包装破损",
        "carrier_late": "送达太晚",
    },
    Step.RELEASED: {
        "carrier_capacity": "手头件太多",
        "carrier_too_far": "距离太远",
        "carrier_vehicle_issue": "车辆故障",
        "carrier_off_shift": "即将下班",
        "carrier_not_accepted": "超时未接单",
        "consignor_oversize": "物品超出承运能力",
    },
    Step.CANCELLED: {
        "consignor_changed_mind": "不想寄了",
        "consignor_duplicate_order": "重复下单",
        "consignor_incorrect_details": "信息填写有误",
        "consignor_prohibited_goods": "物品禁止寄递",
        "consignor_unpaid": "超时未支付",
        "carrier_no_courier": "长时间无人接单",
        "carrier_late": "取件太慢",
    },
    Step.RETURN_STARTED: {
        "consignee_refused": "收件人拒收",
        "consignee_unclaimed": "逾期无人领取",
        "consignee_unreachable": "多次联系不上收件人",
        "consignee_incorrect_address": "收件地址无法投递",
        "consignor_request": "寄件人要求退回",
        "consignor_wrong_goods": "物品与约定不符",
        "consignor_incorrect_address": "寄件人填写的地址有误",
        "carrier_damaged_parcel": "运输途中损坏",
        "carrier_late": "送达太晚",
        "carrier_undelivered": "多次未能派送",
        "weather_delay": "天气原因无法派送",
        "force_majeure_event": "不可抗力",
        "authority_regulatory_hold": "监管要求退回",
    },
    Step.DISPOSED: {
        "consignor_abandoned": "寄件人放弃",
        "consignor_unreachable": "寄件人无法联系，无法退回",
        "consignor_incorrect_address": "寄件地址无法退回",
        "carrier_damaged_parcel": "已损毁，无法退回",
        "authority_regulatory_hold": "监管要求处置",
    },
    Step.EXCEPTION_OPENED: {
        "carrier_damaged_parcel": "包裹破损",
        "carrier_wet_parcel": "包裹受潮",
        "carrier_sorting_error": "错分错发",
        "carrier_parcel_missing": "包裹下落不明",
        "carrier_short_contents": "内件短少",
        "carrier_vehicle_issue": "车辆故障",
        "carrier_capacity": "网点积压",
        "consignor_prohibited_goods": "发现禁寄物品",
        "consignor_poor_packaging": "包装不当",
        "consignor_incorrect_address": "地址不全或有误",
        "consignee_dispute": "收件人有异议",
        "weather_delay": "天气原因",
        "force_majeure_event": "不可抗力",
        "authority_security_issue": "安检问题",
        "authority_regulatory_hold": "监管扣留",
    },
    Step.SCAN_WITHDRAWN: {
        "carrier_scanned_by_mistake": "误扫描",
        "carrier_wrong_parcel": "扫错包裹",
        "carrier_wrong_clock": "设备时间有误",
        "carrier_false_report": "虚假上报",
    },
    Step.SIGNATURE_REVOKED: {
        "carrier_signed_by_mistake": "误操作签收",
        "carrier_wrong_parcel": "签收了别的包裹",
        "carrier_false_signature": "未经同意代签",
        "consignee_dispute": "收件人否认收到",
    },
}
REASON_REQUIRED = frozenset(REASONS) - {Step.RELEASED, Step.DISPOSED}


def check_reason(step: Step, code: str | None) -> None:
    """Refuse a reason this step does not know, or its absence where one is required (Invalid REASON_UNKNOWN)."""
    if code is None and step not in REASON_REQUIRED:
        return
    if code is None or code not in REASONS.get(step, {}):
        raise Invalid("REASON_UNKNOWN", "请选择有效的原因", step=step, reason=code, known=sorted(REASONS.get(step, {})))


def reason_text(step: Step, code: str) -> str:
    """What customers and couriers read for a known reason; raises Invalid REASON_UNKNOWN."""
    check_reason(step, code)
    return REASONS[step][code]


def fault_party(code: str) -> FaultParty:
    """Who is at fault according to a known reason code; raises Invalid REASON_UNKNOWN for any other text."""
    for party in FaultParty:
        if code.startswith(f"{party}_"):
            return party
    raise Invalid("REASON_UNKNOWN", "请选择有效的原因", reason=code)
