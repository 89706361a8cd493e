"""The one way in which the smaller state machines move: a table of (from, to) and the roles allowed."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from logistics.domain.faults import Conflict, Forbidden
from logistics.domain.roles import Role

State = TypeVar("State", bound=StrEnum)
Table = Mapping[tuple[State, State], frozenset[Role]]


def moved(table: Table[State], code: str, status: State, to: State, role: Role) -> State:
    """The new state; raises Conflict with the machine's `code`, or Forbidden ROLE_FORBIDDEN."""
    roles = table.get((status, to))
    if roles is None:
        raise Conflict(code, "当前状态不允许此操作", status=status, to=to)
    if role not in roles:
        raise Forbidden("ROLE_FORBIDDEN", "您没有进行此操作的权限", role=role)
    return to
