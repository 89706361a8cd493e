"""The label grammar of the shops' copy formats and of spoken texts: what a piece of text calls what follows it.

A label is a role (收货人, 寄件方, …), a field (姓名, 手机号码, 所在地区, …) or both. It counts where it is set off
(a colon behind it, brackets around it, a line or gap on both sides), and, for words that are nothing else, anywhere.
"""

import re
from typing import NamedTuple

from logistics.domain.address.gazetteer import gazetteer
from logistics.domain.address.reading import CONSIGNEE, CONSIGNOR

NAME, PHONE, REGION, DETAIL, POSTCODE, PARTY, REMARK, SERIAL = (
    "name", "phone", "region", "detail", "postcode", "party", "remark", "serial",
)  # fmt: skip
PHONE_MARK = "\x01"
"""Stands in the text where a telephone number was taken out."""

_SENDERS = r"寄件|发件|寄货|发货|寄出|发出|寄送|提货|取件|揽件|卖家|寄|发|From|FROM|from|从"
_RECEIVERS = (
    r"收货|收件|退货请寄|退货|请寄|寄回|到货|送货|派送|配送|签收|买家|收|To|TO|Ship\s?to|寄到|寄给|寄往|寄去|寄至|发到|发给|发往|发去|"
    r"发至|送到|送给|送往|送至|邮到|邮给|邮寄到|邮寄给|快递到"
)
_PERSONS = "人信息|方信息|人资料|件人信息|货人信息|件人|货人|人|方|者|客户|信息|资料|商|点|仓"
_NAME_WORDS = (
    r"姓名|名字|名称|人名|称呼|联系人|联系人姓名|联络人|客户|客户名|客户名称|客户姓名|真实姓名|用户名|署名|"
    r"姓\s{1,4}名|[Nn]ame|NAME|[Ff]ull\s[Nn]ame|[Cc]ontact|[Rr]ecipient|[Rr]eceiver|[Cc]onsignee|[Ss]ender"
)
_PHONE_WORDS = (
    r"手机号码|手机号|手机|移动电话|联系电话|联系方式|联系手机|联系号码|联络电话|电话号码|电话|电\s{1,4}话|号码|"
    r"座机|固定电话|固话|手\s{1,4}机|手机/电话|电话/手机|[Tt]el|TEL|[Tt]elephone|[Mm]obile|MOBILE|[Pp]hone|PHONE|"
    r"[Cc]ell|联系我|打电话"
)
_REGION_WORDS = (
    r"所在地区|所在地|所在区域|所在省市|所在省市区|省市区|省/市/区|省市县|省市区县|省份|省|市|区|县|区县|区/县|"
    r"县/区|城市|地区|区域|行政区|所属地区|所在城市|[Pp]rovince|[Cc]ity|[Dd]istrict|[Rr]egion|[Ss]tate"
)
_DETAIL_WORDS = (
    r"详细地址|具体地址|完整地址|街道地址|联系地址|通讯地址|通信地址|邮寄地址|家庭地址|家庭住址|单位地址|"
    r"公司地址|现住址|门牌号|门牌号码|门牌|住址|地址信息|地址|地\s{1,4}址|街道|街道/乡镇|街道/镇|乡镇|镇/街道|"
    r"小区|小区/大厦|公司|单位|公司名称|单位名称|新地址|[Aa]ddress|ADDRESS|[Aa]dd|ADD|[Ss]treet"
)
_POSTCODE_WORDS = r"邮政编码|邮编|邮\s{1,4}编|邮码|邮递区号|[Zz]ip|[Zz]ip\s?[Cc]ode|ZIP|[Pp]ostcode"
_REMARK_WORDS = (
    r"备注|留言|买家留言|卖家备注|商品|商品名|商品名称|货品|物品|物品类型|物品名称|寄托物|托寄物|注|时间|"
    r"下单时间|期望上门时间|付款方式|增值服务"
)
_SERIAL_WORDS = (
    r"订单编号|订单号|订单|单号|快递单号|运单号|物流单号|交易号|昵称|买家昵称|旺旺|旺旺号|买家旺旺|微信|微信号|"
    r"QQ|QQ号|数量|重量|件数|规格|颜色|尺码|金额|价格|运费|代收货款|快递公司|快递|物流|身份证|身份证号|"
    r"身份证号码|日期|标签|地址标签|邮箱|[Ee]-?mail|国家|国家/地区|[Cc]ountry|序号|编号"
)
_FIELDS = {
    NAME: _NAME_WORDS,
    PHONE: _PHONE_WORDS,
    REGION: _REGION_WORDS,
    DETAIL: _DETAIL_WORDS,
    POSTCODE: _POSTCODE_WORDS,
    REMARK: _REMARK_WORDS,
    SERIAL: _SERIAL_WORDS,
}


def _longest_first(*tables: str) -> str:
    return "|".join(sorted("|".join(tables).split("|"), key=len, reverse=True))


_ROLE, _PERSON = _longest_first(_SENDERS, _RECEIVERS), _longest_first(_PERSONS)
_FIELD = _longest_first(*_FIELDS.values())
_LABEL = re.compile(
    rf"([\[(<\"]\s?)?(?:({_ROLE})({_PERSON})?的?\s?({_FIELD})?|({_FIELD}))"
    r"(\s?(?:\(必填\)|\(选填\)|\*))?(\s?[\])>\"])?(\s?(?:[:=]+|->|→)|[是为叫在写填](?=[^\s,]))?\s?"
)
_FIELD_OF = [(re.compile(_longest_first(words)), field) for field, words in _FIELDS.items()]
_ANYWHERE = re.compile(
    r"[收寄发][货件](?:人|方|地址|电话|人姓名|人电话|人手机号?|人地址|信息)|联系人|联系人姓名|手机号码?|联系电话|"
    r"电话号码|联系方式|联系手机"
    r"|(?:详细|具体|家庭|公司|单位|邮寄|联系)地址|所在地区|邮政编码|邮编|(?:寄|发|送|邮|邮寄|快递)[到给往]"
)
_EDGE = frozenset(" \t\n,.;|/:\x01\x02\x03!~)]>")
_WEAK = re.compile(r"[省市区县寄收发从注]|To|TO|to|From|FROM|公司|单位|小区|客户|门牌|街道|乡镇|城市|地区|区域")
_BARE_ROLES = ("收", "寄")
_LIST_MARK = re.compile(r"(?m)^\s*(?:[1-4一二三四][.)]|\([1-4一二三四]\))\s*(?!\d{2})")


class Label(NamedTuple):
    """A label between two places of the text, the field it names ("party" for a bare role) and the role it states."""

    start: int
    end: int
    field: str
    role: str


def find_labels(plain: str) -> list[Label]:
    """Every label in order of place; telephone numbers must have been replaced by PHONE_MARK before."""
    return [_label(match) for match in _LABEL.finditer(plain) if _counts(plain, match)]


def _label(match: re.Match[str]) -> Label:
    role_word, person, field_word = match[2], match[3], match[4] or match[5]
    role = "" if not role_word else CONSIGNOR if role_word in _SENDERS.split("|") else CONSIGNEE
    if role_word == "退货" and person in ("人", "方", "者", "客户"):
        role = CONSIGNOR
    field = next((field for words, field in _FIELD_OF if field_word and words.fullmatch(field_word)), "")
    if not field:
        field = NAME if person in ("人", "方", "者", "客户", "件人", "货人", "商") else PARTY
    return Label(*match.span(), field, role)


def _counts(plain: str, match: re.Match[str]) -> bool:
    word = match.group()[len(match[1] or "") :].rstrip()
    left = match.start() == 0 or plain[match.start() - 1] in _EDGE
    after = plain[match.end() : match.end() + 1]
    colon = bool(match[8]) and match[8].strip() not in ("是", "为", "叫", "在", "写", "填")
    if match[1] and match[7]:
        return True
    core = (match[2] or "") + (match[3] or "") + (match[4] or match[5] or "")
    weak = bool(_WEAK.fullmatch(core))
    if colon:
        return left or not weak
    if _ANYWHERE.fullmatch(core):
        return True
    if after == PHONE_MARK and not weak:
        return True
    if core == "地址" and not match[8] and gazetteer().at(plain, match.end()):
        return True
    if weak:
        return core in _BARE_ROLES and _heads_line(plain, match)
    gap = word != match.group()[len(match[1] or "") :] or after in ("", "\n")
    return left and (gap or bool(match[8]) or core in ("地址", "姓名", "名字", "电话"))


def _heads_line(plain: str, match: re.Match[str]) -> bool:
    """收 or 寄 alone in front of a line, as waybills print them."""
    return plain[: match.start()].rstrip(" ")[-1:] in ("", "\n") and match.group()[-1].isspace()


def find_list_marks(plain: str) -> list[tuple[int, int]]:
    """Spans of the numbers that head a line of a list (1. 2、 (一))."""
    return [match.span() for match in _LIST_MARK.finditer(plain)]
