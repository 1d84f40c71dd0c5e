"""Everybody as a CSV file. Who took it is in the audit book."""

from starlette.responses import Response

from bot import patient_files
from bot.models import Clinic
from bot.web.console.visit import Visit


def download(visit: Visit) -> Response:
    """The file, to be saved."""
    with visit.changing() as desk:
        clinic = desk.session.get(Clinic, desk.staff.clinic_id)
        text = patient_files.export(desk.session, clinic)
        desk.record("patients.export", "patients", rows=text.count("\n") - 1)
    name = f"patients-{visit.now.astimezone(visit.moments.zone):%Y-%m-%d}.csv"
    told = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.encode(), media_type="text/csv; charset=utf-8", headers=told)
