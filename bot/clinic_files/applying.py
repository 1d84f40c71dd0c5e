"""A folder brought into the record: settings, protocols and timelines, in the caller's transaction."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import audit, clinic_changes
from bot.clinic_changes import Preview
from bot.clinic_changes.current import procedures_of
from bot.clinic_files.documents import DocumentChange, publish
from bot.clinic_files.problems import FilesRefused
from bot.clinic_files.reading import ClinicFiles
from bot.clinic_settings import SettingsProblems
from bot.models import Clinic


@dataclass(frozen=True)
class Outcome:
    """What an import did, or would do."""

    clinic: str
    settings: Preview
    documents: list[DocumentChange] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        """Whether all stays as it is."""
        return self.settings.is_nothing and not self.documents

    def in_words(self) -> list[str]:
        """Return it line by line."""
        lines = [f"{self.clinic}: {line}" for line in self.settings.in_words()]
        lines += [f"{self.clinic}: {warning}" for warning in self.settings.warnings]
        lines += [line for document in self.documents for line in document.in_words()]
        return lines or [f"{self.clinic}: nothing changes"]


def apply(
    session: Session, files: ClinicFiles, *, now: datetime, actor: str, also_running: bool = False, approver: str = ""
) -> Outcome:
    """Bring a folder's settings and texts in and return what that did; the same folder again does nothing.

    `also_running` carries changed timelines over to sessions that run already, `approver` is the clinician who answers for
    changed texts. FilesRefused where the record stands against it: the caller's transaction must then be given up.
    """
    clinic = _clinic(session, files)
    try:
        settings = clinic_changes.apply(session, clinic, files.settings, now=now, actor=actor)
    except SettingsProblems as refused:
        raise FilesRefused(files.located(refused.problems)) from None
    procedures = {row.slug: row for row in procedures_of(session, clinic)}
    changed: list[DocumentChange] = []
    problems: list[str] = []
    for procedure in procedures.values():
        done = publish(session, procedure, files, now=now, actor=actor, also_running=also_running, approver=approver)
        changed += done.changes
        problems += done.problems
    if problems:
        raise FilesRefused(problems)
    outcome = Outcome(clinic.slug, settings, changed)
    if not outcome.is_nothing:
        target, detail = f"clinic:{clinic.id}", {"settings": len(settings.changes), "texts": len(changed)}
        audit.record(session, at=now, actor=actor, action="clinic.import", target=target, clinic_id=clinic.id, **detail)
    return outcome


def _clinic(session: Session, files: ClinicFiles) -> Clinic:
    found = session.execute(select(Clinic).where(Clinic.slug == files.slug)).scalar_one_or_none()
    if found is None:
        known = ", ".join(session.execute(select(Clinic.slug).order_by(Clinic.slug)).scalars()) or "none yet"
        line = files.lines.get(("slug",), 1)
        told = f"there is no clinic called {files.slug!r} (there is: {known}); add it first with: python -m bot clinic add"
        raise FilesRefused([f"clinic.yml line {line}: slug: {told}"])
    return found
