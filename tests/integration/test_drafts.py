"""Drafts and publishing: nobody's work is written over unseen, and what is published is approved by name and never changed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import drafts, enrolment, publishing
from bot.db import reading, transaction
from bot.errors import InputError, NotFound
from bot.models import Audit, Draft, Procedure, ProtocolVersion, TimelineVersion
from bot.protocols import load_default, parse, to_yaml
from bot.protocols.comparing import TEXT
from bot.protocols.editing import with_boundary, with_subject, with_wording
from tests.console_world import make_staff

ANNA, CLARA = "anna@harbour.example", "clara@harbour.example"
DEFAULT = load_default()
LATER = to_yaml(with_subject(DEFAULT, with_boundary(DEFAULT.subjects["makeup"], 24, 48)))
KINDER = to_yaml(with_wording(DEFAULT, TEXT, "thanks", "You are most welcome."))


@pytest.fixture
def now(clock):
    return clock.now()


@pytest.fixture
def harbour(engine, now):
    """Harbour Skin Clinic, which publishes the default protocol; Anna and Clara write for it."""
    with transaction(engine) as session:
        clinic = enrolment.add_clinic(
            session, slug="harbour", name="Harbour Skin Clinic", phone="+447700900000", timezone="Europe/London",
            country="GB", now=now, published_by="setup",
        )  # fmt: skip
        make_staff(session, clinic, ANNA, "owner", now)
        make_staff(session, clinic, CLARA, "clinician", now)
        return clinic.id


def procedure(session, slug="microneedling"):
    return session.execute(select(Procedure).where(Procedure.slug == slug)).scalar_one()


def begin(engine, now, actor=ANNA, kind=drafts.PROTOCOL, **more):
    with transaction(engine) as session:
        return drafts.open(session, procedure(session), kind, actor=actor, now=now, **more)


def save(engine, now, document, seen, actor=ANNA):
    with transaction(engine) as session:
        draft = drafts.find(session, procedure(session), drafts.PROTOCOL)
        drafts.save(session, draft, document, seen_revision=seen, actor=actor, now=now)
        return draft.revision


def publish(engine, now, seen, actor=ANNA, **given):
    approval = {"approver": "Dr Anna Reyes", "note": "Makeup waits two days", **given}
    with transaction(engine) as session:
        draft = drafts.find(session, procedure(session), drafts.PROTOCOL)
        return publishing.publish(session, draft, seen_revision=seen, actor=actor, now=now, **approval)


def rows(engine, model):
    with reading(engine) as session:
        return list(session.scalars(select(model).order_by(model.id)))


def actions(engine):
    return [(line.action, line.actor, line.staff_id is not None) for line in rows(engine, Audit) if "draft" in line.action
            or "publish" in line.action]  # fmt: skip


def test_a_draft_begins_with_what_is_published(engine, harbour, now):
    draft = begin(engine, now)
    assert parse(draft.document) == DEFAULT
    assert (draft.based_on, draft.revision, draft.updated_by) == (1, 1, ANNA)
    assert actions(engine) == [("protocol.draft.open", ANNA, True)]


def test_a_timeline_is_drafted_beside_the_protocol(engine, harbour, now):
    begin(engine, now)
    timeline = begin(engine, now, kind=drafts.TIMELINE)
    assert timeline.document == rows(engine, TimelineVersion)[0].document
    assert len(rows(engine, Draft)) == 2


def test_opening_it_again_is_the_same_draft(engine, harbour, now):
    first = begin(engine, now)
    save(engine, now, LATER, 1)
    again = begin(engine, now, CLARA)
    assert (again.id, again.document, again.revision) == (first.id, LATER, 2)


def test_where_nothing_is_published_the_default_is_the_beginning(engine, harbour, now):
    with transaction(engine) as session:
        session.add(Procedure(clinic_id=harbour, slug="prp", name="Microneedling with PRP"))
        session.flush()
        draft = drafts.open(session, procedure(session, "prp"), drafts.PROTOCOL, actor=ANNA, now=now)
        assert (parse(draft.document), draft.based_on) == (DEFAULT, 0)


def test_the_default_is_never_the_beginning_for_radiofrequency(engine, harbour, now):
    with transaction(engine) as session, pytest.raises(InputError, match="not safe"):
        drafts.open(session, procedure(session, "rf-microneedling"), drafts.PROTOCOL, actor=ANNA, now=now)
    assert rows(engine, Draft) == []


def test_the_second_of_two_editors_is_told_who_saved_and_when(engine, harbour, now):
    begin(engine, now)
    save(engine, now + timedelta(minutes=5), LATER, 1, CLARA)
    with pytest.raises(drafts.DraftConflict, match=r"last saved by clara@harbour.example at 10:05 on 5 March") as told:
        save(engine, now + timedelta(minutes=6), KINDER, 1, ANNA)
    assert told.value.theirs.document == LATER
    [draft] = rows(engine, Draft)
    assert (draft.document, draft.revision, draft.updated_by) == (LATER, 2, CLARA)


def test_who_has_seen_the_newer_one_may_save_over_it(engine, harbour, now):
    begin(engine, now)
    save(engine, now, LATER, 1, CLARA)
    assert save(engine, now, KINDER, 2, ANNA) == 3


def test_a_save_after_publication_is_told_that_the_draft_is_gone(engine, harbour, now):
    begin(engine, now)
    save(engine, now, LATER, 1)
    with reading(engine) as session:
        open_in_another_tab = drafts.find(session, procedure(session), drafts.PROTOCOL)
    publish(engine, now, 2)
    with transaction(engine) as session, pytest.raises(drafts.DraftConflict, match="published or discarded"):
        drafts.save(session, open_in_another_tab, KINDER, seen_revision=2, actor=CLARA, now=now)


def test_a_document_of_megabytes_is_not_kept(engine, harbour, now):
    begin(engine, now)
    with pytest.raises(InputError, match="too long"):
        save(engine, now, "a" * 1_000_001, 1)


def test_a_discarded_draft_leaves_what_is_published(engine, harbour, now):
    begin(engine, now)
    with transaction(engine) as session:
        drafts.discard(session, drafts.find(session, procedure(session), drafts.PROTOCOL), actor=ANNA, now=now)
    assert rows(engine, Draft) == []
    assert len(rows(engine, ProtocolVersion)) == 1
    assert actions(engine)[-1] == ("protocol.draft.discard", ANNA, True)


def test_a_newer_draft_is_not_discarded_unseen(engine, harbour, now):
    begin(engine, now)
    save(engine, now, LATER, 1, CLARA)
    with transaction(engine) as session, pytest.raises(drafts.DraftConflict, match="clara"):
        drafts.discard(session, drafts.find(session, procedure(session), drafts.PROTOCOL), seen_revision=1)
    assert rows(engine, Draft)[0].document == LATER


def test_publishing_makes_the_next_version_and_ends_the_draft(engine, harbour, now):
    begin(engine, now)
    save(engine, now, LATER, 1)
    publish(engine, now, 2)
    assert rows(engine, Draft) == []
    first, second = rows(engine, ProtocolVersion)
    assert (second.number, second.document, second.approved_by) == (2, LATER, "Dr Anna Reyes")
    assert (second.note, second.published_by, second.published_at) == ("Makeup waits two days", ANNA, now)
    assert parse(first.document) == DEFAULT, "what was published never changes"
    assert actions(engine)[-1] == ("protocol.publish", ANNA, True)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"approver": ""}, "full name"),
        ({"approver": "  "}, "full name"),
        ({"approver": "A."}, "full name"),
        ({"approver": "x" * 121}, "full name"),
        ({"note": " "}, "what was changed"),
        ({"note": "n" * 301}, "what was changed"),
    ],
)
def test_nothing_is_published_without_a_name_and_a_reason(engine, harbour, now, given, told):
    begin(engine, now)
    save(engine, now, LATER, 1)
    with pytest.raises(InputError, match=told):
        publish(engine, now, 2, **given)
    assert (len(rows(engine, ProtocolVersion)), len(rows(engine, Draft))) == (1, 1)


def spoilt(old, new):
    assert old in LATER
    return LATER.replace(old, new, 1)


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        pytest.param(LATER.replace("title:", "title:\t", 1), "line 1: a tab; use spaces", id="tabs"),
        pytest.param(spoilt("end: 48h", "end: 60h"), "overlaps the window before it, at 48h", id="overlapping windows"),
        pytest.param(spoilt("start: 0h", "start: -3h"), "starts before the session, at -3h", id="minus three hours"),
        pytest.param(spoilt("thanks: You", "thanks: " + "a" * 2000 + " You"), "segments; at most 1", id="a long text"),
        pytest.param(
            spoilt("  makeup/eye:", "  makeup/lid:"), "subject makeup/eye is missing: patients ask about it", id="no answer"
        ),
        pytest.param(spoilt("thanks: You", "thanks: See bit.ly/x7 - you"), "thanks: holds a link (bit.ly/x7)", id="a link"),
        pytest.param("title: [", "not YAML", id="not YAML"),
        pytest.param("", "must be a mapping", id="nothing"),
    ],
)
def test_a_draft_that_cannot_be_used_is_not_published_and_every_reason_told(engine, harbour, now, document, problem):
    begin(engine, now)
    save(engine, now, document, 1)
    with pytest.raises(publishing.NotReady) as refused:
        publish(engine, now, 2)
    assert any(problem in found for found in refused.value.problems), refused.value.problems
    assert len(rows(engine, ProtocolVersion)) == 1
    assert rows(engine, Draft)[0].document == document, "the draft is still there to be mended"


def test_a_draft_that_changes_nothing_is_not_published(engine, harbour, now):
    begin(engine, now)
    with pytest.raises(publishing.NotReady, match="the same as version 1"):
        publish(engine, now, 1)


def test_what_somebody_saved_meanwhile_is_not_published_unseen(engine, harbour, now):
    begin(engine, now)
    save(engine, now, LATER, 1)
    save(engine, now, KINDER, 2, CLARA)
    with pytest.raises(drafts.DraftConflict, match="clara"):
        publish(engine, now, 2)
    assert len(rows(engine, ProtocolVersion)) == 1


def imported(engine, now, document):
    """Publish a version beside the draft, as an import of files does."""
    with transaction(engine) as session:
        session.add(
            ProtocolVersion(
                procedure_id=procedure(session).id, number=2, document=document, published_at=now, published_by="command line"
            )
        )


def test_a_version_published_meanwhile_is_not_undone_before_somebody_compared(engine, harbour, now):
    begin(engine, now)
    save(engine, now, LATER, 1)
    imported(engine, now, KINDER)
    with pytest.raises(publishing.PublishedMeanwhile, match="Version 2 was published since this draft was begun from version 1"):
        publish(engine, now, 2)
    with transaction(engine) as session:
        drafts.build_on(
            session, drafts.find(session, procedure(session), drafts.PROTOCOL), 2, seen_revision=2, actor=ANNA, now=now
        )
    publish(engine, now, 3)
    assert [(one.number, one.document) for one in rows(engine, ProtocolVersion)][1:] == [(2, KINDER), (3, LATER)]


def test_an_older_version_is_restored_by_a_draft_of_it(engine, harbour, now):
    begin(engine, now)
    save(engine, now, LATER, 1)
    publish(engine, now, 2)
    restored = begin(engine, now, from_version=1)
    assert (parse(restored.document), restored.based_on) == (DEFAULT, 2)
    publish(engine, now, 1, note="Back to one day")
    assert [one.number for one in rows(engine, ProtocolVersion)] == [1, 2, 3]
    assert parse(rows(engine, ProtocolVersion)[2].document) == DEFAULT


def test_restoring_does_not_throw_a_draft_away(engine, harbour, now):
    begin(engine, now, CLARA)
    with pytest.raises(InputError, match=r"under way, last saved by clara"):
        begin(engine, now, from_version=1)


def test_there_is_no_version_of_another_number(engine, harbour, now):
    with pytest.raises(NotFound, match="no version 7"):
        begin(engine, now, from_version=7)
