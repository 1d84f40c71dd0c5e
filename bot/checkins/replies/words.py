"""The words of short replies, as regular expression parts: numbers, yes and no, fine, better and worse."""

NUMBERS = {
    "zero": 0, "nil": 0, "nought": 0, "one": 1, "two": 2, "tow": 2, "three": 3, "thre": 3, "four": 4, "fore": 4, "five": 5,
    "fiv": 5, "six": 6, "seven": 7, "sevn": 7, "eight": 8, "eigth": 8, "nine": 9, "ten": 10,
}  # fmt: skip
N = rf"(?:\d{{1,3}}|(?:{'|'.join(NUMBERS)})(?![a-z]))"

# A number that counts or measures something else is no score: "2 weeks", "38.6", "day 3", "one side", "6pm".
COUNTED = (
    r"(?:%|\u00b0|deg|[cf]\b|am\b|pm\b|mins?\b|minutes?|h\b|hrs?\b|hours?|days?|nights?|wee?ks?|wks?|months?|yrs?|years?|yo\b|"
    r"mg|ml|mm|cm|x\b|"
    r"times|st\b|nd\b|rd\b|th\b|o'?clock|people|kids|drinks?|glass|pills?|tablets?|paracetamols?|ibuprofens?|nurofens?|spots?|"
    r"pimples?|zits?|"
    r"blisters?|lumps?|bumps?|marks?|patch|patches|lines?|layers?|pillows?|sessions?|coffees?|beers?|wines?|products?|serums?|"
    r"creams?|"
    r"different|questions?|qs?\b|things?|of\b|more\b(?! (?:painful|sore|red|swollen|tender))|sides?|cheeks?|eyes?|areas?|"
    r"parts?|places?|whiteheads?|flakes?|towels?)"
)
LED = (
    r"(?:only up ?to|only goes (?:up )?to|goes up to|day|week|wk|month|age|aged|spf|factor|temp(?:erature)?(?: is| was| of|s)?|"
    r"session|number)"
)

YES = (
    r"(?:(?:i )?think so|y|ye(?! (?:sent|said|asked|told|gave|guys|lot|were|are|all)\b)|"
    r"yes+|yess+|yep+s?|yup+|yeah+|yea|yeh|ya+|yah|yh|aye|yas|affirmative|correct|of course|"
    r"i do(?! (?:it|this|that|them|not|so|the|want|need|like|a|my)\b)|"
    r"they are|it has|"
    r"they have)"
)
NO = (
    r"(?:not that i (?:can see|know of|noticed)|(?:i )?don'?t think so|no to (?:all|everything|the rest|both)(?: of (?:it|them|"
    r"that))?|none of (?:those|them|that|these|the above|the other|"
    r"it)|"
    r"nothing like (?:that|those)|nothing(?: really| at all)?|not really|n|no+|nope+|nop|nah+|naa*|nay|naw|nup|negative|none|"
    r"nun|neither|nowt|nada|not at all|"
    r"i don'?t|it hasn'?t|it isn'?t|not any)"
)
ALMOST = r"(?:not yet|not quite|not fully|not completely|nearly|almost|mostly|getting there)"
UNSURE = r"(?:n/a|not sure|unsure|dunno|don'?t know|idk|no idea|hard to (?:say|tell)|yes and no|yes n no|can'?t tell|depends)"
REASSURES_US = (
    r"(?:(?:do not|don'?t|no need to) (?:worry|panic)|no worries|no (?:thanks|thank you|thx|ta)\b|nothing to worry about)"
)
_GOOD = (
    r"(?:fine|great|grand|good|gd|perfect|brilliant|brill|lovely|okay|okey|oki|ok|k|kk|alright|alrite|amazing|fab|fantastic|"
    r"excellent|"
    r"sorted|super|wonderful|healed)"
)
FINE = (
    rf"(?:all (?:is |seems |looks )?(?:normal|well|clear|settled|{_GOOD})|(?:no|zero|without) (?:other |real |major |"
    rf"big )?(?:problems?|probs?|issues?|"
    rf"complaints?|concerns?|"
    rf"bother|trouble)(?! breathing)|nothing (?:bad|to report|wrong|unusual|else|to complain about)|not (?:too |so )?bad|"
    rf"not worried|{_GOOD})"
)
UNFINE = (
    rf"(?:(?:not|isn'?t|aren'?t|ain'?t|never|don'?t (?:feel|look)) (?:\w+ ){{0,2}}?(?:normal|{_GOOD})|unwell|awful|terrible|"
    rf"horrible)"
)

_LESS = r"(?:red|sore|swollen|painful|puffy|pink|angry|tight|itchy|tender|inflamed)"
_EARLIER = r"(?:yesterday|yday|yest|before|this morning|last night|earlier|it was|at first)"
SAME = (
    rf"(?:(?:no|not|nae|isn'?t|ain'?t|hasn'?t|haven'?t|never)(?: been| any| really| much| getting| got| gotten| that)* (?:better|"
    rf"worse|changed?|lighter|paler|smaller|softer|shift\w+|budg\w+|mov(?:ed|ing)|"
    rf"different|improv\w+|going down|gone down|go down|settl\w+|less {_LESS}|fad\w+|eas\w+|calm\w*)(?: at all)?|same+|sam|"
    rf"saem|smae|unchanged|no "
    rf"(?:real |big |major )?(?:change|difference|diff)|identical|as (?:it was|before))"
)
#: Denied, a sign of getting worse says nothing of the trend: "just pink, not spreading".
NOT_WORSE = (
    r"(?:not|nae|isn'?t|no|without|never|hasn'?t|ain'?t|aren'?t)(?: been| any| really| even| getting| got| more| hot"
    r"| hot or| hot and)* "
    r"(?:spread(?:ing)?|grow(?:ing|n)|rising|climbing|creeping up|building up|"
    r"doubled|doubling|bigger|hotter|redder|puffier|sorer|angrier)"
)
WORSE = (
    rf"(?:wor?se+r?|wors|wrose|worst|worsen\w*|redder|sorer|puffier|angrier|hotter|stronger|more {_LESS}|deteriorat\w+|"
    rf"increas\w+|rising|climbing|creeping up|creeping higher|mounting|ramping up|building(?: up)?|getting (?:higher|"
    rf"stronger|deeper)|"
    rf"intensify\w*|bigger|growing|grown|grew|"
    rf"risen|rose|spreading|spread|gone up|going up|went up|gets? bad|getting bad|flar\w+ up|up from|more than {_EARLIER}|"
    rf"(?:become|becomes|becoming|became|getting|gotten) (?:even |much |a lot |a bit )?more(?! (?:comfortable|normal"
    rf"|like|relaxed|settled|even|manageable|and))|doubled|doubling|double (?:what|the)|twice (?:as|the|what)|"
    rf"was (?:less|fine|grand|ok|okay|good|alright|nothing|better|calm|calmer|clear|gone) {_EARLIER}|"
    rf"wasn'?t (?:there|like (?:this|that)|as bad|this bad|so bad|bad)(?: (?:at|by|in|the|all|tea|time|lunch|lunchtime|"
    rf"bedtime|teatime|first thing|dinner))* {_EARLIER}|(?:only|just) since {_EARLIER}"
    rf"|just appeared|came up since)"
)
BETTER = (
    rf"(?:(?:not|isn'?t|nowhere near|not nearly|aren'?t|wasn'?t) (?:quite |half )?(?:as|so) (?:bad|\w+ as {_EARLIER}"
    rf"|{_LESS[3:-1]})(?: as {_EARLIER})?|"
    rf"be+t+e*r+|betta|improv\w+|calm(?:er|ing|ed)?(?: down)?|going down|gone down|went down|come down|came down|goin down|"
    rf"less {_LESS}|"
    rf"eas(?:ed|ing|ier)|settl\w+|fad\w+|paler|healing|heald|subsid\w+|on the mend|dying down|died down|reduc\w+|smaller|"
    rf"less (?:than {_EARLIER}|today|now)|shrinking|shrunk|lower|lighter|down from|down to|coming down|easing off"
    rf"|wearing off|dropping|dropped)"
)
GONE = (
    r"(?:went (?:away|overnight|yesterday|yday|yest|last night|this morning|by|on|in)|all gone|has gone|gone|vanished|"
    r"disappeared|cleared(?: up)?)"
)
NOT_GONE = (
    r"(?:(?:not|hasn'?t|isn'?t|never|nearly|almost|mostly|not all|not quite|half) (?:all |quite |fully |yet |really )*(?:gone|"
    r"cleared)(?: down)?(?: at all)?|still there)"
)
_NEVER = r"(?:never|didn'?t|don'?t|haven'?t)(?: get| got| have| had)*(?: any)?"
NEGATION = (
    r"(?:no(?: more| new| real| signs?| sign of| signs of| visible| obvious| actual| longer(?: any)?| to(?: any)?)*|"
    r"not(?: any)?|"
    rf"zero|without(?: any)?|isn'?t|aren'?t|{_NEVER})"
)

# A question begins here and runs to the end of its sentence: "3 2 n can i wear blusher later".
_ALLOWED = r"(?:ok|okay|oki|normal|safe|alright|fine|bad|too|allowed|usual|expected|meant|right|good|worrying|to be expected)"
ASKS = (
    rf"(?:can|could|shall|should|may|must|cn) (?:i|we|u|you|my|it|the|he|she)\b|(?:when|wen) (?:can|do|will|is|should|could|"
    rf"may|does|shall)\b|"
    rf"(?:what|wot|wat)(?:'?s| about| happens| of| else| can| do| if| is| should| does| sort| kind| time| are)\b|"
    rf"how (?:long|do|much|many|about|"
    rf"can|soon|often|come)\b|"
    rf"(?:is|are|r) (?:it|this|that|these|they|those|there)\b(?: \w+)*? ?(?:{_ALLOWED}\b|any\b|\?)|"
    rf"(?:is|are) (?!all\b|now\b|just\b|still\b|feeling\b|looking\b|it\b)(?:\w+ ){{1,4}}{_ALLOWED}\b|am i\b|do (?:i|u|you|"
    rf"we)\b(?! have a \d)|does (?:it|this|that|my)\b|"
    rf"will (?:it|i|this|my|they)\b|would (?:it|i|that)\b|(?:why|wy)\b|y (?:not|is|are|do|cant|can'?t|can|am|does)\b|(?:ok|"
    rf"okay|safe|alright) to\b|"
    rf"(?:and|so|but|or|n) (?:now|then|today|tonight|tomorrow|later|this|next|on|in|at|after|what|how|when|if|can|"
    rf"is)\b[^.;!?]{{0,60}}\?|"
    rf"any (?:tips|advice|idea)\b|(?:that'?s |thats |this |all )?(?:normal|ok|okay|right|bad|expected|usual|allowed|yeah|"
    rf"yes)(?: now| yet| right)? ?\?"
)

_FILLER = (
    "few couple alot ish back to left barely slightly everything else cpl new newly several one's i im i'm ive i've id i'd its "
    "it's it is was were a an the my me mine at about abt "
    "like around approx roughly prob probs probably maybe "
    "say guess think thnk so still now today just only very really quite too pretty bit bits little lil tiny slight slightly "
    "lot lots much "
    "loads way and n' & but for of on in to that thats that's this are am be been feel feels feeling felt look looks looking "
    "level levels "
    "score scores rating hi hello hey hiya morning evening thanks thank you u thx thanx tnx ta cheers x xx xxx lol haha hehe "
    "tbh pls please "
    "well hmm um erm er uh ah oh aw actually though def definitely compared than then yesterday yday yest before last night "
    "nite also skin "
    "face feel overall otherwise getting got gets seems seem bad over since some what with here there as or mainly honestly "
    "literally hun "
    "love babe team guys no1 answer answers reply redish both far currently atm fairly more less most coming up have has had "
    "down day "
    "danger dangers days same's any side rest other bye sorry starting started"
)
FILLER = frozenset(_FILLER.split())
# "and" and its kin open a new clause; what stands before them does not belong to what follows.
JOINTS = frozenset(
    {"but", "and", "also", "plus", "btw", "though", "cos", "coz", "because", "however", "otherwise", "although", "except"}
)
#: before a number these tell that it counts something else
TAKERS = frozenset(
    {
        "had",
        "took",
        "used",
        "drank",
        "take",
        "use",
        "using",
        "put",
        "for",
        "after",
        "every",
        "in",
        "last",
        "next",
        "past",
        "within",
        "until",
        "by",
    }
)
