"""What must not be sent is known by the words people write; what only sounds like it may go."""

import pytest

from logistics.domain.faults import Invalid
from logistics.domain.prohibited import classes, find_prohibited, require_allowed


def test_the_regulation_has_eighteen_classes() -> None:
    assert len(classes()) == len(set(classes())) == 18


@pytest.mark.parametrize(
    ("said", "kind", "word"),
    [
        ("一把仿真枪", "枪支弹药", "仿真枪"),
        ("水枪一把和子弹", "枪支弹药", "子弹"),
        ("弓弩", "管制器具", "弓弩"),
        ("过年的鞭炮", "爆炸物品", "鞭炮"),
        ("防风打火机五个", "压缩和液化气体及其容器", "打火机"),
        ("９５％酒精", "易燃液体", "酒精"),
        ("苯", "易燃液体", "苯"),
        ("固体 酒 精 块", "易燃液体", "酒精"),
        ("火柴", "易燃固体及自燃物质", "火柴"),
        ("双-氧-水", "氧化剂和过氧化物", "双氧水"),
        ("旧体温计里的汞", "毒性物质", "汞"),
        ("血液样本", "生化制品和传染性感染性物质", "血液样本"),
        ("放射源", "放射性物质", "放射源"),
        ("稀盐酸", "腐蚀性物质", "盐酸"),
        ("Ｋ粉", "毒品及非正当用途的麻醉精神药品", "k粉"),
        ("邪教传单", "非法出版物和宣传品", "邪教"),
        ("针孔摄像头", "间谍专用器材", "针孔摄像"),
        ("假发票一沓", "非法伪造物品", "假发票"),
        ("A货包包", "侵犯知识产权和假冒伪劣物品", "a货"),
        ("象牙手串", "濒危野生动物及其制品", "象牙"),
        ("现金两千", "禁止进出境物品", "现金"),
    ],
)
def test_a_forbidden_thing_is_found_however_it_is_written(said: str, kind: str, word: str) -> None:
    found = find_prohibited(["两本书", said])
    assert found is not None, f"{said} must not pass"
    assert (found.kind, found.word) == (kind, word)


@pytest.mark.parametrize(
    "said",
    [
        "玩具枪", "儿童水枪", "扫码枪一把", "筋膜枪", "无酒精洗手液", "假发", "大麻袋两个", "象牙白连衣裙",
        "杀毒软件光盘", "盐酸左氧氟沙星片", "硫磺皂", "苯胺蓝图案T恤", "氢氧水杯", "汽油滤芯", "两本书", "鸦片鱼头",
        "硫酸软骨素", "充电宝", "骨灰级玩家手办", "现金牛周边", "镭射打印纸", "",
    ],
)  # fmt: skip
def test_what_only_sounds_forbidden_may_go(said: str) -> None:
    assert find_prohibited([said]) is None


def test_a_refusal_names_the_class_and_the_word() -> None:
    with pytest.raises(Invalid) as refused:
        require_allowed(["鞭炮"])
    assert refused.value.code == "GOODS_PROHIBITED"
    assert refused.value.details == {"class": "爆炸物品", "word": "鞭炮"}
