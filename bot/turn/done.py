"""What a patient has already done, and when: a slip-up is judged at its own moment, never at a kinder one.

Source: clinical reference, section 7, "Already done": avoid or caution for the hour it was done, never ok inside an avoid window.
"""

import re
from datetime import datetime, timedelta

from bot.asked_time import AskedTime
from bot.protocols import Protocol
from bot.turn.people import OTHERS, OWN_SKIN
from bot.turn.turn import Turn

_VERBS = (
    r"had|did|went|got|used|put|took|drank|swam|ran|wore|ate|tried|started|slept|lay|rode|drove|dyed|sunbathed|smoked|"
    r"vaped|necked|"
    r"downed|swallowed|popped|slapped|rubbed|sprayed|washed|shaved|waxed|touched|picked|applied|scrubbed|exfoliated|"
    r"squeezed|peeled|"
    r"tanned|tinted|threaded|plucked|showered|bathed|exercised|trained|jogged|worked out|cycled|danced|scratched|iced|"
    r"cleansed|sat|"
    r"steamed|rolled|bleached|lasered|drunk|drank|been (?:to|in|on|out|swimming|running|drinking)|gave|let|caught|forgot"
)
#: Acts that a slip-up is taken for where it is told in passing.
MAY_TELL = ("ask_may", "ask_normal", "ask_what", "ask_how", "ask_why", "report_symptom", "report_fine", "nlu_fallback", "")
#: Signs that something is told as done, for a text that is taken for a slip-up anyway.
_EVIDENCE = re.compile(
    rf"\b(?:{_VERBS}|(?!need|bed\b|red\b|tired|used to|supposed|allowed|booked|indeed|worried|interested|sunbed|"
    rf"coloured)[a-z]{{2,}}ed|"
    r"already|just (?:now|had|been)|oops|whoops|woops|ooops|sorry|accident\w*|by mistake|my bad|muppet|confess\w*|guilty|"
    r"silly me|idiot|"
    r"naughty|woke up|fell asleep|ive been|i've been|didn'?t (?:know|realise|realize|think|see|read)|didnt mean|halfway|"
    r"without (?:thinking|noticing|realising))\b",
    re.IGNORECASE,
)
#: The same where nothing but the words says so: somebody did it, in a main clause.
_TOLD = re.compile(
    rf"(?:^|[.,;!?] ?|\b(?:and|but|so|oops|sorry|that|because|cos|confess|then|forgot n|ok) )(?:(?:hi|hey|ok|so|well|oops|"
    rf"sorry|um+|oh|"
    rf"today|yesterday|earlier|this morning|last night|stupidly|accidentally) )*(?:(?:i|ive|i've|we|weve|she|he|"
    rf"they)(?: (?:have|only|"
    rf"just|already|stupidly|accidentally|also|kinda|sort of|may have|might have|totally|completely|confess i|actually))* )?"
    rf"(?:{_VERBS})\b",
    re.IGNORECASE,
)
#: Asking leave: then it has not been done, or is asked about again.
_ASKS_LEAVE = re.compile(
    r"\b(?:(?:can|could|may|shall|should|must|cn|when do|do) (?:i|we)\b(?! have\b)|(?:ok|okay|safe|alright|fine|"
    r"good) (?:to|for me to|if i)"
    r"\b(?! have\b)|when (?:can|may|could|should|will)\b|allowed|permitted|off limits|too soon|yet\b|want to|wanna|"
    r"planning|going to|"
    r"gonna|hoping|thinking of|wondering|was told|how (?:long|soon|often|many)|back on)\b",
    re.IGNORECASE,
)
#: The session itself is nothing that was done wrong.
_THE_SESSION = re.compile(
    r"\b(?:i )?(?:had|got|was|were|been|having|did|booked) (?:\w+ ){0,3}?(?:done|needled|treated|sessions?|treatments?|"
    r"micro-?needling|"
    r"procedure|appointment|appt|skin ?pen|dermapen)\b|\b(?:you|u|she|nurse|they) (?:guys )?(?:did|needled|treated|used|"
    r"gave|put|said|told)\b"
    r"(?: \w+){0,3}",
    re.IGNORECASE,
)
#: "My friend used it after two days", "my nan says put butter on it": somebody else's doing, or advice.
_BY_ANOTHER = re.compile(
    rf"\b(?:my|a|the|some) (?:\w+ )?{OTHERS}(?:'s)?(?: \w+)? (?:{_VERBS})\b|\b(?:says?|said|told me|reckons?|suggests?|suggested|"
    rf"recommends?|recommended)(?: (?:to|i should|me to|that i|you can|i can|i could))* (?:put|use|try|take|have|wear|apply)\b",
    re.IGNORECASE,
)
_BY_ME = re.compile(rf"\b(?:i|ive|i've|we|weve|we've) (?:\w+ )?(?:{_VERBS})\b", re.IGNORECASE)
#: "Waxed, I mean": a word put right, of what was asked before.
_PUT_RIGHT = re.compile(r"\b(?:i mean|i meant)(?: (?:can|could|may|should|to ask)(?: i)?)?\W*$", re.IGNORECASE)
SHORT = 8
_JUST = re.compile(r"\b(?:just|right now|as we speak|currently|seconds? ago|minutes? ago|mins? ago)\b", re.IGNORECASE)
_STRICTEST = ("avoid", "caution", "info", "ok")


def is_done(turn: Turn, asked: AskedTime | None) -> bool:
    """Return whether the patient tells of something already done."""
    text, intent = _THE_SESSION.sub(" ", turn.understood.text), turn.understood.intent
    past = asked is not None and asked.is_past
    if _is_not_told(text):
        return False
    if intent == "report_slip":
        ahead = asked is not None and not asked.is_past and bool(_ASKS_LEAVE.search(text))
        return not ahead and (past or bool(_EVIDENCE.search(text)))
    if _ASKS_LEAVE.search(text):
        return False
    if past:
        return intent == "report_symptom" or bool(_EVIDENCE.search(text))
    return asked is None and intent in MAY_TELL and bool(_TOLD.search(text))


def _is_not_told(text: str) -> bool:
    """Return whether a text tells of somebody else's doing, or only puts a word right."""
    others = bool(_BY_ANOTHER.search(text)) and not _BY_ME.search(text) and not OWN_SKIN.search(text)
    return others or (len(text.split()) <= SHORT and bool(_PUT_RIGHT.search(text)))


def hours_done(turn: Turn, performed_at: datetime, asked: AskedTime | None) -> tuple[float, float]:
    """Return from which to which hour after the session it was done; untold, it was today."""
    now = turn.care.now
    if asked is not None and asked.is_past:
        return asked.hours_when(performed_at, now)
    latest = max(0.0, (now - performed_at) / timedelta(hours=1))
    if _JUST.search(turn.understood.text):
        return latest, latest
    here = now.astimezone(turn.care.place)
    today = (here - here.replace(hour=0, minute=0, second=0, microsecond=0)) / timedelta(hours=1)
    return max(0.0, latest - today), latest


def moment_done(protocol: Protocol, subject: str, performed_at: datetime, hours: tuple[float, float]) -> datetime:
    """Return the moment within `hours` at which the strictest of the protocol's windows held."""
    first, last = hours
    held = [one for one in protocol.subject(subject).windows if one.start <= last and (one.end is None or first < one.end)]
    strictest = min(held, key=lambda one: (_STRICTEST.index(one.verdict), -one.start))
    return performed_at + timedelta(hours=min(max(strictest.start, first), last))
