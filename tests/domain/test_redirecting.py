"""Where a parcel may be stopped and by whom, what another destination costs, and how both are taken back."""

from collections.abc import Callable

import pytest

from logistics.domain.changing import changed
from logistics.domain.charge import Payer
from logistics.domain.consignment import Party, PaymentTerms
from logistics.domain.faults import Conflict, Fault
from logistics.domain.parcel import Parcel
from logistics.domain.pricing import FeeLine
from logistics.domain.redirecting import (
    Destination,
    change_recipient,
    fee_lines,
    intercept,
    redirect,
    redirection_to,
    require_recipient_open,
)
from logistics.domain.route_class import RouteClass
from logistics.domain.states import Status, Step
from logistics.domain.tariff import Rounding, Tariff, WeightBand
from tests.domain.parcels import (
    COURIER,
    CUSTOMER,
    DISPATCHER,
    OTHER_COURIER,
    add,
    assigned,
    at,
    at_outlet,
    in_transit,
    out_for_delivery,
    picked_up,
    placed,
    scan,
)

NEW = Party("上***", "137****0003", "江苏省南京市***", b"new-phone", b"new-tail", "320102")
LATER = at(60)
BANDS = (WeightBand(None, 1_000, Rounding.UP),)
# The same 18 yuan for the first kilogram as the invented parcels cost.
TARIFF = Tariff("t1", "standard", RouteClass.SAME_CITY, 12_000, 1_000, BANDS, 1_000, 1_800, 0, 1, Rounding.NEAREST)


def stopped(parcel: Parcel) -> Parcel:
    return intercept(parcel, CUSTOMER, at(50))


def sent_on(parcel: Parcel, fen: int = 500) -> Parcel:
    lines = (FeeLine("redirect_service", "改寄服务费", fen),) if fen else ()
    to = redirection_to(parcel, "redirection-1", Destination(NEW, "outlet-c", LATER), lines, at(51))
    return redirect(parcel, to, CUSTOMER, at(51))


@pytest.mark.parametrize(
    ("where", "fen"), [(picked_up, 0), (in_transit, 300), (at_outlet, 300), (out_for_delivery, 500)]
)
def test_it_is_stopped_between_pickup_and_delivery_and_the_service_costs_by_where(
    where: Callable[[], Parcel], fen: int
) -> None:
    parcel = stopped(where())
    assert (parcel.status, parcel.intercepted, parcel.status_before) == (Status.INTERCEPTED, True, where().status)
    assert sum(each.amount_fen for each in fee_lines(parcel, TARIFF, "110105")) == fen


@pytest.mark.parametrize(
    ("where", "code"),
    [
        (placed, "PARCEL_STATE_CONFLICT"),
        (assigned, "PARCEL_STATE_CONFLICT"),
        (lambda: add(out_for_delivery(), scan(Step.DELIVERY_FAILED, OTHER_COURIER, 45)), "PARCEL_STATE_CONFLICT"),
        (lambda: add(out_for_delivery(), scan(Step.SIGNED, OTHER_COURIER, 45)), "PARCEL_STATE_CONFLICT"),
        (lambda: stopped(out_for_delivery()), "PARCEL_ALREADY_INTERCEPTED"),
        (lambda: sent_on(stopped(in_transit())), "PARCEL_ALREADY_INTERCEPTED"),
    ],
)
def test_anywhere_else_and_a_second_time_it_is_refused(where: Callable[[], Parcel], code: str) -> None:
    with pytest.raises(Conflict) as refusal:
        stopped(where())
    assert refusal.value.code == code


def test_the_new_consignee_takes_the_old_ones_place_and_their_wishes_are_gone() -> None:
    parcel = sent_on(stopped(out_for_delivery()))
    assert (parcel.status, parcel.consignee, parcel.delivery_outlet_id) == (Status.IN_TRANSIT, NEW, "outlet-c")
    assert (parcel.promised_at, parcel.outlet_ids) == (LATER, ("outlet-a", "outlet-b", "outlet-c"))
    assert (parcel.consents, parcel.delivery_choice, parcel.own_signature) == ((), None, None)
    assert [(each.code, each.amount_fen, each.payer) for each in parcel.charges] == [("redirect", 500, Payer.CONSIGNOR)]


@pytest.mark.parametrize(
    ("terms", "fen", "payer"),
    [
        (PaymentTerms.ON_ACCOUNT, 500, Payer.CONSIGNOR),
        (PaymentTerms.ON_ACCOUNT, -500, Payer.CONSIGNOR),
        (PaymentTerms.ON_RECEIPT, 500, Payer.CONSIGNOR),
        (PaymentTerms.ON_RECEIPT, -500, Payer.CONSIGNEE),
    ],
)
def test_more_is_the_senders_and_less_goes_to_whoever_pays_the_carriage(
    terms: PaymentTerms, fen: int, payer: Payer
) -> None:
    parcel = sent_on(stopped(changed(in_transit(), terms=terms, freight_due_fen=1_800)), fen)
    (charge,) = parcel.charges
    assert (charge.amount_fen, charge.payer) == (fen, payer)
    assert parcel.freight_due_fen == (1_300 if payer is Payer.CONSIGNEE else 1_800)


def test_a_late_signature_gives_it_back_and_its_withdrawal_sends_it_on_again() -> None:
    first = out_for_delivery()
    parcel = sent_on(stopped(first))
    signed = add(parcel, scan(Step.SIGNED, OTHER_COURIER, 45, received=70))
    assert (signed.status, signed.consignee, signed.delivery_outlet_id) == (Status.SIGNED, first.consignee, "outlet-b")
    assert signed.promised_at == first.promised_at and not signed.intercepted
    withdrawal = scan(
        Step.SCAN_WITHDRAWN,
        DISPATCHER,
        80,
        reason="carrier_scanned_by_mistake",
        details={"scan_id": "signed-45"},
    )
    again = add(signed, withdrawal)
    assert (again.status, again.consignee, again.delivery_outlet_id) == (Status.IN_TRANSIT, NEW, "outlet-c")


def test_a_name_put_right_after_the_redirection_stays_when_older_facts_come_in() -> None:
    parcel = sent_on(stopped(out_for_delivery()))
    renamed = change_recipient(parcel, changed(NEW, name_masked="欧**"), ["name"])
    late = add(renamed, scan(Step.EXCEPTION_OPENED, COURIER, 30, received=90))
    assert late.consignee.name_masked == "欧**"
    assert late.delivery_outlet_id == "outlet-c"


@pytest.mark.parametrize(
    ("where", "code"),
    [
        (placed, ""),
        (assigned, ""),
        (picked_up, ""),
        (in_transit, ""),
        (at_outlet, ""),
        (out_for_delivery, "PARCEL_STATE_CONFLICT"),
        (lambda: add(out_for_delivery(), scan(Step.DELIVERY_FAILED, OTHER_COURIER, 45)), ""),
        (lambda: stopped(in_transit()), "PARCEL_STATE_CONFLICT"),
        (lambda: add(out_for_delivery(), scan(Step.SIGNED, OTHER_COURIER, 45)), "PARCEL_STATE_CONFLICT"),
        (lambda: add(in_transit(), scan(Step.EXCEPTION_OPENED, COURIER, 45)), "EXCEPTION_OPEN"),
    ],
)
def test_when_the_recipient_may_be_put_right(where: Callable[[], Parcel], code: str) -> None:
    found = ""
    try:
        require_recipient_open(where())
    except Fault as refusal:
        found = refusal.code
    assert found == code
