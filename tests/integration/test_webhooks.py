"""What Twilio posts to us: taken once, on record before the answer, and never from anybody else."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient
from twilio.request_validator import RequestValidator

from bot import intake, reception, vitals
from bot.db import reading, transaction
from bot.intake import Poll
from bot.models import Message
from bot.sms import Gateway, _signature_of_bytes
from bot.web import metrics, turned_away, webhooks
from bot.web.app import create_app
from tests.carrier import ACCOUNT, PUBLIC_URL, TOKEN, running_carrier, settings_for
from tests.integration.people import AYA, CLINIC, cases, change, check_in, messages, open_clinic, patient_called, queue, row_of

INBOUND, STATUS = "/sms/inbound", "/sms/status"
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(autouse=True)
def clinic(engine, clock):
    open_clinic(engine, clock.now())


@pytest.fixture
def client(engine, clock) -> Iterator[TestClient]:
    settings = settings_for(twilio_auth_tokens=("the next token", TOKEN))
    with TestClient(create_app(settings, engine, clock), raise_server_exceptions=False) as client:
        yield client


def text(**changed):
    blank = {"FromCity": "", "FromState": "", "FromZip": "", "ToCity": "", "ToZip": ""}
    said = {"From": AYA, "To": CLINIC, "Body": "Is redness normal?", "NumMedia": "0"}
    return {"MessageSid": "SM1", "AccountSid": ACCOUNT, **said, **blank, **changed}


def post(client, path, parameters, token=TOKEN):
    signature = RequestValidator(token).compute_signature(PUBLIC_URL + path, parameters)
    return client.post(path, content=urlencode(parameters), headers={**FORM, "X-Twilio-Signature": signature})


def post_raw(client, raw, **headers):
    signature = _signature_of_bytes(TOKEN, PUBLIC_URL + INBOUND, raw)
    return client.post(INBOUND, content=raw, headers={**FORM, "X-Twilio-Signature": signature, **headers})


def texts_in(engine):
    return messages(engine, direction="in")


def test_a_text_is_on_record_when_it_is_acknowledged(client, engine, clock):
    answer = post(client, INBOUND, text())
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml; charset=utf-8")
    assert answer.text.endswith("<Response></Response>")
    (row,) = texts_in(engine)
    assert (row.text, row.status, row.provider_sid, row.created_at) == ("Is redness normal?", "received", "SM1", clock.now())


def test_the_same_text_again_changes_nothing(client, engine):
    for _ in range(3):
        assert post(client, INBOUND, text()).status_code == 200
    assert len(texts_in(engine)) == 1


def test_an_emergency_is_answered_and_alerted_once_however_often_it_is_posted(client, engine):
    for _ in range(2):
        post(client, INBOUND, text(Body="cant breathe, tongue swelling"))
    assert [case.level for case in cases(engine)] == ["emergency"]
    assert len(messages(engine, direction="out", sender="bot")) == 1
    assert len(messages(engine, direction="out", sender="alert")) == 1


@pytest.mark.parametrize("token", ["the next token", TOKEN])
def test_either_token_counts_while_they_rotate(client, engine, token):
    assert post(client, INBOUND, text(), token).status_code == 200


@pytest.mark.parametrize(
    "headers", [{}, {"X-Twilio-Signature": ""}, {"X-Twilio-Signature": "forged"}], ids=["none", "blank", "forged"]
)
def test_an_unsigned_text_is_refused_and_not_recorded(client, engine, headers):
    answer = client.post(INBOUND, content=urlencode(text()), headers={**FORM, **headers})
    assert answer.status_code == 403
    assert texts_in(engine) == []


def test_a_strangers_signature_is_refused(client, engine):
    assert post(client, INBOUND, text(), "another account's token").status_code == 403
    assert texts_in(engine) == []


def test_the_signature_counts_for_the_configured_address_whatever_the_host_header_says(client, engine):
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC_URL + INBOUND, text())
    headers = {**FORM, "X-Twilio-Signature": signature, "Host": "evil.example.net", "X-Forwarded-Host": "evil.example.net"}
    assert client.post(INBOUND, content=urlencode(text()), headers=headers).status_code == 200


def test_a_photo_without_words_is_taken(client, engine):
    assert post(client, INBOUND, text(Body="", NumMedia="1", MediaUrl0="https://elsewhere.example.net/x")).status_code == 200
    (row,) = texts_in(engine)
    assert (row.text, row.media_count) == ("", 1)


@pytest.mark.parametrize(
    "body",
    ["", " ", "😊🙏", "x" * 1600, "a\x00b", "«ñ» مرحبا", "a&b=c+d%"],
    ids=["empty", "blank", "emoji", "long", "nul", "scripts", "signs"],
)
def test_whatever_was_written_is_on_record(client, engine, body):
    assert post(client, INBOUND, text(Body=body)).status_code == 200
    assert texts_in(engine)[0].text == body.replace("\x00", "")


@pytest.mark.parametrize("count", ["-1", "many", "", "1e9"])
def test_a_nonsensical_count_of_photos_is_none(client, engine, count):
    assert post(client, INBOUND, text(NumMedia=count)).status_code == 200
    assert texts_in(engine)[0].media_count == 0


def test_a_signed_text_with_broken_bytes_is_taken(client, engine):
    raw = urlencode(text(Body="BODY")).replace("BODY", "caf%E9").encode()
    assert post_raw(client, raw).status_code == 200
    assert texts_in(engine)[0].text == "caf\ufffd"


@pytest.mark.parametrize(
    ("raw", "headers", "status"),
    [
        (b"x=" + b"y" * 70_000, {}, 413),
        (b"{}", {"content-type": "application/json"}, 400),
        (b"Body=hello", {}, 400),
        (b"MessageSid=SM1&From=&To=&Body=", {}, 400),
        (b"MessageSid=" + b"S" * 65 + b"&From=%2B447700900123&To=%2B442071838750", {}, 400),
        (b"", {}, 400),
        (b"\xff\xfe%%%&&&===", {}, 400),
    ],
    ids=["too large", "no form", "no sender", "blank sender", "endless sid", "empty", "noise"],
)
def test_bad_input_has_a_clear_answer_and_leaves_nothing(client, engine, raw, headers, status):
    answer = post_raw(client, raw, **headers)
    assert (answer.status_code, bool(answer.text)) == (status, True)
    assert texts_in(engine) == []


@pytest.mark.parametrize(
    "changed",
    [{"To": "+15005550006"}, {"From": "60800"}, {"From": "HARLEY"}, {"From": CLINIC}],
    ids=["no clinic's", "short code", "name", "our own"],
)
def test_nobody_we_could_answer_is_acknowledged_and_not_recorded(client, engine, changed):
    assert post(client, INBOUND, text(**changed)).status_code == 200
    assert texts_in(engine) == []


def test_another_account_is_refused_although_it_is_signed(client, engine):
    before = turned_away.so_far("refused_403")
    assert post(client, INBOUND, text(AccountSid="AC" + "9" * 32)).status_code == 403
    assert texts_in(engine) == [] and turned_away.so_far("refused_403") == before + 1


def test_a_signed_text_of_100_kilobytes_is_refused(client, engine):
    assert post(client, INBOUND, text(Body="x" * 100_000)).status_code == 413
    assert texts_in(engine) == []


def test_what_was_turned_away_is_counted_for_who_watches(client, engine, clock):
    before = turned_away.so_far("unknown_number")
    post(client, INBOUND, text(To="+15005550006"))
    assert turned_away.so_far("unknown_number") == before + 1
    with reading(engine) as session:
        shown = metrics.text(vitals.read(session, clock.now())).decode()
    assert f'aftercare_webhooks_turned_away_total{{why="unknown_number"}} {before + 1:.1f}' in shown


@pytest.mark.parametrize(("told", "is_out"), [("STOP", True), ("stop", True), ("HELP", False), ("OTHER", False), ("", False)])
def test_what_the_carrier_says_it_took_a_text_for_is_honoured(client, engine, told, is_out):
    post(client, INBOUND, text(Body="please leave it", OptOutType=told))
    assert (patient_called(engine).opted_out_at is not None) == is_out


def test_a_text_that_is_posted_again_after_days_is_still_the_same_one(client, engine, clock):
    post(client, INBOUND, text())
    clock.advance(days=9)
    assert post(client, INBOUND, text()).status_code == 200
    assert len(texts_in(engine)) == 1


def test_only_post_is_taken(client):
    assert client.get(INBOUND).status_code == 405


def away(times):
    """Return a stand-in for the record that is away for so many calls."""
    left, real = [None] * times, intake.take_in

    def take_in(*given):
        if left:
            left.pop()
            raise OperationalError("insert", {}, Exception("the database is away"))
        return real(*given)

    return take_in


def test_a_database_that_is_away_for_a_moment_costs_no_text(client, engine, monkeypatch):
    monkeypatch.setattr(intake, "take_in", away(3))
    monkeypatch.setattr(webhooks, "LOOK_AGAIN", 0.01)
    assert post(client, INBOUND, text()).status_code == 200
    assert len(texts_in(engine)) == 1


def test_a_database_that_stays_away_is_said_so_in_time_for_twilio(client, engine, monkeypatch):
    monkeypatch.setattr(intake, "take_in", away(10_000))
    monkeypatch.setattr(webhooks, "PATIENCE", 0.2)
    assert webhooks.PATIENCE < 15
    answer = post(client, INBOUND, text())
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "15")


def test_a_crash_while_recording_leaves_nothing_half_done_and_the_repeat_is_taken(client, engine, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(reception, "act", lambda *_: 1 / 0)
        assert post(client, INBOUND, text()).status_code == 500
    assert texts_in(engine) == []
    assert post(client, INBOUND, text()).status_code == 200
    assert len(texts_in(engine)) == 1


def test_nothing_private_is_logged(client, capsys, caplog):
    caplog.set_level("DEBUG")
    post(client, INBOUND, text(Body="my secret"))
    post(client, INBOUND, text(From="60800", MessageSid="SM2", Body="my secret"))
    client.post(INBOUND, content=urlencode(text(Body="my secret")), headers=FORM)
    written = caplog.text + "".join(capsys.readouterr())
    assert "secret" not in written and AYA not in written


@pytest.fixture
def poll(engine, clock):
    with running_carrier() as carrier:
        carrier.now = clock.now()
        yield carrier, Poll(engine, Gateway(settings_for(carrier.url)), clock)


def test_a_text_whose_webhook_never_came_is_taken_in_by_asking(engine, poll):
    carrier, ask = poll
    sid = carrier.text_came_in(AYA, CLINIC, "cant breathe")
    assert (ask(), ask()) == (1, 0)
    assert texts_in(engine)[0].provider_sid == sid
    assert cases(engine)[0].level == "emergency"


def test_after_an_outage_texts_are_taken_in_in_their_order(engine, poll):
    carrier, ask = poll
    for minutes in (30, 90, 60):
        carrier.text_came_in(AYA, CLINIC, f"{minutes} minutes ago", minutes_ago=minutes)
    assert ask() == 3
    assert [row.text for row in texts_in(engine)] == ["90 minutes ago", "60 minutes ago", "30 minutes ago"]


def test_a_text_that_came_by_webhook_is_not_taken_in_again(client, engine, poll):
    carrier, ask = poll
    post(client, INBOUND, text(MessageSid=carrier.text_came_in(AYA, CLINIC, "Is redness normal?")))
    assert ask() == 0
    assert len(texts_in(engine)) == 1


def test_what_was_written_before_the_clinic_joined_is_left_alone(engine, poll, clock):
    carrier, ask = poll
    carrier.text_came_in(AYA, CLINIC, "an old conversation", minutes_ago=60 * 24 * 31)
    assert ask() == 0


def test_one_text_that_cannot_be_read_does_not_keep_the_others_out(engine, poll, monkeypatch):
    carrier, ask = poll
    carrier.text_came_in(AYA, CLINIC, "poison", minutes_ago=2)
    carrier.text_came_in(AYA, CLINIC, "fine", minutes_ago=1)
    real = reception.act
    monkeypatch.setattr(reception, "act", lambda *given: 1 / 0 if given[2].text == "poison" else real(*given))
    assert ask() == 1
    assert [row.text for row in texts_in(engine)] == ["fine"]


def sent(engine, clock, sid="SM9", status="sent", **changed):
    key = queue(engine, "Hello", clock.now(), **changed)
    with transaction(engine) as session:
        row = session.get(Message, key)
        row.status, row.provider_sid, row.attempts, row.sent_at = status, sid, 1, clock.now()
    return key


def receipt(client, status, sid="SM9", path=STATUS, **changed):
    return post(client, path, {"MessageSid": sid, "MessageStatus": status, "To": AYA, "From": CLINIC, **changed})


@pytest.mark.parametrize(
    ("receipts", "ends"),
    [
        (["sent", "delivered"], "delivered"),
        (["delivered", "sent"], "delivered"),
        (["delivered", "queued", "sending", "sent"], "delivered"),
        (["sent", "sent", "delivered", "delivered"], "delivered"),
        (["undelivered", "sent"], "undelivered"),
        (["failed", "delivered"], "delivered"),
        (["delivered", "failed"], "delivered"),
        (["something new"], "sent"),
        ([""], "sent"),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, list) else value,
)
def test_receipts_in_any_order_and_number_end_the_same(client, engine, clock, receipts, ends):
    key = sent(engine, clock)
    for status in receipts:
        assert receipt(client, status).status_code == 200
    assert row_of(engine, key).status == ends


def test_a_receipt_for_an_unknown_text_changes_nothing(client, engine):
    assert receipt(client, "delivered", sid="SM404").status_code == 200
    assert receipt(client, "delivered", sid="SM404", path=f"{STATUS}?message=99999").status_code == 200
    assert receipt(client, "delivered", sid="SM404", path=f"{STATUS}?message=abc").status_code == 200
    assert receipt(client, "delivered", sid="").status_code == 200
    assert messages(engine) == []


def test_an_unsigned_receipt_is_refused(client, engine, clock):
    key = sent(engine, clock)
    answer = client.post(STATUS, content=urlencode({"MessageSid": "SM9", "MessageStatus": "delivered"}), headers=FORM)
    assert answer.status_code == 403
    assert row_of(engine, key).status == "sent"


def test_a_receipt_settles_a_send_whose_answer_never_came(client, engine, clock):
    key = sent(engine, clock, sid=None, status="unknown")
    receipt(client, "delivered", path=f"{STATUS}?message={key}")
    row = row_of(engine, key)
    assert (row.status, row.provider_sid) == ("delivered", "SM9")


def test_a_receipt_may_be_faster_than_the_answer_to_the_send(client, engine, clock):
    key = sent(engine, clock, sid=None, status="sending")
    receipt(client, "sent", path=f"{STATUS}?message={key}")
    assert (row_of(engine, key).status, row_of(engine, key).provider_sid) == ("sent", "SM9")


def test_a_receipt_never_settles_a_text_that_was_not_sent(client, engine, clock):
    key = queue(engine, "Hello", clock.now())
    receipt(client, "delivered", path=f"{STATUS}?message={key}")
    assert row_of(engine, key).status == "queued"


def test_a_receipt_for_another_send_does_not_touch_a_row_that_has_a_name(client, engine, clock):
    key = sent(engine, clock)
    receipt(client, "failed", sid="SM_other", path=f"{STATUS}?message={key}")
    assert row_of(engine, key).status == "sent"


def test_a_patient_cannot_confirm_a_text_of_their_own(client, engine):
    post(client, INBOUND, text())
    receipt(client, "delivered", sid="SM1")
    assert texts_in(engine)[0].status == "received"


@pytest.mark.parametrize(
    ("receipts", "status"), [(["sent", "delivered"], "delivered"), (["delivered"], "delivered"), (["undelivered"], "failed")]
)
def test_the_ledger_follows_the_receipts(client, engine, clock, receipts, status):
    row = check_in(engine, "24h")
    key = sent(engine, clock, sender="check_in", purpose=f"check_in:{row.id}")
    change(engine, row, status="sent", message_id=key)
    for name in receipts:
        receipt(client, name, ErrorCode="30004" if name == "undelivered" else "")
    assert check_in(engine, "24h").status == status


def test_an_answered_check_in_stays_answered(client, engine, clock):
    row = check_in(engine, "24h")
    key = sent(engine, clock, sender="check_in", purpose=f"check_in:{row.id}")
    change(engine, row, status="answered", message_id=key)
    receipt(client, "delivered")
    assert check_in(engine, "24h").status == "answered"


@pytest.mark.parametrize(("sender", "level"), [("bot", "review"), ("staff", "urgent")])
def test_a_text_that_did_not_arrive_is_a_case(client, engine, clock, sender, level):
    key = sent(engine, clock, sender=sender, purpose=f"{sender}:1")
    for _ in range(2):
        receipt(client, "undelivered", ErrorCode="30005")
    assert [(case.level, case.purpose) for case in cases(engine)] == [(level, f"undelivered:{key}")]
    assert row_of(engine, key).error_code == "30005"
    assert patient_called(engine).opted_out_at is None
