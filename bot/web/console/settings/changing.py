"""A section of the settings, sent: checked, and kept in one transaction. What moves check-ins is shown first."""

from collections.abc import Callable
from typing import Any

from starlette.responses import RedirectResponse, Response

from bot import clinic_changes
from bot.clinic_changes import Preview, StaleSettings
from bot.clinic_changes.replanning import is_needed
from bot.clinic_settings import SettingsProblems, as_given, read
from bot.errors import InputError
from bot.web.console import codes
from bot.web.console.desk import Desk
from bot.web.console.people import called
from bot.web.console.settings.sections import SECTIONS
from bot.web.console.settings.showing import Typed, render
from bot.web.console.visit import Visit

#: Check-ins named one by one on the page that asks; the rest are counted.
NAMED = 40
SEEN = "moves_seen"


def save(section: str) -> Callable[[Visit], Response]:
    """Return the handler of one section's forms."""

    def saving(visit: Visit) -> Response:
        return _save(visit, section)

    saving.__name__ = f"save_{section.replace('-', '_')}"
    return saving


def _save(visit: Visit, section: str) -> Response:
    given: dict[str, Any] = {}
    try:
        with visit.changing() as desk:
            before = clinic_changes.settings_of(desk.session, desk.clinic)
            given = SECTIONS[section].change(as_given(before), visit.form)
            after = read(given)
            if is_needed(before, after) and not visit.form.get(SEEN):
                return _ask(visit, desk, section, clinic_changes.preview(desk.session, desk.clinic, after, desk.now))
            clinic_changes.apply(desk.session, desk.clinic, after, now=desk.now, actor=desk.staff.email, staff_id=desk.staff.id,
                                 seen=visit.form.get("seen", ""))  # fmt: skip
    except StaleSettings as stale:
        return render(visit, Typed(section, given, visit.form, sentence=str(stale)), 409)
    except SettingsProblems as refused:
        return render(visit, Typed(section, given, visit.form, refused.problems), 422)
    except InputError as error:
        return render(visit, Typed(section, {}, visit.form, sentence=str(error)), 422)
    return RedirectResponse(f"/console/settings?saved={section}#{section}", 303)


def _ask(visit: Visit, desk: Desk, section: str, found: Preview) -> Response:
    """The page that shows what would move; its form sends the same values once more."""
    kept = {name: value for name, value in visit.form.items() if name not in ("csrf", SEEN)}
    named = [(called(move.patient), move) for move in found.seen[:NAMED]]
    return visit.render(
        "settings/moves.html", found=found, kept=kept, named=named, section=section, more=len(found.seen) - len(named),
        ask=SEEN, step=codes.step,
    )  # fmt: skip
