"""The record: every table, one file for each kind of row. Times are aware UTC, phone numbers E.164, clinics own their rows."""

from bot.models.audit import Audit
from bot.models.base import Base
from bot.models.check_in import CheckIn, CheckInEvent, LedgerCheck
from bot.models.clinic import Clinic, OnCall
from bot.models.escalation import CannedReply, CaseNote, Escalation, Judgement
from bot.models.heartbeat import Heartbeat
from bot.models.line import ACCOUNT, Line
from bot.models.message import Message
from bot.models.number import ClinicNumber, Listened
from bot.models.patient import Conversation, Patient, TreatmentSession
from bot.models.photo import Photo
from bot.models.publication import Draft, Procedure, ProtocolVersion, TimelineVersion
from bot.models.staff import Attempt, RecoveryCode, Staff, StaffSession

__all__ = [
    "ACCOUNT",
    "Attempt",
    "Audit",
    "Base",
    "CannedReply",
    "CaseNote",
    "CheckIn",
    "CheckInEvent",
    "Clinic",
    "ClinicNumber",
    "Conversation",
    "Draft",
    "Escalation",
    "Heartbeat",
    "Judgement",
    "LedgerCheck",
    "Line",
    "Listened",
    "Message",
    "OnCall",
    "Patient",
    "Photo",
    "Procedure",
    "ProtocolVersion",
    "RecoveryCode",
    "Staff",
    "StaffSession",
    "TimelineVersion",
    "TreatmentSession",
]
