"""What fits into a template's field, and when a message may go out."""

from datetime import UTC, datetime

import pytest

from functions.notify import rules, templates
from functions.notify.fields import fitted
from logistics.domain.faults import Invalid, Unavailable
from logistics.store.messages import Recipient


@pytest.mark.parametrize(
    ("key", "given", "taken"),
    [
        ("thing3", "快递员正在派送，请保持电话畅通", "快递员正在派送，请保持电话畅通"),
        ("thing3", "一二三四五六七八九十一二三四五六七八九十", "一二三四五六七八九十一二三四五六七八九十"),
        ("thing3", "一二三四五六七八九十一二三四五六七八九十一", "一二三四五六七八九十一二三四五六七八九…"),
        ("thing3", "第一行\n第二行\t完", "第一行 第二行 完"),
        ("thing3", "  左右  ", "左右"),
        ("phrase2", "已签收", "已签收"),
        ("character_string1", "WB000000000000", "WB000000000000"),
        ("character_string1", "x" * 32, "x" * 32),
        ("time4", "2026年3月9日 08:05", "2026年3月9日 08:05"),
        ("time4", "15:01", "15:01"),
        ("time4", "2026-03-09 15:01 ~ 2026-03-09 18:00", "2026-03-09 15:01 ~ 2026-03-09 18:00"),
        ("date5", "2026年3月9日", "2026年3月9日"),
        ("date5", "2028/2/29", "2028/2/29"),
        ("number6", "12.50", "12.50"),
        ("amount7", "￥300.00", "￥300.00"),
        ("amount7", "300元", "300元"),
        ("phone_number8", "+86-0766-66888866", "+86-0766-66888866"),
        ("car_number9", "粤A12345", "粤A12345"),
        ("letter10", "abcXYZ", "abcXYZ"),
        ("symbol11", "？！", "？！"),
        ("name12", "欧阳晴川", "欧阳晴川"),
        ("name12", "一二三四五六七八九十甲", "一二三四五六七八九…"),
        ("name12", "Anna Maria Schmidt", "Anna Maria Schmidt"),
    ],
)
def test_a_value_that_fits_or_can_be_shortened_is_taken(key: str, given: str, taken: str) -> None:
    assert fitted(key, given) == taken


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("thing3", ""),
        ("thing3", "   "),
        ("thing3", "\n"),
        ("phrase2", "正在派送途中"),
        ("phrase2", "已签收1"),
        ("phrase2", "signed"),
        ("character_string1", "运单WB1"),
        ("character_string1", "x" * 33),
        ("time4", "25:00"),
        ("time4", "2026年2月30日 10:00"),
        ("time4", "明天"),
        ("date5", "15:01"),
        ("date5", "2027-02-29"),
        ("number6", "12,5"),
        ("number6", "1" * 33),
        ("amount7", "12345678901"),
        ("amount7", "三百元"),
        ("phone_number8", "1" * 18),
        ("letter10", "a1"),
        ("symbol11", "？！？！？！"),
        ("car_number9", "粤A123456789"),
        ("name12", "王1"),
        ("unheard1", "x"),
    ],
)
def test_a_value_that_wechat_would_refuse_is_refused_here_and_names_its_field(key: str, given: str) -> None:
    with pytest.raises(Invalid) as refusal:
        fitted(key, given)
    assert refusal.value.code == "MESSAGE_FIELD_INVALID"
    assert refusal.value.details["field"] == key


def test_every_phrase_and_note_of_the_table_fits_its_field_uncut() -> None:
    for notice in rules.NOTICES:
        assert fitted(templates.PHRASE_FIELD, notice.phrase) == notice.phrase
        longest = notice.note.replace("{reason}", "无法进入小区或楼宇")
        for word, written in {
            "due": "12月31日",
            "until": "12月31日",
            "arrival": "12月31日 23:30",
            "code": "123456",
            "signed": "10",
        }.items():
            longest = longest.replace(f"{{{word}}}", written)
        longest = longest.replace("{pieces}", "99")
        assert fitted(templates.NOTE_FIELD, longest) == longest


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


NIGHT = [
    # now, quiet hours, a message that can wait goes out at
    ("2026-03-09 21:59", "22-8", "2026-03-09 21:59"),
    ("2026-03-09 22:00", "22-8", "2026-03-10 08:00"),
    ("2026-03-09 23:59", "22-8", "2026-03-10 08:00"),
    ("2026-03-10 00:00", "22-8", "2026-03-10 08:00"),
    ("2026-03-10 07:59", "22-8", "2026-03-10 08:00"),
    ("2026-03-10 08:00", "22-8", "2026-03-10 08:00"),
    ("2026-03-09 23:00", "0-0", "2026-03-09 23:00"),
    ("2026-03-09 13:30", "12-14", "2026-03-09 14:00"),
    ("2026-12-31 22:30", "22-8", "2027-01-01 08:00"),
]


@pytest.mark.parametrize(("now", "quiet_hours", "due"), NIGHT)
def test_nobody_is_woken_for_what_can_wait(now: str, quiet_hours: str, due: str) -> None:
    signed = next(each for each in rules.notices_for("ParcelSigned") if each.recipient is Recipient.CONSIGNOR)
    assert rules.first_moment(signed, shanghai(now), quiet_hours) == shanghai(due)


def test_what_cannot_wait_goes_out_at_night() -> None:
    (notice,) = rules.notices_for("ParcelOutForDelivery")
    assert rules.first_moment(notice, shanghai("2026-03-10 03:00"), "22-8") == shanghai("2026-03-10 03:00")


@pytest.mark.parametrize("text", ["", "22", "22-25", "ten-eight", "-8"])
def test_quiet_hours_that_are_none_are_refused(text: str) -> None:
    (notice,) = rules.notices_for("ParcelOutForDelivery")
    with pytest.raises(Unavailable):
        rules.first_moment(notice, shanghai("2026-03-10 03:00"), text)


def test_tries_grow_apart_and_end_at_six() -> None:
    now = shanghai("2026-03-10 10:00")
    waits = [rules.next_try(tries, now) for tries in range(1, 7)]
    minutes = [None if at is None else (at - now).total_seconds() / 60 for at in waits]
    assert minutes == [1, 2, 4, 8, 16, None]


@pytest.mark.parametrize(
    ("event_type", "data", "must"),
    [
        ("ParcelOutForDelivery", {}, {"consignee"}),
        ("DeliveryFailed", {}, {"consignee"}),
        ("ParcelRefused", {}, {"consignor"}),
        ("ParcelSigned", {"due_fen": 0}, set()),
        ("ParcelSigned", {"due_fen": 30000}, {"consignor"}),
        ("OrderPlaced", {}, set()),
        ("CourierAssigned", {}, set()),
        ("ParcelPickedUp", {}, set()),
        ("ParcelReturned", {}, set()),
        ("PickupFailed", {}, set()),
        ("ParcelLost", {}, set()),
        ("TopUpDue", {}, {"consignor"}),
        ("RefundPaid", {}, set()),
    ],
)
def test_who_must_be_reached(event_type: str, data: dict[str, int], must: set[str]) -> None:
    reached = {str(each.recipient) for each in rules.notices_for(event_type) if rules.must_arrive(each, data)}
    assert reached == must
