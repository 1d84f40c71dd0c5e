"""What staff may want to change about a patient's treatment, each a value that knows the course after it. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Protocol

from bot.checkins import Timeline
from bot.errors import InputError
from bot.sessions.course import Course, Treatment
from bot.sessions.ending import ENDINGS
from bot.sessions.moments import check_moment
from bot.zones import zone


class Intention(Protocol):
    """A change that somebody wants."""

    #: What it is called in the audit book, how its reasons begin, and the status of what it makes too late.
    action: ClassVar[str]
    because: ClassVar[str]
    passed: ClassVar[str]

    def after(self, course: Course, now: datetime) -> Course:
        """Return the course as it would be; the same course where there is nothing to change. InputError where it cannot be."""


@dataclass(frozen=True)
class Move:
    """The session was, or will be, at another moment (aware)."""

    session_id: int
    to: datetime
    action: ClassVar[str] = "session.move"
    because: ClassVar[str] = "the session was moved"
    passed: ClassVar[str] = "skipped"

    def after(self, course: Course, now: datetime) -> Course:
        treatment = course.treatment(self.session_id)
        check_moment(self.to, now)
        if treatment.ended is not None:
            raise InputError(f"this session cannot be moved: {ENDINGS[treatment.ended]}. Add a session instead")
        for other in course.treatments:
            same = (other.procedure_id, other.performed_at) == (treatment.procedure_id, self.to)
            if same and other.id != treatment.id:
                raise InputError(f"there is a session of {other.procedure.lower()} at that moment on file already")
        return course.with_treatment(self.session_id, performed_at=self.to)


@dataclass(frozen=True)
class ChangeZone:
    """The patient lives by another clock ("Europe/London")."""

    to: str
    action: ClassVar[str] = "patient.zone"
    because: ClassVar[str] = "the patient's time zone was changed"
    passed: ClassVar[str] = "skipped"

    def after(self, course: Course, now: datetime) -> Course:
        return replace(course, zone=zone(self.to))


@dataclass(frozen=True)
class Cancel:
    """The session does not count: cancelled, or the patient did not come. A later session's check-ins stay."""

    session_id: int
    how: str
    action: ClassVar[str] = "session.cancel"
    because: ClassVar[str] = "a newer session was cancelled"
    passed: ClassVar[str] = "skipped"

    def after(self, course: Course, now: datetime) -> Course:
        if self.how not in ENDINGS:
            raise InputError(f"a session is {' or '.join(ENDINGS)}, not {self.how!r}")
        return course.with_treatment(self.session_id, ended=self.how)


@dataclass(frozen=True)
class Add:
    """One more session. It takes over from older ones once its time has come, and takes a discharged patient back.

    One at the same moment that had been cancelled stands again.
    """

    procedure_id: int
    procedure: str
    performed_at: datetime
    timeline: Timeline | None
    timeline_version_id: int | None = None
    action: ClassVar[str] = "patient.enroll"
    because: ClassVar[str] = "the session was put on file"
    passed: ClassVar[str] = "skipped"

    def after(self, course: Course, now: datetime) -> Course:
        check_moment(self.performed_at, now)
        found = self.same(course)
        if found is None:
            new = Treatment(None, self.procedure_id, self.procedure, self.performed_at, self.timeline)
            return replace(course, treatments=(*course.treatments, new), discharged=False)
        if found.ended is None:
            return course
        return replace(course.with_treatment(found.id, ended=None), discharged=False)

    def same(self, course: Course) -> Treatment | None:
        """Return the session on file that this one is."""
        moment = (self.procedure_id, self.performed_at)
        return next((each for each in course.treatments if (each.procedure_id, each.performed_at) == moment), None)


@dataclass(frozen=True)
class Pause:
    """No check-in goes out until they are resumed; texts are answered as ever."""

    action: ClassVar[str] = "patient.pause"
    because: ClassVar[str] = "check-ins were paused"
    passed: ClassVar[str] = "expired"

    def after(self, course: Course, now: datetime) -> Course:
        if course.discharged:
            raise InputError("this patient's aftercare has ended: there are no check-ins to pause")
        return replace(course, paused=True)


@dataclass(frozen=True)
class Resume:
    """The end of a pause or of a discharge. What is too late by then expires; the rest is planned again."""

    action: ClassVar[str] = "patient.resume"
    because: ClassVar[str] = "check-ins were resumed"
    passed: ClassVar[str] = "expired"

    def after(self, course: Course, now: datetime) -> Course:
        return replace(course, paused=False, discharged=False)


@dataclass(frozen=True)
class Discharge:
    """The aftercare has ended: no further check-in goes out.

    A text from somebody discharged is answered like anybody's: the gate reads it for danger, the protocol answers what it
    knows, and a person comes in where one is needed. Who writes has a reason to, and silence could only harm; what ends is
    our writing first. A new session, or a resume, takes them back.
    """

    action: ClassVar[str] = "patient.discharge"
    because: ClassVar[str] = "the aftercare was ended"
    passed: ClassVar[str] = "expired"

    def after(self, course: Course, now: datetime) -> Course:
        return replace(course, discharged=True, paused=False)
