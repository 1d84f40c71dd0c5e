"""Changing a clinic's settings: seen first, then done in one transaction, planned check-ins and audit book included."""

from bot.clinic_changes.applying import StaleSettings, apply
from bot.clinic_changes.current import settings_of
from bot.clinic_changes.previewing import Preview, preview
from bot.clinic_changes.replanning import Move

__all__ = ["Move", "Preview", "StaleSettings", "apply", "preview", "settings_of"]
