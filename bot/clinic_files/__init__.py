"""A clinic as files that a person can read, keep under version control, change and bring back: all of it, or nothing."""

from bot.clinic_files.applying import Outcome, apply
from bot.clinic_files.exporting import files_of, write
from bot.clinic_files.problems import FilesRefused
from bot.clinic_files.reading import ClinicFiles, read

__all__ = ["ClinicFiles", "FilesRefused", "Outcome", "apply", "files_of", "read", "write"]
