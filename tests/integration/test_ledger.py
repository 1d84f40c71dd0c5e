"""The ledger: every change of a check-in leaves a line that says when, why and by whom."""

import ast
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import ledger, opt_out
from bot.db import reading, transaction
from bot.delivery import receipts
from bot.delivery.sending import deliver_due
from bot.dispatch import dispatch_due
from bot.models import CheckIn, Message, Patient
from bot.sms import Gateway
from tests.carrier import running_carrier, settings_for
from tests.integration.people import AYA, check_in, open_clinic, treat
from tests.sources import product


@pytest.fixture(autouse=True)
def clinic(engine, clock):
    open_clinic(engine, clock.now())


def lines(engine, step="4h", session_id=None):
    """Return (status, actor) of each line in the life of a check-in."""
    with reading(engine) as session:
        return [(one.status, one.actor) for one in ledger.life(session, [check_in(engine, step, session_id).id])]


def mark(engine, clock, status, reason="because", step="4h", **more):
    with transaction(engine) as session:
        row = session.execute(select(CheckIn).where(CheckIn.step == step)).scalar_one()
        ledger.mark(session, row, status, reason, now=clock.now(), actor="nina@example.com", **more)


def test_an_enrolment_writes_the_first_line_of_every_check_in(engine):
    with reading(engine) as session:
        rows = session.execute(select(CheckIn)).scalars().all()
        born = ledger.life(session, [row.id for row in rows])
    assert len(rows) == len(born) > 5
    assert {(row.id, row.status, row.reason, row.due_at) for row in rows} == {
        (line.check_in_id, line.status, line.reason, line.due_at) for line in born
    }
    assert {line.actor for line in born} == {"enrolment"}


def test_a_change_says_when_why_and_by_whom(engine, clock):
    clock.advance(hours=1)
    mark(engine, clock, "cancelled", "no longer wanted")
    row = check_in(engine, "4h")
    with reading(engine) as session:
        last = ledger.life(session, [row.id])[-1]
    assert (row.status, row.reason) == (last.status, last.reason) == ("cancelled", "no longer wanted")
    assert (last.at, last.actor) == (clock.now(), "nina@example.com")


def test_a_new_time_alone_is_a_move(engine, clock):
    later = check_in(engine, "4h").due_at + timedelta(days=1)
    mark(engine, clock, "planned", "the session was moved by a day", due_at=later, expires_at=later + timedelta(hours=20))
    row = check_in(engine, "4h")
    assert (row.due_at, row.expires_at, row.status) == (later, later + timedelta(hours=20), "planned")
    assert lines(engine)[-1] == ("moved", "nina@example.com")


def test_what_changes_nothing_writes_nothing(engine, clock):
    row = check_in(engine, "4h")
    mark(engine, clock, row.status, row.reason, due_at=row.due_at)
    assert len(lines(engine)) == 1


def test_a_hold_that_goes_on_for_the_same_reason_is_one_line(engine, clock):
    for hours in (5, 6, 7):
        mark(engine, clock, "held", "staff are writing", due_at=clock.now() + timedelta(hours=hours))
    assert [status for status, _ in lines(engine)] == ["planned", "held"]
    assert check_in(engine, "4h").due_at == clock.now() + timedelta(hours=7)
    mark(engine, clock, "held", "outside the daytime")
    assert [status for status, _ in lines(engine)] == ["planned", "held", "held"]


def test_many_at_once_are_told_of_as_one_alone_would_be(engine, clock):
    rows = [check_in(engine, step).id for step in ("4h", "24h")]
    until = clock.now() + timedelta(hours=5)
    for _ in range(2):
        with transaction(engine) as session:
            ledger.mark_keys(session, rows, "held", "staff are writing", due_at=until, now=clock.now(), actor="scheduler")
    assert lines(engine, "24h")[1:] == lines(engine, "4h")[1:] == [("held", "scheduler")]
    assert check_in(engine, "24h").due_at == until
    with transaction(engine) as session:
        theirs = (CheckIn.status == "held",)
        assert ledger.mark_where(session, theirs, "cancelled", "no more", now=clock.now(), actor="scheduler") == 2
    assert lines(engine)[-1] == ("cancelled", "scheduler")
    assert check_in(engine, "48h").status == "planned"


def test_rows_in_hand_see_what_was_changed_for_many(engine, clock):
    with transaction(engine) as session:
        row = session.execute(select(CheckIn).where(CheckIn.step == "4h")).scalar_one()
        ledger.mark_keys(session, [row.id], "cancelled", "no more", now=clock.now(), actor="scheduler")
        assert row.status == "cancelled"


@pytest.mark.parametrize("status", ["planned", "held", "cancelled", "skipped", "expired"])
def test_a_text_that_has_left_is_not_taken_back(engine, clock, status):
    mark(engine, clock, "sent")
    with pytest.raises(ValueError, match="has been sent"):
        mark(engine, clock, status)
    with pytest.raises(ValueError, match="has left already"), transaction(engine) as session:
        ledger.mark_keys(session, [check_in(engine, "4h").id], status, "x", now=clock.now(), actor="scheduler")
    assert check_in(engine, "4h").status == "sent"
    mark(engine, clock, "answered")


def test_the_whole_life_of_a_check_in_that_is_sent(engine, clock):
    clock.advance(check_in(engine, "4h").due_at - clock.now())
    with running_carrier() as carrier:
        dispatch_due(engine, clock.now())
        deliver_due(engine, Gateway(settings_for(carrier.url)), "scheduler:1", clock)
    told = [("planned", "enrolment"), ("planned", "scheduler"), ("sent", "scheduler")]
    assert lines(engine) == told


def test_stop_and_start_are_the_patients_own(engine, clock):
    for change in (lambda *given: opt_out.stop(*given[:2], "keyword", given[2]), opt_out.start):
        with transaction(engine) as session:
            change(session, session.query(Patient).filter_by(phone=AYA).one(), clock.now())
    assert lines(engine) == [("planned", "enrolment"), ("cancelled", "patient"), ("planned", "patient")]


def test_a_newer_session_supersedes_with_a_line(engine, clock):
    first = check_in(engine, "4h").session_id
    clock.advance(minutes=30)
    treat(engine, AYA, clock.now(), clock.now())
    assert lines(engine, session_id=first) == [("planned", "enrolment"), ("cancelled", "enrolment")]


def test_a_text_that_was_called_back_speaks_for_no_check_in_any_more(engine, clock):
    clock.advance(check_in(engine, "4h").due_at - clock.now())
    dispatch_due(engine, clock.now())
    other = check_in(engine, "24h")
    with transaction(engine) as session:
        text = session.execute(select(Message).where(Message.sender == "check_in")).scalar_one()
        text.status, text.purpose, text.attempts = "failed", f"called_back:{other.id}", 1
        assert receipts.apply(session, text, "SM1", "delivered", None, clock.now())
    assert check_in(engine, "24h").status == "planned"


def overwrites(source):
    """Yield the lines at which a statement changes what only the ledger may change."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "values":
            changed = {keyword.arg for keyword in node.keywords}
            is_theirs = re.match(r"(update|insert)\(CheckIn\b", ast.unparse(node.func))
            if is_theirs and changed & {"status", "reason", "due_at", "expires_at"}:
                yield f"{source.name}:{node.lineno}"


def test_nothing_else_writes_check_ins_past_the_ledger():
    assert not [place for source in product() if source.name != "bot.ledger" for place in overwrites(source)]
