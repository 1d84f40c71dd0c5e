"""Which general texts every protocol must hold, what each may fill in, and how long it may be.

These are the replies that depend on no topic: an emergency, an opt-out, a patient without a session. They are clinical text,
so they live in the protocol's YAML and are approved with it; this table only says which there are.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class GeneralText:
    """What is asked of one general text: placeholders it must and may hold, and its greatest length in SMS segments."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    segments: int = 2
    gsm7: bool = True
    #: A limit in septets, for texts that share a reply with others; 0 for none but the segments.
    septets: int = 0
    #: Whether a protocol may do without it, as those that were published before it came; the default protocol's stands in then.
    may_lack: bool = False


def _text(*required: str, optional: tuple[str, ...] = (), segments: int = 2, gsm7: bool = True) -> GeneralText:
    return GeneralText(frozenset(required), frozenset(optional), segments, gsm7)


#: Arabic has no GSM-7 letters: its texts are UCS-2, 67 units a segment, and may take three.
_ARABIC = 3

#: Septets of a slip-up's words: with a short answer and the danger question they fill two segments.
SLIP_SEPTETS = 125
SLIPS = ("slip_skin", "slip_skin_first_day", "slip_wash", "slip_taken", "slip_treatment", "slip_touched", "slip_gentle")

GENERAL_TEXTS: dict[str, GeneralText] = {
    # Red flags
    "emergency": _text("emergency_number"),
    "emergency_crisis": _text("emergency_number", "crisis_line"),
    "emergency_again": _text("emergency_number"),
    "emergency_retracted": _text("emergency_number"),
    "emergency_opted_out": _text("emergency_number"),
    "emergency_es": _text("emergency_number"),
    "emergency_ar": _text("emergency_number", segments=_ARABIC, gsm7=False),
    "emergency_crisis_es": _text("emergency_number", "crisis_line"),
    "emergency_crisis_ar": _text("emergency_number", "crisis_line", segments=_ARABIC, gsm7=False),
    "urgent": _text("by", "emergency_number"),
    "urgent_out_of_hours": _text("by", "urgent_line", "emergency_number"),
    "urgent_es": _text("by", "emergency_number"),
    "urgent_ar": _text("by", "emergency_number", segments=_ARABIC, gsm7=False),
    "review": _text("by"),
    "review_photo": _text("by"),
    "review_note": _text("by", segments=1),
    "review_es": _text("by"),
    "review_ar": _text("by", segments=_ARABIC, gsm7=False),
    "waiting": _text("by", optional=("emergency_number",)),
    "is_this_you": _text("emergency_number"),
    "distress": _text("by", "emergency_number"),
    "complaint": _text("by"),
    # Slip-ups: the words before the rule itself
    **{name: GeneralText(segments=1, septets=SLIP_SEPTETS) for name in SLIPS},
    # The session
    "no_session": _text("clinic_phone"),
    "session_in_future": _text("performed_at", optional=("clinic_phone",)),
    "two_sessions": _text(),
    "procedure_without_protocol": _text("procedure", "by", optional=("clinic_phone",)),
    # Understanding
    "not_understood": _text(),
    "not_understood_again": _text("by"),
    "number_about": GeneralText(frozenset({"number"}), may_lack=True),
    "human_offer": _text(segments=1),
    "human_requested": _text("by"),
    "out_of_scope": _text(),
    "someone_else": _text("clinic_phone"),
    "photo_received": _text(optional=("by",)),
    "photo_note": GeneralText(frozenset({"by"}), segments=1, may_lack=True),
    "nothing_readable": _text(segments=1),
    "other_language_es": _text("by"),
    "other_language_ar": _text("by", segments=_ARABIC, gsm7=False),
    "other_language_other": _text("by"),
    # Opting out and in, help
    "opt_out_confirmed": _text("clinic_phone", segments=1),
    "opt_in_confirmed": _text("clinic_name", optional=("clinic_phone",)),
    "help": _text("clinic_name", "clinic_phone", "emergency_number"),
    "wrong_number": _text(segments=1),
    # A person has been talking
    "handed_back": GeneralText(optional=frozenset({"clinic_name", "clinic_phone"}), segments=1, may_lack=True),
    # Small talk and the desk
    "greeting": _text("clinic_name"),
    "thanks": _text(segments=1),
    "thanks_case_open": _text("by"),
    "goodbye": _text(segments=1),
    "fine": _text(segments=1),
    "who_are_you": _text("clinic_name", optional=("clinic_phone",)),
    "appointment": _text("clinic_phone", segments=1),
    "cost": _text("clinic_phone", segments=1),
    "why": _text(),
}
