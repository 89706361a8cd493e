"""At the command line: what waits, who has not answered, what goes back, what is disposed of."""

from pathlib import Path

from tests.admin.conftest import Terminal
from tests.support.doors import OUTLET, Door
from tests.support.proofs import JPEG, confirm, uploaded


def test_the_office_sees_what_is_stored_without_its_code(admin: Terminal) -> None:
    door = Door().go_out()
    door.store(door.consent())
    code = door.storage().data["code"]
    admin.sign_in("dispatcher")
    shown = admin("storage", "show", door.waybill_no, "--json")
    assert (shown.data["place"], shown.data["consents"], shown.data["fees_fen"]) == ("locker", ["locker"], 0)
    assert code not in shown.out + admin("storage", "show", door.waybill_no).out


def test_a_dispatcher_answers_for_a_sender_who_calls(admin: Terminal) -> None:
    door = Door().go_out().refuse()
    admin.sign_in("dispatcher")
    assert [each["waybill_no"] for each in admin("instructions", "list", "--json").data] == [door.waybill_no]
    assert admin("instructions", "give", door.waybill_no, "burn").code == 2
    assert admin("instructions", "give", door.waybill_no, "return", "--json").data["status"] == "returning"
    assert admin("instructions", "list", "--json").data == []


def test_a_dispatcher_sends_a_parcel_back(admin: Terminal) -> None:
    door = Door().go_out().fail()
    admin.sign_in("dispatcher")
    began = admin("returns", "start", door.waybill_no, "consignee_unreachable", "--note", "三次无人", "--json").data
    assert began["status"] == "returning"
    assert admin("returns", "start", door.waybill_no, "because", "--json").refused == "REASON_UNKNOWN"


def test_an_outlets_manager_disposes_of_what_was_given_up(admin: Terminal, tmp_path: Path) -> None:
    door = Door().go_out().refuse()
    door.post("instruction", "sender", {"instruction": "abandon"})
    photo = tmp_path / "gone.jpg"
    photo.write_bytes(JPEG)
    admin.sign_in("outlet_manager", OUTLET)
    assert admin("dispose", door.waybill_no, "consignor_abandoned", str(tmp_path / "none.jpg")).code == 2
    done = admin("dispose", door.waybill_no, "consignor_abandoned", str(photo), "--json").data
    assert done["status"] == "disposed"


def test_signed_papers_leave_one_outlet_and_are_back_at_the_other(admin: Terminal) -> None:
    door = Door(return_receipt=True).go_out()
    paper = uploaded(door.waybill_no, door.session["courier"], kind="receipt")
    confirm(door.waybill_no, door.session["courier"], paper)
    assert door.sign(proof_keys=[paper]).data["status"] == "signed"
    admin.sign_in("outlet_manager", door.parcel.delivery_outlet_id)
    assert admin("receipts", "move", door.waybill_no, "burnt").code == 2
    assert admin("receipts", "move", door.waybill_no, "confirmed", "--json").refused == "RECEIPT_STATE_CONFLICT"
    assert admin("receipts", "move", door.waybill_no, "sent_back", "--json").data["state"] == "sent_back"
    admin.sign_in("outlet_manager", OUTLET)
    assert admin("receipts", "move", door.waybill_no, "confirmed", "--json").data["state"] == "confirmed"
