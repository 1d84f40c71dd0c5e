"""What the carrier refuses for a fault of ours is held and not burnt: the operator hears of it once, and it opens by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import mail
from bot.db import reading, transaction
from bot.delivery import receipts
from bot.delivery.holds import PROBE_EVERY
from bot.delivery.overdue import UNCONFIRMED, tell_overdue
from bot.delivery.paging import Paging
from bot.delivery.sending import deliver_due
from bot.dispatch import dispatch_due
from bot.models import ACCOUNT, Line, Message
from bot.outbox import EMERGENCY, STAFF
from bot.sms import Gateway
from bot.web import health
from tests.carrier import settings_for
from tests.integration.people import BEN, CLINIC, cases, check_in, open_clinic, queue, row_of, treat


@pytest.fixture(autouse=True)
def clinic(engine, clock):
    open_clinic(engine, clock.now())
    treat(engine, BEN, clock.now() - timedelta(hours=2), clock.now())


@pytest.fixture
def deliver(engine, carrier, clock):
    gateway = Gateway(settings_for(carrier.url))
    return lambda: deliver_due(engine, gateway, "scheduler:1", clock)


def held(engine):
    with reading(engine) as session:
        return {row.phone: row.held_code for row in session.execute(select(Line).where(Line.held_at.is_not(None))).scalars()}


def queue_many(engine, clock, number=12):
    return [queue(engine, f"text {one}", clock.now(), BEN) for one in range(number)]


@pytest.mark.parametrize(("code", "phone"), [("21606", CLINIC), ("20003", ACCOUNT), ("21408", CLINIC)])
def test_after_one_refusal_nothing_more_is_burnt(engine, carrier, clock, deliver, code, phone):
    keys = queue_many(engine, clock)
    carrier.script(*[code] * 50)
    deliver()
    deliver()
    assert held(engine) == {phone: code}
    assert len(carrier.requests) <= 8, "no more than were under way at once"
    assert {(row_of(engine, key).status, row_of(engine, key).attempts) for key in keys} == {("queued", 0)}
    assert cases(engine) == []


def test_one_text_tries_now_and_then_and_when_it_goes_the_rest_follow(engine, carrier, clock, deliver):
    keys = queue_many(engine, clock)
    carrier.script("21606")
    deliver()
    carrier.script("21606")
    before = len(carrier.requests)
    clock.advance(PROBE_EVERY)
    deliver()
    assert len(carrier.requests) == before + 1
    clock.advance(PROBE_EVERY)
    deliver()
    deliver()
    assert held(engine) == {}
    assert {row_of(engine, key).status for key in keys} == {"sent"}
    assert len(carrier.texts()) == len(keys)


def test_an_emergency_tries_all_the_same_and_opens_the_way(engine, carrier, clock, deliver):
    queue_many(engine, clock, 3)
    carrier.script("20003")
    deliver()
    queue(engine, "Call 999 now", clock.now(), priority=EMERGENCY, purpose="emergency:1")
    deliver()
    assert carrier.texts()[0] == "Call 999 now"
    assert held(engine) == {}


def test_a_country_that_we_may_not_text_to_holds_nobody_else_up(engine, carrier, clock, deliver):
    treat(engine, "+34612345678", clock.now() - timedelta(hours=1), clock.now())
    queue(engine, "Hola", clock.now(), "+34612345678")
    carrier.script("21408")
    deliver()
    key = queue(engine, "Hello", clock.now(), BEN)
    deliver()
    assert held(engine) == {} and row_of(engine, key).status == "sent"


def receipt(engine, clock, key, status, code=None):
    with transaction(engine) as session:
        row = session.get(Message, key)
        receipts.apply(session, row, row.provider_sid, status, code, clock.now())


def test_what_is_refused_only_after_it_was_taken_holds_too_and_delivery_opens_it(engine, carrier, clock, deliver):
    first = queue(engine, "one", clock.now(), BEN)
    deliver()
    receipt(engine, clock, first, "undelivered", "30034")
    second, third = queue(engine, "two", clock.now(), BEN), queue(engine, "three", clock.now())
    clock.advance(seconds=1)
    deliver()
    assert held(engine) == {CLINIC: "30034"} and row_of(engine, second).status == "queued"
    clock.advance(PROBE_EVERY)
    deliver()
    assert held(engine) == {CLINIC: "30034"}, "taken is not delivered"
    receipt(engine, clock, second, "delivered")
    deliver()
    assert held(engine) == {} and row_of(engine, third).status == "sent"


def test_where_phones_never_confirm_a_taken_text_that_is_not_refused_for_minutes_opens_it(engine, carrier, clock, deliver):
    first = queue(engine, "one", clock.now(), BEN)
    deliver()
    receipt(engine, clock, first, "undelivered", "30007")
    queue(engine, "two", clock.now(), BEN)
    clock.advance(PROBE_EVERY)
    deliver()
    Paging(engine, clock)()
    assert held(engine) == {CLINIC: "30007"}
    clock.advance(PROBE_EVERY)
    Paging(engine, clock)()
    assert held(engine) == {}


def test_the_operator_is_told_once_what_to_do_and_readyz_is_red(engine, carrier, clock, deliver, monkeypatch):
    mails = []
    monkeypatch.setattr(mail, "send", lambda _settings, **given: mails.append(given))
    queue_many(engine, clock, 2)
    carrier.script(*["20003"] * 20)
    deliver()
    settings = settings_for(smtp_url="smtp://mail.example.com", mail_from="a@example.com", operator_email="operator@example.com")
    for _round in range(3):
        Paging(engine, clock, settings)()
        clock.advance(PROBE_EVERY)
        deliver()
    assert [(one["to"], "TWILIO_AUTH_TOKEN" in one["text"]) for one in mails] == [("operator@example.com", True)]
    with reading(engine) as session:
        report = health.report(session, clock.now())
    assert not report["ready"] and "held_numbers" in report["red"]
    assert "Compare TWILIO_ACCOUNT_SID" in report["held"][0]


def test_the_operator_is_told_again_while_the_mail_server_is_away(engine, carrier, clock, deliver, monkeypatch):
    told = []

    def away(_settings, **given):
        told.append(given)
        if len(told) == 1:
            raise mail.MailError("away")

    monkeypatch.setattr(mail, "send", away)
    queue_many(engine, clock, 1)
    carrier.script("21606")
    deliver()
    settings = settings_for(smtp_url="smtp://mail.example.com", mail_from="a@example.com", operator_email="operator@example.com")
    assert [Paging(engine, clock, settings)() for _round in range(3)] == [0, 1, 0]


def test_staff_hear_of_what_a_held_number_keeps_for_too_long_once(engine, carrier, clock, deliver):
    staff = queue(engine, "Come in at 3", clock.now(), sender="staff", purpose="staff:1:1", priority=STAFF)
    reply = queue(engine, "It is fine", clock.now(), BEN)
    carrier.script(*["21606"] * 20)
    deliver()
    assert tell_overdue(engine, clock.now()) == 0
    clock.advance(UNCONFIRMED)
    assert tell_overdue(engine, clock.now()) == 2
    assert tell_overdue(engine, clock.now()) == 0
    told = {case.purpose: (case.level, case.codes) for case in cases(engine)}
    assert told == {f"undelivered:{staff}": ("urgent", ["unconfirmed"]), f"undelivered:{reply}": ("review", ["unconfirmed"])}


def test_a_held_check_in_that_misses_its_time_says_why_in_the_ledger(engine, carrier, clock, deliver):
    clock.advance(check_in(engine, "24h").due_at - clock.now())
    while dispatch_due(engine, clock.now()):
        pass
    carrier.script(*["30034"] * 50)
    deliver()
    clock.advance(check_in(engine, "24h").expires_at - clock.now())
    carrier.plan.clear()
    deliver()
    row = check_in(engine, "24h")
    assert (row.status, carrier.texts()) == ("expired", [])
    assert "the carrier refuses our texts (30034)" in row.reason
