"""A change of a patient's course, asked about: what it would do is shown, and done only as it was shown.

Each kind of change says what it asks for and what that means; what follows is the same for all. Without a script: the first
form leads to the same page with the answer in its address, the second sends what was shown together with its fingerprint.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.responses import RedirectResponse, Response

from bot import sessions
from bot.errors import InputError
from bot.models import Patient
from bot.sessions import SEND, SKIP, Choices, Intention, Outdated, Preview
from bot.web.console import codes
from bot.web.console.desk import Desk
from bot.web.console.moments import Moments
from bot.web.console.patients.shown import groups
from bot.web.console.people import called
from bot.web.console.visit import Visit

#: How a form names the choice for a late check-in.
LATE = "late-"
#: Fields of a form by name, as they were typed.
Given = dict[str, str]


def _nothing_around(visit: Visit, desk: Desk, patient: Patient) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Question:
    """One kind of change: its name (a template in patients/fields/ and the word for "done"), its words, and how it is read."""

    name: str
    title: str
    told: str
    button: str
    #: What an answer means; InputError for one that means nothing.
    read: Callable[[Visit, Desk, Patient, Given], Intention]
    #: What is asked for, by the names of the fields; none where the change is plain.
    fields: tuple[str, ...] = ()
    #: What the form of the question shows besides.
    around: Callable[[Visit, Desk, Patient], dict[str, Any]] = _nothing_around

    def show(self, visit: Visit) -> Response:
        """Ask, and once there is an answer show what it would do."""
        return self._page(visit)

    def do(self, visit: Visit) -> Response:
        """Do what was shown, in one transaction; when it would do something else by now, show that."""
        try:
            with visit.changing() as desk:
                patient = desk.lock_patient(visit.number("patient_id"))
                wanted = self.read(visit, desk, patient, self._given(visit))
                sessions.apply(
                    desk.session, patient, wanted, now=desk.now, actor=desk.staff.email, staff_id=desk.staff.id,
                    choices=_choices(visit), seen=visit.form.get("seen", ""),
                )  # fmt: skip
        except Outdated as outdated:
            return self._page(visit, sentence(outdated), 409)
        except InputError as error:
            return self._page(visit, sentence(error), 422)
        return RedirectResponse(f"/console/patients/{patient.id}?done={self.name}", 303)

    def _page(self, visit: Visit, problem: str = "", status: int = 200) -> Response:
        given = self._given(visit)
        with visit.reading() as desk:
            patient = desk.get(Patient, visit.number("patient_id"))
            around, found = self.around(visit, desk, patient), None
            try:
                if status != 422 and (any(given.values()) or not self.fields):
                    found = sessions.preview(desk.session, patient, self.read(visit, desk, patient, given), desk.now)
            except InputError as error:
                problem, status = sentence(error), 422
            shown = {"question": self, "given": given, "problem": problem, **_shown(visit, found), **around}
            return visit.render("patients/change.html", status, patient=patient, who=called(patient), **shown)

    def _given(self, visit: Visit) -> Given:
        return {name: visit.form.get(name, "") or visit.query(name) for name in self.fields}


def sentence(error: InputError) -> str:
    """Return an error as a sentence of a page."""
    text = codes.sentence(str(error))
    return text if text.endswith(".") else f"{text}."


def _shown(visit: Visit, found: Preview | None) -> dict[str, Any]:
    if found is None:
        return {"found": None}
    was, becomes = Moments(found.before.zone, visit.now), Moments(found.after.zone, visit.now)
    chosen = {"prefix": LATE, "send": SEND, "skip": SKIP}
    zones = [was.zone, becomes.zone] if was.zone != becomes.zone else []
    shown = groups(found, was, becomes, visit.moments)
    return {"found": found, "groups": shown, "local": becomes, "zones": zones, "late": chosen}


def _choices(visit: Visit) -> Choices:
    chosen = {name[len(LATE) :]: value for name, value in visit.form.items() if name.startswith(LATE)}
    return Choices(usual=SKIP, by_key=chosen)
