"""Names of regions, written down from the official list, and addresses without them."""

import pytest

from logistics.domain.address.regions import below_region, names_of


@pytest.mark.parametrize(
    ("adcode", "names"),
    [
        ("440106", ("广东省", "广州市", "天河区")),
        ("110108", ("北京市", "北京市", "海淀区")),
        ("441900", ("广东省", "东莞市", "")),
        ("419001", ("河南省", "济源市", "济源市")),
        ("330000", ("浙江省", "", "")),
        ("999999", ("", "", "")),
    ],
)
def test_a_code_has_the_names_of_its_line(adcode: str, names: tuple[str, str, str]) -> None:
    assert names_of(adcode) == names


@pytest.mark.parametrize(
    ("address", "adcode", "rest"),
    [
        ("浙江省杭州市滨江区江南大道588号7幢", "330108", "江南大道588号7幢"),
        ("浙江省 杭州市 滨江区 江南大道588号", "330108", "江南大道588号"),
        ("杭州市滨江区江南大道588号", "330108", "江南大道588号"),
        ("北京市海淀区中关村大街1号", "110108", "中关村大街1号"),
        ("河南省济源市沁园街道1号", "419001", "沁园街道1号"),
        ("江南大道588号", "330108", "江南大道588号"),
        ("滨江区", "330108", "滨江区"),
        ("江南大道588号", "999999", "江南大道588号"),
    ],
)
def test_an_address_without_its_region(address: str, adcode: str, rest: str) -> None:
    assert below_region(address, names_of(adcode)) == rest
