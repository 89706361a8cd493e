"""At the command line: a party in clear for a reason, who saw what, and a parcel stopped for its sender."""

from tests.admin.conftest import Terminal
from tests.functions.conftest import sender, world  # noqa: F401
from tests.support.factors import codes
from tests.support.orders import bring_out, parcel_of
from tests.support.people import actor
from tests.support.told import Side, World, placed


def test_customer_service_sees_a_party_for_a_reason_and_the_administrator_sees_that(
    admin: Terminal,
    sender: Side,  # noqa: F811
    world: World,  # noqa: F811
) -> None:
    waybill_no = placed(sender, "13900000002")
    bring_out(waybill_no, actor("courier", "GZ-TH-1"))
    admin.sign_in("customer_service")
    shown = admin(
        "order", "reveal", waybill_no, "--side", "consignee", "--reason", "complaint", "--field", "phone", "--json"
    )
    assert shown.data == {"phone": "+8613900000002", "extension": "", "left_today": 119}
    why = admin("order", "reveal", waybill_no, "--side", "consignee", "--reason", "curiosity", "--json")
    assert why.refused == "INPUT_INVALID"
    lent = admin("order", "call", waybill_no, "--side", "consignee", "--json").data
    assert lent["number"] != "13900000002"
    admin.sign_in("administrator")
    (row,) = admin("reveals", "list", "--waybill", waybill_no, "--json").data["reveals"]
    assert (row["role"], row["fields"], row["reason"]) == ("customer_service", ["phone"], "complaint")
    told = admin("reveals", "list").out
    assert "处理投诉" in told and "13900000002" not in told


def test_customer_service_stops_a_parcel_with_the_code_that_the_sender_reads_out(
    admin: Terminal,
    sender: Side,  # noqa: F811
    world: World,  # noqa: F811
) -> None:
    waybill_no = placed(sender, "13900000002")
    bring_out(waybill_no, actor("courier", "GZ-TH-1"))
    admin.sign_in("customer_service")
    assert admin("order", "intercept", waybill_no, "--json").data["expires_in_s"] == 300
    (code,) = codes(world, sender)
    assert admin("order", "intercept", waybill_no, "--code", code, "--json").data["status"] == "intercepted"
    assert str(parcel_of(waybill_no).status) == "intercepted"
