"""The few CloudFormation functions that the hand-written resources use, resolved against what really exists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_PLACE = re.compile(r"\$\{([^{}!]+)\}")


class Unknown(LookupError):
    """A reference to something the local cloud does not create, such as the API that serverless adds."""


class Template:
    """Resolves Ref, Fn::GetAtt, Fn::Sub and Fn::Join with the names and attributes learnt so far."""

    def __init__(self, pseudo: Mapping[str, str]) -> None:
        self.refs: dict[str, str] = dict(pseudo)
        self.attributes: dict[tuple[str, str], str] = {}

    def learn(self, logical_id: str, ref: str, **attributes: str) -> None:
        """Remembers what Ref and Fn::GetAtt of a resource give."""
        self.refs[logical_id] = ref
        self.attributes |= {(logical_id, name): value for name, value in attributes.items()}

    def resolve(self, value: Any) -> Any:
        """The value with every function replaced; raises Unknown for a resource nobody created."""
        if isinstance(value, list):
            return [self.resolve(inner) for inner in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            name, argument = next(iter(value.items()))
            if name == "Ref":
                return self._known(self.refs, argument)
            if name.startswith("Fn::"):
                return self._call(name, argument)
        return {key: self.resolve(inner) for key, inner in value.items()}

    def _call(self, name: str, argument: Any) -> str:
        if name == "Fn::GetAtt":
            return self._attribute(*(argument if isinstance(argument, list) else argument.split(".", 1)))
        if name == "Fn::Join":
            return str(argument[0]).join(str(part) for part in self.resolve(argument[1]))
        if name == "Fn::Sub":
            text, own = (argument[0], self.resolve(argument[1])) if isinstance(argument, list) else (argument, {})
            return _PLACE.sub(lambda match: self._place(match[1], own), text)
        raise Unknown(name)

    def _place(self, name: str, own: Mapping[str, Any]) -> str:
        if name in own:
            return str(own[name])
        logical_id, dot, attribute = name.partition(".")
        return self._attribute(logical_id, attribute) if dot else self._known(self.refs, name)

    def _attribute(self, logical_id: str, attribute: str) -> str:
        return self._known(self.attributes, (logical_id, attribute))

    @staticmethod
    def _known(table: Mapping[Any, str], key: Any) -> str:
        if key not in table:
            raise Unknown(str(key))
        return table[key]
