"""Write docs/openapi.json from what the handlers register: `python -m scripts.openapi [--check]`.

OpenAPI 3.1, one operation for each HTTP trigger of every function; requests, replies and refusals with their schemas.
With --check nothing is written; the exit code tells whether the file is current.
"""

import argparse
import copy
import inspect
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow import Schema, fields

from scripts.manifest import ROOT, registered

if TYPE_CHECKING:
    from logistics.runtime.function import Action, Function

DOCUMENT = ROOT / "docs/openapi.json"
Json = dict[str, Any]

_WITH_BODY = ("POST", "PUT", "PATCH", "DELETE")
_REFUSALS = {
    "400": "Not HTTP as it should be.",
    "401": "Nobody we know is asking.",
    "403": "The caller may not, or not so often.",
    "404": "There is no such thing, or none that the caller may see.",
    "405": "The path knows no such method.",
    "409": "The present state does not allow it, or the request id was used for another request.",
    "413": "Too large.",
    "422": "The request itself is wrong; `details.fields` says where.",
    "503": "Something that is needed does not answer; try again later.",
}
_REFERRED = {status: {"$ref": f"#/components/responses/Refused{status}"} for status in _REFUSALS}
_REFUSED: Json = {
    "type": "object",
    "required": ["error"],
    "additionalProperties": False,
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "details"],
            "additionalProperties": False,
            "properties": {
                "code": {"type": "string", "pattern": "^[A-Z][A-Z0-9_]*$", "description": "Stable; see errors.md."},
                "message": {"type": "string", "description": "For people."},
                "details": {"type": "object"},
            },
        }
    },
}
_SECURITY: Json = {
    "session": {"type": "http", "scheme": "bearer", "description": "A session's token."},
    "signed": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "HMAC-SHA256 key=…, timestamp=…, signature=… (partner_api.md).",
    },
}
_REQUEST_ID: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "A repeat under the same id gets the first reply.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[!-~]+$"},
}


def document(functions: "list[Function]") -> str:
    """The whole document, as its file must be."""
    plugin = MarshmallowPlugin(schema_name_resolver=lambda _: "")  # each schema stands where it is used
    spec = APISpec("Logistics", "1", "3.1.0", plugins=[plugin], info={"description": _about()})
    converter = plugin.converter
    assert converter is not None
    paths: Json = {}
    for function in functions:
        for (kind, door), action in function.actions.items():
            if kind == "http":
                method, path = door.split()
                at = paths.setdefault(re.sub("<(.*?)>", r"{\1}", path), {})
                at[method.lower()] = _operation(action, method, path, converter)
    whole = spec.to_dict()
    whole["paths"] = dict(sorted(paths.items()))
    shared = {"schemas": {"Refused": _REFUSED}, "responses": _refusals(), "securitySchemes": _SECURITY}
    whole["components"] = shared
    return json.dumps(_in_their_words(whole), ensure_ascii=False, indent=1) + "\n"


def _operation(action: "Action", method: str, path: str, converter: OpenAPIConverter) -> Json:
    named = re.findall("<(.*?)>", path)
    said = inspect.getdoc(action.use_case) or action.name
    told: Json = {
        "operationId": f"{action.function}.{action.name}",
        "tags": [action.function],
        "summary": said.splitlines()[0],
        "description": said,
        "security": _security(action, f"{method} {path}"),
    }
    if action.roles:
        told["x-roles"] = sorted(action.roles)
    asked = converter.schema2jsonschema(action.load)
    properties: Json = asked.get("properties", {})
    required = set(asked.get("required", []))
    parameters = [_parameter(name, "path", properties[name], True) for name in named]
    rest = {name: schema for name, schema in properties.items() if name not in named}
    if method not in _WITH_BODY:
        parameters += [_parameter(name, "query", schema, name in required) for name, schema in rest.items()]
    elif rest:
        told["requestBody"] = _body(rest, sorted(required.difference(named)))
    told["parameters"] = [*parameters, _REQUEST_ID | {"required": action.once}]
    told["responses"] = {"200": _reply(action, converter), **_REFERRED}
    return told


def _parameter(name: str, where: str, schema: Json, required: bool) -> Json:
    return {"name": name, "in": where, "required": required, "schema": schema}


def _body(properties: Json, required: list[str]) -> Json:
    schema: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        schema["required"] = required
    return {"required": bool(required), "content": {"application/json": {"schema": schema}}}


def _reply(action: "Action", converter: OpenAPIConverter) -> Json:
    from logistics.runtime.pages import PageSchema

    if isinstance(action.dump, PageSchema):
        return {"description": "A page, or what it loads.", "content": {"*/*": {"schema": {"type": "string"}}}}
    shown = converter.schema2jsonschema(_as_told(action.dump)) if action.dump else {"type": "object"}
    data = {"type": "object", "required": ["data"], "properties": {"data": shown}, "additionalProperties": False}
    return {"description": "Done.", "content": {"application/json": {"schema": data}}}


def _as_told(schema: Schema) -> Schema:
    """A reply's schema. Whatever has no value is said as null, or left out."""
    told = copy.deepcopy(schema)
    _may_be_null(told)
    return told


def _may_be_null(schema: Schema) -> None:
    for field in schema.fields.values():
        field.allow_none = True
        inner: Any = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            _may_be_null(inner.schema)


def _refusals() -> Json:
    refused = {"application/json": {"schema": {"$ref": "#/components/schemas/Refused"}}}
    return {f"Refused{status}": {"description": why, "content": refused} for status, why in _REFUSALS.items()}


def _in_their_words(told: Any) -> Any:
    """Python's end of a text, \\Z, is no part of JSON Schema's regular expressions."""
    if isinstance(told, dict):
        words = {name: _in_their_words(value) for name, value in told.items()}
        if isinstance(pattern := words.get("pattern"), str) and pattern.endswith(r"\Z"):
            words["pattern"] = f"^{pattern[:-2]}$"
        return words
    return [_in_their_words(each) for each in told] if isinstance(told, list) else told


def _security(action: "Action", door: str) -> list[Json]:
    from logistics.domain.partner import OPEN_TO_KEYS

    signed: list[Json] = [{"signed": []}] if door in OPEN_TO_KEYS else []
    return [*([{"session": []}] if action.roles else [{}]), *signed]


def _about() -> str:
    return "Written by `python -m scripts.openapi` from what the handlers register; do not edit. See actions.md."


def main() -> None:
    """Write the document if it is not current, or only tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the file is out of date")
    only_check = parser.parse_args().check
    wanted = document(registered())
    current = DOCUMENT.exists() and DOCUMENT.read_text() == wanted
    if only_check and not current:
        raise SystemExit(f"out of date: {DOCUMENT.relative_to(ROOT)}; run python -m scripts.openapi")
    if not current:
        _write(DOCUMENT, wanted)


def _write(path: Path, text: str) -> None:
    path.write_text(text)
    print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
