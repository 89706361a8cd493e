"""What may never reach a log: phones, identity numbers, secrets, openids; a JSON line stays JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.privacy.scrub import scrub, scrub_fields, scrub_written


@pytest.mark.parametrize(
    ("text", "logged"),
    [
        ("call 13800138000 now", "call *** now"),
        ("电话13800138000。", "电话***。"),
        ("+8613800138000", "***"),
        ("8613800138000,008613800138000", "***,***"),
        ("138 0013 8000 or 138-0013-8000", "*** or ***"),
        ("tel.13800138000", "tel.***"),
        ("office 010-65521234", "office ***"),
        ("+861065521234 and +85261234567", "*** and ***"),
        ("id 44030519900101123X.", "id ***."),
        ("id 440305199001011234", "id ***"),
        ("GET /sns/jscode2session?appid=wx1&secret=abc123&js_code=x9 HTTP", None),
        ("access_token=71_abcDEF-_x expired", "access_token=*** expired"),
        ("mongodb://shop:hunter2@db:27017/x", "mongodb://***@db:27017/x"),
        ("redis://:hunter2@127.0.0.1:6379", "redis://***@127.0.0.1:6379"),
        ("Authorization: Bearer abc.def.ghi\nNext: line", "Authorization: ***\nNext: line"),
        ('authorization: WECHATPAY2 mchid="19",signature="a b"\nok', "authorization: ***\nok"),
        ("sent Bearer abcdefghijklmnop123 to them", "sent Bearer *** to them"),
        ("{'secret': 'a b', 'openid': 'oAbc'}", "{'secret': '***', 'openid': '***'}"),
        ("touser=oAbCdEf rejected", "touser=*** rejected"),
        ("X-Session-Token: abc", "X-Session-Token: ***"),
    ],
)
def test_a_text_loses_what_it_must_not_tell(text: str, logged: str | None):
    expected = logged or "GET /sns/jscode2session?appid=wx1&secret=***&js_code=*** HTTP"
    assert scrub(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "parcel WB138001380009 signed",
        "child WB138001380009-001",
        "at 2026-11-22T20:35:22.123+00:00 took 12.3 ms",
        "took 0.13800138000123 s",
        "epoch 1795380922123 and 1795380922",
        "01K3ZZZZ6M8Q2V4T6Y8W0X2Z4A",
        "2f1c7e9a-0123-4567-89ab-138001380001",
        "SequenceNumber 10000000000000003000",
        "the address: not found, name: unknown, code=40029",
        "arn:aws:sns:ap-southeast-1:123456789012:events.fifo",
        "photo_key=parcels/2026/11/a.jpg",
    ],
)
def test_ids_times_and_plain_words_stay(text: str):
    assert scrub(text) == text


@pytest.mark.parametrize(
    ("row", "logged"),
    [
        ({"phone": 13800138000, "ms": 3}, {"phone": "***", "ms": 3}),
        ({"seen": 13800138000, "ms": 3}, {"seen": "***", "ms": 3}),
        ({"consignee_name": "林小满", "event": "call"}, {"consignee_name": "***", "event": "call"}),
        ({"address": '科技路"2"号', "n": 1}, {"address": "***", "n": 1}),
        ({"token": None, "ok": True}, {"token": "***", "ok": True}),
        ({"said": "Authorization: Bearer x\nrest"}, {"said": "Authorization: ***\nrest"}),
        ({"said": 'secret="abc" rest'}, {"said": 'secret="***" rest'}),
        ({"said": '{"touser": "oAbC'}, {"said": '{"touser": "***'}),
        ({"said": "token:", "n": "it's"}, {"said": "token:", "n": "it's"}),
        ({"seen": [13800138000, 42, True]}, {"seen": ["***", 42, True]}),
        ({"said": '{"name": "林小满", "x": 1}'}, {"said": '{"name": "***", "x": 1}'}),
        ({"said": 'Authorization: A mchid="1",s="2"'}, {"said": "Authorization: ***"}),
    ],
)
def test_a_line_of_json_stays_json(row: dict[str, object], logged: dict[str, object]):
    assert json.loads(scrub(json.dumps(row, ensure_ascii=False))) == logged


@given(
    st.dictionaries(
        st.sampled_from(["said", "token", "phone", "name", "n"]),
        st.one_of(
            st.text(),
            st.integers(),
            st.booleans(),
            st.none(),
            st.sampled_from(['secret="', "'token': '", '\\"openid\\": ']),
            st.lists(st.one_of(st.text(), st.integers(min_value=10**10, max_value=2 * 10**10))),
        ),
    )
)
def test_no_line_of_json_is_broken(row: dict[str, object]):
    for ascii_only in (True, False):
        assert json.loads(scrub(json.dumps(row, ensure_ascii=ascii_only))).keys() == row.keys()


@given(st.text(max_size=20), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text(max_size=20))
def test_no_mobile_survives_between_other_characters(before: str, phone: str, after: str):
    if before[-1:].isdecimal() or after[:1].isdecimal() or before.endswith((".", "-", " ")):
        return
    assert phone not in scrub(f"{before}{phone}{after}")


def test_fields_are_hidden_by_name_at_any_depth():
    fields = {
        "waybill_no": "WB138001380009",
        "consignee_phone": "+8613800138000",
        "sender": {"name": "林小满", "extension": "8812", "outlet": "o-1", "address": {"city": "深圳市"}},
        "tried": ["call 13800138000", {"openid": "oAbC"}],
        "X-Api-Key": "k",
        "count": 3,
    }
    assert scrub_fields(fields) == {
        "waybill_no": "WB138001380009",
        "consignee_phone": "***",
        "sender": {"name": "***", "extension": "***", "outlet": "o-1", "address": "***"},
        "tried": ["call ***", {"openid": "***"}],
        "X-Api-Key": "***",
        "count": 3,
    }


@pytest.mark.parametrize("piece", ["A1b", 'a="', 'secret="\\', "1 ", "secret='", "x://", 'authorization: ="a', "+1-"])
def test_a_long_text_costs_its_length(piece: str):
    # Quadratic work on this much text would take minutes.
    scrub(piece * 50_000)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("两本书，找１３８００１３８０００", "两本书，找***"),
        ("call ＋８６ 138 0013 8000", "call ***"),
        ("门口放，不用打电话", "门口放，不用打电话"),
    ],
)
def test_what_people_write_is_shown_without_phones_in_fullwidth_digits(written: str, shown: str):
    assert scrub_written(written).replace(",", "，") == shown
