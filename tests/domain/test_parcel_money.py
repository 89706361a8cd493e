"""Cash at the door: taken exactly, once, before the signature; void when the parcel goes back."""

from collections.abc import Callable

import pytest

from logistics.domain import events
from logistics.domain.cod import CodStatus, PayMethod
from logistics.domain.faults import Conflict, Fault, Forbidden
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
    return on_the_road().collect(6800, OTHER_COURIER)


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
    refused = refusal_of(lambda: on_the_road().collect(amount, OTHER_COURIER))
    assert (refused.code, refused.details["due_fen"]) == ("COD_AMOUNT_MISMATCH", 6800)


def test_it_is_collected_once() -> None:
    assert refusal_of(lambda: collected().collect(6800, OTHER_COURIER)).code == "COD_ALREADY_COLLECTED"


def test_where_nothing_is_due_nothing_is_collected() -> None:
    assert refusal_of(lambda: out_for_delivery().collect(100, OTHER_COURIER)).code == "COD_NOTHING_DUE"
    assert out_for_delivery().cod.status is CodStatus.NONE


def test_nobody_collects_before_the_pickup() -> None:
    parcel = placed(cod_fen=5000).assign(COURIER.id, SYSTEM, at(1))
    assert refusal_of(lambda: parcel.collect(5000, COURIER)).code == "PARCEL_STATE_CONFLICT"


@pytest.mark.parametrize("by", [CUSTOMER, DISPATCHER, FINANCE])
def test_only_who_holds_the_parcel_takes_money(by: object) -> None:
    refused = refusal_of(lambda: on_the_road().collect(6800, by))  # type: ignore[arg-type]
    assert isinstance(refused, Forbidden) and refused.code == "PARCEL_NOT_YOURS"


def test_the_outlet_takes_money_at_its_counter() -> None:
    parcel = at_outlet(cod_fen=5000).collect(5000, MANAGER, PayMethod.WECHAT)
    assert parcel.cod.method is PayMethod.WECHAT
    assert refusal_of(lambda: at_outlet(cod_fen=5000).collect(5000, CASHIER)).code == "ROLE_FORBIDDEN"


def test_a_courier_who_never_held_it_takes_no_money() -> None:
    assert refusal_of(lambda: picked_up(cod_fen=5000).collect(5000, OTHER_COURIER)).code == "PARCEL_NOT_YOURS"


def test_a_refused_parcel_goes_back_and_its_cod_is_void() -> None:
    parcel = add(on_the_road(), scan(Step.REFUSED, OTHER_COURIER, 50))
    assert (parcel.cod.status, event_names(parcel)[-2:]) == (CodStatus.VOID, ["CodVoided", "ParcelRefused"])
    assert refusal_of(lambda: parcel.collect(6800, OTHER_COURIER)).code == "COD_VOID"
    parcel = add(parcel, scan(Step.RETURN_STARTED, SYSTEM, 60))
    parcel = add(parcel, scan(Step.RETURNED, COURIER, 90))
    assert (parcel.status, parcel.cod.status) == (Status.RETURNED, CodStatus.VOID)
    assert event_names(parcel).count("CodVoided") == 1


def test_it_is_due_again_when_the_consignee_takes_it_after_all() -> None:
    parcel = add(on_the_road(), scan(Step.REFUSED, OTHER_COURIER, 50))
    parcel = add(parcel, scan(Step.OUT_FOR_DELIVERY, OTHER_COURIER, 55))
    assert parcel.cod.status is CodStatus.DUE and "CodReinstated" in event_names(parcel)
    parcel = add(parcel.collect(6800, OTHER_COURIER), scan(Step.SIGNED, OTHER_COURIER, 60))
    assert parcel.status is Status.SIGNED


def test_a_parcel_returned_from_the_shelf_has_its_cod_void() -> None:
    parcel = add(at_outlet(cod_fen=5000), scan(Step.RETURN_STARTED, DISPATCHER, 40))
    assert parcel.cod.status is CodStatus.DUE
    assert add(parcel, scan(Step.RETURNED, COURIER, 60)).cod.status is CodStatus.VOID


def test_money_is_handed_back_before_the_parcel_is_refused() -> None:
    refused = scan(Step.REFUSED, OTHER_COURIER, 50)
    assert refusal_of(lambda: add(collected(), refused)).code == "COD_ALREADY_COLLECTED"
    parcel = collected().hand_back(OTHER_COURIER)
    assert (parcel.cod.status, parcel.cod.collected_fen) == (CodStatus.DUE, 0)
    assert parcel.events[-1] == events.CodHandedBack("WB000000000000", OTHER_COURIER.id, 6800)
    assert add(parcel, refused).cod.status is CodStatus.VOID


def test_after_the_signature_no_money_is_handed_back() -> None:
    signed = add(collected(), scan(Step.SIGNED, OTHER_COURIER, 60))
    assert refusal_of(lambda: signed.hand_back(OTHER_COURIER)).code == "PARCEL_STATE_CONFLICT"
    assert refusal_of(lambda: on_the_road().hand_back(OTHER_COURIER)).code == "COD_STATE_CONFLICT"


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
        parcel = parcel.move_cod(to, by)
    assert parcel.cod.status is CodStatus.REMITTED


def test_no_link_is_skipped_and_nobody_counts_their_own_cash() -> None:
    assert refusal_of(lambda: collected().move_cod(CodStatus.COUNTED, CASHIER)).code == "COD_STATE_CONFLICT"
    declared = collected().move_cod(CodStatus.DECLARED, OTHER_COURIER)
    assert refusal_of(lambda: declared.move_cod(CodStatus.COUNTED, OTHER_COURIER)).code == "ROLE_FORBIDDEN"
    assert refusal_of(lambda: on_the_road().move_cod(CodStatus.COLLECTED, OTHER_COURIER)).code == "COD_STATE_CONFLICT"


def test_a_late_refusal_is_kept_although_the_money_was_taken_and_the_parcel_signed_since() -> None:
    signed = add(collected(), scan(Step.SIGNED, OTHER_COURIER, 60))
    parcel = add(signed, scan(Step.REFUSED, OTHER_COURIER, 50, received=70))
    assert (parcel.status, parcel.cod.status, parcel.late_scans) == (Status.SIGNED, CodStatus.COLLECTED, 1)


def test_an_outlet_that_does_not_handle_the_parcel_takes_no_money() -> None:
    elsewhere = Actor("manager-9", Role.OUTLET_MANAGER, "outlet-z")
    assert refusal_of(lambda: at_outlet(cod_fen=5000).collect(5000, elsewhere)).code == "PARCEL_NOT_YOURS"


def test_a_signature_said_to_be_older_than_the_refusal_does_not_do_without_the_money() -> None:
    refused = add(on_the_road(), scan(Step.REFUSED, OTHER_COURIER, 50))
    assert refused.cod.status is CodStatus.VOID
    for minute in (49, 55):
        late = scan(Step.SIGNED, OTHER_COURIER, minute, received=70)
        assert refusal_of(lambda late=late: add(refused, late)).code == "COD_NOT_COLLECTED"  # type: ignore[misc]


@pytest.mark.parametrize("step", [Step.REFUSED, Step.RETURNED])
def test_money_that_was_declared_since_does_not_let_the_parcel_go_back(step: Step) -> None:
    declared = collected().move_cod(CodStatus.DECLARED, OTHER_COURIER)
    refused = refusal_of(lambda: add(declared, scan(step, OTHER_COURIER, 50)))
    assert refused.code == "COD_ALREADY_COLLECTED"
