"""The network's own administration: outlets, lines, people, rosters, tariffs, upkeep; called from the command line."""

from functions.admin import network, network_schemas, outlets, schemas, staff, tariff_schemas, tariffs, upkeep
from logistics.domain.roles import OFFICE, Role
from logistics.runtime.function import Function

main = Function("admin")

_ADMINISTRATOR = {Role.ADMINISTRATOR}
_READERS = OFFICE | {Role.OUTLET_MANAGER}
_HIRING = {Role.ADMINISTRATOR, Role.OUTLET_MANAGER}
_NETWORKERS = {Role.ADMINISTRATOR, Role.DISPATCHER}
_ROSTERING = {Role.DISPATCHER, Role.OUTLET_MANAGER}

main.on(invoke="list_outlets", load=schemas.ListOutletsSchema(), dump=schemas.OutletsSchema(), roles=_READERS)(
    outlets.list_outlets
)
main.on(invoke="show_outlet", load=schemas.OutletRefSchema(), dump=schemas.OutletSchema(), roles=_READERS)(
    outlets.show_outlet
)
main.on(
    invoke="save_outlet",
    load=schemas.SaveOutletSchema(),
    dump=schemas.SavedSchema(),
    roles=_ADMINISTRATOR,
    once=True,
)(outlets.save_outlet)
main.on(
    invoke="deactivate_outlet",
    load=schemas.OutletRefSchema(),
    dump=schemas.SavedSchema(),
    roles=_ADMINISTRATOR,
    once=True,
)(outlets.deactivate_outlet)

main.on(invoke="list_staff", load=schemas.ListStaffSchema(), dump=schemas.StaffListSchema(), roles=_READERS)(
    staff.list_staff
)
main.on(invoke="show_staff", load=schemas.StaffRefSchema(), dump=schemas.StaffMemberSchema(), roles=_READERS)(
    staff.show_staff
)
main.on(invoke="save_staff", load=schemas.SaveStaffSchema(), dump=schemas.SavedSchema(), roles=_HIRING)(
    staff.save_staff
)
main.on(invoke="deactivate_staff", load=schemas.StaffRefSchema(), dump=schemas.SavedSchema(), roles=_HIRING)(
    staff.deactivate_staff
)
main.on(invoke="activate_staff", load=schemas.StaffRefSchema(), dump=schemas.SavedSchema(), roles=_HIRING)(
    staff.activate_staff
)

main.on(
    invoke="list_tariffs",
    load=tariff_schemas.ListTariffsSchema(),
    dump=tariff_schemas.TariffsSchema(),
    roles=_READERS,
)(tariffs.list_tariffs)
main.on(
    invoke="show_tariff",
    load=tariff_schemas.TariffRefSchema(),
    dump=tariff_schemas.TariffSchema(),
    roles=_READERS,
)(tariffs.show_tariff)
main.on(
    invoke="publish_tariff",
    load=tariff_schemas.PublishTariffSchema(),
    dump=tariff_schemas.PublishedSchema(),
    roles=_ADMINISTRATOR,
    once=True,
)(tariffs.publish_tariff)

main.on(
    invoke="list_lines",
    load=network_schemas.ListLinesSchema(),
    dump=network_schemas.LinesSchema(),
    roles=_READERS | {Role.DRIVER},
)(network.list_lines)
main.on(
    invoke="save_line",
    load=network_schemas.SaveLineSchema(),
    dump=schemas.SavedSchema(),
    roles=_NETWORKERS,
    once=True,
)(network.save_line)
main.on(invoke="list_handling", dump=network_schemas.HandlingsSchema(), roles=_READERS)(network.list_handling)
main.on(
    invoke="save_handling",
    load=network_schemas.HandlingSchema(),
    dump=schemas.SavedSchema(),
    roles=_NETWORKERS,
    once=True,
)(network.save_handling)
main.on(
    invoke="list_rosters",
    load=network_schemas.ListRostersSchema(),
    dump=network_schemas.RostersSchema(),
    roles=_READERS,
)(network.list_rosters)
main.on(
    invoke="save_roster",
    load=network_schemas.SaveRosterSchema(),
    dump=schemas.SavedSchema(),
    roles=_ROSTERING,
    once=True,
)(network.save_roster)

main.on(
    invoke="list_changes",
    load=schemas.ListChangesSchema(),
    dump=schemas.ChangesSchema(),
    roles=_ADMINISTRATOR,
)(upkeep.list_changes)
main.on(invoke="migrate", dump=schemas.MigratedSchema(), roles=_ADMINISTRATOR)(upkeep.migrate)
main.on(invoke="re_encrypt", load=schemas.ReEncryptSchema(), dump=schemas.ProgressSchema(), roles=_ADMINISTRATOR)(
    upkeep.re_encrypt
)
