"""How differences of cash are found, proposed and approved."""

from functions.collect_cod import difference_schemas, differences
from functions.collect_cod.cash_schemas import CodeSentSchema
from logistics.domain.roles import Role
from logistics.runtime.function import Function

_FINANCE = {Role.FINANCE}
_AUDITORS = {Role.FINANCE, Role.ADMINISTRATOR}


def register(main: Function) -> None:
    """Let these actions be reached."""
    main.on(
        http="GET /discrepancies",
        invoke="list_discrepancies",
        load=difference_schemas.DiscrepancyPageSchema(),
        dump=difference_schemas.DiscrepanciesSchema(),
        roles=_AUDITORS,
    )(differences.list_discrepancies)
    main.on(
        http="POST /discrepancies",
        invoke="open_discrepancy",
        load=difference_schemas.OpenDiscrepancySchema(),
        dump=difference_schemas.DiscrepancyStateSchema(),
        roles=_FINANCE,
        once=True,
    )(differences.open_discrepancy)
    main.on(
        http="POST /discrepancies/<discrepancy_id>/proposal",
        invoke="propose_resolution",
        load=difference_schemas.ProposeSchema(),
        dump=difference_schemas.DiscrepancyStateSchema(),
        roles=_FINANCE,
        once=True,
    )(differences.propose_resolution)
    main.on(
        http="POST /discrepancies/<discrepancy_id>/approval/code",
        invoke="send_approval_code",
        load=difference_schemas.OneDiscrepancySchema(),
        dump=CodeSentSchema(),
        roles=_FINANCE,
        outside=differences.sent_code,
    )(differences.send_approval_code)
    main.on(
        http="POST /discrepancies/<discrepancy_id>/approval",
        invoke="approve_resolution",
        load=difference_schemas.ApproveSchema(),
        outside=differences.prove,
        dump=difference_schemas.DiscrepancyStateSchema(),
        roles=_FINANCE,
        once=True,
    )(differences.approve_resolution)
