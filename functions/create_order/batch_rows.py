"""One row of a bulk order turned into the order it means: Chinese heads, yuan and kilograms, addresses in one line."""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from marshmallow import ValidationError

from functions.create_order.sheets import Line
from logistics.domain.address.parser import parse
from logistics.domain.address.reading import SURE
from logistics.domain.faults import Invalid
from logistics.runtime.loading import load
from logistics.runtime.order_schemas import Order, OrderSchema

# What a head may be called → where it goes in an order; the first of each place is the template's.
HEADS: dict[str, tuple[str, ...]] = {
    "consignor.name": ("寄件人", "寄件人姓名", "寄方姓名", "发件人"),
    "consignor.phone": ("寄件电话", "寄件人电话", "寄件手机", "发件电话"),
    "consignor.address": ("寄件地址", "寄件人地址", "发件地址"),
    "consignee.name": ("收件人", "收件人姓名", "收方姓名", "收货人"),
    "consignee.phone": ("收件电话", "收件人电话", "收件手机", "收货电话"),
    "consignee.address": ("收件地址", "收件人地址", "收货地址"),
    "goods.description": ("物品", "物品名称", "货物", "托寄物"),
    "goods.category": ("物品类型", "类型", "品类"),
    "weight_g": ("重量(kg)", "重量", "重量(公斤)"),
    "volume_cm3": ("体积(cm3)", "体积", "体积(立方厘米)"),
    "pieces": ("件数", "包裹数"),
    "insured_value_fen": ("保价(元)", "保价", "保价金额", "声明价值"),
    "cod_fen": ("代收货款(元)", "代收货款", "代收"),
    "terms": ("付款方式", "运费付款", "付款"),
    "product": ("产品", "产品类型"),
    "return_receipt": ("签单返还", "签回单"),
    "remark": ("备注", "留言"),
    "consignor.adcode": ("寄件区划", "寄件区划代码"),
    "consignee.adcode": ("收件区划", "收件区划代码"),
}
_NEEDED = (
    *("consignor.name", "consignor.phone", "consignor.address"),
    *("consignee.name", "consignee.phone", "consignee.address"),
    *("goods.description", "weight_g"),
)
EXAMPLE = (
    *("林小满", "13800000001", "广东省广州市天河区体育西路101号", "欧阳晴川", "13900000002"),
    *(
        "浙江省杭州市滨江区江南大道588号",
        "两本书",
        "图书",
        "1.5",
        "",
        "1",
        "",
        "",
        "月结",
        "标准快递",
        "否",
        "",
        "",
        "",
    ),
)
_CATEGORIES = {
    "文件": "documents", "衣物": "clothing", "服装": "clothing", "数码": "electronics", "电子产品": "electronics",
    "食品": "food", "美妆": "cosmetics", "化妆品": "cosmetics", "图书": "books", "书籍": "books",
    "家居": "household", "日用品": "household", "药品": "medicine", "其他": "other",
}  # fmt: skip
_TERMS = {"月结": "on_account", "寄方月结": "on_account", "寄付月结": "on_account", "到付": "on_receipt"}
_PRODUCTS = {"标准快递": "standard", "标快": "standard", "标准": "standard", "特惠快递": "economy", "特惠": "economy"}
_YES_NO = {"是": True, "要": True, "需要": True, "否": False, "不": False, "不要": False, "不需要": False}
_CHOICES: dict[str, Mapping[str, Any]] = {
    "goods.category": _CATEGORIES, "terms": _TERMS, "product": _PRODUCTS, "return_receipt": _YES_NO,
}  # fmt: skip
_UNITS = {"weight_g": 1000, "volume_cm3": 1, "pieces": 1, "insured_value_fen": 100, "cod_fen": 100}
_DEFAULTS = {"goods.category": "other", "terms": "on_account", "product": "standard"}
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOADER = OrderSchema()


def _known(head: str) -> str:
    return unicodedata.normalize("NFKC", head).replace(" ", "").strip("*:：")


_PLACES = {_known(name): place for place, names in HEADS.items() for name in names}


def check_heads(heads: Iterable[str]) -> None:
    """Refuse a table that lacks a column every order needs: Invalid BATCH_COLUMNS_MISSING with missing=."""
    found = {_PLACES.get(_known(head)) for head in heads}
    missing = [HEADS[place][0] for place in _NEEDED if place not in found]
    if missing:
        raise Invalid("BATCH_COLUMNS_MISSING", f"缺少列：{'、'.join(missing)}", missing=missing)


def order_of(line: Line) -> Order:
    """The order of a row; Invalid INPUT_INVALID with fields= by column, ROW_FORMULA, ADDRESS_UNCLEAR."""
    if line.formula:
        raise Invalid("ROW_FORMULA", "单元格里不能是公式，请粘贴为数值", column=line.formula)
    said = {_PLACES[_known(head)]: value for head, value in line.cells.items() if _known(head) in _PLACES}
    data: dict[str, Any] = {"goods": {}}
    for side in ("consignor", "consignee"):
        data[side] = _party(side, said)
    for place, default in _DEFAULTS.items():
        said.setdefault(place, default)
    for place, value in said.items():
        if not place.startswith(("consignor.", "consignee.")):
            _put(data, place, _value(place, value))
    try:
        order: Order = load(_LOADER, data)
    except ValidationError as error:
        told = error.messages if isinstance(error.messages, dict) else {}
        raise Invalid("INPUT_INVALID", "有些内容填写不正确", fields=_by_column(told)) from error
    return order


def quote_id_of(batch_id: str, number: int) -> str:
    """The id under which a row is ordered, the same whenever it is tried: one row can become one order only."""
    bits = int.from_bytes(hashlib.sha256(f"{batch_id}:{number}".encode()).digest()[:16], "big")
    return "".join(_CROCKFORD[bits >> shift & 31] for shift in range(125, -1, -5))


def _party(side: str, said: Mapping[str, str]) -> dict[str, str]:
    party = {
        name: said[f"{side}.{name}"] for name in ("name", "phone", "address", "adcode") if f"{side}.{name}" in said
    }
    if "adcode" not in party and "address" in party:
        party["adcode"] = _adcode(side, party["address"])
    return party


def _adcode(side: str, address: str) -> str:
    """The district of an address in one line, if there is no doubt about it."""
    readings = parse(address)
    sure = len(readings) == 1 and readings[0].confidence.get("region", 0) >= SURE
    if not sure or not readings[0].adcode or not readings[0].district:
        column = HEADS[f"{side}.address"][0]
        raise Invalid("ADDRESS_UNCLEAR", f"{column}不清楚，请写明省、市、区县和详细地址", column=column)
    return readings[0].adcode


def _value(place: str, value: str) -> Any:
    if place in _UNITS:
        return _number(place, value)
    choices = _CHOICES.get(place)
    if choices is None or value in choices.values():
        return value
    if value not in choices:
        raise Invalid("INPUT_INVALID", "有些内容填写不正确", fields={HEADS[place][0]: ["无效的选项"]})
    return choices[value]


def _number(place: str, value: str) -> int:
    """A number as people type it in whole base units: 1.5 kg are 1500 g; ￥ and thousands' commas fall away."""
    plain = unicodedata.normalize("NFKC", value).replace(",", "").strip("¥ 元kgKG公斤")
    try:
        amount = Decimal(plain) * _UNITS[place]
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount != amount.to_integral_value() or abs(amount) > 10**13:
        raise Invalid("INPUT_INVALID", "有些内容填写不正确", fields={HEADS[place][0]: ["不是有效的数字"]})
    return int(amount)


def _put(data: dict[str, Any], place: str, value: Any) -> None:
    first, _, second = place.partition(".")
    if second:
        data[first][second] = value
    else:
        data[first] = value


def _by_column(messages: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """A schema's messages under the heads that people know."""
    told: dict[str, Any] = {}
    for name, said in messages.items():
        place = f"{above}{name}"
        if isinstance(said, dict):
            told |= _by_column(said, f"{place}.")
        else:
            told[HEADS.get(place, (place,))[0]] = said
    return told
