"""What a text says of the thing before, though its words name another: how much of it, with what it is done, which kind of it."""

import re

from bot.turn.understood import all_signs, topic_of

#: Words of a text that can only add to what was before.
SHORT = 6
_AND = r"^(?:(?:and|so|but|ok|okay|or|oh|then)[ ,]+)*"
_HOW_MUCH = re.compile(rf"{_AND}how much(?: (?:can i|is ok|is allowed|is safe)(?: have| use| drink)?)?\W*$", re.IGNORECASE)
#: Of these "how much" asks for the price.
_PRICED = {"next_session", "results", "other_treatment", "prp"}
_WITH = re.compile(rf"{_AND}(?:even |just |not even )?(?:with|using) (?:\w+ ){{0,2}}\w+\W*$", re.IGNORECASE)
#: "How long for the eyes then" after makeup.
_FOR_THE_EYES = re.compile(r"\b(?:for|on|near|round|around) (?:the |my )?(?:eyes?|lids|lashes)\b", re.IGNORECASE)
#: "Like a proper steaming one?" after a shower.
_SUCH_A_ONE = re.compile(r"\b(?:an? |even |proper |nice |really )(?:\w+ ){1,2}one\b", re.IGNORECASE)
#: "Even with factor 50 on?" asks about the sun still.
_WITH_IT = re.compile(rf"{_AND}(?:even|wh?at if|but|just|if|not even|with|w)\b", re.IGNORECASE)
#: "Anything I can use": for what was just told, whatever it is.
_REMEDY = re.compile(
    rf"{_AND}(?:is there |have you (?:got )?|got )?(?:anything|something|what|what else|which cream|stuff)(?: else)?"
    r"(?: (?:i|we|u|you|that|which))?(?: (?:can|could|should|shall|to|do|would|might))?(?: (?:i|we))? "
    r"(?:use|put|put on|do|apply|try|buy|get|take|recommend|suggest|helps?|help)(?: (?:for|on|about|with))?"
    r"(?: (?:it|that|them|this|these))?\W*$",
    re.IGNORECASE,
)
_PLACES = (
    r"(?:face|legs?|arms?|neck|scalp|head|body|back|chest|hands?|armpits?|bikini|lips?|lip|brows?|eyebrows?|eyes?|forehead|chin|"
    r"nose|cheeks?|beard|hair|sides?)"
)
#: "Face I mean", "of my legs, not face": where, of what was just asked.
_PLACED = re.compile(
    rf"^(?:sorry,? (?:i )?meant (?:my |the )?{_PLACES}\W+same\b|"
    rf"(?:(?:no|sorry|oh|oops|on|of|for|my|the|its|just|i mean|i meant)[ ,]+)*{_PLACES}(?: and {_PLACES})?[ ,]*"
    rf"(?:(?:i mean|i meant|sorry|not|only|instead|that is)\b(?: (?:on |of )?(?:my |the )?{_PLACES})?\W*)+$)",
    re.IGNORECASE,
)
#: "Its nowhere near my cheeks though".
_AWAY_FROM = re.compile(
    rf"{_AND}(?:it'?s |it is |its |thats |that'?s )?(?:nowhere|no ?where|not|never|not even|well away|far|miles|away) "
    rf"(?:near|from|close to|on|touching)(?: to| from)? (?:my|me|the|any of my) (?:\w+ )?{_PLACES}(?: (?:tho|though"
    rf"|at all|anyway))?\W*$|"
    rf"\b(?:won'?t|wouldn'?t|not|doesn'?t|never) (?:get|getting|go|goes|going|come|comes|touch|touches)"
    rf"(?: (?:it|any|near|anywhere near|on|in))* (?:my|me|the) {_PLACES}\b|"
    rf"\b(?:keep|keeping|kept) (?:it|that|them|this) (?:well |far )?(?:off|away from|clear of|out of) (?:my|me|the) {_PLACES}\b",
    re.IGNORECASE,
)
#: "Under my eyes", "left cheek": where a sign is that was just told.
_PLACE_ALONE = re.compile(
    rf"(?:(?:just|only|mainly|mostly|its|it's|it is|and|like|all|also)[ ,]+)*(?:(?:on|under|around|round|near|by|over|across|"
    rf"below|above|along) )?(?:(?:my|the|both|one|left|right|upper|lower|whole"
    rf"|side of)[ ,]+)*{_PLACES}(?: and (?:my )?{_PLACES})?\W*",
    re.IGNORECASE,
)
#: "No I didn't, I meant can I": what was told is asked.
_INSTEAD = re.compile(r"\bi (?:meant|mean)(?: to ask)? (?:can|could|may|should|shall|is it ok|when)\b", re.IGNORECASE)
_HOW_WARM = re.compile(rf"{_AND}how (?:hot|warm|cold|cool|lukewarm)(?: \w+){{0,4}}\W*$", re.IGNORECASE)
_SUN = re.compile(r"spf|sun|factor|block|screen|filter", re.IGNORECASE)


def asks_amount(text: str, recent: list[str]) -> bool:
    """Return whether a text asks how much of what was just answered, and not what that costs."""
    return bool(_HOW_MUCH.search(text)) and not {topic_of(subject) for subject in recent} & _PRICED


def tells_how(text: str, named: list[str], recent: list[str]) -> bool:
    """Return whether what is named only says how the thing before is done: scrub "with a flannel?", makeup "the mineral one"."""
    now, last = {topic_of(subject) for subject in named}, {topic_of(subject) for subject in recent}
    if last == {"makeup"} and now == {"eye"}:
        return bool(_FOR_THE_EYES.search(text))
    if last == {"shower"} and now <= {"sauna", "warmth", "cooling"} and _SUCH_A_ONE.search(text):
        return True
    if last <= {"shower", "cleansing", "cooling"} and now <= {"warmth", "infection_sign", "cooling"}:
        return bool(_HOW_WARM.search(text))
    if last == {"exfoliation"} and now <= {"cleansing", "touching"}:
        return bool(_WITH.search(text))
    if last == {"sun_exposure"} and now == {"sunscreen"}:
        return bool(_WITH_IT.search(text))
    return last == {"makeup"} and now == {"sunscreen"} and len(text.split()) <= SHORT and not _SUN.search(text)


def asks_for_a_remedy(text: str) -> bool:
    """Return whether a text asks what helps, and names nothing: it is about the sign that was told before."""
    return bool(_REMEDY.search(text))


def asks_instead(text: str) -> bool:
    """Return whether a text says that what was told was meant as a question."""
    return bool(_INSTEAD.search(text))


def corrects_the_place(text: str) -> bool:
    """Return whether a text only says where on the body the thing before is meant, or is not."""
    return bool(_PLACED.search(text) or _AWAY_FROM.search(text))


def tells_the_place(text: str, recent: list[str]) -> bool:
    """Return whether a text only says where the signs are that were just talked of."""
    return bool(recent) and all_signs(recent) and bool(_PLACE_ALONE.fullmatch(text.strip()))
