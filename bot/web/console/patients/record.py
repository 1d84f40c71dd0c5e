"""Everything on file about a person, as one download."""

from starlette.responses import Response

from bot import person_export
from bot.media import Storage
from bot.models import Patient
from bot.web.console.visit import Visit


def download(visit: Visit) -> Response:
    """The archive: data for machines and a page for people. Who took it is on record, and in the archive itself."""
    key = visit.number("patient_id")
    with visit.reading() as desk:
        person_export.refuse_erased(desk.get(Patient, key))
    visit.note("patient.export", f"patient:{key}")
    with visit.reading() as desk:
        patient = desk.get(Patient, key)
        packed = person_export.archive(desk.session, patient, desk.now, Storage(visit.request.app.state.settings.photo_dir))
        where = {"Content-Disposition": f'attachment; filename="{person_export.file_name(patient, desk.now)}"'}
        return Response(packed, media_type="application/zip", headers=where)
