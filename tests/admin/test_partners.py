"""Administrators keep partners at the command line: keys in rotation, webhooks, and what they were told."""

from tests.admin.conftest import Terminal
from tests.support.calls import deliver_outbox
from tests.support.orders import pick_up
from tests.support.partners import Shop, shop_order
from tests.support.people import actor


def test_a_partner_is_made_gets_keys_and_changes_over(admin: Terminal) -> None:
    admin.sign_in("administrator")
    partner_id = admin("partner", "add", "--name", "小满书店", "--calls", "60", "--json").data["id"]
    keys = [
        admin("partner", "issue-key", partner_id, "--grant", "orders", "--grant", "track", "--json").data
        for _ in range(2)
    ]
    assert admin("partner", "issue-key", partner_id, "--grant", "orders", "--json").refused == "PARTNER_KEYS_FULL"
    assert admin("partner", "revoke-key", partner_id, keys[0]["key_id"], "--json").data["revoked"] is True
    old, new = (Shop(partner_id, key["key_id"], key["secret"]) for key in keys)
    assert old.call("GET", "/partner/v1/orders/SO-1").code == "SIGNATURE_INVALID"
    assert new.call("POST", "/partner/v1/orders", shop_order("SO-1")).status == 200
    shown = admin("partner", "show", partner_id, "--json").data
    assert [key["live"] for key in shown["keys"]] == [False, True] and "secret" not in str(shown)
    assert admin("partner", "change", partner_id, "--stop", "--json").data["changed"] == ["active"]
    assert new.call("GET", "/partner/v1/orders/SO-1").code == "SIGNATURE_INVALID"


def test_webhooks_are_kept_and_news_sent_again(admin: Terminal, variables: dict[str, str]) -> None:
    admin.sign_in("administrator")
    partner_id = admin("partner", "add", "--name", "小满书店", "--json").data["id"]
    key = admin("partner", "issue-key", partner_id, "--grant", "orders", "--json").data
    url = f"{variables['WECHAT_BASE_URL']}/shops/cli"
    hook = admin(
        "partner", "add-webhook", partner_id, "--url", url, "--kind", "ParcelPickedUp", "--json"
    ).data["id"]  # fmt: skip
    shop = Shop(partner_id, key["key_id"], key["secret"])
    waybill_no = shop.call("POST", "/partner/v1/orders", shop_order("SO-1")).data["waybill_no"]
    pick_up(waybill_no, actor("courier", "GZ-TH-1"))
    deliver_outbox("partner")
    (told,) = admin("partner", "deliveries", partner_id, "--waybill", waybill_no, "--json").data
    assert (told["kind"], told["state"]) == ("ParcelPickedUp", "delivered")
    assert admin("partner", "redeliver", partner_id, told["id"], "--json").data["state"] == "waiting"
    assert admin("partner", "switch-webhook", partner_id, hook, "--off", "--json").data["active"] is False
    (shown,) = admin("partner", "webhooks", partner_id, "--json").data
    assert shown["active"] is False


def test_only_administrators_do(admin: Terminal) -> None:
    assert admin.sign_in("finance")("partner", "list", "--json").refused == "ROLE_FORBIDDEN"
