"""How each kind of generated paste is written: from a person and a place to a text."""

from random import Random

from tests.domain.address.paste_making import Made, Maker, Person
from tests.domain.address.paste_places import (
    FORMER,
    ORDINARY,
    Site,
)

TO_TRADITIONAL = str.maketrans(
    "广东苏区县号楼单门云龙岗湾汉阳宁庆泽滨陈张刘赵杨黄吴孙马电话丰会鹤兰华厦浙昆岭镇乡园"
    "栋层内萨贵顺义无锡开发长丽厂体维达际场临边业级环溪红旗龙凯乌鲁齐宾尔哈呼连路图书银凤",
    "廣東蘇區縣號樓單門雲龍崗灣漢陽寧慶澤濱陳張劉趙楊黃吳孫馬電話豐會鶴蘭華廈浙崑嶺鎮鄉園"
    "棟層內薩貴順義無錫開發長麗廠體維達際場臨邊業級環溪紅旗龍凱烏魯齊賓爾哈呼連路圖書銀鳳",
)
_TO_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
_SPOKEN = str.maketrans("0123456789", "零幺二三四五六七八九")


def _full(site: Site) -> str:
    return site.region + site.detail


def as_written(pattern: str) -> Maker:
    """A kind that only sets the parts in place: {name}, {phone}, {full}, {region}, {spaced}, {detail}, {short}."""

    def make(_: Random, who: Person, site: Site) -> Made:
        names = [name for name in (site.province, site.city, site.district) if name]
        return Made(
            pattern.format(
                name=who.name, phone=who.phone, full=_full(site), region=site.region, spaced=" ".join(names),
                detail=site.detail, short=site.short, city=site.city + site.district + site.detail,
                skipped=site.province + site.district + site.detail, own=site.district + site.detail,
                dashed="-".join(names), grouped=f"{who.phone[:3]} {who.phone[3:7]} {who.phone[7:]}",
                hyphened=f"{who.phone[:3]}-{who.phone[3:7]}-{who.phone[7:]}",
                dotted=f"{who.phone[:3]}.{who.phone[3:7]}.{who.phone[7:]}", postcode=site.postcode,
            )
        )  # fmt: skip

    return make


def any_of(*patterns: str) -> Maker:
    """Any of several patterns of one kind."""
    makers = [as_written(pattern) for pattern in patterns]
    return lambda random, who, site: random.choice(makers)(random, who, site)


def virtual_number(*forms: str) -> Maker:
    """A platform's number that hides the real one, with its extension."""

    def make(random: Random, who: Person, site: Site) -> Made:
        ext = f"{random.randrange(1000, 10000)}"
        number = random.choice(forms).format(phone=who.phone, ext=ext)
        order = random.choice(("{0} {1} {2}", "{0}，{1}，{2}", "{2} {0} {1}", "{0}\n{1}\n{2}"))
        return Made(order.format(who.name, number, _full(site)), ext=ext)

    return make


def landline(*forms: str, extended: bool = False) -> Maker:
    def make(random: Random, who: Person, site: Site) -> Made:
        long = (
            site.area_code in ("010", "020", "021", "022", "023", "025", "027", "028", "029") or random.random() < 0.5
        )
        subscriber = f"{random.randrange(2, 9)}{random.randrange(10**7 if long else 10**6):0{7 if long else 6}d}"
        ext = f"{random.randrange(100, 10000)}" if extended else ""
        number = random.choice(forms).format(area=site.area_code, rest=subscriber, ext=ext)
        return Made(f"{who.name} {number} {_full(site)}", phone=f"{site.area_code}-{subscriber}", ext=ext)

    return make


def with_postcode(random: Random, who: Person, site: Site) -> Made:
    form = random.choice(("{0} {1} {2} {3}", "{0}，{1}，{2}，邮编：{3}", "{3} {2} {0} {1}", "{0} {1} {2}（{3}）"))
    return Made(form.format(who.name, who.phone, _full(site), site.postcode), postcode=site.postcode)


def in_script(table: dict[int, int]) -> Maker:
    def make(random: Random, who: Person, site: Site) -> Made:
        # Names are kept out of it: whether 陳 stays 陳 in somebody's name is for the bearer to say.
        text = random.choice(("{0} {1} {2}", "{0},{1},{2}", "{2} {0} {1}"))
        return Made(text.format(who.name, who.phone, _full(site).translate(table)))

    return make


def full_width(random: Random, who: Person, site: Site) -> Made:
    return Made(f"{who.name},{who.phone},{_full(site)}".translate(_TO_WIDE))


def ambiguous_landline(random: Random, who: Person, site: Site) -> Made:
    subscriber = f"8{random.randrange(10**7):07d}"
    text = f"{who.name} {site.area_code}-{subscriber} {site.district}{site.detail}"
    return Made(text, phone=f"{site.area_code}-{subscriber}")


def former_names(random: Random, who: Person, _: Site) -> Made:
    text, today = random.choice(FORMER)
    return Made(f"{who.name} {who.phone} {text}", site=today)


def people_named(names: tuple[str, ...], *patterns: str) -> Maker:
    """People whose names are the difficulty."""

    def make(random: Random, who: Person, site: Site) -> Made:
        name = random.choice(names)
        made = any_of(*patterns)(random, Person(name, who.phone), site)
        return Made(made.text, name=name)

    return make


def two_people(random: Random, who: Person, site: Site) -> Made:
    sender, origin = random.choice(("姜百川", "钟远山", "魏来")), random.choice(ORDINARY)
    number = f"137{random.randrange(10**8):08d}"
    form = random.choice((
        "寄件人：{0} {1} {2}\n收件人：{3} {4} {5}",
        "寄：{0}，{1}，{2}\n收：{3}，{4}，{5}",
        "收件人：{3} {4} {5}\n寄件人：{0} {1} {2}",
        "发货人：{0}\n电话：{1}\n地址：{2}\n\n收货人：{3}\n电话：{4}\n地址：{5}",
    ))  # fmt: skip
    return Made(form.format(sender, number, _full(origin), who.name, who.phone, _full(site)))


def spoken_text(random: Random, who: Person, site: Site) -> Made:
    number = who.phone.translate(_SPOKEN)
    form = random.choice((
        "嗯收件人是{0}电话{1}地址是{2}", "寄给{0}他的手机号是{1}那个地址在{2}", "{0}{1}{2}", "收件人{0}手机{1}住在{2}",
    ))  # fmt: skip
    street = site.detail.split("号")[0] if "号" in site.detail else site.detail
    return Made(form.format(who.name, number, site.region + street))


_NUMBERS = (
    ("{0}", False),
    ("{0}-{1}", True),
    ("{0}转{1}", True),
    ("+86 {0}", False),
    ("{0}#{1}", True),
    ("{0},,{1}", True),
)
_FILLERS = ("{0}", "{0}", "麻烦发{0}，谢谢", "你好 {0} 尽快", "改地址：{0}", "{0} 周末也可以送", "老板 {0} 发顺丰")


def mixed(random: Random, who: Person, site: Site) -> Made:
    """Several difficulties at once, as they come: number form, order, separator, script, short forms, courtesies."""
    form, extended = random.choice(_NUMBERS)
    ext = f"{random.randrange(1000, 10000)}" if extended else ""
    where = random.choice((_full(site), site.short + site.detail, site.city + site.district + site.detail))
    where = random.choice((where, where, where.translate(TO_TRADITIONAL)))
    fields = [who.name, form.format(who.phone, ext), where]
    random.shuffle(fields)
    text = random.choice(("", " ", "，", "\n", ", ", "  ", "/")).join(fields)
    return Made(random.choice(_FILLERS).format(text), ext=ext)


def glued_landline(random: Random, who: Person, site: Site) -> Made:
    subscriber, ext = f"8{random.randrange(10**7):07d}", f"{random.randrange(100, 1000)}"
    form = random.choice(("{0}{1}-{2}转{3}{4}", "{4}{0}{1}-{2}转{3}", "{4}，{1}-{2}-{3}，{0}"))
    text = form.format(who.name, site.area_code, subscriber, ext, _full(site))
    return Made(text, phone=f"{site.area_code}-{subscriber}", ext=ext)


def photographed(random: Random, who: Person, site: Site) -> Made:
    """Numbers broken by spaces or read as letters, and lines broken in the middle of an address."""
    number = who.phone
    if random.random() < 0.5:
        number = number.replace("0", "O").replace("1", "l", 1) if number[0] != "1" else number.replace("0", "O")
    else:
        number = f"{number[:3]} {number[3:5]}{number[5:7]} {number[7:]}"
    full = _full(site)
    cut = len(site.region) + 2
    return Made(f"收件人：{who.name}\n电话：{number}\n地址：{full[:cut]}\n{full[cut:]}")


PLACE_NAMES = ("海宁", "江阴", "高安", "安康", "乐平", "文昌", "东方", "宁晋", "常熟", "金华")
WORD_NAMES = (
    "路遥",
    "程东",
    "高楼",
    "李镇宇",
    "陈城",
    "楼晓明",
    "苑春花",
    "何路平",
    "单东方",
    "方园",
    "钱江",
    "石门生",
)
COMPOUND = ("欧阳婷", "上官云", "司马青", "诸葛明", "慕容雪", "皇甫华", "令狐冲和", "东方晓", "尉迟恭礼", "夏侯敦厚")
TITLES = ("张先生", "李女士", "王阿姨", "陈总", "刘老师", "赵师傅", "黄小姐", "周经理", "郑大爷", "吴医生")
FOREIGN = ("Jack", "Lucy Chen", "Tom", "Amy Wang", "Kevin", "Mary")
MINORITY = ("阿依古丽·买买提", "巴特尔·孟和", "迪丽娜尔·艾力", "努尔兰·哈森", "扎西·顿珠", "艾克拜尔·吐尔逊")
