"""Places on the map: an address with its point, and a point with its address."""

from dataclasses import dataclass, field
from enum import StrEnum

Point = tuple[float, float]


class Precision(StrEnum):
    """What a point stands for; only a door is good enough to choose between two areas of one district."""

    DOOR = "door"
    STREET = "street"  # a road, a village or a township
    DISTRICT = "district"


@dataclass(frozen=True)
class Located:
    """Where an address is: `point` (lng, lat) in WGS-84, `adcode` of the district, `canonical` the address in one
    line as the map writes it."""

    point: Point = field(repr=False)
    precision: Precision
    adcode: str
    canonical: str = field(repr=False)

    @property
    def location(self) -> dict[str, float]:
        """The point by names."""
        return dict(zip(("lng", "lat"), self.point, strict=True))


@dataclass(frozen=True)
class Place:
    """What is at a point: today's divisions, the township or road, the address behind the region, a landmark."""

    province: str
    city: str
    district: str
    adcode: str
    street: str = field(repr=False)
    address: str = field(repr=False)
    landmark: str = field(repr=False)
