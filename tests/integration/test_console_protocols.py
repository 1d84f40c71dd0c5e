"""The protocol pages: read by everybody of the clinic, written and published by owners and clinicians, also without a script."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot import protocols
from bot.db import reading, transaction
from bot.models import Audit, Clinic, Draft, Patient, Procedure, ProtocolVersion
from bot.protocols import load_default, parse, to_yaml, typed
from tests.console_world import inbound, make_app, make_world, outbound
from tests.integration.console_pages import hidden, sign_in, words

BOOK = "/console/protocols/microneedling"
MAKEUP = f"{BOOK}/edit/makeup"
TWO_DAYS = {"1.end": "48h", "2.start": "48h"}
APPROVED = {"approver": "Dr Anna Reyes", "note": "Makeup waits two days here."}


@pytest.fixture
def world(engine, clock):
    """Rosewood and Harbour, both with the default protocol published; Rosewood also offers radiofrequency, without one."""
    made = make_world(engine, clock.now())
    with transaction(engine) as session:
        for clinic in session.scalars(select(Clinic)):
            offered = Procedure(clinic_id=clinic.id, slug="microneedling", name="Microneedling")
            session.add_all([offered, Procedure(clinic_id=clinic.id, slug="rf-microneedling", name="Radiofrequency")])
            session.flush()
            document, published_at = to_yaml(load_default()), clock.now() - timedelta(days=40)
            session.add(
                ProtocolVersion(
                    procedure_id=offered.id, number=1, document=document, published_at=published_at, published_by="setup"
                )
            )
    return made


@pytest.fixture
def app(world, engine, clock):
    return make_app(engine, clock)


@pytest.fixture
def anna(app):
    return somebody(app, "anna@rosewood.example")


@pytest.fixture
def clara(app):
    return somebody(app, "clara@rosewood.example")


def somebody(app, email):
    client = TestClient(app)
    sign_in(client, email)
    return client


def form_of(html):
    """Return the fields that a browser would send back with the page's largest form, as they stand."""
    fields = {"csrf": hidden(html, "csrf"), "revision": hidden(html, "revision")}
    for name, value in re.findall(r'<input id="[^"]+" name="([^"]+)" value="([^"]*)"', html):
        fields[name] = unescape(value)
    for name, value in re.findall(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>([^<]*)</textarea>', html):
        fields[name] = unescape(value)
    for name, options in re.findall(r'<select id="[^"]+" name="([^"]+)"[^>]*>(.*?)</select>', html, flags=re.S):
        chosen = re.search(r'<option value="([^"]*)"[^>]* selected', options)
        fields[name] = chosen[1] if chosen else ""
    return fields


def send(client, page, **changed):
    """Load a form, change some of its fields, send it; a redirect is not followed."""
    fields = {**form_of(client.get(page).text), **{name.replace("__", "."): text for name, text in changed.items()}}
    return client.post(page, data=fields, follow_redirects=False)


def edit(client, page=MAKEUP, **changed):
    return send(client, page, **{"do": "save", **changed})


def drafted(engine):
    with reading(engine) as session:
        found = session.scalars(select(Draft)).one_or_none()
        return parse(found.document) if found else None


def versions(engine):
    with reading(engine) as session:
        ours = select(ProtocolVersion).join(Procedure).join(Clinic).where(Clinic.slug == "rosewood")
        return list(session.scalars(ours.order_by(ProtocolVersion.number)))


def told_at(protocol, hours):
    return protocol.rule("makeup", hours).verdict


# Reading


def test_the_shelf_says_what_answers_patients_and_who_answers_the_rest(anna):
    page = words(anna.get("/console/protocols").text)
    assert "Version 1 has answered patients since" in page
    assert "people answer every question about it" in page
    assert "default for needles alone is not safe" in page


def test_the_whole_protocol_can_be_read_with_every_text_and_its_source(anna):
    page = words(anna.get(BOOK).text)
    for part in ("Eye makeup", "No eye makeup yet, mascara and liner included.", "Source: row 20; ruling makeup", "0 h to 72 h"):
        assert part in page


def test_a_strip_says_in_words_what_it_draws(anna):
    assert 'aria-label="Avoid, 0 h to 24 h; With care, 24 h to 72 h; Fine, from 72 h"' in anna.get(BOOK).text
    assert 'aria-label="Expected, 0 h to 24 h;' in anna.get(BOOK).text, "how skin looks is neither allowed nor forbidden"


@pytest.mark.parametrize("end", ["", "/edit", "/edit/makeup", "/texts", "/texts/text/emergency", "/preview", "/versions"])
def test_every_page_works_without_a_draft(anna, end):
    assert anna.get(BOOK + end).status_code == 200


@pytest.mark.parametrize("end", ["/edit", "/edit/makeup", "/texts", "/preview", "/diff"])
def test_radiofrequency_has_nothing_to_begin_from(anna, end):
    page = anna.get("/console/protocols/rf-microneedling" + end)
    assert page.status_code == 400
    assert "no" in words(page.text)
    assert "People answer every question" in words(anna.get("/console/protocols/rf-microneedling").text)


@pytest.mark.parametrize("end", ["/edit/mascara", "/texts/text/joke", "/texts/colour/red", "?version=9", "/diff?from=1&to=9"])
def test_what_is_not_there_is_not_found(anna, end):
    assert anna.get(BOOK + end).status_code == 404


# Editing


def test_a_changed_window_is_kept_as_a_draft_and_nobody_is_told_it(anna, engine):
    answer = edit(anna, **{"1.end": "48", "2.start": "48 h"})
    assert answer.headers["location"] == f"{MAKEUP}?saved=1"
    assert told_at(drafted(engine), 30) == "avoid"
    assert told_at(parse(versions(engine)[-1].document), 30) == "caution"
    assert "changed" in words(anna.get(f"{BOOK}/edit").text)


def test_saving_without_a_change_begins_no_draft(anna, engine):
    edit(anna)
    assert drafted(engine) is None


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        pytest.param({"1.end": "48h"}, "Window 2: Overlaps the window before it, at 24h", id="overlapping windows"),
        pytest.param({"1.start": "-3"}, "Window 1: Starts before the session, at -3h", id="minus three hours"),
        pytest.param({"1.text": "a" * 2000}, "Window 1, answer: 2000 characters as SMS; at most 250", id="2,000 characters"),
        pytest.param({"2.short": ""}, "Window 2, short answer: Nothing is written here", id="no short answer"),
        pytest.param(
            {"1.text": "Don\u2019t"}, "Window 1, answer: Characters that double the price of an SMS", id="a curly quote"
        ),
        pytest.param({"1.text": "<b>No</b>{"}, "Window 1, answer: Braces that are not a placeholder", id="a brace and markup"),
    ],
)
def test_what_cannot_be_used_is_told_at_its_field_and_shown_again_as_typed(anna, engine, changed, told):
    answer = edit(anna, **changed)
    assert answer.status_code == 400
    assert told in words(answer.text)
    assert 'aria-invalid="true"' in answer.text or "Window 2:" in words(answer.text) or "Window 1:" in words(answer.text)
    kept = form_of(answer.text)
    name, value = next(iter(changed.items()))
    assert kept[name].rstrip("h") == value.rstrip("h")
    assert drafted(engine) is None


def test_windows_are_split_and_removed_without_a_script_and_saved_only_when_asked(anna, engine):
    page = edit(anna, do="split-2")
    assert page.status_code == 200
    assert "Not saved yet" in words(page.text)
    fields = form_of(page.text)
    assert (fields["3.start"], fields["4.end"]) == ("48h", "forever")
    assert drafted(engine) is None
    saved = anna.post(MAKEUP, data={**fields, "do": "save", "3.verdict": "ok", "3.text": "Go.", "3.short": "Makeup: go."})
    assert saved.status_code == 200
    assert [rule.id for rule in drafted(engine).subjects["makeup"].windows][2] == "makeup@48-72"
    assert "makeup@24-48" in [rule.id for rule in drafted(engine).subjects["makeup"].windows]


def test_curly_quotes_are_made_plain_by_a_button(anna):
    page = edit(anna, **{"do": "plain", "1.text": "Don\u2019t \u2013 not {from}."})
    assert form_of(page.text)["1.text"] == "Don't - not {from}."


@pytest.mark.parametrize("button", ["split-99", "remove-0", "explode", "split-", "split-2; drop"])
def test_a_button_that_is_none_changes_nothing(anna, engine, button):
    assert edit(anna, do=button).status_code == 400
    assert drafted(engine) is None


def test_related_topics_follow_by_one_press(anna, engine):
    edit(anna, **TWO_DAYS)
    page = anna.get(MAKEUP)
    assert "Mineral makeup, Heavy makeup still change at 24 h" in words(page.text)
    send(anna, MAKEUP, do="move")
    for kind in ("makeup/mineral", "makeup/heavy"):
        assert drafted(engine).rule(kind, 30).verdict == "avoid"
    assert drafted(engine).rule("makeup/eye", 80).verdict == "ok", "what has another boundary stays"
    assert "still change" not in words(anna.get(MAKEUP).text)


def test_other_clinics_makers_and_services_are_named_beside_the_strip(anna):
    assert "begin again between 12 h and 72 h" in words(anna.get(MAKEUP).text)


def test_a_general_text_is_changed_and_checked(anna, engine):
    page = f"{BOOK}/texts/text/thanks"
    assert "2 SMS segments; at most 1" in words(edit(anna, page, text="a" * 161).text)
    assert "Nothing" not in words(edit(anna, page, text="You are most welcome.").text)
    assert drafted(engine).texts["thanks"] == "You are most welcome."
    assert "You are most welcome." in words(anna.get(f"{BOOK}/texts").text)


def test_a_text_keeps_what_it_must_hold(anna, engine):
    answer = edit(anna, f"{BOOK}/texts/text/emergency", text="Call somebody.")
    assert answer.status_code == 400
    assert "{emergency_number} must be in it" in words(answer.text)
    assert drafted(engine) is None


def test_the_second_of_two_editors_is_told_and_loses_nothing(anna, clara, engine):
    before = form_of(anna.get(MAKEUP).text)
    edit(clara, **TWO_DAYS)
    late = anna.post(MAKEUP, data={**before, "do": "save", "3.text": "Yes, of course."}, follow_redirects=False)
    assert late.status_code == 409
    assert "last saved by clara@rosewood.example at 10:00" in words(late.text)
    assert "Avoid, 0 h to 48 h" in words(late.text), "theirs is shown"
    assert form_of(late.text)["3.text"] == "Yes, of course.", "hers is still in the form"
    assert told_at(drafted(engine), 30) == "avoid"
    anna.post(MAKEUP, data={**form_of(late.text), "do": "save"})
    assert told_at(drafted(engine), 30) == "caution", "having seen it she may save over it"
    assert drafted(engine).rule("makeup", 80).text == "Yes, of course."


def test_two_who_edit_a_general_text_are_told_too(anna, clara, engine):
    page = f"{BOOK}/texts/text/thanks"
    before = form_of(anna.get(page).text)
    edit(clara, page, text="You are most welcome.")
    late = anna.post(page, data={**before, "do": "save", "text": "Any time!"}, follow_redirects=False)
    assert late.status_code == 409
    assert "clara@rosewood.example" in words(late.text)
    assert form_of(late.text)["text"] == "Any time!"
    assert drafted(engine).texts["thanks"] == "You are most welcome."


def test_a_draft_is_discarded(anna, engine):
    edit(anna, **TWO_DAYS)
    page = anna.get(f"{BOOK}/edit").text
    anna.post(f"{BOOK}/discard", data={"csrf": hidden(page, "csrf"), "revision": hidden(page, "revision")})
    assert drafted(engine) is None


# Comparing, previewing, publishing


def test_the_differences_are_told_in_words(anna):
    edit(anna, **{**TWO_DAYS, "3.text": "Yes, makeup is fine again."})
    page = words(anna.get(f"{BOOK}/diff").text)
    assert "From version 1 to the draft: 1 topic or text changed" in page
    assert "Avoid from 0 h: until 24 h is now until 48 h" in page
    assert "From 72 h: answer reworded" in page
    assert "<ins>" in anna.get(f"{BOOK}/diff").text


def test_the_preview_shows_every_answer_that_changes(anna):
    edit(anna, **TWO_DAYS)
    page = words(anna.get(f"{BOOK}/preview?topic=makeup&hours=30").text)
    assert "A patient at 30 h asking about makeup" in page
    assert "Mineral makeup only, put on with clean fingers." in page
    assert "Mineral makeup can go on from Saturday 10 am" in page
    for span in ("0 h to 24 h", "24 h to 48 h", "0 h to 24 h, to someone who has done it already"):
        assert span in page
    assert "48 h to 72 h" not in page


@pytest.mark.parametrize("asked", ["hours=-3", "hours=soon", "hours=1e9", "hours=nan", "hours=30&topic=mascara"])
def test_a_question_that_nobody_can_ask_is_refused_in_words(anna, asked):
    answer = anna.get(f"{BOOK}/preview?{asked}")
    assert answer.status_code == 400
    assert "must be a number from 0" in words(answer.text) or "no such topic" in words(answer.text)


def asked_for_real(engine, clock, text, hours=30.0):
    with transaction(engine) as session:
        mary = session.scalars(select(Patient).where(Patient.name == "Mary Okafor")).one()
        version = session.scalars(select(ProtocolVersion).join(Procedure).where(Procedure.clinic_id == mary.clinic_id)).first()
        at = clock.now() - timedelta(days=1)
        told = [{"topic": "makeup", "subject": "makeup", "verdict": "caution", "rule": "makeup@24-72"}]
        question = inbound(session, mary, text, at, answers=told, read={"hours": hours})
        outbound(session, mary, "Mineral only.", at, reply_to_id=question.id, protocol_version_id=version.id)


def test_real_questions_show_what_would_have_been_answered(anna, app, engine, clock):
    asked_for_real(engine, clock, "can i wear <blusher> tonight")
    edit(anna, **TWO_DAYS)
    page = anna.get(f"{BOOK}/preview")
    assert "1 answer was given from this protocol; 1 of them would be different" in words(page.text)
    assert "can i wear <blusher> tonight" in words(page.text)
    with reading(engine) as session:
        looks = session.scalars(select(Audit).where(Audit.action == "protocol.preview")).all()
    assert looks[-1].detail == {"questions_shown": 1}
    assert "blusher" not in str(looks[-1].detail)
    otto = somebody(app, "otto@harbour.example")
    assert "blusher" not in otto.get(f"{BOOK}/preview").text


def publish(client, **changed):
    return send(client, f"{BOOK}/publish", **{**APPROVED, **changed})


def test_publishing_takes_a_name_and_a_reason_and_answers_patients_from_then_on(anna, engine):
    edit(anna, **TWO_DAYS)
    assert "1 topic or text" in words(anna.get(f"{BOOK}/publish").text)
    answer = publish(anna)
    assert answer.headers["location"] == f"{BOOK}?published=2"
    assert "Version 2 is published" in words(anna.get(answer.headers["location"]).text)
    newest = versions(engine)[-1]
    assert (newest.number, newest.approved_by, newest.published_by) == (2, "Dr Anna Reyes", "anna@rosewood.example")
    assert told_at(parse(newest.document), 30) == "avoid"
    assert drafted(engine) is None


def test_without_a_name_nothing_is_published_and_the_reason_is_kept(anna, engine):
    edit(anna, **TWO_DAYS)
    answer = publish(anna, approver=" ")
    assert answer.status_code == 400
    assert "full name of the clinician" in words(answer.text)
    assert form_of(answer.text)["note"] == APPROVED["note"]
    assert len(versions(engine)) == 1


def test_a_draft_saved_meanwhile_is_not_published_unseen(anna, clara, engine):
    edit(anna, **TWO_DAYS)
    page = form_of(anna.get(f"{BOOK}/publish").text)
    edit(clara, f"{BOOK}/edit/sauna", **{"1.text": "No sauna {until}."})
    answer = anna.post(f"{BOOK}/publish", data={**page, **APPROVED}, follow_redirects=False)
    assert answer.status_code == 409
    assert "last saved by clara@rosewood.example" in words(answer.text)
    assert len(versions(engine)) == 1


def test_a_version_published_meanwhile_must_be_compared_first(anna, engine, clock):
    edit(anna, **TWO_DAYS)
    with transaction(engine) as session:
        first = session.scalars(select(ProtocolVersion).join(Procedure).join(Clinic).where(Clinic.slug == "rosewood")).one()
        document = first.document.replace("No sauna", "Please, no sauna", 1)
        session.add(ProtocolVersion(procedure_id=first.procedure_id, number=2, document=document, published_at=clock.now(),
                                    published_by="command line"))  # fmt: skip
    assert "Version 2 was published since" in words(publish(anna).text)
    assert "Version 2 was published since" in words(anna.get(f"{BOOK}/diff").text)
    page = anna.get(f"{BOOK}/diff").text
    anna.post(f"{BOOK}/diff", data={name: hidden(page, name) for name in ("csrf", "revision", "version")})
    assert publish(anna).status_code == 303
    assert [one.number for one in versions(engine)] == [1, 2, 3]


def test_old_versions_stay_can_be_compared_and_restored(anna, engine):
    edit(anna, **TWO_DAYS)
    publish(anna)
    page = anna.get(f"{BOOK}/versions")
    assert "Makeup waits two days here." in words(page.text)
    assert "until 48 h is now until 24 h" in words(anna.get(f"{BOOK}/diff?from=2&to=1").text)
    assert "Version 1" in words(anna.get(f"{BOOK}?version=1").text)
    restored = anna.post(f"{BOOK}/versions/1/restore", data={"csrf": hidden(page.text, "csrf")}, follow_redirects=False)
    assert restored.headers["location"] == f"{BOOK}/diff"
    assert drafted(engine) == parse(versions(engine)[0].document)
    publish(anna, note="Back to one day.")
    assert [one.number for one in versions(engine)] == [1, 2, 3]
    assert protocols.parse(versions(engine)[2].document) == load_default()


def test_a_draft_that_cannot_be_read_is_told_with_its_lines(anna, engine, clock):
    edit(anna, **TWO_DAYS)
    with transaction(engine) as session:
        draft = session.scalars(select(Draft)).one()
        draft.document = draft.document.replace("subjects:", "subjects:\t", 1)
    assert "line 2: a tab; use spaces" in words(anna.get(BOOK).text)
    assert "cannot be read" in words(anna.get(MAKEUP).text)
    assert anna.get("/console/protocols").status_code == 200


# Who may


def test_a_clinician_may_edit_and_publish(clara, engine):
    edit(clara, **TWO_DAYS)
    assert publish(clara).status_code == 303


@pytest.mark.parametrize("end", ["/edit", "/edit/makeup", "/texts/text/thanks", "/publish"])
def test_who_may_only_look_is_refused_the_forms_and_shown_the_rest(app, anna, end):
    edit(anna, **TWO_DAYS)
    rita = somebody(app, "rita@rosewood.example")
    assert rita.get(BOOK + end).status_code == 403
    for readable in ("", "/texts", "/diff", "/preview", "/versions"):
        page = rita.get(BOOK + readable)
        assert page.status_code == 200
        assert f'href="{BOOK}/edit' not in page.text
        assert 'method="post"' not in page.text.replace('method="post" action="/console/sign-out"', "")


def test_another_clinic_has_a_protocol_of_its_own(app, anna, engine):
    edit(anna, **TWO_DAYS)
    publish(anna)
    otto = somebody(app, "otto@harbour.example")
    assert "Version 1 published" in words(otto.get(BOOK).text)
    assert "Avoid, 0 h to 24 h" in otto.get(f"{BOOK}/edit/makeup").text
    assert "anna@rosewood.example" not in otto.get(f"{BOOK}/versions").text


def test_every_change_is_in_the_audit_book_under_the_account(anna, engine, world):
    edit(anna, **TWO_DAYS)
    publish(anna)
    with reading(engine) as session:
        lines = session.scalars(select(Audit).where(Audit.action.startswith("protocol.")).order_by(Audit.id)).all()
    assert [line.action for line in lines] == ["protocol.draft.open", "protocol.draft.save", "protocol.publish"]
    assert {line.staff_id for line in lines} == {world.anna}
    assert lines[-1].detail == {"version": 2, "approved_by": "Dr Anna Reyes"}


def test_a_form_holds_a_topic_of_the_most_windows():
    longest = typed.typed(load_default().subjects["redness"])
    while len(longest.windows) < typed.MOST_WINDOWS:
        longest = typed.split(longest, len(longest.windows))
    assert typed.from_form(typed.to_form(longest)) == longest
