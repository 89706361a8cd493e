"""The entries of a book: written, looked through, opened to fill a form."""

from typing import Any

from functions.address_book.rules import fits
from functions.address_book.schemas import AddEntry, ChangeEntry, ListEntries, OneEntry
from logistics.privacy import phones
from logistics.privacy.addresses import Address
from logistics.runtime.context import Context
from logistics.store.address_book import Entry


def list_entries(command: ListEntries, ctx: Context) -> dict[str, object]:
    """My addresses, masked, those used last first; with a word, those whose name or phone holds it.

    A list decrypts nothing. A search opens the owner's own entries, of which there are at most 500.
    """
    book, wanted = ctx.store.address_book, command.limit + 1
    if command.q:
        opened = book.opened(ctx.actor.id, command.after)
        found = [each for each in opened if each.address and fits(each.address, each.label, command.q)][:wanted]
    else:
        found = book.listed(ctx.actor.id, command.after, wanted)
    shown = found[: command.limit]
    return {"entries": shown} | ({"next": _cursor(shown[-1])} if len(found) > len(shown) else {})


def open_entry(command: OneEntry, ctx: Context) -> dict[str, Any]:
    """An address in clear, to fill a form with; it counts as used (NotFound ADDRESS_NOT_FOUND)."""
    entry = ctx.store.address_book.use(command.entry_id, ctx.actor.id)
    return contact(entry.address) | {"id": entry.id, "label": entry.label, "is_default": entry.is_default}


def add_entry(command: AddEntry, ctx: Context) -> dict[str, str]:
    """Keep an address. The same person at the same place is not kept twice: the answer names the entry there is.

    Raises Conflict ADDRESS_BOOK_FULL.
    """
    book, address = ctx.store.address_book, _address(command)
    twins = book.twins(ctx.actor.id, address)
    same = next((each.id for each in twins if each.address and each.address.name == address.name), None)
    entry_id = same or ctx.new_id()
    if not same:
        book.add(entry_id, ctx.actor.id, address, command.label)
    _set_default(entry_id, command.is_default, ctx)
    return _changed(entry_id, twins)


def change_entry(command: ChangeEntry, ctx: Context) -> dict[str, str]:
    """Write an address anew (NotFound ADDRESS_NOT_FOUND); another entry that is the same now is named."""
    book, address = ctx.store.address_book, _address(command)
    book.change(command.entry_id, ctx.actor.id, address, command.label)
    _set_default(command.entry_id, command.is_default, ctx)
    return _changed(
        command.entry_id, [each for each in book.twins(ctx.actor.id, address) if each.id != command.entry_id]
    )


def remove_entry(command: OneEntry, ctx: Context) -> dict[str, str]:
    """Forget an address (NotFound ADDRESS_NOT_FOUND)."""
    ctx.store.address_book.remove(command.entry_id, ctx.actor.id)
    return {"id": command.entry_id}


def set_default_entry(command: OneEntry, ctx: Context) -> dict[str, str]:
    """Begin forms with this address from now on (NotFound ADDRESS_NOT_FOUND)."""
    ctx.store.address_book.make_default(command.entry_id, ctx.actor.id)
    return {"id": command.entry_id}


def contact(address: Address | None) -> dict[str, Any]:
    """An address in clear, with the phone as people write it."""
    if address is None:
        return {}
    point = address.location and {"lng": address.location[0], "lat": address.location[1]}
    return vars(address) | {"phone": phones.national(address.phone), "location": point}


def _address(command: AddEntry) -> Address:
    return Address(
        command.name,
        command.phone,
        command.province,
        command.city,
        command.district,
        command.adcode,
        command.address,
        command.extension,
        command.location,
    )


def _set_default(entry_id: str, wanted: bool | None, ctx: Context) -> None:
    if wanted:
        ctx.store.address_book.make_default(entry_id, ctx.actor.id)
    elif wanted is not None:
        ctx.store.address_book.drop_default(entry_id, ctx.actor.id)


def _changed(entry_id: str, twins: list[Entry]) -> dict[str, str]:
    return {"id": entry_id} | ({"duplicate_of": twins[0].id} if twins else {})


def _cursor(entry: Entry) -> str:
    return f"{int(entry.used_at.timestamp() * 1000)}-{entry.id}"
