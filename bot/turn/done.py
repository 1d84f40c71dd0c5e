"""What a patient has already done, and when: a slip-up is judged at its own moment, never at a kinder one.

Source: clinical reference, section 7, "Already done": avoid or caution for the hour it was done, never ok inside an avoid window.
"""

import re
from datetime import datetime, timedelta

from bot.asked_time import AskedTime
from bot.protocols import Protocol
from bot.turn.people import OTHERS, OWN_SKIN
from bot.turn.turn import Turn

#: "Got a date" is to come.
_COMES = (
    r"(?! (?:a |an |my |the |some |this )?(?:\w+ )?(?:date|wedding|party|meeting|night|flight|holiday|shift|interview|do|"
    r"thing|gig|match|event|work|birthday|funeral|christening|dinner|class|exam|presentation|lecture|training|course|"
    r"job|call|zoom|photos?|shoot|dates|days|times|mixed|confused|muddled|lot|few|bit|\d+|two|three|question|kids)\b)"
)
_VERBS = (
    rf"had|did|went|got{_COMES}|used|put|took|drank|swam|ran|wore|ate|tried|started|slept|lay|rode|drove|dyed|sunbathed|smoked|"
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
    r"already|just (?:now|had|been|did|done)|too late|"
    r"oops|whoops|woops|ooops|sorry|accident\w*|by mistake|my bad|muppet|confess\w*|guilty|"
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
    r"\b(?:(?:can|could|may|shall|should|must|cn|kin|shud|cud|when do|do|dae) (?:i|we)\b(?! have\b)|(?:ok|okay|safe|alright|fine|"
    r"good) (?:to|for me to|if i)"
    r"\b(?! have\b)|when (?:can|may|could|should|will)\b|allowed|permitted|"
    r"banned|barred|forbidden|off limits|too soon|yet\b|want to|wanna|"
    r"planning|going to|"
    r"gonna|hoping|thinking of|wondering|was told|how (?:long|soon|often|many)|back on)\b|\bor (?:leave|wait|not"
    r"|stop)\b[^.!?]{0,20}\?",
    re.IGNORECASE,
)
#: "Put foundation on tomorrow": the second half of "can i".
_BARE_START = re.compile(
    r"^\W*(?:(?:and|or|then|also|but|n|so|ok)[ ,]+)*(?:then |just |also )?"
    r"(?:put|use|wear|have(?! i\b| we\b)|go|do(?! i\b| we\b| you\b)|get|take|try)\b",
    re.IGNORECASE,
)
#: Beside a time to come only these tell of something done.
_WAS_DONE = re.compile(
    r"\b(?:had|did|went|used|drank|swam|ran|wore|ate|tried|slept|already|oops|accident\w*|forgot|yesterday|last night|"
    r"this morning|earlier|just|been)\b",
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
    if _is_not_told(text) or ("?" in text and _BARE_START.search(text) and not _WAS_DONE.search(text)):
        return False
    if intent == "report_slip":
        to_come = asked is not None and not asked.is_past
        ahead = to_come and bool(_ASKS_LEAVE.search(text) or _BARE_START.search(text) or not _WAS_DONE.search(text))
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
