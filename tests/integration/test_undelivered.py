"""A text that does not arrive is an event: sent again where that helps, a task for a wrong number, a case where it matters."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import patient_details
from bot.db import transaction
from bot.delivery import receipts
from bot.delivery.overdue import UNCONFIRMED, tell_overdue
from bot.delivery.sending import deliver_due
from bot.dispatch import dispatch_due
from bot.models import Message, Patient
from bot.outbox import EMERGENCY, REPLY_LASTS, STAFF
from bot.sms import Gateway
from tests.carrier import settings_for
from tests.integration.people import AYA, cases, change, check_in, messages, open_clinic, patient_called, queue, row_of

NEW_NUMBER = "+447700900777"


@pytest.fixture(autouse=True)
def clinic(engine, clock):
    open_clinic(engine, clock.now())


@pytest.fixture
def deliver(engine, carrier, clock):
    gateway = Gateway(settings_for(carrier.url))
    return lambda: deliver_due(engine, gateway, "scheduler:1", clock)


@pytest.fixture
def check_in_due(engine, clock, deliver):
    """Let the check-in of the next day fall due and leave."""
    clock.advance(check_in(engine, "24h").due_at - clock.now())
    return lambda: (dispatched(engine, clock), deliver())


def dispatched(engine, clock):
    while dispatch_due(engine, clock.now()):
        pass


def texts_of(engine, step):
    return [row for row in messages(engine, sender="check_in") if row.purpose.split(":")[1] == str(check_in(engine, step).id)]


def receipt(engine, clock, row, status, code=None):
    with transaction(engine) as session:
        found = session.get(Message, row.id)
        return receipts.apply(session, found, found.provider_sid, status, code, clock.now())


def test_a_check_in_to_a_phone_that_is_off_is_tried_again_hours_later_three_times_in_all(engine, clock, carrier, check_in_due):
    for number in range(1, 4):
        check_in_due()
        assert len(texts_of(engine, "24h")) == number
        receipt(engine, clock, texts_of(engine, "24h")[-1], "undelivered", "30003")
        check_in_due()
        assert len(texts_of(engine, "24h")) == number, "not at once"
        clock.advance(hours=2)
    assert (check_in(engine, "24h").status, check_in(engine, "24h").reason) == ("failed", "not delivered (30003)")
    assert cases(engine) == [], "silence is judged by its own rule"


def test_a_late_word_that_it_arrived_after_all_ends_the_trying(engine, clock, carrier, check_in_due):
    check_in_due()
    first = texts_of(engine, "24h")[0]
    receipt(engine, clock, first, "undelivered", "30003")
    assert not receipt(engine, clock, first, "undelivered", "30003")
    receipt(engine, clock, first, "delivered")
    clock.advance(hours=2)
    check_in_due()
    assert (check_in(engine, "24h").status, len(carrier.texts())) == ("delivered", 1)


def test_a_reply_to_a_phone_that_is_off_is_with_staff_at_once(engine, clock, deliver):
    key = queue(engine, "It is fine", clock.now())
    deliver()
    receipt(engine, clock, row_of(engine, key), "undelivered", "30003")
    assert [(case.level, case.codes) for case in cases(engine)] == [("review", ["undelivered"])]


def test_a_fault_that_the_carrier_cannot_name_is_tried_once_more_and_then_told(engine, clock, carrier, deliver):
    key = queue(engine, "Call 999 now", clock.now(), priority=EMERGENCY, purpose="emergency:1")
    deliver()
    receipt(engine, clock, row_of(engine, key), "undelivered", "30008")
    assert cases(engine) == []
    clock.advance(minutes=1)
    deliver()
    again = messages(engine, purpose="emergency:1")[0]
    assert (again.id != key, carrier.texts()) == (True, ["Call 999 now"] * 2)
    receipt(engine, clock, again, "failed", "30008")
    clock.advance(hours=1)
    deliver()
    assert [case.level for case in cases(engine)] == ["urgent"]
    assert carrier.texts().count("Call 999 now") == 2


@pytest.mark.parametrize("code", ["30004", "30610", "30640"])
def test_what_another_try_cannot_mend_is_not_tried_again(engine, clock, carrier, check_in_due, code):
    check_in_due()
    receipt(engine, clock, texts_of(engine, "24h")[0], "undelivered", code)
    clock.advance(hours=3)
    check_in_due()
    assert check_in(engine, "24h").status == "failed"
    assert len(texts_of(engine, "24h")) == 1


def correct_the_number(engine, clock):
    with transaction(engine) as session:
        patient = session.execute(select(Patient).where(Patient.phone == AYA)).scalar_one()
        details = {"name": "Aya", "phone": NEW_NUMBER, "other_contact": "mother, 020 7946 0000"}
        patient_details.change(session, patient, **details, now=clock.now(), actor="nina@example.com")


def test_a_number_that_cannot_be_texted_is_one_task_and_burns_no_check_in_until_it_is_corrected(
    engine, clock, carrier, check_in_due
):
    carrier.script("21211")
    check_in_due()
    assert patient_called(engine).phone_problem == "21211"
    assert [(case.level, "bad_number" in case.codes) for case in cases(engine)] == [("review", True)]
    clock.advance(check_in(engine, "48h").due_at - clock.now())
    check_in_due()
    assert (check_in(engine, "48h").status, check_in(engine, "48h").reason) == (
        "held",
        "the patient's number cannot receive texts",
    )
    correct_the_number(engine, clock)
    check_in_due()
    assert (check_in(engine, "48h").status, carrier.accepted[0]["to"]) == ("sent", NEW_NUMBER)
    assert patient_called(engine, NEW_NUMBER).phone_problem is None
    assert len(cases(engine)) == 1


def test_a_check_in_that_failed_on_a_wrong_number_goes_to_the_right_one_while_it_is_still_due(
    engine, clock, carrier, check_in_due
):
    carrier.script("21614")
    check_in_due()
    assert check_in(engine, "24h").status == "failed"
    clock.advance(minutes=20)
    correct_the_number(engine, clock)
    check_in_due()
    assert (check_in(engine, "24h").status, [row["to"] for row in carrier.accepted]) == ("sent", [NEW_NUMBER])


def test_a_text_that_arrives_proves_the_number(engine, clock, deliver):
    change(engine, patient_called(engine), phone_problem="30005")
    key = queue(engine, "Thank you", clock.now())
    deliver()
    receipt(engine, clock, row_of(engine, key), "delivered")
    assert patient_called(engine).phone_problem is None


@pytest.mark.parametrize(
    ("queued", "is_told"),
    [
        ({"priority": EMERGENCY, "purpose": "emergency:1"}, True),
        ({"sender": "staff", "purpose": "staff:1:1", "priority": STAFF}, True),
        ({"purpose": "reply:1"}, False),
        ({"sender": "alert", "purpose": "alert:1:urgent:1"}, False),
    ],
    ids=["an emergency reply", "a staff answer", "an everyday reply", "a page"],
)
def test_what_hangs_on_a_text_that_nobody_confirms_is_a_case_once(engine, clock, deliver, queued, is_told):
    key = queue(engine, "Please call us", clock.now(), **queued)
    deliver()
    clock.advance(UNCONFIRMED - timedelta(seconds=1))
    assert tell_overdue(engine, clock.now()) == 0
    clock.advance(seconds=1)
    assert [tell_overdue(engine, clock.now()) for _ in range(2)] == [int(is_told), 0]
    expected = [("urgent", ["unconfirmed"], f"undelivered:{key}")] if is_told else []
    assert [(case.level, case.codes, case.purpose) for case in cases(engine)] == expected
    receipt(engine, clock, row_of(engine, key), "undelivered", "30005")
    assert len(cases(engine)) <= 1, "its failure is no second case"


def test_a_confirmed_text_is_no_case(engine, clock, deliver):
    key = queue(engine, "Call 999 now", clock.now(), priority=EMERGENCY, purpose="emergency:1")
    deliver()
    receipt(engine, clock, row_of(engine, key), "delivered")
    clock.advance(hours=1)
    assert tell_overdue(engine, clock.now()) == 0


def test_the_reply_to_a_photo_counts_as_well(engine, clock, deliver):
    with transaction(engine) as session:
        patient = session.execute(select(Patient).where(Patient.phone == AYA)).scalar_one()
        photo = Message(
            clinic_id=patient.clinic_id, patient_id=patient.id, direction="in", sender="patient", from_phone=AYA,
            to_phone=patient.clinic.phone, text="", status="answered", created_at=clock.now(), media_count=1,
        )  # fmt: skip
        session.add(photo)
        session.flush()
        key = photo.id
    queue(engine, "A person will look", clock.now(), purpose="reply:photo", reply_to_id=key)
    deliver()
    clock.advance(UNCONFIRMED)
    assert tell_overdue(engine, clock.now()) == 1
    assert cases(engine)[0].level == "review"


def test_a_scheduled_answer_is_not_overdue_before_its_time(engine, clock):
    later = clock.now() + timedelta(days=1)
    queue(engine, "See you", clock.now(), sender="staff", purpose="staff:1:1", priority=STAFF, not_before=later)
    clock.advance(hours=2)
    assert tell_overdue(engine, clock.now()) == 0


def test_an_answer_that_could_not_leave_in_its_hours_is_for_staff(engine, clock, carrier, deliver):
    key = queue(engine, "Yes, you may", clock.now())
    clock.advance(REPLY_LASTS)
    deliver()
    assert (row_of(engine, key).status, carrier.texts()) == ("expired", [])
    assert [case.level for case in cases(engine)] == ["review"]
