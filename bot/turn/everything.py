"""Texts that ask about everything at once: "whats allowed now", "what should i avoid", "back to normal yet?"."""

import re

#: What people mean by it, as the protocol calls the things that it limits longest.
EVERYDAY = (
    "cleansing", "makeup", "alcohol", "sun_exposure", "exercise", "swimming", "sauna", "retinoid", "acids", "exfoliation",
    "hair_removal",
)  # fmt: skip
_LEAD = r"(?:(?:hi|hello|hey|so|and|ok|okay|but|right|sorry|also|please|pls|remind me|tell me|quick one)[ ,.!]+)*"
_END = (
    r"(?: (?:now|yet|then|again|today|tonight|tomorrow|please|pls|still|this week|after(?:wards)?|at this stage|"
    r"at the moment))*\W*"
)
_SHAPES = (
    r"what(?:'?s| is| are)? (?:still |not |all |actually )*(?:allowed|off limits|out of bounds|forbidden|banned"
    r"|safe to do|ok to do)",
    r"what (?:should|must|do|can|could)(?:n'?t| not)? (?:i|we)(?: still| not| need to| have to)* (?:avoid|stay away from|"
    r"stay off|steer clear of|watch out for|not do|leave alone)",
    r"what (?:can'?t|cannot|shouldn'?t|mustn'?t|am i not allowed to) (?:i )?do",
    r"(?:what(?:'s| are|re)? |list )?(?:the |all the |your )?(?:do'?s (?:and|n|&) don'?t'?s|rules|restrictions)",
    r"(?:can|may) i do (?:everything|anything|whatever i (?:like|want)|it all|all of it)",
    r"(?:(?:when|how soon|can|could|am i|is it) ?(?:can |do |will |could )?(?:i )?(?:be |get |go )?)?(?:back to"
    r"|resume) (?:normal|"
    r"my (?:normal|usual|old) (?:routine|life|things))(?: routine| life| things)?",
    r"(?:is there )?anything (?:i )?(?:should(?:n'?t)?|can'?t|must(?:n'?t)?|need to|to) (?:i )?(?:avoid|not do|do)",
)
_EVERYTHING = re.compile(rf"{_LEAD}(?:{'|'.join(_SHAPES)}){_END}", re.IGNORECASE)



def asks_everything(text: str) -> bool:
    """Return whether a text asks what may be done and what not, and names nothing."""
    return bool(_EVERYTHING.fullmatch(text.strip()))
