"""Where strangers may make us send something, and where not: one table by hand."""

import pytest

from logistics.domain.faults import Invalid
from logistics.domain.webhook import check_url, is_public

GOOD = [
    "https://shop.example.com/hook",
    "https://shop.example.com:8443/hook?a=1",
    "https://xn--fiqs8s.xn--fiqz9s/hook",
    "https://93.184.216.34/hook",
    "https://[2606:2800:220:1:248:1893:25c8:1946]/hook",
]
BAD = [
    "",
    "shop.example.com/hook",
    "http://shop.example.com/hook",
    "ftp://shop.example.com/hook",
    "file:///etc/passwd",
    "gopher://shop.example.com/",
    "https:///hook",
    "https://user:secret@shop.example.com/hook",
    "https://@shop.example.com/hook",
    "https://shop.example.com/hook#part",
    "https://shop.example.com:0/hook",
    "https://shop.example.com:99999/hook",
    "https://shop.example.com/a hook",
    "https://shop.example.com\\@169.254.169.254/",
    "https://localhost/hook",
    "https://LOCALHOST./hook",
    "https://a.localhost/hook",
    "https://printer.local/hook",
    "https://metadata.google.internal/hook",
    "https://intranet/hook",
    "https://127.0.0.1/hook",
    "https://127.1/hook",
    "https://2130706433/hook",
    "https://0x7f000001/hook",
    "https://0177.0.0.1/hook",
    "https://0/hook",
    "https://0.0.0.0/hook",
    "https://10.0.0.1/hook",
    "https://100.64.0.1/hook",
    "https://169.254.169.254/latest/meta-data",
    "https://172.16.0.1/hook",
    "https://192.168.1.1/hook",
    "https://224.0.0.1/hook",
    "https://255.255.255.255/hook",
    "https://[::1]/hook",
    "https://[::]/hook",
    "https://[::ffff:127.0.0.1]/hook",
    "https://[::ffff:a9fe:a9fe]/hook",
    "https://[fe80::1]/hook",
    "https://[fc00::1]/hook",
    "https://[ff02::1]/hook",
    "https://[2002:7f00:1::]/hook",
    "https://[64:ff9b::7f00:1]/hook",
]


@pytest.mark.parametrize("url", GOOD)
def test_a_public_https_address_may_be_registered(url: str) -> None:
    check_url(url, loopback=False)


@pytest.mark.parametrize("url", BAD)
def test_any_other_address_may_not(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_url(url, loopback=False)
    assert refused.value.code == "WEBHOOK_URL_INVALID"


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("http://127.0.0.1:8080/hook", True),
        ("http://localhost:8080/hook", True),
        ("https://[::1]/hook", True),
        ("http://shop.example.com/hook", False),
        ("http://10.0.0.1/hook", False),
        ("http://169.254.169.254/", False),
        ("http://user@127.0.0.1/", False),
    ],
)
def test_development_lets_this_machine_in_and_nothing_else(url: str, may: bool) -> None:
    if may:
        check_url(url, loopback=True)
        return
    with pytest.raises(Invalid):
        check_url(url, loopback=True)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.31.255.255", False),
        ("192.168.0.1", False),
        ("100.100.100.200", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("240.0.0.1", False),
        ("239.1.1.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff0e::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("2002:a00:1::1", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("2001:0:a9fe:a9fe::1", False),
        ("not an address", False),
    ],
)
def test_what_a_name_resolves_to_is_judged_again(address: str, public: bool) -> None:
    assert is_public(address, loopback=False) is public
