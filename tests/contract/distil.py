"""Distil the facts that we rely on from Twilio's public API description: `python -m tests.contract.distil SPEC COMMIT`.

SPEC is spec/json/twilio_api_v2010.json of github.com/twilio/twilio-oai (MIT) at COMMIT. Names, types, formats, patterns and
choices are kept, in the words of JSON Schema; sentences are not.
"""

import json
import sys
from pathlib import Path
from typing import Any

SHAPES = Path(__file__).parent / "twilio_shapes.json"
SOURCE, FILE, LICENCE = "https://github.com/twilio/twilio-oai", "spec/json/twilio_api_v2010.json", "MIT"
MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages"
#: Ours for each operation: where the description has it.
OPERATIONS = {
    "message.create": ("post", f"{MESSAGES}.json"),
    "message.list": ("get", f"{MESSAGES}.json"),
    "message.fetch": ("get", f"{MESSAGES}/{{Sid}}.json"),
    "message.update": ("post", f"{MESSAGES}/{{Sid}}.json"),
    "message.delete": ("delete", f"{MESSAGES}/{{Sid}}.json"),
    "media.list": ("get", f"{MESSAGES}/{{MessageSid}}/Media.json"),
    "media.fetch": ("get", f"{MESSAGES}/{{MessageSid}}/Media/{{Sid}}.json"),
    "media.delete": ("delete", f"{MESSAGES}/{{MessageSid}}/Media/{{Sid}}.json"),
}
SCHEMAS = {"message": "api.v2010.account.message", "media": "api.v2010.account.message.media"}
#: What a schema may say that is a fact and no prose.
FACTS = ("type", "format", "pattern", "enum", "minimum", "maximum", "minLength", "maxLength", "required")
LINE = 130


def distilled(spec: dict[str, Any], commit: str) -> dict[str, Any]:
    """Return our shapes of a whole description. KeyError when it lacks an operation that we rely on."""
    return {
        "source": SOURCE,
        "file": FILE,
        "commit": commit,
        "licence": LICENCE,
        "version": spec["info"]["version"],
        "operations": {name: _operation(spec, method, path) for name, (method, path) in OPERATIONS.items()},
        "schemas": {name: _schema(spec, spec["components"]["schemas"][theirs]) for name, theirs in SCHEMAS.items()},
    }


def _operation(spec: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    given = spec["paths"][path][method]
    status, answer = next((code, body) for code, body in given["responses"].items() if code.startswith("2"))
    form = given.get("requestBody", {}).get("content", {}).get("application/x-www-form-urlencoded", {}).get("schema", {})
    return {
        "method": method.upper(),
        "path": path,
        "in_path": _parameters(spec, given, "path"),
        "query": _parameters(spec, given, "query"),
        "form": _schema(spec, {"type": "object", "properties": {}, **form}),
        # Of each of these lists one must be given.
        "one_of_each": [[_camel(name) for name in names] for names in given.get("x-twilio", {}).get("conditional", [])],
        "status": int(status),
        "answer": _answer(spec, answer),
    }


def _parameters(spec: dict[str, Any], given: dict[str, Any], place: str) -> dict[str, Any]:
    there = [parameter for parameter in given.get("parameters", []) if parameter["in"] == place]
    return {
        "type": "object",
        "properties": {parameter["name"]: _schema(spec, parameter["schema"]) for parameter in there},
        "required": [parameter["name"] for parameter in there if parameter.get("required")],
        "additionalProperties": False,
    }


def _answer(spec: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any] | None:
    schema = answer.get("content", {}).get("application/json", {}).get("schema")
    return _schema(spec, schema) if schema else None


def _schema(spec: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with its references followed, nothing let in that it does not name, and its prose left behind."""
    if "$ref" in given:
        theirs = given["$ref"].rsplit("/", 1)[1]
        ours = next((name for name, other in SCHEMAS.items() if other == theirs), None)
        return {"$ref": f"#/schemas/{ours}"} if ours else _schema(spec, spec["components"]["schemas"][theirs])
    kept = {name: given[name] for name in FACTS if name in given}
    if given.get("nullable"):
        kept["type"] = [kept["type"], "null"]
    if "items" in given:
        kept["items"] = _schema(spec, given["items"])
    if "properties" in given:
        kept["properties"] = {name: _schema(spec, value) for name, value in given["properties"].items()}
        kept["additionalProperties"] = False
    return kept


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def written(value: Any, indent: str = "") -> str:
    """Return `value` as JSON, one line for whatever fits into one, so that a change can be read."""
    line = json.dumps(value)
    if not isinstance(value, dict) or len(line) + len(indent) <= LINE:
        return line
    inner = indent + "  "
    rows = (f"{inner}{json.dumps(name)}: {written(one, inner)}" for name, one in value.items())
    return "{\n" + ",\n".join(rows) + f"\n{indent}}}"


def main(arguments: list[str]) -> int:
    """Write the shapes. Exit status 2 unless a description and its commit are named."""
    if len(arguments) != 2:
        print("usage: python -m tests.contract.distil SPEC COMMIT", file=sys.stderr)
        return 2
    path, commit = arguments
    SHAPES.write_text(written(distilled(json.loads(Path(path).read_text()), commit)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
