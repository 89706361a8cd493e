"""Where the demonstration's parcels come from and go to: streets that do not exist, inside the seeded areas."""

from __future__ import annotations

from dataclasses import dataclass

HUB, FAR_HUB = "GZ-HUB", "HZ-HUB"


@dataclass(frozen=True)
class Address:
    """`lng`, `lat` in WGS-84, inside the area of `outlet_id`; `hubs` are on the way there, the nearest to us first."""

    outlet_id: str
    adcode: str
    street: str
    lng: float
    lat: float
    hubs: tuple[str, ...] = (HUB,)

    @property
    def location(self) -> dict[str, float]:
        return {"lng": self.lng, "lat": self.lat}


ORIGIN = Address("GZ-TH-1", "440106", "广东省广州市天河区虚构路18号桂花楼502室", 113.3265, 23.1312)
# Where a large run sends from: an outlet's two couriers may ask for sixty identity checks an hour each.
ORIGINS = (
    ORIGIN,
    Address("GZ-LW-1", "440103", "广东省广州市荔湾区虚构路21号木棉楼301室", 113.2431, 23.1265),
    Address("GZ-YX-1", "440104", "广东省广州市越秀区虚构街7号紫荆楼905室", 113.2662, 23.1284),
    Address("GZ-HZ-1", "440105", "广东省广州市海珠区虚构道33号榕树楼1102室", 113.3162, 23.0835),
    Address("GZ-TH-2", "440106", "广东省广州市天河区虚构东路52号丁香楼604室", 113.4012, 23.1263),
    Address("GZ-BY-1", "440111", "广东省广州市白云区虚构路86号白兰楼203室", 113.2741, 23.1592),
    Address("GZ-HP-1", "440112", "广东省广州市黄埔区虚构路15号凤凰楼401室", 113.4812, 23.1833),
    Address("GZ-PY-1", "440113", "广东省广州市番禺区虚构大道9号莲花楼808室", 113.3851, 22.9391),
)
DESTINATIONS = (
    Address("SZ-FT-1", "440304", "广东省深圳市福田区虚构大道66号云杉座1203室", 114.0583, 22.5301),
    Address("HZ-BJ-1", "330108", "浙江省杭州市滨江区虚构街9号听涛苑3幢701室", 120.2071, 30.2043, (HUB, FAR_HUB)),
    Address("NJ-XW-1", "320102", "江苏省南京市玄武区虚构巷27号梧桐里2幢404室", 118.8012, 32.0521, (HUB, FAR_HUB)),
)
