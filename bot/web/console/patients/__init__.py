"""Patients: finding one, and everything about one: conversation, check-ins, sessions, details, consent, record."""
