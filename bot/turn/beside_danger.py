"""What is said beside a danger that people have already: that it is worse, that the writer has it too, that it will pass.

None of it is reassured over, and each is news to whoever is on the case: they are called again, at the level of the case.
"""

import re

from bot import checkins
from bot.checkins.replies.atoms import value_of
from bot.checkins.replies.words import N
from bot.levels import at_least
from bot.turn.outcome import Outcome
from bot.turn.people import waiting
from bot.turn.telling import MILD
from bot.turn.turn import Turn
from bot.turn.understood import all_signs, topic_of

#: Words of a text that says no more than that.
SHORT = 20
_MAYBE = (
    r"(?:probs?|probably|prolly|maybe|perhaps|might|could|may|must|i think|i reckon|i guess|i hope|hopefully|surely|i'?m sure)"
)
#: "Prob just the thai food", "could be the weather": a guess, not a retraction; "it was ash, I wiped it" is one.
_GUESSES = re.compile(
    rf"\b{_MAYBE}(?: (?:it|that|this|its|it'?s|thats|that'?s|is|was|be|been|just|only|all|simply|down to|"
    rf"from|because of|cos of|due to|nothing but|from all))* "
    rf"(?:the|a|an|my|me|from|nothing|tired\w*|stress|nerves|anxiety|hormones|hay ?fever|weather|heat)\b",
    re.IGNORECASE,
)
#: "See how it goes", "dont want to bother anyone": help is put off.
_PUTS_OFF = re.compile(
    r"\b(?:sleep (?:it off|on it)|see how (?:it|i|things) (?:go|goes|feel|get|am)|wait (?:and see|it out)|"
    r"see if it (?:passes|goes|settles|calms|stops)|it'?ll (?:pass|go|settle)|"
    r"(?:don'?t|do not|didn'?t) (?:want|wanna|like) (?:to )?(?:bother|waste|be a (?:bother|pain|nuisance)|make a fuss|"
    r"go to|call an?)|rather not (?:call|ring|go|bother)|i'?ll be (?:fine|ok|alright|grand)|"
    r"no need (?:for|to call) (?:an? )?(?:ambulance|doctor|999|911))\b",
    re.IGNORECASE,
)
#: To wait is what an urgent case is told; in an emergency it puts help off too.
_RESTS = re.compile(
    r"\b(?:lie down|nap|wait (?:a bit|til\w*|until)|leave it (?:for now|til\w*|until|a bit|for tonight)|hold off)\b",
    re.IGNORECASE,
)
#: "What do I do": of an emergency it is answered with the number, and people are called again.
_ASKS_FOR_HELP = re.compile(
    r"\b(?:what (?:do|should|shall|can) (?:i|we) do|what now|please (?:help|hurry)|help (?:me|us|him|her))\b", re.IGNORECASE
)
#: "Mines doing it now too", "same here", "I'm the mate": the sign told of somebody else is the writer's own.
_THEIRS_TOO = re.compile(
    r"\b(?:mine|mines|me|my (?:face|skin|cheek|chin|jaw|lips?|eye|nose))(?:'s|s| is| are| has)? "
    r"(?:doing|doin|got|getting|gettin|has|gone|went|started|starting) "
    r"(?:it|that|the same|like that|like (?:his|hers)|same)\b|"
    r"\b(?:me|mine|mines) too(?: now)?\W*$|\bnow (?:me|mine|mines) (?:too|as well|aswell)\b|"
    r"\b(?:im|i'?m|i am) the (?:mate|friend|cousin|sister|one|girl|patient|person)\b|\bthe (?:mate|friend) is me\b|"
    r"\bits? (?:actually |really )?(?:me|my own|my face|mine)\b(?! ?\?)|\basking for me\b|"
    r"\b(?:this is|its|it's) (?:her|his|their) (?:phone|mobile|number)\b|\b(?:she|he)(?:'s| is) your patient\b",
    re.IGNORECASE,
)
#: "Aye its roasting to touch".
_HOT = re.compile(
    r"\b(?:roast\w*|boiling|burning|scorching|red hot|really hot|so hot|very hot|hot) to (?:the )?touch\b", re.IGNORECASE
)
#: "Was a 3 before bed": of a pain that people are on, it is more by now.
_WAS = re.compile(rf"^\W*(?:it )?was (?:only |just |about |like |around )*(?:an? )?(?P<score>{N})\b", re.IGNORECASE)


def beside_danger(turn: Turn) -> Outcome | None:
    """Return the alarm of a text that adds to a danger that people have already, None where it does something else."""
    text, care = turn.understood.text, turn.care
    if care.case_level == "none" or care.gate_level != "none":
        return None
    if checkins.trend_told(text) == "worse" and says_no_more(turn):
        return alarm(turn, "worse", "The patient says that it is getting worse")
    if not at_least(care.case_level, "urgent"):
        return None
    if _HOT.search(text) and says_no_more(turn) and turn.understood.intent not in ("deny", "ask_may"):
        return alarm(turn, "worse", "The patient says that it is hot to the touch")
    if was_mild(text):
        return alarm(turn, "worse", "The patient says that it was less before")
    if not says_no_more(turn):
        return None
    in_emergency = care.memory.in_emergency(care.now)
    if in_emergency and _ASKS_FOR_HELP.search(text):
        return alarm(turn, "asks_for_help", "The patient asks what to do in the emergency")
    if in_emergency and describes_it(turn):
        return alarm(turn, "told_again", "The patient tells more of the emergency")
    if _GUESSES.search(text) or _PUTS_OFF.search(text) or (in_emergency and _RESTS.search(text)):
        return alarm(turn, "plays_down", "The patient plays the danger down or waits: please call")
    return None


def theirs_after_all(turn: Turn) -> Outcome | None:
    """Return the alarm of a text that says that the sign told of somebody else is the writer's own, None of any other."""
    care = turn.care
    if not at_least(care.case_level, "urgent") or care.gate_level != "none" or not says_no_more(turn):
        return None
    if not _THEIRS_TOO.search(turn.understood.text):
        return None
    return alarm(turn, "theirs_after_all", "The patient says that the sign is their own")


def describes_it(turn: Turn) -> bool:
    """Return whether a text tells of a sign that only the reader makes out: "bit thick when i talk yeah" is of the tongue."""
    named = turn.understood.clinical()
    told = turn.understood.intent in ("report_symptom", "ask_normal", "affirm", "nlu_fallback")
    return told and bool(named) and set(named) <= set(turn.understood.guessed) and all_signs(named)


def was_mild(text: str) -> bool:
    """Return whether a short text only tells a mild score of before."""
    found = _WAS.match(text) if len(text.split()) <= SHORT // 2 else None
    return found is not None and value_of(found["score"].lower()) <= MILD


def says_no_more(turn: Turn) -> bool:
    """Return whether a text is short and names nothing to do: at most signs, and what they are put down to."""
    named = [subject for subject in turn.understood.clinical() if topic_of(subject) != "other"]
    return len(turn.understood.text.split()) <= SHORT and all_signs(named)


def alarm(turn: Turn, code: str, reason: str) -> Outcome:
    """Return what is told beside the danger, raised to the level of the case that is open."""
    told = turn.outcome(turn.say("emergency_again")) if turn.care.memory.in_emergency(turn.care.now) else waiting(turn)
    return told.raised(turn.care.case_level, code, reason)
