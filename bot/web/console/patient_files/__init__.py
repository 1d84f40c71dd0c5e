"""Patients and sessions by CSV: a file looked at row by row, brought in, and everybody as a file."""

from starlette.routing import Route

from bot.web.console.patient_files import exporting, importing
from bot.web.console.routing import GET, POST, route
from bot.web.console.visit import change, page, upload

IMPORT, EXPORT = "patients.import", "patients.export"


def routes() -> list[Route]:
    """Return the addresses of files."""
    return [
        route("/console/patients/import", page(importing.show, IMPORT), GET),
        route("/console/patients/import", upload(importing.look, IMPORT), POST),
        route("/console/patients/import/apply", upload(importing.bring_in, IMPORT), POST),
        route("/console/patients/export", change(exporting.download, EXPORT), POST),
    ]
