"""Four weeks of a clinic, lived moment by moment: patients text, check-ins fall due, staff work on what comes up."""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot import enrolment, sessions
from bot.db import reading, transaction
from bot.demo.history import acts
from bot.demo.history.agenda import Agenda, hours_after, next_due
from bot.demo.history.cast_list import Person
from bot.demo.history.house import House
from bot.levels import at_least
from bot.models import CheckIn, Clinic, Escalation, Message, Patient, Staff, TreatmentSession
from bot.promises import is_open

#: The jobs that look for silence and reckon the ledger look this often here.
LOOK_EVERY = timedelta(hours=4)
#: A reply to a check-in comes after so many minutes where the cast does not say.
SOONEST, LATEST = 4, 70
#: What is done about a case of which the cast says nothing.
RANG = "Rang the patient: all as expected, nothing further needed."
CLOSED_BY_DEFAULT: Mapping[str, Any] = {"in": 35, "by": "nurse", "do": "resolve", "note": RANG}
#: What is done about a case whether or not it is still open.
ALWAYS = ("look", "note", "judge")


class Life:
    """The story as it goes on. Seeded: the same people do the same things each time."""

    def __init__(self, house: House, team: acts.Team, people: list[Person], end: datetime, zone: ZoneInfo) -> None:
        self.house, self.team, self.end, self.zone = house, team, end, zone
        self.agenda, self.random = Agenda(), random.Random(28)  # noqa: S311 (a story, no secret)
        self.people = {one.phone: one for one in people}
        self.seen_texts = self.seen_cases = 0
        self._look_at = house.clock.now()
        self.cases: Counter[str] = Counter()
        for person in people:
            self._note_person(person)

    # What the cast says

    def _note_person(self, person: Person) -> None:
        performed_at = person.performed_at(self.end, self.zone)
        self.agenda.note(hours_after(performed_at, 0.25), partial(self._enroll, person, performed_at))
        for deed in person.says:
            self.agenda.note(self._moment(deed, performed_at), partial(self._say, person, deed))
        for deed in person.course:
            self.agenda.note(self._moment(deed, performed_at), partial(self._change_course, person, deed))

    def _moment(self, deed: Mapping[str, Any], performed_at: datetime) -> datetime:
        return hours_after(self.end, -deed["ago"]) if "ago" in deed else hours_after(performed_at, deed["after"])

    # Living

    def live(self, until: datetime) -> None:
        """Live until a moment."""
        clock = self.house.clock
        while True:
            told, due = self.agenda.next_at(), next_due(self.house.engine, clock.now())
            moment = min(one for one in (told, due, self._look_at, until) if one is not None)
            clock.move_to(moment)
            if self._look_at <= clock.now():
                self._look_at = (clock.now() + LOOK_EVERY).replace(minute=0, second=0, microsecond=0)
                self.house.look_around()
                self._settle()
            elif due is not None and due <= clock.now():
                self._settle()
            self._do_all()
            if moment >= until:
                return

    def _do_all(self) -> None:
        """Do everything whose time has come, each to its end before the next."""
        while (deed := self.agenda.take(self.house.clock.now())) is not None:
            deed()
            self._settle()

    def _settle(self) -> None:
        self.house.settle()
        self._hear_check_ins()
        self._hear_cases()

    # What patients do

    def _enroll(self, person: Person, performed_at: datetime) -> None:
        now = self.house.clock.now()
        with transaction(self.house.engine) as session:
            clinic = session.execute(select(Clinic)).scalar_one()
            given: dict[str, Any] = {"phone": person.phone, "name": person.name, "procedure": person.procedure}
            done = enrolment.enroll(session, clinic=clinic, performed_at=performed_at, now=now, **given)
            due = select(CheckIn.step, CheckIn.due_at).where(CheckIn.session_id == done.session.id)
            for step, due_at in session.execute(due.where(CheckIn.step.in_(list(person.faults)))):
                self.agenda.note(due_at - timedelta(seconds=5), partial(self.house.fault, person.faults[step]))

    def _say(self, person: Person, deed: Mapping[str, Any]) -> None:
        if "fault" in deed:
            self.house.fault(deed["fault"])
        self.house.text(person.phone, deed["text"], deed.get("pictures", 0))
        if deed.get("lost"):  # its webhook never came: the carrier's list has it
            self.house.clock.tick(240)
            self.house.ask_carrier()

    def _hear_check_ins(self) -> None:
        """Patients see the check-ins that have arrived, and make up their minds when to reply."""
        new = (Message.id > self.seen_texts, Message.sender == "check_in", Message.status == "delivered")
        told = select(Message.id, Message.to_phone, Message.sent_at, CheckIn.step).join(CheckIn, CheckIn.message_id == Message.id)
        with reading(self.house.engine) as session:
            rows = session.execute(told.where(*new).order_by(Message.id)).all()
        for key, phone, sent_at, step in rows:
            self.seen_texts = key
            self._note_answer(phone, sent_at, step)

    def _note_answer(self, phone: str, sent_at: datetime, step: str) -> None:
        person = self.people.get(phone)
        if person is None or step not in person.answers:
            return
        words, minutes = person.answers[step]
        lag = self.random.randint(SOONEST, LATEST) if minutes is None else minutes
        self.agenda.note(sent_at + timedelta(minutes=lag, seconds=17), partial(self.house.text, phone, words))

    # What staff do

    def _hear_cases(self) -> None:
        """Staff see new cases, and set about them when the clinic is open; urgent ones at once."""
        new = select(Escalation).where(Escalation.id > self.seen_cases).order_by(Escalation.id)
        with reading(self.house.engine) as session:
            found = [(case.id, case.level, case.opened_at, case.patient.phone) for case in session.execute(new).scalars()]
        for key, level, opened_at, phone in found:
            self.seen_cases = key
            for moment, deed in self._deeds(phone, level, opened_at):
                self.agenda.note(moment, partial(self._work, key, deed))
            self.cases[phone] += 1

    def _deeds(self, phone: str, level: str, opened_at: datetime) -> list[tuple[datetime, Mapping[str, Any]]]:
        person, number = self.people.get(phone), self.cases[phone]
        deeds = person.cases[number] if person and number < len(person.cases) else (CLOSED_BY_DEFAULT,)
        last, found = opened_at, []
        for deed in deeds:
            moment = opened_at + timedelta(minutes=deed["in"])
            if not deed.get("late") and not at_least(level, "urgent"):
                moment = max(self._at_work(moment), last + timedelta(minutes=2))
            last = moment
            found.append((moment, deed))
        return found

    def _at_work(self, moment: datetime) -> datetime:
        """Return the moment itself while the clinic is open, else some minutes after it opens next."""
        with reading(self.house.engine) as session:
            clinic = session.execute(select(Clinic)).scalar_one()
        local = moment.astimezone(self.zone)
        if is_open(local, clinic.opening_hours):
            return moment
        while not is_open(local, clinic.opening_hours):
            local = (local + timedelta(minutes=15)).replace(second=0, microsecond=0)
        return local.astimezone(moment.tzinfo) + timedelta(minutes=self.random.randint(3, 40))

    def _work(self, case_id: int, deed: Mapping[str, Any]) -> None:
        with reading(self.house.engine) as session:
            is_open = session.get(Escalation, case_id).status == "open"
        if is_open or deed["do"] in ALWAYS:  # one that was merged into another is nobody's any more
            acts.do(self.house.engine, self.team, case_id, deed)

    def take_up(self, by: str) -> None:
        """Let somebody look at every case for which the on-call phone would go on ringing."""
        unseen = (Escalation.status == "open", Escalation.level != "review", Escalation.acknowledged_at.is_(None))
        with reading(self.house.engine) as session:
            keys = session.execute(select(Escalation.id).where(*unseen)).scalars().all()
        for key in keys:
            acts.do(self.house.engine, self.team, key, {"by": by, "do": "look"})

    def _change_course(self, person: Person, deed: Mapping[str, Any]) -> None:
        email, now = self.team[deed["by"]].email, self.house.clock.now()
        with transaction(self.house.engine) as session:
            patient = session.execute(select(Patient).where(Patient.phone == person.phone)).scalar_one()
            mine = select(TreatmentSession).where(TreatmentSession.patient_id == patient.id)
            staff_id = session.execute(select(Staff.id).where(Staff.email == email)).scalar_one()
            intention = INTENTIONS[deed["do"]](session.execute(mine).scalars().first(), deed)
            sessions.apply(session, patient, intention, now=now, actor=email, staff_id=staff_id)


INTENTIONS: Mapping[str, Callable[[Any, Mapping[str, Any]], sessions.Intention]] = {
    "pause": lambda _treatment, _deed: sessions.Pause(),
    "resume": lambda _treatment, _deed: sessions.Resume(),
    "discharge": lambda _treatment, _deed: sessions.Discharge(),
    "no_show": lambda treatment, _deed: sessions.Cancel(treatment.id, "no_show"),
    "move": lambda treatment, deed: sessions.Move(treatment.id, treatment.performed_at + timedelta(hours=deed["hours"])),
}
