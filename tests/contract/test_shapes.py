"""The measure itself: it passes what Twilio describes, and refuses what it does not, down to a letter."""

import json
from urllib.parse import urlencode

import pytest

from tests.contract import distil
from tests.contract.shapes import GIVEN, wrong_with_answer, wrong_with_request

ACCOUNT, SID = "AC" + "0" * 32, "SM" + "1" * 32
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
GOOD = {"To": "+447700900101", "From": "+447700900000", "Body": "Hello", "SmartEncoded": "true", "ValidityPeriod": "600"}
REFUSED = {"code": 21211, "message": "no", "more_info": "https://www.twilio.com/docs/errors/21211", "status": 400}


def test_a_good_request_has_nothing_wrong():
    assert wrong_with_request("POST", MESSAGES, "", urlencode(GOOD)) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"To": None}, "'To' is a required property"),
        ({"From": None}, "one of From, MessagingServiceSid is needed"),
        ({"Body": None}, "one of Body, MediaUrl, ContentSid is needed"),
        ({"From": None, "MessagingServiceSid": "MG" + "z" * 32}, "does not match"),
        ({"To": "07700 900101"}, "is not a 'phone-number'"),
        ({"ValidityPeriod": "600.5"}, "is not of type 'integer'"),
        ({"SmartEncoded": "1"}, "is not of type 'boolean'"),
        ({"StatusCallback": "sms/status"}, "is not a 'uri'"),
        ({"ScheduleType": "loose"}, "'loose' is not one of"),
        ({"SendAt": "tomorrow"}, "is not a 'date-time'"),
        ({"IdempotencyKey": "17"}, "'IdempotencyKey' was unexpected"),
        ({"statusCallback": "https://a.example.com/s"}, "'statusCallback' was unexpected"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_a_request_that_twilio_does_not_describe_is_named(change, named):
    given = {name: value for name, value in {**GOOD, **change}.items() if value is not None}
    (wrong,) = wrong_with_request("POST", MESSAGES, "", urlencode(given))
    assert named in wrong


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", MESSAGES), ("POST", MESSAGES.replace(".json", "")), ("POST", MESSAGES.replace("2010-04-01", "v1"))],
    ids=["method", "ending", "version"],
)
def test_an_address_that_twilio_does_not_have_is_refused(method, path):
    with pytest.raises(LookupError):
        wrong_with_request(method, path, "", "")


def test_a_list_is_asked_for_by_known_filters_only():
    assert wrong_with_request("GET", MESSAGES, "To=%2B447700900101&DateSent%3E=2026-03-05T10:00:00Z&PageSize=50", "") == []
    assert len(wrong_with_request("GET", MESSAGES, "Status=sent&PageSize=5000&DateSent=soon", "")) == 3


@pytest.mark.parametrize(
    ("status", "body", "count"),
    [(400, REFUSED, 0), (500, REFUSED, 1), (400, {**REFUSED, "code": "21211"}, 1), (400, {**REFUSED, "detail": ""}, 1)],
    ids=["as Twilio refuses", "another status", "a code in words", "more than Twilio says"],
)
def test_refusals_have_one_shape(status, body, count):
    assert len(wrong_with_answer("POST", MESSAGES, status, json.dumps(body))) == count


def test_an_answer_must_say_everything_that_twilio_says():
    wrong = wrong_with_answer("GET", MESSAGES.replace(".json", f"/{SID}.json"), 200, json.dumps({"sid": "SM1", "mood": "good"}))
    assert any("'SM1' does not match" in line for line in wrong)
    assert any("'mood' was unexpected" in line for line in wrong)
    assert any("'error_code' is a required property" in line for line in wrong)


def test_the_shapes_name_where_they_come_from_and_hold_no_prose():
    assert (GIVEN["source"], GIVEN["licence"], len(GIVEN["commit"])) == (distil.SOURCE, "MIT", 40)
    assert "description" not in distil.SHAPES.read_text()


def test_distilling_follows_references_and_leaves_sentences_behind():
    text = {"type": "string", "description": "prose", "nullable": True}
    mood = {"type": "string", "enum": ["good"], "description": "prose"}
    operation = {
        "parameters": [{"name": "Sid", "in": "path", "required": True, "schema": {"type": "string", "description": "prose"}}],
        "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": {
            "type": "object", "properties": {"Mood": {"$ref": "#/components/schemas/mood"}, "Words": text}}}}},
        "responses": {"201": {"description": "prose", "content": {"application/json": {"schema": {
            "$ref": "#/components/schemas/api.v2010.account.message"}}}}},
        "x-twilio": {"conditional": [["media_url", "body"]]},
    }  # fmt: skip
    messages = {"type": "object", "properties": {"body": text}}
    schemas = {"mood": mood, "api.v2010.account.message": messages, "api.v2010.account.message.media": messages}
    paths: dict = {}
    for method, path in distil.OPERATIONS.values():
        paths.setdefault(path, {})[method] = operation
    made = distil.distilled({"info": {"version": "1"}, "paths": paths, "components": {"schemas": schemas}}, "c" * 40)
    create = made["operations"]["message.create"]
    assert create["form"]["properties"] == {"Mood": {"type": "string", "enum": ["good"]}, "Words": {"type": ["string", "null"]}}
    assert (create["one_of_each"], create["status"]) == ([["MediaUrl", "Body"]], 201)
    assert create["answer"] == {"$ref": "#/schemas/message"}
    assert made["schemas"]["message"]["properties"] == {"body": {"type": ["string", "null"]}}
    assert "prose" not in distil.written(made)
