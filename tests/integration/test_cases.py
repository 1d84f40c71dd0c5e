"""What staff do with a case: give it to somebody, put it off, make one of several, note something; each in the audit book."""

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from bot import cases, escalations, reception
from bot.db import reading, transaction
from bot.errors import InputError
from bot.models import Audit, CaseNote, Clinic, Escalation, Patient, Staff
from tests.console_world import inbound, make_case, make_world


@pytest.fixture
def world(engine, clock):
    return make_world(engine, clock.now())


class Desk:
    """One transaction with the people of the world in hand."""

    def __init__(self, session, now):
        self.session, self.now = session, now

    def staff(self, name):
        return self.session.scalars(select(Staff).where(Staff.email.startswith(f"{name}@"))).one()

    def case(self, key):
        return self.session.get(Escalation, key)

    def assign(self, key, to, was=None, by="anna"):
        person = self.staff(to) if to else None
        holder = self.staff(was).id if was else None
        return cases.assign(self.session, self.case(key), person, by=self.staff(by), now=self.now, was=holder)

    def snooze(self, key, until, by="anna"):
        return cases.snooze(self.session, self.case(key), until, by=self.staff(by), now=self.now)

    def merge(self, patient, keys, by="anna"):
        found = self.session.get(Patient, patient)
        return cases.merge(self.session, found, keys, by=self.staff(by), now=self.now).id


@pytest.fixture
def at_work(engine, clock):
    """Do something in a transaction of its own: at_work(lambda desk: …)."""

    def do(work):
        with transaction(engine) as session:
            return work(Desk(session, clock.now()))

    return do


def row(engine, key):
    with reading(engine) as session:
        return session.get(Escalation, key)


def book(engine):
    with reading(engine) as session:
        lines = session.scalars(select(Audit).order_by(Audit.id))
        return [(line.actor.split("@")[0], line.action, line.target) for line in lines]


def another_case(engine, patient, level, codes, now, **more):
    with transaction(engine) as session:
        told = inbound(session, session.get(Patient, patient), "it is worse now", now)
        case = make_case(session, session.get(Patient, patient), level, codes, told, now)
        for name, value in more.items():
            setattr(case, name, value)
        return case.id


# Whose it is


def test_a_case_is_given_to_a_colleague_once(world, engine, at_work):
    assert at_work(lambda desk: desk.assign(world.mary_case, "clara"))
    assert not at_work(lambda desk: desk.assign(world.mary_case, "clara", was="clara"))
    with reading(engine) as session:
        assert session.get(Staff, row(engine, world.mary_case).assigned_to).name == "Clara Moss"
    assert book(engine) == [("anna", "case.assign", f"case:{world.mary_case}")]


def test_a_case_is_given_back(world, engine, at_work):
    at_work(lambda desk: desk.assign(world.mary_case, "clara"))
    assert at_work(lambda desk: desk.assign(world.mary_case, None, was="clara"))
    assert row(engine, world.mary_case).assigned_to is None
    assert [action for _, action, _ in book(engine)] == ["case.assign", "case.unassign"]


def test_whoever_takes_a_case_that_somebody_took_a_moment_ago_is_told(world, engine, at_work):
    at_work(lambda desk: desk.assign(world.mary_case, "clara", by="clara"))
    with pytest.raises(InputError, match="went to Clara Moss a moment ago"):
        at_work(lambda desk: desk.assign(world.mary_case, "anna"))
    with pytest.raises(InputError, match="was given back a moment ago"):
        at_work(lambda desk: desk.assign(world.lily_case, "anna", was="clara"))


@pytest.mark.parametrize(
    ("to", "sentence"),
    [("rita", "may look but not answer"), ("otto", "no such colleague")],
    ids=["who may only look", "of another clinic"],
)
def test_a_case_goes_to_nobody_who_cannot_answer_it(world, engine, at_work, to, sentence):
    with pytest.raises(InputError, match=sentence):
        at_work(lambda desk: desk.assign(world.mary_case, to))
    assert row(engine, world.mary_case).assigned_to is None
    assert book(engine) == []


def test_a_case_does_not_go_to_a_closed_account(world, engine, at_work, clock):
    at_work(lambda desk: setattr(desk.staff("clara"), "disabled_at", clock.now()))
    with pytest.raises(InputError, match="account is closed"):
        at_work(lambda desk: desk.assign(world.mary_case, "clara"))


# When it comes back


def hours_on(clock, hours):
    return clock.now() + timedelta(hours=hours)


@pytest.mark.parametrize("level", ["urgent", "emergency"])
def test_what_is_urgent_is_put_off_for_an_hour_at_most(world, engine, at_work, clock, level):
    key = {"urgent": world.mary_case, "emergency": world.sam_case}[level]
    with pytest.raises(InputError, match="one hour at most"):
        at_work(lambda desk: desk.snooze(key, hours_on(clock, 1) + timedelta(seconds=1)))
    assert at_work(lambda desk: desk.snooze(key, hours_on(clock, 1)))
    assert row(engine, key).snoozed_until == hours_on(clock, 1)


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [(0, "has passed already"), (-1, "has passed already"), (24 * 31, "30 days at most")],
    ids=["now", "the past", "next month"],
)
def test_a_time_that_means_nothing_is_refused(world, engine, at_work, clock, hours, sentence):
    with pytest.raises(InputError, match=sentence):
        at_work(lambda desk: desk.snooze(world.lily_case, hours_on(clock, hours)))
    assert book(engine) == []


def test_a_case_that_nobody_answered_comes_back_by_the_promise(world, engine, at_work, clock):
    promised = row(engine, world.lily_case).due_at
    at_work(lambda desk: desk.snooze(world.lily_case, promised + timedelta(days=3)))
    assert row(engine, world.lily_case).snoozed_until == promised


def test_an_answered_case_may_stay_away_longer(world, engine, at_work, clock):
    at_work(lambda desk: setattr(desk.case(world.lily_case), "first_answered_at", clock.now()))
    at_work(lambda desk: desk.snooze(world.lily_case, hours_on(clock, 24 * 10)))
    assert row(engine, world.lily_case).snoozed_until == hours_on(clock, 24 * 10)


def test_putting_off_twice_to_the_same_time_is_once(world, engine, at_work, clock):
    assert at_work(lambda desk: desk.snooze(world.lily_case, hours_on(clock, 2)))
    assert not at_work(lambda desk: desk.snooze(world.lily_case, hours_on(clock, 2)))
    assert at_work(lambda desk: cases.unsnooze(desk.session, desk.case(world.lily_case), by=desk.staff("anna"), now=desk.now))
    assert not at_work(lambda desk: cases.unsnooze(desk.session, desk.case(world.lily_case), by=desk.staff("anna"), now=desk.now))
    assert [action for _, action, _ in book(engine)] == ["case.snooze", "case.unsnooze"]


def writes(engine, world, clock, text="hello?"):
    with transaction(engine) as session:
        clinic = session.get(Clinic, world.clinic)
        phone = session.get(Patient, world.lily).phone
        sid = f"SM{clock.now().timestamp()}"
        reception.accept(
            session, clinic=clinic, from_phone=phone, text=text, provider_sid=sid, media_count=0, now=clock.now()
        )  # fmt: skip


def test_a_patient_who_writes_again_wakes_what_was_put_off(world, engine, at_work, clock):
    at_work(lambda desk: desk.snooze(world.lily_case, hours_on(clock, 3)))
    at_work(lambda desk: desk.snooze(world.mary_case, hours_on(clock, 0.5)))
    clock.advance(minutes=5)
    writes(engine, world, clock)
    assert row(engine, world.lily_case).snoozed_until is None
    assert row(engine, world.mary_case).snoozed_until is not None, "Mary did not write"
    assert ("patient", "case.woken", f"case:{world.lily_case}") in book(engine)


def test_a_text_of_somebody_who_waits_for_nothing_is_no_line_in_the_book(world, engine, clock):
    writes(engine, world, clock)
    assert book(engine) == []


def test_a_case_that_turns_out_graver_comes_back(world, engine, at_work, clock):
    at_work(lambda desk: desk.snooze(world.lily_case, hours_on(clock, 3)))
    with transaction(engine) as session:
        case = session.get(Escalation, world.lily_case)
        worse = {"level": "urgent", "codes": ["U1"], "reason": "Only the reader saw this", "purpose": case.purpose}
        escalations.open_case(session, patient=case.patient, now=clock.now(), **worse)
    assert row(engine, world.lily_case).snoozed_until is None


# What belongs together


def test_repeated_cases_become_one_with_the_gravest_level_the_earliest_promise_and_all_codes(world, engine, at_work, clock):
    earlier = row(engine, world.mary_case).due_at
    clock.advance(minutes=20)
    graver = another_case(engine, world.mary, "emergency", ["E2", "U1"], clock.now())
    milder = another_case(engine, world.mary, "review", ["R1"], clock.now())
    at_work(lambda desk: setattr(desk.case(graver), "due_at", earlier + timedelta(hours=1)))
    kept = at_work(lambda desk: desk.merge(world.mary, [world.mary_case, graver, milder]))
    assert kept == graver
    case = row(engine, kept)
    assert (case.level, case.status, case.due_at) == ("emergency", "open", earlier)
    assert case.codes == ["E2", "U1", "R1"]
    for other in (world.mary_case, milder):
        gone = row(engine, other)
        assert (gone.status, gone.merged_into_id, gone.note) == ("resolved", kept, f"Merged into case {kept}")
        assert gone.resolved_at == clock.now()
    assert book(engine) == [("anna", "case.merge", f"case:{kept}")]


def test_of_equals_the_oldest_is_kept(world, engine, at_work, clock):
    second = another_case(engine, world.mary, "urgent", ["U2"], clock.now())
    assert at_work(lambda desk: desk.merge(world.mary, [second, world.mary_case])) == world.mary_case


def test_merging_twice_is_once(world, engine, at_work, clock):
    second = another_case(engine, world.mary, "urgent", ["U2"], clock.now())
    keys = [world.mary_case, second]
    assert at_work(lambda desk: desk.merge(world.mary, keys)) == at_work(lambda desk: desk.merge(world.mary, keys))
    assert len(book(engine)) == 1


@pytest.mark.parametrize("keys", [["mary_case"], ["mary_case", "lily_case"], []], ids=["one alone", "two patients", "none"])
def test_there_is_nothing_to_merge_in_one_case(world, engine, at_work, keys):
    with pytest.raises(InputError, match="nothing to merge"):
        at_work(lambda desk: desk.merge(world.mary, [getattr(world, key) for key in keys]))
    assert row(engine, world.lily_case).status == "open"


def test_whoever_is_merged_still_waits_as_long_as_one_of_the_cases_did(world, engine, at_work, clock):
    answered = another_case(engine, world.mary, "review", ["R1"], clock.now(), first_answered_at=clock.now())
    kept = at_work(lambda desk: desk.merge(world.mary, [world.mary_case, answered]))
    assert row(engine, kept).first_answered_at is None


def test_a_merged_case_is_awake_unless_all_were_put_off_and_keeps_its_owner(world, engine, at_work, clock):
    soon, later = hours_on(clock, 0.5), hours_on(clock, 3)
    second = another_case(engine, world.mary, "review", ["R1"], clock.now(), snoozed_until=later)
    at_work(lambda desk: desk.assign(second, "clara"))
    at_work(lambda desk: desk.snooze(world.mary_case, soon))
    kept = at_work(lambda desk: desk.merge(world.mary, [world.mary_case, second]))
    assert row(engine, kept).snoozed_until == soon
    with reading(engine) as session:
        assert session.get(Staff, row(engine, kept).assigned_to).name == "Clara Moss"
    third = another_case(engine, world.mary, "review", ["R2"], clock.now())
    at_work(lambda desk: desk.merge(world.mary, [kept, third]))
    assert row(engine, kept).snoozed_until is None


def test_what_is_found_late_in_a_merged_text_raises_the_case_that_is_left(world, engine, at_work, clock):
    second = another_case(engine, world.mary, "review", ["R1"], clock.now())
    kept = at_work(lambda desk: desk.merge(world.mary, [world.mary_case, second]))
    with transaction(engine) as session:
        merged = session.get(Escalation, second)
        late = {"level": "emergency", "codes": ["reader"], "reason": "The reader", "purpose": merged.purpose}
        escalations.open_case(session, patient=merged.patient, now=clock.now(), **late)
    assert row(engine, kept).level == "emergency"
    assert row(engine, second).level == "review"


# What is noted


def note(at_work, key, text, by="anna"):
    return at_work(lambda desk: cases.add_note(desk.session, desk.case(key), text, by=desk.staff(by), now=desk.now).id)


def test_a_note_is_kept_once_however_often_it_is_sent(world, engine, at_work, clock):
    first = note(at_work, world.mary_case, "  Rang her: no answer.  ")
    assert note(at_work, world.mary_case, "Rang her: no answer.") == first
    assert note(at_work, world.mary_case, "Rang her: no answer.", by="clara") != first
    clock.advance(minutes=11)
    assert note(at_work, world.mary_case, "Rang her: no answer.") != first, "she was rung again"
    with reading(engine) as session:
        assert [one.text for one in session.scalars(select(CaseNote))] == ["Rang her: no answer."] * 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "Write the note"), (" \n", "Write the note"), ("x" * 2001, "too long")],
    ids=["empty", "blank", "endless"],
)
def test_a_note_that_says_nothing_is_refused(world, at_work, text, sentence):
    with pytest.raises(InputError, match=sentence):
        note(at_work, world.mary_case, text)


@pytest.mark.parametrize(
    "work",
    [
        lambda desk, key: desk.assign(key, "clara"),
        lambda desk, key: desk.snooze(key, desk.now + timedelta(hours=1)),
        lambda desk, key: cases.unsnooze(desk.session, desk.case(key), by=desk.staff("anna"), now=desk.now),
    ],
    ids=["assign", "snooze", "unsnooze"],
)
def test_a_closed_case_is_left_alone(world, engine, at_work, work):
    at_work(lambda desk: escalations.resolve(desk.session, desk.case(world.lily_case), desk.staff("anna"), "Done", desk.now))
    with pytest.raises(InputError, match="resolved already"):
        at_work(lambda desk: work(desk, world.lily_case))


def test_a_note_may_still_be_added_to_a_closed_case(world, at_work):
    at_work(lambda desk: escalations.resolve(desk.session, desk.case(world.lily_case), desk.staff("anna"), "Done", desk.now))
    assert note(at_work, world.lily_case, "She rang to say thank you")


def test_moments_are_kept_in_one_zone(world, engine, at_work):
    berlin = datetime(2026, 3, 5, 12, 0, tzinfo=timezone(timedelta(hours=1)))
    at_work(lambda desk: desk.snooze(world.lily_case, berlin))
    assert row(engine, world.lily_case).snoozed_until == datetime(2026, 3, 5, 11, 0, tzinfo=timezone.utc)
