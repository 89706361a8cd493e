"""What must not change a parse (order, separators, labels, scripts, widths), and what no text may do."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.domain.address.parser import parse

_NAMES = ("周敏", "林峰", "欧阳静", "张先生", "刘丽华", "陈建国", "阿布力孜·买买提", "赵思远")
_PHONES = (("13812345670", ""), ("15900001111", "2468"), ("028-85551234", ""), ("0571-88001234", "606"))
_REGIONS = (
    ("四川省", "成都市", "武侯区"),
    ("福建省", "泉州市", "晋江市"),
    ("内蒙古自治区", "通辽市", "科尔沁左翼后旗"),
    ("广西壮族自治区", "柳州市", "融水苗族自治县"),
    ("浙江省", "宁波市", "鄞州区"),
    ("江苏省", "南京市", "鼓楼区"),
)
_STREETS = ("人民南路四段11号", "北京路28号阳光花园3栋2单元501室", "新华街道和平大道9号", "工业园8号楼")
_SEPARATORS = (" ", "\n", ",", "，", "；", "、", "|", "\t", "  ")
_LABELS = (
    ("收货人：", "手机号码：", "收货地址："),
    ("【收件人】", "【电话】", "【地址】"),
    ("姓名:", "联系电话:", "详细地址:"),
    ("联系人 ", "手机 ", "地址 "),
)
_TRADITIONAL = str.maketrans(
    "内蒙苏庆区县号电话联系华园阳军东广宁楼单书张刘陈欧赵丽国远静泽乡镇门",
    "內蒙蘇慶區縣號電話聯繫華園陽軍東廣寧樓單書張劉陳歐趙麗國遠靜澤鄉鎮門",
)
_WIDE = str.maketrans("0123456789-:", "０１２３４５６７８９－：")

_people = st.tuples(
    st.sampled_from(_NAMES), st.sampled_from(_PHONES), st.sampled_from(_REGIONS), st.sampled_from(_STREETS)
)
_Person = tuple[str, tuple[str, str], tuple[str, str, str], str]


def _said(person: _Person) -> tuple[str, ...]:
    name, (phone, extension), region, _ = person
    return (name, phone, extension, *region)


def _read(text: str) -> tuple[str, ...]:
    (one,) = parse(text)
    return (one.name, one.phone, one.extension, one.province, one.city, one.district)


def _fields(person: _Person) -> list[str]:
    name, (phone, extension), region, street = person
    return [name, f"{phone}转{extension}" if extension else phone, "".join(region) + street]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(_people, st.permutations([0, 1, 2]), st.sampled_from(_SEPARATORS))
def test_order_and_separators_change_nothing(person: _Person, order: list[int], separator: str) -> None:
    fields = _fields(person)

    assert _read(separator.join(fields[place] for place in order)) == _said(person)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(_people, st.permutations([0, 1, 2]), st.sampled_from(_LABELS), st.sampled_from(["\n", " ", "；"]))
def test_labels_change_nothing(person: _Person, order: list[int], labels: tuple[str, ...], separator: str) -> None:
    fields = [label + field for label, field in zip(labels, _fields(person), strict=True)]

    assert _read(separator.join(fields[place] for place in order)) == _said(person)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(_people, st.sampled_from(_SEPARATORS))
def test_traditional_writing_changes_only_how_the_name_is_shown(person: _Person, separator: str) -> None:
    name, *rest = _said(person)

    read_name, *read_rest = _read(separator.join(_fields(person)).translate(_TRADITIONAL))
    assert read_rest == rest
    assert read_name == name.translate(_TRADITIONAL)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(_people, st.sampled_from(_SEPARATORS))
def test_full_width_digits_change_nothing(person: _Person, separator: str) -> None:
    assert _read(separator.join(_fields(person)).translate(_WIDE)) == _said(person)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    _people,
    st.sampled_from(["麻烦寄到", "你好，帮我发个快递到", "请发到：", "我的地址是"]),
    st.sampled_from(["，谢谢", "，麻烦尽快发货", " 谢谢老板", "。不要放驿站"]),
)
def test_courtesies_change_nothing(person: _Person, before: str, behind: str) -> None:
    name, phone, address = _fields(person)

    assert _read(f"{before}{address}，{name}，{phone}{behind}") == _said(person)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    assert len(parse(text)) <= 4


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(alphabet="北京市朝阳区1380013 :：收件人电话地址\n，,-转张三(【】)<>", max_size=400))
def test_no_heap_of_address_words_raises(text: str) -> None:
    assert len(parse(text)) <= 4


@pytest.mark.parametrize(
    "unit",
    [
        "北京市朝阳区",
        "鼓楼区",
        "鼓楼区 ",
        "朝阳",
        "1",
        "138 ",
        "收件人：",
        "张三13800138000",
        "麻烦帮我寄到",
        "<b",
        "你好,",
        " \n",
        "(",
        "请",
        "A B ",
        "一三八零",
        "县区市",
    ],
)
def test_time_grows_with_length_and_no_faster(unit: str) -> None:
    short, long = (unit * 2000)[:500], (unit * 2000)[:2000]
    parse(short)

    assert _seconds(long) < 12 * _seconds(short) + 0.05


def _seconds(text: str) -> float:
    """Processor time of the fastest of three, so that a busy machine does not count."""
    times = []
    for _ in range(3):
        started = time.process_time()
        parse(text)
        times.append(time.process_time() - started)
    return min(times)
