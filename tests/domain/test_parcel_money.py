"""Cash at the door: taken exactly, once, before the signature; void when the parcel goes back."""

from collections.abc import Callable

import pytest

from logistics.domain import events
from logistics.domain.cod import CodStatus, PayMethod
from logistics.domain.collecting import collect, hand_back, move_cod
from logistics.domain.faults import Conflict, Fault, Forbidden
from logistics.domain.giving_back import freight_is_owed_back, goods_fen_owed_back
from logistics.domain.parcel import Parcel
from logistics.domain.roles import SYSTEM, Actor, Role
from logistics.domain.states import Status, Step
from tests.domain.parcels import (
    CASHIER,
    COURIER,
    CUSTOMER,
    DISPATCHER,
    FINANCE,
    MANAGER,
    OTHER_COURIER,
    add,
    at,
    at_outlet,
    event_names,
    out_for_delivery,
    picked_up,
    placed,
    scan,
)


def refusal_of(act: Callable[[], object]) -> Fault:
    with pytest.raises(Fault) as refused:
        act()
    return refused.value


def on_the_road() -> Parcel:
    return out_for_delivery(cod_fen=5000, freight_on_receipt_fen=1800)


def collected() -> Parcel:
    return collect(on_the_road(), 6800, OTHER_COURIER)


def test_goods_money_and_freight_on_receipt_are_taken_together() -> None:
    parcel = collected()
    assert (parcel.cod.status, parcel.cod.collected_fen, parcel.cod.method) == (
        CodStatus.COLLECTED,
        6800,
        PayMethod.CASH,
    )
    assert parcel.events[-1] == events.CodCollected("WB000000000000", OTHER_COURIER.id, 6800, 5000, 1800, "cash")
    signed = add(parcel, scan(Step.SIGNED, OTHER_COURIER, 60))
    assert signed.status is Status.SIGNED and signed.cod.status is CodStatus.COLLECTED


@pytest.mark.parametrize("money", [{"cod_fen": 5000}, {"freight_on_receipt_fen": 1800}])
def test_nothing_is_signed_before_what_is_due_is_collected(money: dict[str, int]) -> None:
    refused = refusal_of(lambda: add(out_for_delivery(**money), scan(Step.SIGNED, OTHER_COURIER, 60)))
    assert isinstance(refused, Conflict) and refused.code == "COD_NOT_COLLECTED"


@pytest.mark.parametrize("amount", [0, 5000, 6799, 6801, -6800])
def test_any_other_amount_is_refused(amount: int) -> None:
    refused = refusal_of(lambda: collect(on_the_road(), amount, OTHER_COURIER))
    assert (refused.code, refused.details["due_fen"]) == ("COD_AMOUNT_MISMATCH", 6800)


def test_it_is_collected_once() -> None:
    assert refusal_of(lambda: collect(collected(), 6800, OTHER_COURIER)).code == "COD_ALREADY_COLLECTED"


def test_where_nothing_is_due_nothing_is_collected() -> None:
    assert refusal_of(lambda: collect(out_for_delivery(), 100, OTHER_COURIER)).code == "COD_NOTHING_DUE"
    assert out_for_delivery().cod.status is CodStatus.NONE


def test_nobody_collects_before_the_pickup() -> None:
    parcel = placed(cod_fen=5000).assign(COURIER.id, SYSTEM, at(1))
    assert refusal_of(lambda: collect(parcel, 5000, COURIER)).code == "PARCEL_STATE_CONFLICT"


@pytest.mark.parametrize("by", [CUSTOMER, DISPATCHER, FINANCE])
def test_only_who_holds_the_parcel_takes_money(by: object) -> None:
    refused = refusal_of(lambda: collect(on_the_road(), 6800, by))  # type: ignore[arg-type]
    assert isinstance(refused, Forbidden) and refused.code == "PARCEL_NOT_YOURS"


def test_the_outlet_takes_money_at_its_counter() -> None:
    parcel = collect(at_outlet(cod_fen=5000), 5000, MANAGER, PayMethod.WECHAT)
    assert parcel.cod.method is PayMethod.WECHAT
    assert refusal_of(lambda: collect(at_outlet(cod_fen=5000), 5000, CASHIER)).code == "ROLE_FORBIDDEN"


def test_a_courier_who_never_held_it_takes_no_money() -> None:
    assert refusal_of(lambda: collect(picked_up(cod_fen=5000), 5000, OTHER_COURIER)).code == "PARCEL_NOT_YOURS"


def test_a_refused_parcel_goes_back_and_its_cod_is_void() -> None:
    parcel = add(on_the_road(), scan(Step.REFUSED, OTHER_COURIER, 50))
    assert (parcel.cod.status, event_names(parcel)[-2:]) == (CodStatus.VOID, ["CodVoided", "ParcelRefused"])
    assert refusal_of(lambda: collect(parcel, 6800, OTHER_COURIER)).code == "COD_VOID"
    parcel = add(parcel, scan(Step.RETURN_STARTED, SYSTEM, 60))
    parcel = add(parcel, scan(Step.RETURNED, COURIER, 90))
    assert (parcel.status, parcel.cod.status) == (Status.RETURNED, CodStatus.VOID)
    assert event_names(parcel).count("CodVoided") == 1


def test_it_is_due_again_when_the_consignee_takes_it_after_all() -> None:
    parcel = add(on_the_road(), scan(Step.REFUSED, OTHER_COURIER, 50))
    parcel = add(parcel, scan(Step.OUT_FOR_DELIVERY, OTHER_COURIER, 55))
    assert parcel.cod.status is CodStatus.DUE and "CodReinstated" in event_names(parcel)
    parcel = add(collect(parcel, 6800, OTHER_COURIER), scan(Step.SIGNED, OTHER_COURIER, 60))
    assert parcel.status is Status.SIGNED


def test_a_parcel_returned_from_the_shelf_has_its_cod_void() -> None:
    parcel = add(at_outlet(cod_fen=5000), scan(Step.RETURN_STARTED, DISPATCHER, 40))
    assert parcel.cod.status is CodStatus.DUE
    assert add(parcel, scan(Step.RETURNED, COURIER, 60)).cod.status is CodStatus.VOID


def test_money_is_handed_back_before_the_parcel_is_refused() -> None:
    refused = scan(Step.REFUSED, OTHER_COURIER, 50)
    assert refusal_of(lambda: add(collected(), refused)).code == "COD_ALREADY_COLLECTED"
    parcel = hand_back(collected(), OTHER_COURIER)
    assert (parcel.cod.status, parcel.cod.collected_fen) == (CodStatus.DUE, 0)
    assert parcel.events[-1] == events.CodHandedBack("WB000000000000", OTHER_COURIER.id, 6800)
    assert add(parcel, refused).cod.status is CodStatus.VOID


def test_after_the_signature_no_money_is_handed_back() -> None:
    signed = add(collected(), scan(Step.SIGNED, OTHER_COURIER, 60))
    assert refusal_of(lambda: hand_back(signed, OTHER_COURIER)).code == "PARCEL_STATE_CONFLICT"
    assert refusal_of(lambda: hand_back(on_the_road(), OTHER_COURIER)).code == "COD_STATE_CONFLICT"


def test_the_chain_of_custody_is_followed_link_by_link() -> None:
    parcel = collected()
    for to, by in (
        (CodStatus.DECLARED, OTHER_COURIER),
        (CodStatus.COUNTED, CASHIER),
        (CodStatus.BANKED, CASHIER),
        (CodStatus.CONFIRMED, FINANCE),
        (CodStatus.REMITTABLE, FINANCE),
        (CodStatus.REMITTED, FINANCE),
    ):
        parcel = move_cod(parcel, to, by)
    assert parcel.cod.status is CodStatus.REMITTED


def test_no_link_is_skipped_and_nobody_counts_their_own_cash() -> None:
    assert refusal_of(lambda: move_cod(collected(), CodStatus.COUNTED, CASHIER)).code == "COD_STATE_CONFLICT"
    declared = move_cod(collected(), CodStatus.DECLARED, OTHER_COURIER)
    assert refusal_of(lambda: move_cod(declared, CodStatus.COUNTED, OTHER_COURIER)).code == "ROLE_FORBIDDEN"
    assert refusal_of(lambda: move_cod(on_the_road(), CodStatus.COLLECTED, OTHER_COURIER)).code == "COD_STATE_CONFLICT"


def test_a_late_refusal_is_kept_although_the_money_was_taken_and_the_parcel_signed_since() -> None:
    signed = add(collected(), scan(Step.SIGNED, OTHER_COURIER, 60))
    parcel = add(signed, scan(Step.REFUSED, OTHER_COURIER, 50, received=70))
    assert (parcel.status, parcel.cod.status, parcel.late_scans) == (Status.SIGNED, CodStatus.COLLECTED, 1)


def test_an_outlet_that_does_not_handle_the_parcel_takes_no_money() -> None:
    elsewhere = Actor("manager-9", Role.OUTLET_MANAGER, "outlet-z")
    assert refusal_of(lambda: collect(at_outlet(cod_fen=5000), 5000, elsewhere)).code == "PARCEL_NOT_YOURS"


def test_a_signature_said_to_be_older_than_the_refusal_does_not_do_without_the_money() -> None:
    refused = add(on_the_road(), scan(Step.REFUSED, OTHER_COURIER, 50))
    assert refused.cod.status is CodStatus.VOID
    for minute in (49, 55):
        late = scan(Step.SIGNED, OTHER_COURIER, minute, received=70)
        assert refusal_of(lambda late=late: add(refused, late)).code == "COD_NOT_COLLECTED"  # type: ignore[misc]


def test_money_that_has_left_the_door_is_owed_back_once_the_parcel_goes_back() -> None:
    declared = move_cod(collected(), CodStatus.DECLARED, OTHER_COURIER)
    refused = add(declared, scan(Step.REFUSED, OTHER_COURIER, 50))
    assert (refused.status, refused.cod.status, goods_fen_owed_back(refused)) == (Status.REFUSED, "declared", 0)
    returning = add(refused, scan(Step.RETURN_STARTED, DISPATCHER, 60))
    assert (goods_fen_owed_back(returning), freight_is_owed_back(returning)) == (5000, True)
    assert returning.cod.status is CodStatus.DECLARED, "the cash goes its way all the same"


def _lost(parcel: Parcel, minute: int) -> Parcel:
    asked = add(parcel, scan(Step.EXCEPTION_OPENED, MANAGER, minute))
    return add(asked, scan(Step.LOST, DISPATCHER, minute + 1))


def test_what_is_due_for_a_lost_parcel_is_void_and_due_again_once_it_is_found() -> None:
    lost = _lost(on_the_road(), 60)
    assert (lost.status, lost.cod.status, lost.cod.void_by_loss) == (Status.LOST, CodStatus.VOID, True)
    assert lost.events[-2:] == (
        events.CodVoided("WB000000000000", 5000, 1800),
        events.ParcelLost("WB000000000000", lost.scans[-1].id),
    )
    found = add(lost, scan(Step.FOUND, DISPATCHER, 70))
    assert (found.status, found.cod.status) == (Status.OUT_FOR_DELIVERY, CodStatus.DUE)
    assert found.cod.void_by_loss is False and events.CodReinstated("WB000000000000", 5000, 1800) in found.events


def test_what_was_void_before_the_loss_stays_void_when_it_is_found() -> None:
    refused = add(on_the_road(), scan(Step.REFUSED, OTHER_COURIER, 50))
    found = add(_lost(refused, 60), scan(Step.FOUND, DISPATCHER, 70))
    assert (found.status, found.cod.status) == (Status.REFUSED, CodStatus.VOID)
    assert add(found, scan(Step.OUT_FOR_DELIVERY, OTHER_COURIER, 80)).cod.status is CodStatus.DUE


def test_money_that_was_taken_is_not_void_by_the_loss() -> None:
    lost = _lost(collected(), 60)
    assert (lost.cod.status, lost.cod.collected_fen) == (CodStatus.COLLECTED, 6800)


def test_a_late_find_is_folded_as_if_it_had_come_in_time() -> None:
    lost = _lost(on_the_road(), 60)
    found = add(lost, scan(Step.FOUND, DISPATCHER, 70))
    late = add(found, scan(Step.DELIVERY_FAILED, OTHER_COURIER, 45, received=90))
    assert (late.cod.status, late.cod.void_by_loss) == (CodStatus.DUE, False)
