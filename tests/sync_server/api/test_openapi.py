"""The OpenAPI document is the API's documentation: nothing in it is left unsaid."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from common.protocol.messages import MEDIA_TYPE
from tests.sync_server.api.asking import Web


@pytest.fixture
def document(web: Web) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(web.ask("GET", "/openapi.json").body)
    return told


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield f"{method} {path}", operation


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_it_lists_every_operation_once(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, operation in operations(document)]
    assert sorted(names) == [
        "digest",
        "enrol",
        "getFile",
        "healthz",
        "identity",
        "proof",
        "putFile",
        "readyz",
        "sync",
        "takeSeries",
        "token",
        "tokenChallenge",
    ]


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    mute = [
        name
        for name, operation in operations(document)
        if not (operation.get("summary") and len(operation.get("description", "")) > 20)
    ]
    assert mute == []


def test_every_response_is_described_and_has_its_shape(document: dict[str, Any]) -> None:
    bare = [
        (name, status)
        for name, operation in operations(document)
        for status, response in operation["responses"].items()
        if not response.get("description")
        or not all(content.get("schema") for content in response.get("content", {}).values())
        or not response.get("content")
    ]
    assert bare == []


def test_every_refusal_is_problem_details(document: dict[str, Any]) -> None:
    others = [
        (name, status)
        for name, operation in operations(document)
        for status, response in operation["responses"].items()
        if int(status) >= 400
        and response["content"]
        != {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    ]
    assert others == []


def test_every_operation_may_fail_and_says_how(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        assert {"500", "503"} <= set(operation["responses"]), name
        if operation.get("security"):
            assert {"401", "403", "410"} <= set(operation["responses"]), name
        if operation.get("parameters"):
            assert "422" in operation["responses"], name


def test_every_body_sent_has_its_shape(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        if name.partition(" ")[0] in ("post", "put") and not operation.get("parameters"):
            content = operation["requestBody"]["content"]
            assert content[MEDIA_TYPE]["schema"]["$ref"], name
            assert operation["requestBody"]["description"], name


def test_every_parameter_is_described(document: dict[str, Any]) -> None:
    mute = [
        (name, parameter["name"])
        for name, operation in operations(document)
        for parameter in operation.get("parameters", [])
        if not parameter.get("description")
    ]
    assert mute == []


def test_every_reference_leads_to_a_schema(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    led = {re.sub("^#/components/schemas/", "", name) for name in references(document)}
    assert led <= set(schemas)
    assert "HTTPValidationError" not in schemas


def test_routes_that_want_a_token_say_so(document: dict[str, Any]) -> None:
    guarded = {op["operationId"] for _, op in operations(document) if op.get("security")}
    assert guarded == {"sync", "digest", "proof", "takeSeries", "putFile", "getFile"}
