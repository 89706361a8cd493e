"""Address labels of invented people, drawn as they come before a camera: printed or by hand, on note or waybill."""

from __future__ import annotations

import random
from dataclasses import dataclass

from PIL import Image, ImageDraw

from scripts.benchmarks.label_fonts import PRINTED, WRITTEN, font

_INK, _PAPER = (28, 28, 34), (228, 226, 220)
_SURNAMES = [
    "白",
    "陈",
    "邓",
    "方",
    "高",
    "何",
    "江",
    "梁",
    "林",
    "陆",
    "马",
    "宋",
    "苏",
    "唐",
    "田",
    "王",
    "吴",
    "许",
    "叶",
    "赵",
    "郑",
    "周",
    "朱",
    "欧阳",
    "诸葛",
]
_GIVEN = [
    "晓云",
    "明远",
    "子涵",
    "立",
    "雨桐",
    "建国",
    "思源",
    "婉清",
    "一鸣",
    "海涛",
    "若水",
    "文博",
    "静",
    "嘉禾",
    "宇航",
    "秀兰",
    "志强",
    "乐",
]
_PLACES = tuple(
    tuple(line.split("|"))
    for line in """
江苏省|南京市|鼓楼区|中山北路|云锦花园
福建省|福州市|鼓楼区|五四路|榕荫里
浙江省|杭州市|余杭区|文一西路|溪语公寓
广东省|深圳市|南山区|科苑南路|海岚大厦
广东省|广州市|天河区|体育东路|木棉苑
四川省|成都市|武侯区|人民南路四段|竹影佳园
湖北省|武汉市|洪山区|珞瑜路|东湖小筑
陕西省|西安市|雁塔区|小寨东路|长乐苑
山东省|青岛市|市南区|香港中路|听涛阁
辽宁省|大连市|甘井子区|华南广场|星河里
湖南省|长沙市|岳麓区|麓山南路|橘洲新村
河南省|郑州市|金水区|花园路|麦香园
河北省|石家庄市|长安区|建设北大街|燕赵家园
云南省|昆明市|五华区|青年路|翠湖雅居
安徽省|合肥市|蜀山区|潜山路|天鹅苑
贵州省|贵阳市|观山湖区|林城东路|黔灵居
黑龙江省|哈尔滨市|道里区|友谊路|松涛公馆
内蒙古自治区|呼和浩特市|赛罕区|大学东街|青城新苑
广西壮族自治区|南宁市|青秀区|民族大道|荔园山庄
新疆维吾尔自治区|乌鲁木齐市|天山区|解放南路|天山雅苑
""".strip().splitlines()
)


@dataclass(frozen=True)
class Person:
    """Who stands on a label; `detail` is what follows the district."""

    name: str
    phone: str
    province: str
    city: str
    district: str
    detail: str


@dataclass(frozen=True)
class Label:
    """A drawn label and who it is for."""

    picture: Image.Image
    consignee: Person
    font: str


def invented(chance: random.Random) -> Person:
    """Somebody who does not exist, in a real district; the number's range (1990000…) is not given out."""
    province, city, district, road, estate = chance.choice(_PLACES)
    house = f"{road}{chance.randint(1, 988)}号{estate}{chance.randint(1, 39)}栋"
    room = f"{chance.randint(1, 6)}单元{chance.randint(1, 33)}{chance.randint(1, 4):02d}室"
    name = chance.choice(_SURNAMES) + chance.choice(_GIVEN)
    return Person(name, f"1990000{chance.randint(0, 9999):04d}", province, city, district, house + room)


def label(seed: int, written: bool = False, size_px: int = 36) -> Label:
    """One of three layouts in one of the fonts, the same for the same seed."""
    chance = random.Random(seed)
    consignee, consignor = invented(chance), invented(chance)
    face = (WRITTEN if written else PRINTED)[seed % (len(WRITTEN) if written else len(PRINTED))]
    drawn = chance.choice((_note, _form) if written else (_note, _form, _waybill))
    lines = drawn(consignee, consignor)
    return Label(_draw(lines, face, size_px), consignee, face)


def _note(consignee: Person, _: Person) -> list[str]:
    """What people write on a slip: the name, the number, the address over two lines."""
    region = consignee.province + consignee.city + consignee.district
    return [f"{consignee.name}  {consignee.phone}", region, consignee.detail]


def _form(consignee: Person, _: Person) -> list[str]:
    """A form with its field names printed before each line."""
    region = f"{consignee.province} {consignee.city} {consignee.district}"
    return [
        f"收件人：{consignee.name}",
        f"手机号码：{consignee.phone}",
        f"所在地区：{region}",
        f"详细地址：{consignee.detail}",
    ]


def _waybill(consignee: Person, consignor: Person) -> list[str]:
    """A waybill: both parties, each under its mark."""

    def block(mark: str, who: Person) -> list[str]:
        return [f"{mark} {who.name} {who.phone}", who.province + who.city + who.district, who.detail]

    return [*block("收件人", consignee), *block("寄件人", consignor)]


def _draw(lines: list[str], face: str, size_px: int) -> Image.Image:
    letters = font(face, size_px)
    step, margin = int(size_px * 1.7), size_px * 2
    width = int(max(letters.getlength(line) for line in lines)) + 2 * margin
    picture = Image.new("RGB", (width, step * len(lines) + 2 * margin), _PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((size_px // 2, size_px // 2, width - size_px // 2, picture.height - size_px // 2), outline=_INK)
    for number, line in enumerate(lines):
        pen.text((margin, margin + number * step), line, font=letters, fill=_INK)
    return picture
