"""Patients: finding one, and everything about one: conversation, check-ins, sessions, details, consent, record."""

from bot.web.console.patients.finding import matching, recent, search
from bot.web.console.patients.routes import routes
from bot.web.console.patients.showing import live, show

__all__ = ["live", "matching", "recent", "routes", "search", "show"]
