"""Who may do what with a manifest."""

from logistics.domain.faults import Forbidden
from logistics.domain.line_network import Line
from logistics.domain.manifest import Manifest
from logistics.domain.roles import Actor, Role


def require_end(by: Actor, manifest: Manifest, outlet_id: str) -> None:
    """An outlet's manager acts at their own end of the line, a driver at both (Forbidden OUTLET_NOT_YOURS)."""
    if by.role is Role.DRIVER or by.outlet_id == outlet_id:
        return
    raise Forbidden("OUTLET_NOT_YOURS", "只能办理本网点的交接", outlet_id=outlet_id, manifest_id=manifest.id)


def require_line(by: Actor, line: Line) -> None:
    """A manager opens manifests that leave their outlet, a driver those of any line (Forbidden OUTLET_NOT_YOURS)."""
    if by.role is not Role.DRIVER and by.outlet_id != line.from_outlet_id:
        raise Forbidden("OUTLET_NOT_YOURS", "只能办理本网点的交接", outlet_id=line.from_outlet_id)


def standing_at(by: Actor, outlet_id: str) -> Actor:
    """The caller as who scans at that outlet: drivers are wherever their vehicle is."""
    return Actor(by.id, by.role, outlet_id)
