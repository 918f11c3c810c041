"""The API's description for people: one page made from the OpenAPI document, without scripts.

Swagger UI would come from another host, and vendored it weighs more than the rest of the pages
together; this page reads the same document and needs nothing.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape

__all__ = ["STYLE", "docs_page"]

_FOLDER = Path(__file__).parent / "templates"
STYLE = _FOLDER / "docs.css"
_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    place: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class _Operation:
    method: str
    path: str
    summary: str
    description: str
    fields: tuple[_Field, ...]
    body_example: str
    answer: str
    answer_example: str


def docs_page(openapi: dict[str, Any]) -> str:
    """Return the page that describes an OpenAPI document."""
    groups: dict[str, list[_Operation]] = {}
    for path, methods in openapi["paths"].items():
        for method in _METHODS:
            if operation := methods.get(method):
                tag = next(iter(operation.get("tags", ())), "其他")
                groups.setdefault(tag, []).append(_operation(openapi, method, path, operation))
    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=select_autoescape(), trim_blocks=True
    )
    return environment.get_template("docs.html").render(info=openapi["info"], groups=groups)


def _operation(
    document: dict[str, Any], method: str, path: str, operation: dict[str, Any]
) -> _Operation:
    content = operation.get("requestBody", {}).get("content", {})
    body = _schema(document, _first(content).get("schema", {}))
    answered = operation["responses"].get("200", {}).get("content", {})
    answer = _first(answered).get("schema", {})
    return _Operation(
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        description=operation.get("description", ""),
        fields=(*_parameters(document, operation), *_properties(document, body)),
        body_example=_example(body),
        answer=_kind(document, answer),
        answer_example=_example(_schema(document, answer)),
    )


def _first(content: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the description of the first media type, {} where there is none."""
    return next(iter(content.values()), {})


def _parameters(document: dict[str, Any], operation: dict[str, Any]) -> tuple[_Field, ...]:
    return tuple(
        _Field(
            name=one["name"],
            place={"path": "路径", "query": "参数"}.get(one["in"], one["in"]),
            kind=_kind(document, one.get("schema", {})),
            required=one.get("required", False),
            description=one.get("description") or one.get("schema", {}).get("description", ""),
        )
        for one in operation.get("parameters", ())
    )


def _properties(document: dict[str, Any], schema: dict[str, Any]) -> tuple[_Field, ...]:
    required = schema.get("required", ())
    return tuple(
        _Field(name, "正文", _kind(document, one), name in required, one.get("description", ""))
        for name, one in schema.get("properties", {}).items()
    )


def _schema(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with its reference followed."""
    if reference := schema.get("$ref"):
        found: dict[str, Any] = document["components"]["schemas"][reference.rsplit("/", 1)[1]]
        return found
    return schema


def _kind(document: dict[str, Any], schema: dict[str, Any]) -> str:
    if reference := schema.get("$ref"):
        return str(reference.rsplit("/", 1)[1])
    if options := schema.get("anyOf"):
        kinds = [_kind(document, one) for one in options]
        return " | ".join(kind for kind in kinds if kind != "null")
    if choices := schema.get("enum"):
        return " | ".join(map(str, choices))
    if schema.get("type") == "array":
        return f"{_kind(document, schema.get('items', {}))}[]"
    return str(schema.get("format") or schema.get("type") or "")


def _example(schema: dict[str, Any]) -> str:
    examples = schema.get("examples")
    return json.dumps(examples[0], ensure_ascii=False, indent=2) if examples else ""
