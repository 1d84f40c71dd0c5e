"""The addresses of patients, and who may come there."""

from starlette.routing import BaseRoute

from bot.web.console import talking
from bot.web.console.patients import adding, consent, details, erasing, finding, ledger, record, showing, treatments, whole
from bot.web.console.patients.asking import Question
from bot.web.console.routing import GET, POST, route
from bot.web.console.visit import change, page

LIST = "/console/patients"
PATIENT = "/console/patients/{patient_id:int}"
SESSION = f"{PATIENT}/sessions/{{session_id:int}}"
ANSWER, CHANGE, EXPORT, ERASE = "cases.answer", "patients.change", "patients.export", "patients.erase"


def routes() -> list[BaseRoute]:
    """Return them all."""
    return [*_talk(), *_person(), *_course()]


def _talk() -> list[BaseRoute]:
    return [
        route(LIST, page(finding.recent), GET),
        route(LIST, page(finding.search), POST),
        route(f"{LIST}/new", page(adding.show, CHANGE), GET),
        route(f"{LIST}/new", change(adding.save, CHANGE), POST),
        route(PATIENT, page(showing.show), GET),
        route(f"{PATIENT}/live", page(showing.live), GET),
        route(f"{PATIENT}/take-over", change(talking.take_over, ANSWER), POST),
        route(f"{PATIENT}/hand-back", change(talking.hand_back, ANSWER), POST),
        route(f"{PATIENT}/open-case", change(talking.open_case, ANSWER), POST),
    ]


def _person() -> list[BaseRoute]:
    return [
        route(f"{PATIENT}/details", page(details.show, CHANGE), GET),
        route(f"{PATIENT}/details", change(details.save, CHANGE), POST),
        route(f"{PATIENT}/consent", page(consent.show, CHANGE), GET),
        route(f"{PATIENT}/consent", change(consent.save, CHANGE), POST),
        route(f"{PATIENT}/no-texts", change(consent.withdraw, CHANGE), POST),
        route(f"{PATIENT}/ledger.csv", page(ledger.download, EXPORT), GET),
        route(f"{PATIENT}/export", change(record.download, EXPORT), POST),
        route(f"{PATIENT}/erase", page(erasing.show, ERASE), GET),
        route(f"{PATIENT}/erase", change(erasing.erase, ERASE), POST),
    ]


def _course() -> list[BaseRoute]:
    """What moves check-ins is shown first, and done by the form of the page that showed it."""
    asked: dict[str, Question] = {
        f"{PATIENT}/sessions/new": treatments.ADD,
        f"{SESSION}/move": treatments.MOVE,
        f"{SESSION}/cancel": treatments.CANCEL,
        f"{PATIENT}/zone": whole.ZONE,
        f"{PATIENT}/pause": whole.PAUSE,
        f"{PATIENT}/resume": whole.RESUME,
        f"{PATIENT}/discharge": whole.DISCHARGE,
    }
    shown = [route(path, page(question.show, CHANGE), GET) for path, question in asked.items()]
    return [*shown, *(route(path, change(question.do, CHANGE), POST) for path, question in asked.items())]
