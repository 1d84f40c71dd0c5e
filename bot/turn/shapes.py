"""The shapes of texts that ask on: "and now?", "why?", "are you sure", "how often", "can i do it again"."""

import re

_LEAD = (
    r"^(?:\w{2,8}[.!,]+ +)?(?:(?:and|so|but|ok|okay|k|or|right|well|hmm+|oh|n|ah|also|fine|cool|great|sorry|no|nope|yes"
    r"|yeah|what|wait|then|"
    r"oops|whoops|woops|ooops|thx|ta|thanks|seriously|really|honestly|wow|omg|ugh|gosh"
    r"|cheers|what about|how about|wot about|whit aboot|got it|i see|fair enough)[ ,.!?]+)*"
)
_IT = r"(?:it|its|that|this|them|those|these|one|ones|both|either|they|any of (?:it|them)|all of (?:it|them)|the (?:same|lot))"
#: "But my friend's clinic said 2 days": another opinion on the same; what it says of a sign is no such thing.
_ELSEWHERE = (
    r"(?:but |cos |because )*(?:(?:my|the|a|our|some|another|other) (?:[\w']+ ){1,4}?|google |tiktok |insta\w* |youtube |reddit |"
    r"chat ?gpt |someone |everyone |people |they |she |he |you )(?:\w+ )?(?:said|says|say|told|tells|reckons|"
    r"thinks)\b(?: me| us)?(?: that)?(?: (?:i|it|its|it's|you|only|just|after|from|wait|about|is|was|could|can|do|on|in))* "
    r"(?:\d+|one|two|three|a (?:day|week)|days?|hours?|weeks?|ok|okay|fine|yes|no|safe|allowed|sooner|earlier|straight away|"
    r"different\w*|otherwise|opposite|go ahead)\b"
)
#: "Pls its my wedding", "but that's ages": the same asked once more, with feeling.
_PLEADS = (
    r"(?:(?:but|please|pls|plz|aw+|noo+|omg|ugh)[ ,!]+)+(?:it'?s |this is |i have |ive got |i'?ve got |there'?s )?(?:my |our |"
    r"the |a )?(?:[\w']+ ){0,2}(?:wedding|birthday|party|date|interview|prom|christening|graduation|hen do|big day"
    r"|event)\b"
    r".{0,25}$|that'?s (?:so |such |really |a bit |quite |like |way too |too )*(?:ages|long|forever|a long time|ages away|strict|"
    r"annoying|a pain)\W*$|(?:no way|that long|so long|that late|so late)\W*$"
)
#: "Could have sworn it was 3 days": another answer, remembered.
_RECALLS = (
    r"(?:4 real|for real|(?:i )?(?:cud|could|cld|would|would'?ve)(?: (?:of|have|ve|a))? (?:sworn|have sworn)|i thought"
    r"|thought|swear|i swear)"
    r"\W+(?:(?:i )?(?:cud|could|cld)(?: (?:of|have|ve|a))? sworn )?(?:it was|it said|it|its|it's|you said|u said"
    r"|that was|she said)\b"
    r"(?: (?:to|i|can|could|only|just|about|ok|fine|after|from|wait|said|was|like))* (?:\d+|one|two|three|four|a (?:day|week))\b"
)
#: "Oops already did", "just had one", "too late".
_CONFESSES = (
    r"too late(?: (?:now|already))?\W*$|(?:i |ive |i've )?(?:already|alredy|just|may|might)(?: have)? (?:did|done|had)"
    r"(?: (?:it|that|one|so))?\W*$"
)
_SHAPES = (
    r"(?:now|then|today|it|that|this|them|those|later|yet|again|still|anyway|and)(?: (?:surely|then|tho|though|right"
    r"|maybe|sorry))?\W*$",
    r"(?:are |r )?(?:you|u|we) (?:are |r )?(?:really |quite |very |100% )?"
    r"(?:sure|certain|positive)\b|(?:really|sure|certain|honestly|"
    r"seriously|for real)\W*$|(?:is|are|was|were) (?:she|he|they|that|it|this) (?:right|correct|true|wrong)\W*$",
    r"(?:but )?(?:why|y|how come|for what reason|whats the reason|what for|says who|how so|whys that|what'?s wrong with)\b|"
    r"(?:(?:but )?if [\w' ]{2,30} )?what'?s the (?:harm|problem|worst|big deal|issue|danger|risk)\b",
    _ELSEWHERE,
    _PLEADS,
    _RECALLS,
    rf"what (?:happens|would happen|will happen|could happen|if|does|do|would|else)\b.*\b(?:{_IT}|anyway|i (?:do|did|"
    rf"don'?t|already))\b",
    rf"(?:and )?(?:how (?:often|many|long|soon|much|thick|do|should|can|would|late|early))\b(?:.*\b{_IT}\b|"
    rf"(?: \w+){{0,2}}\W*$)",
    r"(?:so )?(?:when|till when|until when|til when|from when|since when|how soon|what day|which day|"
    r"what time)(?: \w+){0,3}\W*$",
    rf"(?:can|could|may|is|are|would|will|do|does|shall|should|must|cant|can't) (?:i|we|it|that|they|this|those|them|my)\b.*\b"
    rf"(?:{_IT}|again|anyway|then|now|still|yet|today|tomorrow|tonight)\b",
    rf"(?:is|are|was) (?:{_IT})\b|(?:would|will|does|could|might) (?:it|that|this)(?: \w+){{1,2}}\W*$",
    r"(?:even|not even|just|only|maybe|at least|surely) (?:a|an|the|one|once|if|for|with|after|when|half|two|on)\b",
    r"(?:and )?(?:the|that|this) (?:other|first|second|last|former|latter|same)(?: one| thing)?\W*$|(?:both|"
    r"which(?: one)?|either|neither)\W*$",
    rf"(?:and )?(?:that|this) (?:one|too|as well|either)\b|same (?:for|with|goes for) {_IT}\b|same (?:again|question|"
    rf"thing)\W*$",
    r"(?:for )?(?:all (?:day|night|week)|overnight|half an hour|an hour(?: or (?:so|two))?|"
    r"every (?:other )?(?:day|night|hour)|daily|nightly|(?:in the )?(?:mornings?|am|days?) (?:and|n|&|or) (?:at )?(?:nights?|"
    r"evenings?|pm)|before bed|half (?:strength|the amount)|(?:once|twice) a (?:day|week)(?: \w+){0,6}|a (?:few"
    r"|couple of) (?:mins"
    r"|minutes|hours|times))\W*$",
    r"(?:if|unless|as long as|even if|what if) (?:i|it|its|we|my|the)\b",
    r"(?:(?:a|got|theres|there'?s) )?(?:couple|few|lots?|loads|some|many|one|two|three|a few) more(?: of (?:them|em|those))?"
    r"(?: now| today)?(?=\W*$|[.,;!])",
    r"(?:it'?s|its|thats|that'?s) (?:only|just) (?:a |an |the )?(?:\d*\.\d+|\d+ ?(?:mm|%|percent|ml))"
    r"(?: ?(?:mm|%|percent|ml))?\W*$",
    # "its only the 0.025 one", "just a small one", "but its already booked"
    r"(?:(?:it'?s|its|it is|thats|that'?s) )?(?:only|just) (?:a|an|the|my) (?:[\w.%]+ ){0,2}"
    r"(?:one|kind|sort|version|strength|bit|drop|pea)\W*$",
    r"(?:it'?s|its|it is|i'?ve|i have|ive)? ?(?:already|allready|alredy) (?:been )?(?:booked|paid|got it booked|bought)\b",
    _CONFESSES,
    # "doc says every night"
    r"(?:but |well )?(?:the |my )?(?:doc(?:tor)?|gp|derm\w*|nurse) (?:said|says) (?:to )?(?:every|once|twice|daily|nightly)\b",
    # "already did one time this morning"
    r"(?:i )?(?:have |'ve )?(?:already|alredy) (?:did|done|had|used|tried|went|been|put)(?: (?:it|that|them|one|this|so))?"
    r"(?: (?:one|1|two|a couple|few|once|twice))?(?: times?)?"
    r"(?: (?:in the|in|this|last|on|earlier|today|yesterday|tho|though|oops|sorry)(?: \w+){0,2})?\W*$",
    r"(?:it'?s|its|it has|it is|been)(?: been)? (?:only|just)(?: been)? "
    r"(?:\d+|one|two|three|four) (?:days?|hours?|hrs?|weeks?)\b",
    r"the (?:one|ones|stuff|kind|sort|type) (?:that |which )?(?:you|u|they|she|he|the \w+) (?:guys )?"
    r"(?:gave|give|sold|sell|got)\b",
    r"(?:[\w',]+ ){0,4}i (?:meant|mean)(?: to ask)? (?:can|could|may|should|shall|is it ok|when can)(?: i)?\W*$",
    r"(?:about |like |after |in )?\d+(?: ?(?:or|-|to) ?\d+)?(?: ?(?:days?|d|hours?|hrs?|h|weeks?|wks?))?"
    r"(?: then| more)?\?+\W*$",
)
_GOES_ON = re.compile(rf"{_LEAD}(?:{'|'.join(_SHAPES)})", re.IGNORECASE)
#: "Are you sure?", "why?" and another opinion ask back whatever act they are taken for.
_ASKS_BACK = re.compile(rf"{_LEAD}(?:{'|'.join(_SHAPES[1:6])})", re.IGNORECASE)

_DONE_ALREADY = re.compile(rf"{_LEAD}(?:{_CONFESSES})", re.IGNORECASE)
_RECALLS_ANOTHER = re.compile(rf"{_LEAD}{_RECALLS}", re.IGNORECASE)


_TYPO = re.compile(
    r"^\W*\*?[\w' ]{1,20}\*(?! ?\w+ \w+ \w+ \w+ \w+)|\b(?:typing error|typo|(?:can'?t|cant|cannot) type"
    r"|auto ?correct\w*|fat (?:thumbs?|fingers?)|"
    r"slip of the (?:thumb|finger))\b",
    re.IGNORECASE,
)


def is_typo(text: str) -> bool:
    """Return whether a text only puts a word of the one before right: "today* cant type"."""
    return bool(_TYPO.search(text))


def asks_on(text: str) -> bool:
    """Return whether a text has the shape of one that can only go on about what was before."""
    return bool(_GOES_ON.search(text))


def recalls(text: str) -> bool:
    """Return whether a text sets another answer that it remembers against the one just given."""
    return bool(_RECALLS_ANOTHER.search(text))


def confesses(text: str) -> bool:
    """Return whether a text says no more than that it has been done: "oops already did"."""
    return bool(_DONE_ALREADY.search(text))


def asks_back(text: str) -> bool:
    """Return whether a text asks "are you sure?" or "why?"."""
    return bool(_ASKS_BACK.search(text))
