"""How the books are adjusted, by two people."""

from functions.settle import adjusting, adjusting_schemas
from logistics.domain.roles import Role
from logistics.runtime.function import Function

_FINANCE = {Role.FINANCE}
_APPROVERS = {Role.FINANCE, Role.ADMINISTRATOR}


def register(main: Function) -> None:
    """Let these actions be reached."""
    main.on(
        http="GET /adjustments",
        invoke="list_adjustments",
        load=adjusting_schemas.ListAdjustmentsSchema(),
        dump=adjusting_schemas.AdjustmentsSchema(),
        roles=_APPROVERS,
    )(adjusting.list_adjustments)
    main.on(
        http="POST /adjustments",
        invoke="propose_adjustment",
        load=adjusting_schemas.ProposeAdjustmentSchema(),
        dump=adjusting_schemas.AdjustmentStateSchema(),
        roles=_FINANCE,
        once=True,
    )(adjusting.propose_adjustment)
    main.on(
        http="POST /adjustments/<adjustment_id>/code",
        invoke="send_adjustment_code",
        load=adjusting_schemas.OneAdjustmentSchema(),
        dump=adjusting_schemas.AdjustmentCodeSchema(),
        roles=_APPROVERS,
        outside=adjusting.sent_code,
    )(adjusting.send_adjustment_code)
    main.on(
        http="POST /adjustments/<adjustment_id>/approval",
        invoke="approve_adjustment",
        load=adjusting_schemas.ApproveAdjustmentSchema(),
        outside=adjusting.prove,
        dump=adjusting_schemas.AdjustmentStateSchema(),
        roles=_APPROVERS,
        once=True,
    )(adjusting.approve_adjustment)
    main.on(
        http="DELETE /adjustments/<adjustment_id>",
        invoke="drop_adjustment",
        load=adjusting_schemas.OneAdjustmentSchema(),
        dump=adjusting_schemas.AdjustmentStateSchema(),
        roles=_APPROVERS,
        once=True,
    )(adjusting.drop_adjustment)
