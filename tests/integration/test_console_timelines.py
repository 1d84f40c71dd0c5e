"""Timelines in the console: read by all, edited by owners and clinicians as a draft, published by name, all on the record."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot import enrolment
from bot.checkins import default_timeline_text, parse_timeline
from bot.checkins.editing import change_step
from bot.db import reading, transaction
from bot.models import Audit, CheckIn, Clinic, Draft, Patient, TimelineVersion, TreatmentSession
from tests.console_world import make_app, make_staff
from tests.integration.console_pages import hidden, sign_in
from tests.integration.console_pages import words as all_words

BOOK = "/console/timelines/microneedling"
STEP = f"{BOOK}/edit/steps/48h"
ANNA, CLARA, FAY, RITA = (f"{name}@rosewood.example" for name in ("anna", "clara", "fay", "rita"))
OTTO = "otto@harbour.example"
DOCUMENT = default_timeline_text()


@pytest.fixture(autouse=True)
def world(engine, clock):
    """Rosewood with Anna (owner), Clara (clinician), Fay (front desk) and Rita (read only); Mary was treated at 22:00 yesterday.

    Otto owns Harbour, a neighbour with nobody on file.
    """
    now = clock.now()
    with transaction(engine) as session:
        rosewood = open_clinic(session, "rosewood", "Rosewood Skin Clinic", "+442079460100", now)
        harbour = open_clinic(session, "harbour", "Harbour Dermatology", "+442079460200", now)
        for email, role in ((ANNA, "owner"), (CLARA, "clinician"), (FAY, "front_desk"), (RITA, "read_only")):
            make_staff(session, rosewood, email, role, now)
        make_staff(session, harbour, OTTO, "owner", now)
        when = {"performed_at": now - timedelta(hours=12), "now": now}
        enrolment.enroll(session, clinic=rosewood, phone="+447700900101", name="Mary Okafor", **when)


def open_clinic(session, slug, name, phone, now):
    return enrolment.add_clinic(
        session, slug=slug, name=name, phone=phone, timezone="Europe/London", country="GB", on_call="+447700900999",
        now=now - timedelta(days=30), published_by="set-up",
    )  # fmt: skip


@pytest.fixture
def client(engine, clock):
    return TestClient(make_app(engine, clock))


@pytest.fixture
def anna(client):
    sign_in(client, ANNA)
    return client


def words(html):
    """Return what a person reads on a page, in one line, drawings left out."""
    spaced = re.sub(r"<svg.*?</svg>", " ", html, flags=re.S)
    told = all_words(re.sub(r"</?(h\d|th|tr|summary|b|label|option|legend|a)\b", r" \g<0>", spaced))
    return re.sub(r" ([,.:;])", r"\1", told)


def post(client, page, address, **fields):
    """Send a form of `page`, with its token and the revision that it was made from."""
    html = client.get(page).text
    found = re.search(r'name="revision" value="(\d+)"', html)
    form = {"csrf": hidden(html, "csrf"), **({"revision": found[1]} if found else {}), **fields}
    return client.post(address, data=form, follow_redirects=False)


def step_form(client, slug="48h", **changed):
    """Send the form of a step as it stands, with some fields changed."""
    page = f"{BOOK}/edit/steps/{slug}"
    return post(client, page, page, **{**fields_of(client.get(page).text), "do": "save", **changed})


def fields_of(html):
    """Return every field of the step's form, as a browser would send it."""
    form = html[html.index('id="step"') : html.index('class="two-cards')]
    fields = {name: value for name, value in re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form) if name != "csrf"}
    for tick in re.findall(r'<input type="checkbox"[^>]*>', form):
        if "checked" not in tick:
            fields.pop(re.search(r'name="([^"]+)"', tick)[1], None)
    fields["text"] = re.search(r"<textarea[^>]*>(.*?)</textarea>", form, re.S)[1]
    for name, options in re.findall(r'<select[^>]*name="([^"]+)">(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options) or re.search(r'<option value="([^"]*)"', options)
        fields[name] = chosen[1]
    return fields


def draft(engine):
    with reading(engine) as session:
        return session.execute(select(Draft)).scalar_one_or_none()


def audit(engine, action):
    with reading(engine) as session:
        return list(session.execute(select(Audit).where(Audit.action == action).order_by(Audit.id)).scalars())


def row(engine, step="48h"):
    with reading(engine) as session:
        return session.execute(select(CheckIn).where(CheckIn.step == step)).scalar_one()


# Reading


def test_the_list_says_what_plans_new_sessions(anna):
    page = words(anna.get("/console/timelines").text)
    assert "Microneedling Version 1 plans new sessions since" in page
    assert "9 check-ins" in page
    assert "Radiofrequency microneedling Nothing is published: nobody is written to by itself." in page


def test_each_check_in_stands_on_a_card_with_its_text_and_what_bad_answers_bring(anna):
    page = words(anna.get(BOOK).text)
    assert "Day 1 24 hours 24 hours after the session" in page
    assert "About a day on: redness 0-10?" in page
    assert "Call 999" in page
    assert "pain: a score from 0 to 10; 0 to 3 is as expected" in page
    assert "Urgent pain 7 to 10 (pain of 7 or more a day after the session)" in page
    assert "Only if 24h and 48h had no reply" in page


@pytest.mark.parametrize("email", [FAY, RITA])
def test_others_read_everything_and_change_nothing(client, engine, email):
    sign_in(client, email)
    for end in ("", "/texts", "/preview", "/versions"):
        assert client.get(f"{BOOK}{end}").status_code == 200
    for end in ("/edit", "/edit/steps/48h", "/document", "/publish", "/running", "/texts/noted"):
        assert client.get(f"{BOOK}{end}").status_code == 403
    assert "/edit" not in client.get(BOOK).text
    token = hidden(client.get(BOOK).text, "csrf")
    for end in ("/edit/steps/48h", "/edit/steps/48h/copy", "/edit/steps/48h/remove", "/edit/rules", "/document", "/publish",
                "/discard", "/running", "/texts/noted", "/versions/1/restore", "/diff"):  # fmt: skip
        assert client.post(f"{BOOK}{end}", data={"csrf": token}).status_code == 403
    assert draft(engine) is None


def test_a_neighbour_sees_only_their_own_timeline(client, anna, engine, clock):
    step_form(anna, offset_hours="60")
    otto = TestClient(make_app(engine, clock))
    sign_in(otto, OTTO)
    page = words(otto.get(f"{BOOK}/edit").text)
    assert "60 hours" not in page
    assert "Draft" not in otto.get(BOOK).text.replace("Drafts", "")
    assert otto.get(f"{BOOK}/publish").status_code == 400
    assert "Mary" not in otto.get(f"{BOOK}/running").text
    assert otto.get("/console/timelines/chemical-peel").status_code == 404


# A step in its form


def test_a_form_sent_back_unchanged_makes_no_draft(anna, engine):
    for slug in ("4h", "24h", "48h", "reminder", "day7", "day28"):
        assert step_form(anna, slug).status_code == 303
    assert draft(engine) is None


def test_a_step_is_moved_by_its_form_and_the_reminder_with_it(anna, engine):
    answer = step_form(anna, offset_hours="60")
    assert answer.headers["location"] == f"{BOOK}/edit?saved=48h#step-48h"
    page = words(anna.get(f"{BOOK}/edit?saved=48h").text)
    assert "Saved as a draft." in page
    assert "Check-in 48h changed 60 hours after the session" in page
    assert "Reminder changed 6 hours after check-in 48h" in page
    assert draft(engine).document == change_step(DOCUMENT, "48h", {"offset_hours": 60})
    assert [(line.actor, line.target.split(":")[0]) for line in audit(engine, "timeline.draft.save")] == [(ANNA, "procedure")]


def test_every_field_of_the_form_reaches_the_document(anna, engine):
    fields = {
        "text": "Two days on: better, same or worse? Emergency? Call {emergency_number}. Not monitored 24/7.",
        "offset_hours": "20", "after": "24h", "opens": "10:00", "closes": "18:00", "expires_after_hours": "15",
        "c0.what": "answer:24h:pain", "c0.op": "at_least", "c0.value": "4",
        "c1.what": "worried:", "e1.level": "urgent",
    }  # fmt: skip
    assert step_form(anna, **fields).status_code == 303
    assert step_form(anna, **{"c2.what": "answer:24h:danger", "c2.op": "is", "c2.value": "no, mild"}).status_code == 303
    assert step_form(anna, "24h", **{"e1.at_least": "8"}).status_code == 303
    timeline = parse_timeline(draft(engine).document)
    step = timeline.step("48h")
    assert step.text.startswith("Two days on:")
    assert (step.after, step.offset, step.lifetime) == ("24h", timedelta(hours=20), timedelta(hours=15))
    assert [f"{each:%H:%M}" for each in step.between] == ["10:00", "18:00"]
    assert [(each.kind, each.step, each.at_least, each.among) for each in step.only_if] == [
        ("answer", "24h", 4, ()), ("worried", None, None, ()), ("answer", "24h", None, ("no", "mild")),
    ]  # fmt: skip
    assert step.escalations[1].outcome.level == "urgent"
    assert timeline.step("24h").escalations[1].at_least == 8


def test_a_reminder_is_set_by_its_form(anna, engine):
    assert step_form(anna, "reminder", **{"reminds.4h": "1", "wait_hours": "8", "review_after_hours": "20"}).status_code == 303
    step = parse_timeline(draft(engine).document).step("reminder")
    assert set(step.no_reply_to) == {"4h", "24h", "48h"}
    assert (step.wait, step.review_after) == (timedelta(hours=8), timedelta(hours=20))


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"offset_hours": "-3"}, "offset_hours should be a whole number, 1 or more, found -3"),
        ({"offset_hours": "soon"}, "Hours: 'soon' is not a whole number."),
        ({"offset_hours": ""}, "offset_hours should be a whole number"),
        ({"after": "48h"}, "after goes round in a circle"),
        ({"opens": "07:00", "closes": "09:30"}, "between 07:00 and 09:30 is not within the clinic's own times"),
        ({"opens": "10:00"}, "need both a beginning and an end"),
        ({"text": "x" * 2000 + " Emergency? Call {emergency_number}. Not monitored 24/7."}, "14 SMS segments, at most 2"),
        ({"text": "\u201cHow is it?\u201d Emergency? Call {emergency_number}. Not monitored 24/7."}, "a plain SMS cannot carry"),
        ({"text": "{name}, how is it? Emergency? Call {emergency_number}. Not monitored 24/7."}, "unknown placeholder {name}"),
        ({"text": "How is it?"}, "should end with"),
        ({"text": "How {is it? Emergency?"}, "a brace without its other half"),
        ({"c0.what": "answer:24h:pain", "c0.op": "at_least", "c0.value": "44"}, "44 is not an answer to pain"),
        ({"c0.what": "answer:24h:pain", "c0.op": "at_least", "c0.value": "much"}, "'much' is not a whole number"),
        ({"c0.what": "no_answer:day28"}, "'day28' is not an earlier step"),
        ({"e0.level": "dire"}, "level should be one of none, review, urgent"),
    ],
)  # fmt: skip
def test_a_slip_is_told_in_words_and_nothing_is_saved(anna, engine, fields, problem):
    answer = step_form(anna, **fields)
    assert answer.status_code == 400
    assert problem in words(answer.text)
    assert "Nothing was saved." in words(answer.text)
    for name, value in fields.items():
        if name in ("offset_hours", "opens") and value:
            assert f'value="{value}"' in answer.text, "what was typed stays"
    assert draft(engine) is None


def test_characters_can_be_made_plain_before_saving(anna, engine):
    text = "How is it \u2013 today? Emergency? Call {emergency_number}. Not monitored 24/7."
    answer = step_form(anna, text=text, do="plain")
    assert "How is it - today?" in answer.text
    assert draft(engine) is None


def test_what_it_does_to_another_step_is_saved_and_told_until_it_is_mended(anna, engine):
    assert post(anna, STEP, f"{STEP}/remove").status_code == 303
    page = words(anna.get(f"{BOOK}/edit").text)
    assert "The draft cannot be published yet." in page
    assert "step reminder: after '48h' is not a step of this timeline" in page
    assert "keeps the draft from being published" in words(anna.get(f"{BOOK}/edit/steps/reminder").text)
    assert "cannot be previewed before it is mended" in words(anna.get(f"{BOOK}/preview").text)
    assert "Approve by name" not in anna.get(f"{BOOK}/publish").text
    assert step_form(anna, "reminder", after="", offset_hours="54").status_code == 303  # 48h is no longer there to be ticked
    assert "cannot be published" not in anna.get(f"{BOOK}/edit").text


def test_a_step_is_added_as_a_copy_at_its_hours(anna, engine):
    answer = post(anna, STEP, f"{STEP}/copy", slug="day10", offset_hours="240")
    assert answer.headers["location"] == f"{BOOK}/edit?saved=day10#step-day10"
    assert [step.slug for step in parse_timeline(draft(engine).document).steps][-3:] == ["day10", "day14", "day28"]
    for slug, hours in (("Day Ten", "250"), ("day3", "250"), ("day11", "-1"), ("day11", "242")):
        assert post(anna, STEP, f"{STEP}/copy", slug=slug, offset_hours=hours).status_code == 400, (slug, hours)


def test_what_holds_for_all_check_ins_is_changed_beside_its_comment(anna, engine):
    assert post(anna, f"{BOOK}/edit", f"{BOOK}/edit/rules", crowded_hours="5", quiet_hours="4").status_code == 303
    assert "crowded_hours: 5        # a step moved" in draft(engine).document
    assert post(anna, f"{BOOK}/edit", f"{BOOK}/edit/rules", crowded_hours="x", quiet_hours="4").status_code == 400


def test_a_reply_is_edited_as_it_stands_on_a_phone(anna, engine):
    page = f"{BOOK}/texts/noted"
    assert post(anna, page, page, text="Thank you, written down.").headers["location"] == f"{BOOK}/texts#noted"
    assert parse_timeline(draft(engine).document).texts["noted"] == "Thank you, written down."
    refused = post(anna, page, page, text="Thank you {friend}")
    assert refused.status_code == 400
    assert "unknown placeholder {friend}" in refused.text
    assert anna.get(f"{BOOK}/texts/nowhere").status_code == 404


# The whole document


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("    offset_hours: 48", "\toffset_hours: 48", 1, "a tab: indent with spaces"),
        ("    offset_hours: 48", "    offset_hours: -3", 1, "found -3"),
        ("    offset_hours: 48", "    offset_hour: 48", 1, "unknown field"),
        ("    offset_hours: 48", "    offset_hours: [48", 2, "not readable as YAML"),
    ],
)
def test_what_is_wrong_in_the_document_is_told_by_its_line_and_kept_in_the_box(anna, engine, old, new, line, problem):
    page, number = f"{BOOK}/document", DOCUMENT.splitlines().index(old) + line
    answer = post(anna, page, page, document=DOCUMENT.replace(old, new))
    assert answer.status_code == 400
    assert problem in words(answer.text)
    assert f'data-line="{number}"' in answer.text
    assert new.strip() in answer.text
    assert draft(engine) is None


def test_the_document_is_saved_with_its_comments(anna, engine):
    page = f"{BOOK}/document"
    given = DOCUMENT.replace("version: 1", "# ours\nversion: 1").replace("\n", "\r\n")
    assert post(anna, page, page, document=given).status_code == 303
    assert draft(engine).document == given.replace("\r\n", "\n")


def test_a_draft_that_no_form_can_read_is_mended_in_the_document(anna, engine, clock):
    step_form(anna, offset_hours="60")
    with transaction(engine) as session:
        session.execute(select(Draft)).scalar_one().document = "a: ["
    assert anna.get(f"{BOOK}/edit").status_code == 400
    page = f"{BOOK}/document"
    assert "Line 2: not readable as YAML" in words(anna.get(page).text)
    assert "cannot be published yet" in anna.get("/console/timelines").text
    assert post(anna, page, page, document=DOCUMENT).status_code == 303
    assert anna.get(f"{BOOK}/edit").status_code == 200


# Two people


def test_the_second_of_two_is_told_and_keeps_what_they_typed(anna, engine, clock):
    step_form(anna, offset_hours="60")
    clara = TestClient(make_app(engine, clock))
    sign_in(clara, CLARA)
    html = clara.get(STEP).text
    step_form(anna, offset_hours="58")
    form = {**fields_of(html), "csrf": hidden(html, "csrf"), "do": "save", "offset_hours": "55"}
    answer = clara.post(STEP, data=form)
    assert answer.status_code == 409
    assert f"last saved by {ANNA}" in words(answer.text)
    assert 'value="55"' in answer.text
    assert parse_timeline(draft(engine).document).step("48h").offset == timedelta(hours=58)


def test_two_who_begin_at_once_do_not_write_over_each_other(anna, engine, clock):
    clara = TestClient(make_app(engine, clock))
    sign_in(clara, CLARA)
    html = clara.get(STEP).text  # no draft yet: revision 0
    step_form(anna, offset_hours="60")
    form = {**fields_of(html), "csrf": hidden(html, "csrf"), "do": "save", "offset_hours": "55"}
    assert clara.post(STEP, data=form).status_code == 409
    assert parse_timeline(draft(engine).document).step("48h").offset == timedelta(hours=60)


def test_a_discarded_draft_is_gone_unless_somebody_saved_since(anna, engine):
    step_form(anna, offset_hours="60")
    stale = re.search(r'name="revision" value="(\d+)"', anna.get(f"{BOOK}/edit").text)[1]
    step_form(anna, offset_hours="58")
    token = hidden(anna.get(BOOK).text, "csrf")
    assert anna.post(f"{BOOK}/discard", data={"csrf": token, "revision": stale}).status_code == 400
    assert post(anna, f"{BOOK}/edit", f"{BOOK}/discard").status_code == 303
    assert draft(engine) is None


# Calendar and differences


def test_the_calendar_shows_every_text_with_its_time_segments_and_cost(anna):
    page = words(anna.get(f"{BOOK}/preview?who=late&price=0.04").text)
    assert "A session that ended late: ended at 23:30" in page
    assert "Wed 11 Mar, 09:00 · 4 hours moved 4 hours after the session, moved 5 hours on into the clinic's daytime" in page
    assert "15 segments, 0.60 in all; at most 17 segments, 0.68" in page
    assert "2 segments, 0.08" in page
    assert "A patient who answers badly" in page


@pytest.mark.parametrize("who", ["ordinary", "late", "spring", "autumn", "holiday", "away", "nobody"])
def test_every_sample_patient_has_a_calendar(anna, who):
    assert anna.get(f"{BOOK}/preview?who={who}").status_code == 200


def test_somebodys_own_example_is_shown_in_its_zone(anna):
    page = anna.get(f"{BOOK}/preview?who=own&ended=2026-10-24T19:30&zone=America/St_Johns").text
    assert "America/St_Johns" in page
    assert "Session 19:30" in words(page)


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("who=own&zone=Europe/Atlantis&ended=2026-10-24T19:30", "is not a time zone: use a name such as Europe/London"),
        ("who=own&zone=Europe/London&ended=tomorrow", "is not a day and time"),
        ("who=own&zone=Europe/London&ended=0001-01-01T00:00", "too far away"),
        ("price=free", "The price of a segment must be a number from 0 to 10."),
        ("price=-1", "The price of a segment must be"),
        ("price=NaN", "The price of a segment must be"),
        ("version=9", "There is no version 9"),
    ],
)
def test_a_slip_in_the_address_is_told_in_words(anna, query, problem):
    answer = anna.get(f"{BOOK}/preview?{query}")
    assert answer.status_code in (400, 404)
    assert problem in words(answer.text)


def test_the_differences_are_told_check_in_by_check_in(anna):
    step_form(anna, offset_hours="60")
    page = words(anna.get(f"{BOOK}/diff").text)
    assert "Check-in 48h 60 hours after the session instead of 48 hours after the session" in page
    assert "Reminder Moves with check-in 48h" in page


# Publishing


def publish(client, **more):
    page = f"{BOOK}/publish"
    given = {"approver": "Clara Moss", "note": "a calmer second day", "whom": "running", **more}
    return post(client, page, page, **given)


def test_the_publish_page_says_whose_check_ins_change_and_the_look_is_on_the_record(anna, engine):
    step_form(anna, offset_hours="60")
    page = words(anna.get(f"{BOOK}/publish").text)
    assert "1 patient notices it" in page
    assert "Mary Okafor session Wed 4 Mar, 22:00 Check-in 48h Sat 7 Mar, 09:00 Sat 7 Mar, 10:00 moves" in page
    assert [line.detail for line in audit(engine, "timeline.running")] == [{"patients": 1}]


def test_published_also_for_running_sessions_marys_check_in_moves(anna, engine):
    before = row(engine).due_at
    step_form(anna, offset_hours="60")
    answer = publish(anna)
    assert answer.headers["location"] == f"{BOOK}?published=2&carried=1"
    assert row(engine).due_at == before + timedelta(hours=1)  # from 09:00, where the night had moved it, to 10:00
    page = words(anna.get(answer.headers["location"]).text)
    assert "Version 2 is published. New sessions are planned by it, and 1 running session is on it too." in page
    assert draft(engine) is None
    with reading(engine) as session:
        version = session.execute(select(TimelineVersion).where(TimelineVersion.number == 2)).scalar_one()
        assert (version.published_by, version.approved_by, version.note) == (ANNA, "Clara Moss", "a calmer second day")
    assert audit(engine, "timeline.apply")[0].staff_id is not None
    assert len(audit(engine, "timeline.publish")) == 1


def test_published_for_new_sessions_only_it_can_be_carried_over_later(anna, engine):
    before = row(engine).due_at
    step_form(anna, offset_hours="60")
    publish(anna, whom="new")
    assert row(engine).due_at == before
    page = f"{BOOK}/running"
    assert "1 running session is not on version 2" in words(anna.get(page).text)
    assert post(anna, page, page).headers["location"] == f"{BOOK}?carried=1"
    assert row(engine).due_at == before + timedelta(hours=1)
    assert "Every running session is on version 2." in words(anna.get(page).text)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [({"approver": "C"}, "Type the full name of the clinician"), ({"note": " "}, "Say in a sentence what was changed and why")],
)
def test_without_a_name_or_a_reason_nothing_is_published(anna, engine, fields, problem):
    step_form(anna, offset_hours="60")
    answer = publish(anna, **fields)
    assert answer.status_code == 400
    assert problem in words(answer.text)
    assert draft(engine) is not None
    assert row(engine).reason == "48 hours after the session, moved 11 hours on into the clinic's daytime"


def test_a_draft_begun_from_an_older_version_is_compared_first(anna, engine, clock):
    step_form(anna, offset_hours="60")
    with transaction(engine) as session:
        version = session.execute(select(TimelineVersion).join(TreatmentSession)).scalar_one()
        session.add(TimelineVersion(procedure_id=version.procedure_id, number=2, published_at=clock.now(), published_by="file",
                                    document=change_step(DOCUMENT, "day5", {"offset_hours": 121})))  # fmt: skip
    answer = publish(anna)
    assert answer.status_code == 409
    assert "Version 2 was published since this draft was begun from version 1" in words(answer.text)
    assert post(anna, f"{BOOK}/diff", f"{BOOK}/diff", version="2").status_code == 303
    assert publish(anna).status_code == 303


def test_an_older_version_is_restored_as_a_draft(anna, engine):
    step_form(anna, offset_hours="60")
    publish(anna)
    assert post(anna, f"{BOOK}/versions", f"{BOOK}/versions/7/restore").status_code == 404
    assert post(anna, f"{BOOK}/versions", f"{BOOK}/versions/1/restore").headers["location"] == f"{BOOK}/diff"
    assert draft(engine).document == DOCUMENT
    assert "a calmer second day" in anna.get(f"{BOOK}/versions").text


def test_heat_has_no_timeline_to_begin_from(anna, engine):
    book = "/console/timelines/rf-microneedling"
    assert "the default for needles alone is not safe" in anna.get(book).text
    assert anna.get(f"{book}/edit").status_code == 400
    token = hidden(anna.get(book).text, "csrf")
    for end in ("/document", "/edit/steps/48h", "/edit/steps/48h/remove", "/texts/noted"):
        assert anna.post(f"{book}{end}", data={"csrf": token, "document": DOCUMENT}).status_code == 400
    assert draft(engine) is None


def test_a_reply_to_mary_still_finds_her(engine):
    """The world holds together: the patient and clinic of these pages are the ones on file."""
    with reading(engine) as session:
        assert session.execute(select(Patient.name)).scalars().all() == ["Mary Okafor"]
        assert len(session.execute(select(Clinic)).scalars().all()) == 2


def test_what_is_promised_to_the_sample_patient_is_what_they_would_be_promised_then(anna, engine):
    with transaction(engine) as session:
        for clinic in session.execute(select(Clinic)).scalars():
            clinic.holidays = {"2026-04-03": "Good Friday", "2026-04-06": "Easter Monday"}
    page = words(anna.get(f"{BOOK}/preview?who=holiday").text)
    assert "Before Good Friday: ended at 14:00 on the day before Good Friday" in page
    assert "Noted. Our team will look at this by Tuesday." in page  # asked on Thursday evening, closed until after Easter
    assert "Easter Monday: clinic closed" in page
