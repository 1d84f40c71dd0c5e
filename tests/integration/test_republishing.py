"""A timeline published while sessions run: who notices what, what was sent stays, and nothing is done twice."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot import dispatch, drafts, gathering, ledger, opt_out, outbox, published, republishing, timeline_publishing
from bot.checkins import default_timeline_text, parse_timeline
from bot.checkins.editing import change_step, copy_step, remove_step
from bot.db import reading, transaction
from bot.delivery.claims import claim
from bot.errors import InputError
from bot.models import Audit, CheckIn, CheckInEvent, Clinic, Message, Patient, Procedure, TimelineVersion, TreatmentSession
from bot.publishing import NotReady
from bot.republishing import BECAUSE, DROPPED, TOO_LATE
from bot.sessions import SKIP, Choices
from tests.integration.people import AYA, BEN, open_clinic, patient_called, treat

NINA = "nina@example.com"
DOCUMENT = default_timeline_text()
LATER_48H = change_step(DOCUMENT, "48h", {"offset_hours": 50})
#: Aya's session ended at 09:00 on Thursday 5 March; the clock stands at 10:00.
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clinic(engine, clock):
    open_clinic(engine, clock.now())


def microneedling(session):
    return session.execute(select(Procedure).where(Procedure.slug == "microneedling")).scalar_one()


def publish(engine, clock, document, *, also_running=True, **more):
    """Publish a document as somebody would: a draft, saved, approved by name."""
    given = {"approver": "Nina Shaw", "note": "as agreed", "actor": NINA, "now": clock.now(), **more}
    with transaction(engine) as session:
        draft = drafts.open(session, microneedling(session), drafts.TIMELINE, actor=NINA, now=clock.now())
        drafts.save(session, draft, document, seen_revision=draft.revision, actor=NINA, now=clock.now())
        return timeline_publishing.publish(
            session, draft, also_running=also_running, seen_revision=draft.revision, **given
        )  # fmt: skip


def look(engine, clock, document):
    with reading(engine) as session:
        return republishing.effect(session, microneedling(session), parse_timeline(document), now=clock.now())


def rows(engine, phone=AYA):
    with reading(engine) as session:
        mine = select(CheckIn).join(Patient, Patient.id == CheckIn.patient_id).where(Patient.phone == phone)
        return {row.step: row for row in session.execute(mine.order_by(CheckIn.id)).scalars()}


def version_of(engine, phone=AYA):
    with reading(engine) as session:
        mine = select(TreatmentSession).join(Patient, Patient.id == TreatmentSession.patient_id).where(Patient.phone == phone)
        return session.get(TimelineVersion, session.execute(mine).scalar_one().timeline_version_id).number


def life(engine, row):
    with reading(engine) as session:
        return [(event.status, event.actor) for event in ledger.life(session, [row.id])]


def everything(engine):
    with reading(engine) as session:
        tables = (TreatmentSession, CheckIn, CheckInEvent, Message, TimelineVersion)
        return [tuple(row) for table in tables for row in session.execute(select(table.__table__).order_by(table.id))]


def send(engine, clock, step):
    """Let the check-in go out as it would: dispatched, claimed, accepted by the carrier."""
    clock.advance(rows(engine)[step].due_at - clock.now())
    dispatch.dispatch_all(engine, clock.now())
    with transaction(engine) as session:
        row = session.execute(select(CheckIn).where(CheckIn.step == step, CheckIn.status == "planned")).scalars().first()
        text = session.execute(select(Message).where(Message.purpose == outbox.check_in_purpose(row.id))).scalar_one()
        text.status, text.sent_at, row.message_id = "sent", clock.now(), text.id
        ledger.mark(session, row, "sent", "handed to the carrier", now=clock.now(), actor="carrier")


# Seen first


def test_what_would_change_is_seen_before_anything_does(engine, clock):
    before = everything(engine)
    found = look(engine, clock, LATER_48H)
    assert [(one.change.step, one.kinds) for each in found.sessions for one in each.changed] == [
        ("48h", ("moves",)), ("reminder", ("moves",)),
    ]  # fmt: skip
    moved = next(one.change for one in found.sessions[0].rows if one.change.step == "48h")
    assert moved.becomes_due - moved.was_due == timedelta(hours=2)
    assert (found.counts(), found.patients()) == ({"moves": 2}, 1)
    assert everything(engine) == before


@pytest.mark.parametrize(
    ("document", "counts"),
    [
        (change_step(DOCUMENT, "day5", {"offset_hours": 123}), {"moves": 1}),
        (change_step(DOCUMENT, "day7", {"expires_after_hours": 40}), {"lasts": 1}),
        (change_step(DOCUMENT, "48h", {"offset_hours": 60}), {"skipped": 2}),
        (DOCUMENT.replace("Day 5: is your skin flaking?", "Day 5: does your skin flake?"), {"text": 1}),
        (DOCUMENT.replace("{when: pain, at_least: 7", "{when: pain, at_least: 6"), {"answers": 1}),
        (copy_step(DOCUMENT, "day7", "day10", 240), {"added": 1}),
        (remove_step(DOCUMENT, "day14"), {"dropped": 1}),
        (change_step(DOCUMENT, "48h", {"between": ["20:00", "21:00"]}), {}),
    ],
    ids=[
        "moved",
        "another expiry",
        "moved into a night, too near the next",
        "another text",
        "other limits",
        "one more",
        "one less",
        "cut to the clinic's",
    ],
)
def test_each_kind_of_change_is_counted(engine, clock, document, counts):
    assert look(engine, clock, document).counts() == counts


# For new sessions only


def test_published_for_new_sessions_only_it_leaves_running_ones_alone(engine, clock):
    before = rows(engine)
    done = publish(engine, clock, LATER_48H, also_running=False)
    assert (done.version.number, done.effect) == (2, None)
    assert {step: (row.due_at, row.status) for step, row in rows(engine).items()} == {
        step: (row.due_at, row.status) for step, row in before.items()
    }
    assert version_of(engine) == 1
    treat(engine, BEN, clock.now() - HOUR, clock.now())
    assert version_of(engine, BEN) == 2


# Also for running ones


def test_published_for_running_ones_too_it_moves_their_check_ins_with_a_line_in_the_ledger(engine, clock):
    was = rows(engine)["48h"].due_at
    done = publish(engine, clock, LATER_48H)
    row = rows(engine)["48h"]
    assert row.due_at == was + timedelta(hours=2)
    assert row.status == "planned"
    assert row.reason.startswith(BECAUSE)
    assert life(engine, row) == [("planned", "enrolment"), ("moved", NINA)]
    assert version_of(engine) == 2
    assert done.effect.counts() == {"moves": 2}


def test_carried_over_twice_nothing_more_is_done(engine, clock):
    version = publish(engine, clock, LATER_48H).version
    before = everything(engine)
    with transaction(engine) as session:
        again = republishing.apply(session, session.get(TimelineVersion, version.id), now=clock.now(), actor=NINA)
    assert again.sessions == ()
    assert everything(engine) == before


def test_what_was_published_for_new_ones_can_be_carried_over_later(engine, clock):
    version = publish(engine, clock, LATER_48H, also_running=False).version
    with transaction(engine) as session:
        found = republishing.apply(session, session.get(TimelineVersion, version.id), now=clock.now(), actor=NINA)
    assert found.counts() == {"moves": 2}
    assert version_of(engine) == 2


def test_a_dropped_step_is_cancelled_with_its_reason_and_planned_again_when_it_is_restored(engine, clock):
    publish(engine, clock, remove_step(DOCUMENT, "day14"))
    row = rows(engine)["day14"]
    assert (row.status, row.reason) == ("cancelled", DROPPED)
    publish(engine, clock, DOCUMENT)
    again = rows(engine)["day14"]
    assert (again.id, again.status, again.due_at) == (row.id, "planned", row.due_at)
    assert [status for status, _ in life(engine, row)] == ["planned", "cancelled", "planned"]


def test_a_new_step_gets_a_row_and_one_that_is_long_over_a_row_with_its_reason(engine, clock):
    clock.advance(days=9)
    publish(engine, clock, copy_step(copy_step(DOCUMENT, "day7", "day10", 240), "day3", "day6", 144))
    found = rows(engine)
    assert (found["day10"].status, found["day10"].due_at) == ("planned", found["4h"].due_at + timedelta(hours=236))
    assert (found["day6"].status, found["day6"].reason) == ("skipped", TOO_LATE)
    assert life(engine, found["day10"]) == [("planned", NINA)]


def test_a_sent_check_in_stays_as_it_is_and_its_answer_is_read_as_it_was_asked(engine, clock):
    send(engine, clock, "4h")
    before = rows(engine)["4h"]
    first = version_id(engine)
    publish(engine, clock, remove_step(DOCUMENT, "4h"))
    after = rows(engine)["4h"]
    assert (after.status, after.reason, after.due_at) == (before.status, before.reason, before.due_at)
    with reading(engine) as session:
        waiting = gathering.open_check_in(session, session.merge(patient_called(engine), load=False), clock.now())
        assert (waiting.step, waiting.timeline_version_id) == ("4h", first)
        assert published.timeline(session, waiting.timeline_version_id).step("4h").questions[0].id == "feel"
    assert version_of(engine) == 2


def version_id(engine):
    with reading(engine) as session:
        return session.execute(select(TreatmentSession.timeline_version_id)).scalar_one()


def test_a_text_that_waits_in_the_outbox_is_called_back_and_goes_out_in_its_new_words(engine, clock):
    clock.advance(hours=3)
    dispatch.dispatch_all(engine, clock.now())
    publish(engine, clock, DOCUMENT.replace("How is your skin? Reply", "How does your skin feel? Reply"))
    dispatch.dispatch_all(engine, clock.now())
    with reading(engine) as session:
        texts = session.execute(select(Message).where(Message.sender == "check_in").order_by(Message.id)).scalars().all()
        assert [(text.status, text.text[:20]) for text in texts] == [
            ("cancelled", "How is your skin? Re"), ("queued", "How does your skin f"),
        ]  # fmt: skip


def test_a_text_that_the_carrier_is_being_handed_is_left_to_it(engine, clock):
    clock.advance(hours=3)
    dispatch.dispatch_all(engine, clock.now())
    assert len(claim(engine, "scheduler:1", clock.now(), (3,), 5)) == 1
    publish(engine, clock, remove_step(DOCUMENT, "4h"))
    row = rows(engine)["4h"]
    assert row.status == "planned"
    with reading(engine) as session:
        text = session.execute(select(Message).where(Message.purpose == outbox.check_in_purpose(row.id))).scalar_one()
        assert text.status == "sending"


def test_one_that_becomes_due_at_once_goes_or_stays_out_as_was_chosen(engine, clock):
    clock.advance(hours=28)  # 29 hours after the session: 48h moved to 30h would have been at 15:00, 28h is past
    earlier = change_step(change_step(DOCUMENT, "24h", {"offset_hours": 20}), "48h", {"offset_hours": 28})
    assert look(engine, clock, earlier).counts()["goes now"] == 1
    publish(engine, clock, earlier, choices=Choices(usual=SKIP))
    row = rows(engine)["48h"]
    assert (row.status, row.reason) == ("skipped", f"{BECAUSE}: it was late, and staff chose not to send it")


def test_whoever_said_stop_gets_nothing_new_and_start_finds_the_new_plan(engine, clock):
    with transaction(engine) as session:
        opt_out.stop(session, session.merge(patient_called(engine)), "keyword", clock.now())
    publish(engine, clock, copy_step(LATER_48H, "day7", "day10", 240))
    found = rows(engine)
    assert {row.status for row in found.values()} <= {"cancelled"}
    with transaction(engine) as session:
        opt_out.start(session, session.merge(patient_called(engine)), clock.now())
    back = rows(engine)
    assert (back["day10"].status, back["48h"].status) == ("planned", "planned")
    assert back["48h"].due_at - back["4h"].due_at == timedelta(hours=46)


def test_cancelled_and_long_finished_sessions_are_not_running(engine, clock):
    treat(engine, BEN, clock.now() - timedelta(days=60), clock.now())
    with transaction(engine) as session:
        mine = select(TreatmentSession).join(Patient, Patient.id == TreatmentSession.patient_id).where(Patient.phone == AYA)
        session.execute(mine).scalar_one().cancelled_at = clock.now()
        for row in session.execute(select(CheckIn)).scalars():
            row.status = "cancelled"
    assert look(engine, clock, LATER_48H).sessions == ()


def test_other_procedures_and_other_clinics_are_not_touched(engine, clock):
    with reading(engine) as session:
        heat = session.execute(select(Procedure).where(Procedure.slug == "rf-microneedling")).scalar_one()
        assert republishing.effect(session, heat, parse_timeline(LATER_48H), now=clock.now()).sessions == ()


def test_the_audit_book_has_counts_and_nobodys_name(engine, clock):
    publish(engine, clock, LATER_48H)
    with reading(engine) as session:
        line = session.execute(select(Audit).where(Audit.action == "timeline.apply")).scalar_one()
        assert (line.actor, line.detail) == (NINA, {"version": 2, "sessions": 1, "moves": 2})


# All or nothing


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (DOCUMENT.replace("offset_hours: 48", "offset_hours: -3"), "offset_hours should be a whole number, 1 or more, found -3"),
        (change_step(DOCUMENT, "48h", {"between": ["06:00", "08:00"]}), "is not within the clinic's own times for check-ins"),
        (DOCUMENT, "it says the same as version 1"),
    ],
    ids=["a broken document", "times outside the clinic's", "no change"],
)
def test_what_cannot_be_published_changes_nothing(engine, clock, document, problem):
    before = everything(engine)
    with pytest.raises(NotReady) as error:
        publish(engine, clock, document)
    assert problem in "; ".join(error.value.problems)
    assert everything(engine) == before


def test_an_error_on_the_way_leaves_neither_version_nor_moved_rows(engine, clock, monkeypatch):
    before = everything(engine)

    def breaks(*_arguments, **_more):
        raise InputError("broken on the way")

    monkeypatch.setattr(ledger, "plan", breaks)
    with pytest.raises(InputError):
        publish(engine, clock, LATER_48H)
    assert everything(engine) == before


def test_every_row_still_ends_in_one_place_after_all_that(engine, clock):
    publish(engine, clock, remove_step(LATER_48H, "day14"))
    publish(engine, clock, copy_step(DOCUMENT, "day7", "day10", 240))
    with reading(engine) as session:
        per_step = select(CheckIn.step, func.count()).group_by(CheckIn.step)
        assert {count for _, count in session.execute(per_step)} == {1}
        clinic = session.execute(select(Clinic)).scalar_one()
        last = {event.check_in_id: event for event in ledger.life(session, [row.id for row in rows(engine).values()])}
        assert all(
            last[row.id].status in (row.status, ledger.MOVED) and last[row.id].due_at == row.due_at
            for row in rows(engine).values()
        )
        assert clinic is not None


def test_a_condition_published_for_running_sessions_is_judged_when_the_check_in_falls_due(engine, clock):
    publish(engine, clock, change_step(DOCUMENT, "48h", {"only_if": [{"step": "24h", "question": "pain", "at_least": 4}]}))
    send(engine, clock, "4h")
    send(engine, clock, "24h")
    with transaction(engine) as session:
        row = session.execute(select(CheckIn).where(CheckIn.step == "24h")).scalar_one()
        row.values, row.answered_at = {"redness": 3, "pain": 2}, clock.now()
        ledger.mark(session, row, "answered", "the patient replied", now=clock.now(), actor="patient")
    clock.advance(rows(engine)["48h"].due_at - clock.now())
    dispatch.dispatch_all(engine, clock.now())
    row = rows(engine)["48h"]
    assert (row.status, row.reason) == ("skipped", "only if pain at 24h is 4 or more: it was 2")
