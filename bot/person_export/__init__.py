"""Everything that is on file about one person, as one archive: data for machines and a page for people."""

from bot.person_export.archive import archive, file_name
from bot.person_export.gathering import everything, refuse_erased

__all__ = ["archive", "everything", "file_name", "refuse_erased"]
