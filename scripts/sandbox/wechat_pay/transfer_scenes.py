"""What a transfer's scene asks for: the exact report keys, and the words that a payee may be shown."""

from scripts.sandbox.wechat_pay import asked as read
from scripts.sandbox.wechat_pay.errors import PayError
from scripts.sandbox.wire import Json

# Scene → (report keys, perceptions). Others exist; this merchant has not been granted them.
_SCENES = {
    "1000": (frozenset({"活动名称", "奖励说明"}), frozenset({"活动奖励", "现金奖励"})),
    "1005": (frozenset({"岗位类型", "报酬说明"}), frozenset({"劳务报酬", "报销款", "企业补贴", "开工利是"})),
    "1011": (frozenset({"赔付原因"}), frozenset({"退款", "商家赔付"})),
}


def check_scene(asked: Json) -> None:
    """NO_AUTH for a scene that was not granted, PARAM_ERROR or INVALID_REQUEST for what it does not take."""
    scene = read.text(asked, "transfer_scene_id", 36)
    if scene not in _SCENES:
        raise PayError("NO_AUTH", "商户号未开通此转账场景")
    keys, perceptions = _SCENES[scene]
    infos = asked.get("transfer_scene_report_infos")
    if not isinstance(infos, list) or not all(isinstance(info, dict) for info in infos):
        raise read.wrong("transfer_scene_report_infos")
    told = [read.text(info, "info_type", 15) for info in infos if read.text(info, "info_content", 32)]
    if set(told) != keys or len(told) != len(keys):
        raise PayError("PARAM_ERROR", "未传入完整且对应的转账场景报备信息")
    perception = asked.get("user_recv_perception")
    if perception is not None and perception not in perceptions:
        raise PayError("INVALID_REQUEST", "暂不支持展示当前传入的用户收款感知")
