"""Address book: a customer's own addresses, and those they sent to lately."""

from functions.address_book.entries import (
    add_entry,
    change_entry,
    list_entries,
    open_entry,
    remove_entry,
    set_default_entry,
)
from functions.address_book.recent import list_recent, open_recent
from functions.address_book.schemas import (
    AddEntrySchema,
    ChangedSchema,
    ChangeEntrySchema,
    ContactSchema,
    EntriesSchema,
    EntrySchema,
    ListEntriesSchema,
    OneEntrySchema,
    OneWaybillSchema,
    RecentRecipientsReplySchema,
    RecentRecipientsSchema,
)
from logistics.domain.roles import Role
from logistics.runtime.function import Function

main = Function("address_book")

_OWNERS = {Role.CUSTOMER, Role.MERCHANT}

main.on(
    http="GET /address-book",
    invoke="list_entries",
    load=ListEntriesSchema(),
    dump=EntriesSchema(),
    roles=_OWNERS,
)(list_entries)
main.on(
    http="POST /address-book",
    invoke="add_entry",
    load=AddEntrySchema(),
    dump=ChangedSchema(),
    roles=_OWNERS,
    once=True,
)(add_entry)
main.on(
    http="GET /address-book/<entry_id>",
    invoke="open_entry",
    load=OneEntrySchema(),
    dump=EntrySchema(),
    roles=_OWNERS,
)(open_entry)
main.on(
    http="POST /address-book/<entry_id>",
    invoke="change_entry",
    load=ChangeEntrySchema(),
    dump=ChangedSchema(),
    roles=_OWNERS,
    once=True,
)(change_entry)
main.on(
    http="DELETE /address-book/<entry_id>",
    invoke="remove_entry",
    load=OneEntrySchema(),
    dump=ChangedSchema(),
    roles=_OWNERS,
    once=True,
)(remove_entry)
main.on(
    http="POST /address-book/<entry_id>/default",
    invoke="set_default_entry",
    load=OneEntrySchema(),
    dump=ChangedSchema(),
    roles=_OWNERS,
    once=True,
)(set_default_entry)
main.on(
    http="GET /address-book/recent",
    invoke="list_recent",
    load=RecentRecipientsSchema(),
    dump=RecentRecipientsReplySchema(),
    roles=_OWNERS,
)(list_recent)
main.on(
    http="GET /address-book/recent/<waybill_no>",
    invoke="open_recent",
    load=OneWaybillSchema(),
    dump=ContactSchema(),
    roles=_OWNERS,
)(open_recent)
