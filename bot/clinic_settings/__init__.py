"""What a clinic decides about itself, as a value: read from words with every slip named, and written back to words. Pure.

Words ("given") are nested mappings, lists and texts, the same from a form and from a file; a problem is told at its path in them.
"""

from bot.clinic_settings.advice import advice
from bot.clinic_settings.differences import Change, differences
from bot.clinic_settings.problems import Path, SettingsProblems
from bot.clinic_settings.reading import FIELDS, read
from bot.clinic_settings.value import WEEKDAYS, ClinicSettings, Hours, Offered, OnCallPerson
from bot.clinic_settings.words import as_given, fingerprint, hours_in_words

__all__ = [
    "FIELDS",
    "WEEKDAYS",
    "Change",
    "ClinicSettings",
    "Hours",
    "Offered",
    "OnCallPerson",
    "Path",
    "SettingsProblems",
    "advice",
    "as_given",
    "differences",
    "fingerprint",
    "hours_in_words",
    "read",
]
