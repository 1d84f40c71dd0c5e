"""The case page: what it tells, and what can be done on it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import escalations
from bot.db import reading, transaction
from bot.models import Audit, Conversation, Escalation, Message, Patient, Procedure, ProtocolVersion, Staff
from tests.console_world import inbound, make_case, make_world, outbound, seen
from tests.integration.console_pages import hidden, send, signed_in, words


@pytest.fixture
def world(engine, clock):
    return make_world(engine, clock.now())


@pytest.fixture
def client(world, engine, clock):
    return signed_in(engine, clock, "anna@rosewood.example")


def page_of(case_id):
    return f"/console/cases/{case_id}"


def reply(client, case_id, text, **fields):
    return send(client, page_of(case_id), f"{page_of(case_id)}/reply", text=text, **fields)


def resolve(client, case_id, note, **fields):
    return send(client, page_of(case_id), f"{page_of(case_id)}/resolve", note=note, **fields)


def staff_texts(engine):
    with reading(engine) as session:
        return list(session.scalars(select(Message).where(Message.sender == "staff").order_by(Message.id)))


def row(engine, model, key):
    with reading(engine) as session:
        return session.get(model, key)


def actions(engine):
    with reading(engine) as session:
        return [
            (line.action, line.target) for line in session.scalars(select(Audit).order_by(Audit.id)) if line.action != "sign_in"
        ]


def test_the_page_tells_why_when_and_what_is_planned(client, world):
    page = words(client.get(page_of(world.mary_case)).text)
    for part in (
        "Mary Okafor", "Urgent", "Day 3, hour 74", "Answer promised by 11:00 today (60 min left)", "Possible infection U1",
        "Flagged words: yellow gunk", "redness spreading", "Microneedling", "Mon 2 Mar 08:00", "+447700900101",
        "4 hours Answered", "redness 4, pain 2", "Day 5 Planned", "planned at enrolment",
        "Text to the on-call phone at 09:46 today: waiting to be sent",
    ):  # fmt: skip
        assert part in page, part


def test_other_open_cases_of_the_patient_are_named(client, world, engine, clock):
    with transaction(engine) as session:
        mary = session.get(Patient, world.mary)
        reason = "The patient asked for a person"
        asked = {"level": "review", "codes": ["human"], "reason": reason, "purpose": "test", "now": clock.now()}
        other = escalations.open_case(session, patient=mary, **asked).id
    assert "Also open for Mary Okafor: review, just now" in words(client.get(page_of(world.mary_case)).text)
    page = words(client.get(page_of(other)).text)
    assert "Asked for a person human The patient asked for a person" in page
    assert "Also open for Mary Okafor: urgent, 14 min ago" in page


def test_bubbles_tell_who_wrote_and_what_became_of_it(client, world):
    page = client.get(page_of(world.mary_case)).text
    assert re.findall(r'<li class="bubble (\w+)', page) == ["patient", "bot", "check_in", "patient", "patient", "bot"]
    assert "Delivered" in words(page)
    assert "makeup: caution makeup@24-72" in words(page)
    assert "Understood: makeup" in words(page)


def test_the_flagged_words_are_marked_with_what_they_may_mean(client, world):
    page = client.get(page_of(world.mary_case)).text
    assert '<mark class="urgent" title="U1 Possible infection">yellow gunk</mark>' in page


def flagged(engine, patient_id, now, text, *flags, codes=("U1",), level="urgent", **more):
    """Let a patient text, open a case for it, and return the case's id and the text's."""
    with transaction(engine) as session:
        patient = session.get(Patient, patient_id)
        told = inbound(session, patient, text, now, *flags, **more)
        return make_case(session, patient, level, list(codes), told, now).id, told.id


def why_of(client, case_id):
    """Return what the panel of a case says, in one line."""
    page = client.get(page_of(case_id)).text
    return words(page[page.index('class="why-flagged"') : page.index('id="talk"')])


def test_the_panel_tells_what_the_reader_makes_of_it_and_that_both_agree(client, world):
    panel = why_of(client, world.mary_case)
    assert "The rules and the reader agree." in panel
    assert "Emergency 8% 8% Urgent 80% 80% Review 10% 10% No danger 2% 2%" in panel
    page = client.get(page_of(world.mary_case)).text
    assert re.search(r'<li class="urgent chosen">\s*<span>Urgent</span>\s*<meter min="0" max="1" value="0.8000"', page)
    assert "style=" not in page


def test_the_panel_tells_the_act_the_topics_and_how_sure(client, world):
    panel = why_of(client, world.mary_case)
    assert "The text tells of a symptom (91% sure)" in panel and "about infection sign" in panel


def test_what_only_the_reader_saw_is_told_so(client, world, engine, clock):
    read = seen("urgent", none=0.1, urgent=0.9)
    case, _ = flagged(engine, world.lily, clock.now(), "the film on my cheek smells odd", codes=["reader"], read=read)
    panel = why_of(client, case)
    assert "Danger that no sure rule saw" in panel and "Only the reader saw this." in panel
    assert "Flagged words" not in panel and "Found by the safety gate" not in panel


def test_a_text_that_the_reader_has_not_read_yet_is_told_so(client, world):
    panel = why_of(client, world.sam_case)
    assert "The rules found this; the reader has not read it yet." in panel
    assert "%" not in panel


def test_a_text_of_a_time_before_the_reader_is_told_so(client, world):
    assert "No reading by the reader is on file for this text." in why_of(client, world.lily_case)


def test_signs_that_are_worse_together_are_told_in_words(client, world, engine, clock):
    flags = [("U1", "urgent", "pus"), ("U2", "urgent", "fever")]
    case, message = flagged(engine, world.lily, clock.now(), "pus and a fever", *flags, codes=["E2", "U1"], level="emergency")
    together = {"code": "E2", "level": "emergency", "rule": "E2.infection_and_fever", "start": 0, "end": 3, "phrase": "pus"}
    with transaction(engine) as session:
        row = session.get(Message, message)
        row.explanation = {"flags": [together, *row.explanation["flags"]]}
    panel = why_of(client, case)
    assert "Worse together: Infection signs with a fever" in panel
    assert "Rules of the gate Infection signs with a fever E2.infection_and_fever" in panel


def test_the_answer_is_told_with_its_rules_and_the_version_of_the_protocol(client, world, engine, clock):
    case, message = flagged(engine, world.lily, clock.now(), "still bumpy, can i swim", codes=["R1"], level="review")
    told = [{"topic": "swimming", "subject": "swimming", "verdict": "ok", "rule": "swimming@168-"}]
    with transaction(engine) as session:
        lily = session.get(Patient, world.lily)
        procedure = session.scalars(select(Procedure).where(Procedure.clinic_id == lily.clinic_id)).first()
        version = ProtocolVersion(
            procedure_id=procedure.id, number=3, document="-", published_at=clock.now(), published_by="anna@rosewood.example"
        )
        session.add(version)
        session.flush()
        from_protocol = {"answers": told, "protocol_version_id": version.id}
        outbound(session, lily, "Swimming: fine by now.", clock.now(), reply_to_id=message, **from_protocol)
    assert "Answered swimming: ok swimming@168- From protocol version 3" in why_of(client, case)


def test_an_answer_without_a_rule_and_none_at_all_are_told(client, world, engine, clock):
    assert "Answered With a fixed text; no rule of the protocol was used." in why_of(client, world.mary_case)
    case, _ = flagged(engine, world.lily, clock.now(), "pus", ("U1", "urgent", "pus"))
    assert "Answered Nothing yet from the companion." in why_of(client, case)


def test_a_case_without_a_text_has_only_its_reason(client, world, engine, clock):
    with transaction(engine) as session:
        why = {"level": "review", "codes": ["silence"], "reason": "Two check-ins without an answer"}
        mary = session.get(Patient, world.mary)
        case = escalations.open_case(session, patient=mary, purpose="test", now=clock.now(), **why).id
    panel = why_of(client, case)
    assert "Two check-ins without an answer" in panel
    assert "Second opinion" not in panel


def test_our_words_that_a_patient_sends_back_are_shown_as_ours(client, world, engine, clock):
    with transaction(engine) as session:
        inbound(session, session.get(Patient, world.mary), "Any pus? no", clock.now(), read={"quoted": [[0, 8]]})
    assert re.search(r'<span class="ours" title="[^"]+">Any pus\?</span> no', client.get(page_of(world.mary_case)).text)


def test_a_bubble_tells_what_the_reader_makes_of_it(client, world):
    assert "Reader: urgent, 80%" in words(client.get(page_of(world.mary_case)).text)


def test_an_alert_to_the_on_call_phone_is_no_bubble(client, world):
    assert "Open the console" not in client.get(page_of(world.mary_case)).text


def test_where_texts_do_not_arrive_the_case_names_other_ways(client, world, engine):
    with transaction(engine) as session:
        patient, case = session.get(Patient, world.mary), session.get(Escalation, world.mary_case)
        patient.other_contact, patient.phone_problem, case.codes = "her son, 020 7946 0000", "21211", ["bad_number"]
    page = words(client.get(page_of(world.mary_case)).text)
    assert "This number cannot receive texts" in page
    assert "Other ways to reach them: her son, 020 7946 0000" in page
    assert "cannot receive texts" in words(client.get(f"/console/patients/{world.mary}").text)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("queued", "Waiting to be sent"),
        ("undelivered", "Not delivered"),
        ("unknown", "Not sure it was sent"),
        ("cancelled", "Not sent"),
    ],
)
def test_a_text_that_did_not_arrive_is_told(client, world, engine, clock, status, sentence):
    with transaction(engine) as session:
        outbound(session, session.get(Patient, world.mary), "Please come in today", clock.now(), status=status)
    assert sentence in words(client.get(page_of(world.mary_case)).text)


def test_the_patients_own_hour_is_shown_beside_the_clinics(client, world, engine):
    with transaction(engine) as session:
        session.get(Patient, world.mary).timezone = "America/New_York"
    assert "Patient's time 05:00 America/New_York" in words(client.get(page_of(world.mary_case)).text)


def test_a_photo_and_an_empty_text_are_told(client, world, engine, clock):
    with transaction(engine) as session:
        inbound(session, session.get(Patient, world.mary), "", clock.now(), media_count=2)
        inbound(session, session.get(Patient, world.mary), "", clock.now())
    page = words(client.get(page_of(world.mary_case)).text)
    assert "2 photos received, not kept here" in page
    assert "(empty text)" in page


def test_earlier_texts_are_one_click_away(client, world, engine, clock):
    with transaction(engine) as session:
        for number in range(130):
            inbound(session, session.get(Patient, world.mary), f"text number {number}", clock.now())
    newest = client.get(page_of(world.mary_case)).text
    assert "text number 129" in newest
    assert "text number 29<" not in newest
    before = re.search(r'href="(\?before=\d+)"', newest)[1]
    earlier = client.get(page_of(world.mary_case) + before).text
    assert "text number 29<" in earlier
    assert "text number 30<" not in earlier
    assert "data-live" not in earlier, "the past does not refresh into the present"


def test_a_reply_is_queued_once_and_takes_over(client, world, engine, clock):
    answer = reply(client, world.mary_case, "Hello Mary, please come in at two today.")
    assert answer.headers["location"] == f"{page_of(world.mary_case)}#talk"
    (sent,) = staff_texts(engine)
    assert (sent.text, sent.to_phone, sent.status) == ("Hello Mary, please come in at two today.", "+447700900101", "queued")
    assert row(engine, Conversation, world.mary).taken_over_by == world.anna
    assert row(engine, Escalation, world.mary_case).first_answered_at == clock.now()
    page = words(client.get(page_of(world.mary_case)).text)
    assert "You are talking; the companion is silent." in page
    assert "You 10:00 Hello Mary" in page


def test_line_breaks_are_sent_as_one_character(client, world, engine):
    reply(client, world.mary_case, "Hello Mary,\r\nplease call us.")
    assert staff_texts(engine)[0].text == "Hello Mary,\nplease call us."


def test_pressing_send_twice_sends_once(client, world, engine):
    html = client.get(page_of(world.mary_case)).text
    form = {"csrf": hidden(html, "csrf"), "seen": hidden(html, "seen"), "text": "Please call us."}
    first = client.post(f"{page_of(world.mary_case)}/reply", data=form, follow_redirects=False)
    second = client.post(f"{page_of(world.mary_case)}/reply", data=form, follow_redirects=False)
    assert (first.status_code, second.status_code) == (303, 409)
    assert len(staff_texts(engine)) == 1


def test_the_second_of_two_staff_is_told_before_sending_and_keeps_the_text(client, world, engine, clock):
    clara = signed_in(engine, clock, "clara@rosewood.example")
    stale = hidden(clara.get(page_of(world.mary_case)).text, "seen")
    reply(client, world.mary_case, "Anna here: come in at two.")
    answer = reply(clara, world.mary_case, "Clara here: come in at four.", seen=stale)
    assert answer.status_code == 409
    page = words(answer.text)
    assert "Anna Reyes answered while you were writing." in page
    assert "Anna Reyes 10:00 New Anna here: come in at two." in page
    assert ">Clara here: come in at four.</textarea>" in answer.text
    assert [text.text for text in staff_texts(engine)] == ["Anna here: come in at two."]
    again = {"csrf": hidden(answer.text, "csrf"), "seen": hidden(answer.text, "seen"), "text": "Clara here: as Anna says."}
    assert clara.post(f"{page_of(world.mary_case)}/reply", data=again, follow_redirects=False).status_code == 303


def test_of_two_staff_who_send_in_the_same_moment_one_is_told(client, world, engine, clock):
    clara = signed_in(engine, clock, "clara@rosewood.example")
    forms = []
    for who in (client, clara):
        html = who.get(page_of(world.mary_case)).text
        forms.append({"csrf": hidden(html, "csrf"), "seen": hidden(html, "seen"), "text": "Come in at two"})
    with ThreadPoolExecutor(2) as pool:
        posts = [
            pool.submit(who.post, f"{page_of(world.mary_case)}/reply", data=form, follow_redirects=False)
            for who, form in zip((client, clara), forms, strict=True)
        ]
    assert sorted(post.result().status_code for post in posts) == [303, 409]
    assert len(staff_texts(engine)) == 1


def test_a_text_of_the_patient_that_came_meanwhile_stops_the_answer_too(client, world, engine, clock):
    stale = hidden(client.get(page_of(world.mary_case)).text, "seen")
    with transaction(engine) as session:
        inbound(session, session.get(Patient, world.mary), "i also feel shivery", clock.now())
    assert reply(client, world.mary_case, "Looks fine to me", seen=stale).status_code == 409
    assert staff_texts(engine) == []


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40, "0"], ids=["empty", "a letter", "negative", "huge", "zero"])
def test_a_form_that_says_nothing_useful_about_what_was_seen_sends_nothing(client, world, engine, seen):
    assert reply(client, world.mary_case, "Hello", seen=seen).status_code == 409
    assert staff_texts(engine) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write the answer first."),
        ("   \n ", "Write the answer first."),
        ("x" * 919, "too long for a text"),
        ("é" * 7 + "中" * 500, "too long"),
    ],
    ids=["empty", "blank", "seven segments", "seven segments of other letters"],
)
def test_an_answer_that_cannot_be_sent_is_refused_with_a_sentence(client, world, engine, text, sentence):
    answer = reply(client, world.mary_case, text)
    assert answer.status_code == 409
    assert sentence in answer.text
    assert staff_texts(engine) == []
    assert row(engine, Conversation, world.mary) is None, "nothing was taken over"


def test_somebody_who_opted_out_cannot_be_answered_and_the_page_says_whom_to_phone(client, world, engine):
    page = client.get(page_of(world.nora_case))
    assert "Nora Blum has opted out of texts" in words(page.text)
    assert "+447700900104" in page.text
    assert 'name="text"' not in page.text
    answer = reply(client, world.nora_case, "Sorry to hear that", seen="999999")
    assert answer.status_code == 409
    assert "opted out" in answer.text
    assert ">Sorry to hear that</textarea>" in answer.text
    assert staff_texts(engine) == []


def test_taking_over_and_handing_back(client, world, engine):
    press = f"/console/patients/{world.mary}"
    taken = send(client, page_of(world.mary_case), f"{press}/take-over", case=str(world.mary_case))
    assert taken.headers["location"] == page_of(world.mary_case)
    assert row(engine, Conversation, world.mary).taken_over_by == world.anna
    assert "You are talking; the companion is silent." in client.get(page_of(world.mary_case)).text
    back = send(client, press, f"{press}/hand-back")
    assert back.headers["location"] == press
    assert row(engine, Conversation, world.mary).taken_over_by is None
    assert "The companion is answering." in client.get(page_of(world.mary_case)).text
    changes = [action for action in actions(engine) if not action[0].endswith(".view")]
    assert changes == [("patient.take_over", f"patient:{world.mary}"), ("patient.hand_back", f"patient:{world.mary}")]


def test_a_colleague_sees_who_is_talking_and_may_take_over(client, world, engine, clock):
    send(client, page_of(world.mary_case), f"/console/patients/{world.mary}/take-over")
    clara = signed_in(engine, clock, "clara@rosewood.example")
    page = clara.get(page_of(world.mary_case)).text
    assert "Anna Reyes is talking; the companion is silent." in page
    assert "Take over" in page
    assert "Hand back" in page


def test_a_case_is_resolved_with_a_note(client, world, engine, clock):
    assert resolve(client, world.lily_case, "Spoke on the phone: booked for Friday.").headers["location"] == "/console"
    case = row(engine, Escalation, world.lily_case)
    assert (case.status, case.resolved_by, case.resolved_at) == ("resolved", world.anna, clock.now())
    page = words(client.get(page_of(world.lily_case)).text)
    assert "Resolved at 10:00 today by Anna Reyes" in page
    assert "Spoke on the phone: booked for Friday." in page
    assert 'name="text"' not in client.get(page_of(world.lily_case)).text


@pytest.mark.parametrize("note", ["", "  "])
def test_a_case_is_not_resolved_without_a_note(client, world, engine, note):
    answer = resolve(client, world.lily_case, note)
    assert answer.status_code == 409
    assert "Write a short note first" in answer.text
    assert row(engine, Escalation, world.lily_case).status == "open"


@pytest.mark.parametrize(("ticked", "talker"), [({"hand_back": "1"}, False), ({}, True)], ids=["hands back", "keeps talking"])
def test_resolving_can_hand_back(client, world, engine, ticked, talker):
    reply(client, world.lily_case, "Hello Lily")
    resolve(client, world.lily_case, "Answered", **ticked)
    assert (row(engine, Conversation, world.lily).taken_over_by is not None) is talker


@pytest.mark.parametrize("form", [{"text": "Hello"}, {"note": "Again"}], ids=["reply", "resolve"])
def test_a_case_that_a_colleague_resolved_meanwhile_is_not_touched(client, world, engine, clock, form):
    html = client.get(page_of(world.lily_case)).text
    with transaction(engine) as session:
        escalations.resolve(
            session, session.get(Escalation, world.lily_case), session.get(Staff, world.anna), "Done", clock.now()
        )
    action = "reply" if "text" in form else "resolve"
    fields = {"csrf": hidden(html, "csrf"), "seen": hidden(html, "seen"), **form}
    answer = client.post(f"{page_of(world.lily_case)}/{action}", data=fields)
    assert answer.status_code == 409
    assert "resolved already" in answer.text
    assert row(engine, Escalation, world.lily_case).note == "Done"
    assert staff_texts(engine) == []


def test_a_case_can_be_opened_by_hand_to_write_first(client, world, engine):
    resolve(client, world.lily_case, "Booked")
    opened = send(client, f"/console/patients/{world.lily}", f"/console/patients/{world.lily}/open-case")
    assert opened.status_code == 303
    assert "Opened by staff" in client.get(opened.headers["location"]).text
    assert reply(client, int(opened.headers["location"].rsplit("/", 1)[1]), "Hello Lily, one more thing").status_code == 303


def test_every_look_and_every_change_is_in_the_audit_book_without_a_word_of_the_texts(client, world, engine):
    client.get(f"/console/patients/{world.mary}")
    reply(client, world.mary_case, "Private words")
    resolve(client, world.mary_case, "More private words", hand_back="1")
    case, mary = f"case:{world.mary_case}", f"patient:{world.mary}"
    assert actions(engine) == [
        ("patient.view", mary), ("case.view", case), ("case.reply", case), ("case.view", case),
        ("patient.hand_back", mary), ("case.resolve", case),
    ]  # fmt: skip
    page = words(client.get("/console/audit").text)
    assert "Answered a patient" in page
    assert "rivate words" not in page
    assert "900101" not in page


def test_a_page_that_refreshes_itself_is_not_a_new_look(client, world, engine):
    before = actions(engine)
    fragment = client.get(f"{page_of(world.mary_case)}/live", headers={"X-Live": "1"}).text
    assert "yellow gunk" in fragment
    assert "<html" not in fragment
    assert actions(engine) == before


@pytest.mark.parametrize("key", ["999999", "0", "99999999999999999999"])
def test_a_case_that_is_not_there_is_said_to_be_so(client, key):
    answer = client.get(f"/console/cases/{key}")
    assert answer.status_code == 404
    assert "There is nothing here." in answer.text


def test_a_patient_without_a_session_is_told_to_be_so(client, world, engine, clock):
    with transaction(engine) as session:
        stranger = Patient(clinic_id=world.clinic, phone="+447700900111", timezone="Europe/London", created_at=clock.now())
        session.add(stranger)
        session.flush()
        inbound(session, stranger, "hi", clock.now() - timedelta(minutes=1))
        key = stranger.id
    page = words(client.get(f"/console/patients/{key}").text)
    assert "Number ending 111" in page
    assert "No session on file" in page
    assert "None planned." in page


def later(client, world, **fields):
    page = page_of(world.mary_case)
    return send(client, page, f"{page}/reply", text="We will ring you tomorrow", **fields)


def test_an_answer_for_tomorrow_waits_may_be_called_back_and_takes_nothing_over(client, world, engine, clock):
    assert later(client, world, when="tomorrow").status_code == 303
    waiting = staff_texts(engine)[-1]
    assert (waiting.status, waiting.next_attempt_at.isoformat()) == ("queued", "2026-03-06T09:00:00+00:00")
    assert row(engine, Escalation, world.mary_case).first_answered_at is None
    assert "Call it back" in client.get(page_of(world.mary_case)).text
    page = page_of(world.mary_case)
    assert send(client, page, f"{page}/call-back", message=str(waiting.id)).status_code == 303
    assert (row(engine, Message, waiting.id).status, row(engine, Message, waiting.id).error_code) == ("cancelled", "called_back")
    again = send(client, page, f"{page}/call-back", message=str(waiting.id))
    assert (again.status_code, "can no longer be called back" in again.text) == (409, True)


@pytest.mark.parametrize("at", ["", "2026-03-05T09:59", "2026-09-05T09:59", "rubbish"], ids=["none", "past", "far", "rubbish"])
def test_a_time_that_is_none_sends_nothing_and_keeps_the_words(client, world, engine, at):
    before = len(staff_texts(engine))
    answer = later(client, world, when="time", send_at=at)
    assert (answer.status_code, "We will ring you tomorrow" in answer.text) == (409, True)
    assert len(staff_texts(engine)) == before


@pytest.mark.parametrize(("hours", "until"), [("", None), ("1", 1), ("4", 4), ("400", None)])
def test_a_takeover_may_end_by_itself(client, world, engine, clock, hours, until):
    send(client, page_of(world.mary_case), f"/console/patients/{world.mary}/take-over", **{"for": hours})
    ends = row(engine, Conversation, world.mary).taken_over_until
    assert ends == (clock.now() + timedelta(hours=until) if until else None)
