"""Where the demonstration's parcels come from and go to: streets that do not exist, inside the seeded areas."""

from __future__ import annotations

from dataclasses import dataclass

HUB = "GZ-HUB"


@dataclass(frozen=True)
class Address:
    """`lng`, `lat` in WGS-84, inside the area of `outlet_id`."""

    outlet_id: str
    adcode: str
    street: str
    lng: float
    lat: float

    @property
    def location(self) -> dict[str, float]:
        return {"lng": self.lng, "lat": self.lat}


ORIGIN = Address("GZ-TH-1", "440106", "广东省广州市天河区虚构路18号桂花楼502室", 113.3265, 23.1312)
DESTINATIONS = (
    Address("SZ-FT-1", "440304", "广东省深圳市福田区虚构大道66号云杉座1203室", 114.0583, 22.5301),
    Address("HZ-BJ-1", "330108", "浙江省杭州市滨江区虚构街9号听涛苑3幢701室", 120.2071, 30.2043),
    Address("NJ-XW-1", "320102", "江苏省南京市玄武区虚构巷27号梧桐里2幢404室", 118.8012, 32.0521),
)
