"""The parties of an order: what is sealed of them, what is shown, what finds them."""

import pytest

from logistics.domain.faults import Unavailable
from logistics.privacy import vault
from logistics.privacy.parties import Contact, Side, open_party, seal_party

pytestmark = pytest.mark.usefixtures("keyset_file")

NUMBER = "WB000000000117"
PLAIN = Contact("林小满", "+8613800001111", "广东省广州市天河区体育西路101号", "放门口")
RELAYED = Contact("林小满", "+8613800001111", "广东省广州市天河区体育西路101号", "放门口", "1234")


@pytest.mark.parametrize("contact", [PLAIN, RELAYED], ids=["a phone", "a phone with an extension"])
def test_a_party_opens_as_it_was_sealed(contact: Contact):
    party = seal_party(contact, Side.CONSIGNEE, NUMBER, "440106")
    assert open_party(party, Side.CONSIGNEE, NUMBER) == contact


def test_an_extension_is_sealed_and_shown_as_stars():
    party = seal_party(RELAYED, Side.CONSIGNEE, NUMBER, "440106")
    assert party.phone_masked == "138****1111 转****"
    assert b"1234" not in party.sealed
    assert party.address_masked == "广东省广州市天河区体育西路***"


def test_who_asks_by_a_phone_need_not_know_its_extension():
    plain, relayed = (seal_party(each, Side.CONSIGNEE, NUMBER, "440106") for each in (PLAIN, RELAYED))
    assert plain.phone_index == relayed.phone_index == vault.phone_index("+8613800001111")
    assert plain.phone_tail_index == relayed.phone_tail_index == vault.phone_tail_index("1111")


def test_a_party_that_was_sealed_before_there_were_extensions_has_none():
    party = seal_party(PLAIN, Side.CONSIGNEE, NUMBER, "440106")
    before = {name: value for name, value in vars(PLAIN).items() if name != "extension"}
    sealed = vault.seal(before, Side.CONSIGNEE.value, NUMBER)
    old = type(party)(**vars(party) | {"sealed": sealed})
    assert open_party(old, Side.CONSIGNEE, NUMBER) == PLAIN


def test_the_other_side_does_not_open_it():
    party = seal_party(RELAYED, Side.CONSIGNEE, NUMBER, "440106")
    with pytest.raises(Unavailable):
        open_party(party, Side.CONSIGNOR, NUMBER)
