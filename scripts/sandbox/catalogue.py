"""The approved templates and released pages: what a provider's console would hold for this account."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "catalogue.json"
_PLACE = re.compile(r"\{(\d+)\}")


@dataclass(frozen=True)
class SmsTemplate:
    """An approved SMS text with numbered places; `is_code` marks a verification-code template."""

    text: str
    is_code: bool

    @property
    def parameter_count(self) -> int:
        """How many values a send must bring."""
        return len(set(_PLACE.findall(self.text)))

    def filled(self, values: list[str]) -> str:
        """The text a phone would show, without its signature."""
        return _PLACE.sub(lambda place: values[int(place[1]) - 1], self.text)


@dataclass(frozen=True)
class Catalogue:
    """Subscribe-message templates (id → keys, key → enum values), SMS templates, released pages."""

    message_fields: dict[str, tuple[str, ...]]
    enum_values: dict[str, dict[str, frozenset[str]]]
    sms_templates: dict[str, SmsTemplate]
    pages: frozenset[str]


def read_catalogue(path: Path = _FILE, app_json: Path | None = None) -> Catalogue:
    """Read the catalogue; `app_json`, a mini-program's page list, adds its pages to the released ones."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    templates = raw["wechat"]["templates"]
    pages = frozenset(raw["wechat"]["pages"])
    return Catalogue(
        message_fields={name: tuple(template["fields"]) for name, template in templates.items()},
        enum_values={
            name: {key: frozenset(values) for key, values in template.get("enums", {}).items()}
            for name, template in templates.items()
        },
        sms_templates={
            name: SmsTemplate(template["text"], template["kind"] == "code")
            for name, template in raw["sms"]["templates"].items()
        },
        pages=pages | _pages_of(app_json) if app_json else pages,
    )


def _pages_of(app_json: Path) -> frozenset[str]:
    app = json.loads(app_json.read_text(encoding="utf-8"))
    packaged = [
        f"{package['root'].strip('/')}/{page}"
        for package in app.get("subPackages") or app.get("subpackages") or []
        for page in package["pages"]
    ]
    return frozenset([*app["pages"], *packaged])
