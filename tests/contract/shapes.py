"""Twilio's shapes as tests use them: which operation a request is, what is wrong with it, what is wrong with its answer."""

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from jsonschema import Draft7Validator, FormatChecker

from tests.contract.distil import SHAPES

GIVEN: dict[str, Any] = json.loads(SHAPES.read_text())
OPERATIONS: dict[str, Any] = GIVEN["operations"]
SCHEMAS: dict[str, Any] = GIVEN["schemas"]
#: The fields of webhooks, which the description leaves to Twilio's pages: of a text always and at times, of a receipt.
TEXT_FIELDS = frozenset({
    "AccountSid", "ApiVersion", "Body", "From", "MessageSid", "NumMedia", "NumSegments", "SmsMessageSid", "SmsSid", "SmsStatus",
    "To", *(end + part for end in ("From", "To") for part in ("City", "Country", "State", "Zip")),
})  # fmt: skip
MEDIA_FIELDS = frozenset(f"Media{part}{index}" for part in ("Url", "ContentType") for index in range(10))
SERVICE_FIELDS = frozenset({"MessagingServiceSid", "OptOutType"})
RECEIPT_FIELDS = frozenset({"AccountSid", "ApiVersion", "From", "MessageSid", "MessageStatus", "SmsSid", "SmsStatus", "To"})
RECEIPT_FIELDS_AT_TIMES = frozenset({"ErrorCode", "ErrorMessage", "MessagingServiceSid", "RawDlrDoneDate"})
WEBHOOK_FIELDS = TEXT_FIELDS | MEDIA_FIELDS | SERVICE_FIELDS | RECEIPT_FIELDS | RECEIPT_FIELDS_AT_TIMES
FORMATS = FormatChecker(formats=())
#: How Twilio writes every refusal; its description of the API does not say.
ERROR = {
    "type": "object",
    "properties": {
        "code": {"type": "integer", "minimum": 10000, "maximum": 99999},
        "message": {"type": "string", "minLength": 1},
        "more_info": {"type": "string", "pattern": "^https://www\\.twilio\\.com/docs/errors/[0-9]{5}$"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
    },
    "required": ["code", "message", "more_info", "status"],
    "additionalProperties": False,
}


@FORMATS.checks("phone-number")
def _is_phone(value: object) -> bool:
    return not isinstance(value, str) or re.fullmatch(r"\+[1-9][0-9]{6,14}", value) is not None


@FORMATS.checks("uri")
def _is_address(value: object) -> bool:
    return not isinstance(value, str) or (urlsplit(value).path.startswith("/") and not re.search(r"\s", value))


@FORMATS.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value.replace("Z", "+00:00")) is not None


@FORMATS.checks("date-time-rfc-2822", raises=(ValueError, TypeError))
def _is_mail_date(value: object) -> bool:
    return not isinstance(value, str) or parsedate_to_datetime(value).tzinfo is not None


@FORMATS.checks("currency")
def _is_currency(value: object) -> bool:
    return not isinstance(value, str) or re.fullmatch(r"[A-Z]{3}", value) is not None


def operation(method: str, path: str) -> tuple[str, dict[str, str]]:
    """Return the name of the operation that a request is, with what stands in its path. LookupError when Twilio has none."""
    for name, shape in OPERATIONS.items():
        pattern = re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", re.escape(shape["path"]).replace(r"\{", "{").replace(r"\}", "}"))
        if shape["method"] == method and (found := re.fullmatch(pattern, path)):
            return name, found.groupdict()
    raise LookupError(f"Twilio knows no {method} {path}")


def wrong_with_request(method: str, path: str, query: str, body: str) -> list[str]:
    """Return everything in a request that Twilio does not describe so."""
    name, in_path = operation(method, path)
    shape = OPERATIONS[name]
    form = _typed(parse_qsl(body, keep_blank_values=True), shape["form"])
    missing = [f"{name}: one of {', '.join(names)} is needed" for names in shape["one_of_each"] if not form.keys() & set(names)]
    return [
        *_wrong(in_path, shape["in_path"], name),
        *_wrong(_typed(parse_qsl(query, keep_blank_values=True), shape["query"]), shape["query"], name),
        *_wrong(form, shape["form"], name),
        *missing,
    ]


def wrong_with_answer(method: str, path: str, status: int, body: str) -> list[str]:
    """Return everything in an answer that Twilio would not have given; what it lacks of Twilio's counts as wrong."""
    name, _ = operation(method, path)
    shape = OPERATIONS[name]
    if status >= 400:
        given = json.loads(body)
        return _wrong(given, ERROR, name) + (
            [f"{name}: {status} in words, other in the body"] if given["status"] != status else []
        )
    if status != shape["status"]:
        return [f"{name}: answered with {status}"]
    if shape["answer"] is None:
        return [f"{name}: a body where none belongs"] if body else []
    return _wrong(json.loads(body), _complete(name), name)


@cache
def _complete(name: str) -> dict[str, Any]:
    """Return an operation's answer with every property required: Twilio leaves none out, and so should nobody in its place."""
    return _all_required(OPERATIONS[name]["answer"])


def _all_required(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        return _all_required(SCHEMAS[schema["$ref"].rsplit("/", 1)[1]])
    found = dict(schema)
    if "items" in found:
        found["items"] = _all_required(found["items"])
    if "properties" in found:
        found["properties"] = {name: _all_required(one) for name, one in found["properties"].items()}
        found["required"] = list(found["properties"])
    return found


def _wrong(value: Any, schema: dict[str, Any], name: str) -> list[str]:
    found = Draft7Validator(schema, format_checker=FORMATS).iter_errors(value)
    return [f"{name}: {'/'.join(map(str, error.absolute_path))} {error.message}" for error in found]


def _typed(pairs: list[tuple[str, str]], schema: dict[str, Any]) -> dict[str, Any]:
    """Return form fields as what they are to be read as; one that cannot be read so stays the text that it is."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        shape = schema["properties"].get(name, {})
        if shape.get("type") == "array":
            found.setdefault(name, []).append(value)
        elif name in found:
            found[name] = [found[name], value]  # twice what may be said once: no schema lets it pass
        else:
            found[name] = _read(value, shape.get("type"))
    return found


def _read(value: str, kind: str | None) -> Any:
    if kind == "integer" and re.fullmatch(r"-?[0-9]+", value):
        return int(value)
    if kind == "number" and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
        return float(value)
    if kind == "boolean" and value.lower() in ("true", "false"):
        return value.lower() == "true"
    return value
