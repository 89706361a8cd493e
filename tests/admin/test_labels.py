"""At the command line: labels and proofs of delivery, one and many."""

from pathlib import Path

import requests

from tests.admin.conftest import Terminal
from tests.support.doors import OUTLET, Door

UNKNOWN = "WB613956486811"


def test_an_outlet_prints_a_label_again_and_many_at_once(admin: Terminal, tmp_path: Path) -> None:
    waybill_no = Door().waybill_no
    numbers = tmp_path / "numbers.txt"
    numbers.write_text(f"{waybill_no}\n{UNKNOWN}\n")
    admin.sign_in("outlet_manager", OUTLET)
    first = admin("label", "print", waybill_no, "--format", "png", "--json").data
    assert (first["pages"], first["prints"]) == (1, 1)
    assert requests.get(first["url"], timeout=10).content.startswith(b"\x89PNG")
    assert admin("label", "print", waybill_no, "--json").data["prints"] == 2
    many = admin("label", "batch", str(numbers), "--size", "76x130", "--json").data
    assert (many["pages"], many["refused"]) == (1, [{"waybill_no": UNKNOWN, "code": "PARCEL_NOT_FOUND"}])
    assert UNKNOWN in admin("label", "batch", str(numbers)).out
    assert admin("label", "print", waybill_no, "--size", "1x1", "--json").code == 1
    numbers.write_text("\n")
    assert admin("label", "batch", str(numbers)).code == 2


def test_proofs_of_delivery_are_fetched_by_the_office(admin: Terminal, tmp_path: Path) -> None:
    door = Door().go_out()
    numbers = tmp_path / "numbers.txt"
    numbers.write_text(door.waybill_no)
    admin.sign_in("dispatcher")
    assert admin("pod", "show", door.waybill_no, "--json").refused == "PROOF_NOT_YET"
    assert door.sign().status == 200
    shown = admin("pod", "show", door.waybill_no, "--json").data
    assert requests.get(shown["url"], timeout=10).content.startswith(b"%PDF")
    assert admin("pod", "batch", str(numbers), "--json").data["documents"] == 1
