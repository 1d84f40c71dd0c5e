"""Which form of a thing is meant, where only the words around it say so: "lukewarm then?", "face only was needled".

The subjects are the protocol's; the words are what tells them apart. Order counts: the first that is found is meant.
"""

import re

from bot.turn.understood import topic_of

_NOT_TREATED = (
    r"(?:face|cheeks|forehead) only|(?:only|just) (?:did |had |needled )?(?:my |the )?(?:face|cheeks|forehead)|"
    r"(?:away|clear|far) (?:from|of) (?:my |the |any )?(?:\w+ )?(?:face|skin)|"
    r"(?:off|not on|not near|nowhere near|well off|avoiding|wont touch|won't touch) (?:my |the )?(?:treated )?(?:face|"
    r"skin|scalp)|"
    r"scalp (?:wasn'?t|was not|not) (?:needled|treated|done|touched)|(?:didn'?t|did not|never) (?:do|needle|treat|"
    r"touch) (?:my |the )?"
    r"scalp|not (?:on )?(?:my |the )?scalp|foils|balayage|dip ?dye|(?:ends|tips) only|(?:only|just) (?:the |my )?(?:ends|tips)"
)
_WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "shower": (
        (
            "shower/lukewarm",
            r"luke ?-?warm|tepid|barely warm|hardly warm|not (?:too |that |very )?hot|cool(?:er|ish)?|"
            r"cold|just warm",
        ),
        ("shower/hot", r"hot(?:ter)?|scalding|boiling|steaming|steamy|piping|roasting"),
    ),
    "makeup": (
        ("makeup/eye", r"mascara|eye ?-?liner|eye ?-?shadow|(?:my |the )?(?:eyes|lashes|lids)"),
        ("makeup/tools", r"(?:\w+ )?brush(?:es)?|sponges?|beauty ?blender|puff"),
        ("makeup/mineral", r"minerals?|loose powder"),
        ("makeup/heavy", r"full (?:coverage|face|glam)|heavy|thick|stage"),
    ),
    "exercise": (
        (
            "exercise/gentle",
            r"walk(?:ing|s)?|stroll|stretch(?:es|ing)?|gentle yoga|nothing sweaty|"
            r"without sweating|no sweat",
        ),
    ),
    "tanning": (
        ("tanning/self", r"self|fake|spray|mousse|bottle|gradual|drops"),
        (
            "tanning/sunbed",
            r"sun ?beds?|booth|"
            r"stand ?-?up",
        ),
    ),
    "hair_removal": (
        ("hair_removal/shave", r"shav\w+|shave|razors?|electric"),
        ("hair_removal/wax", r"wax\w*|thread\w*|epilat\w+|veet|depilat\w+"),
        ("hair_removal/laser", r"laser|ipl"),
    ),
    "hair_dye": (
        ("hair_dye/face_away", _NOT_TREATED),
        ("hair_dye/treated", r"scalp|brows?|eye ?brows?|lash(?:es)?"),
    ),
    "cleansing": (
        ("cleansing/scalp", r"scalp"),
        ("cleansing/brush", r"brush|mitt|flannel|sponge"),
        (
            "cleansing/water",
            r"(?:just|only|plain) (?:\w+ )?water|water (?:only|alone)|no (?:cleanser|soap)|"
            r"without (?:cleanser|soap)",
        ),
        ("cleansing/cleanser", r"cleanser|face ?wash|soap|foam\w*"),
    ),
    "medication": (
        ("medication/paracetamol", r"paracetamol|panadol|tylenol"),
        ("medication/nsaid", r"ibuprofen|nurofen|aspirin|naproxen|advil"),
        ("medication/minoxidil", r"minoxidil|regaine|rogaine"),
    ),
    "cooling": (
        (
            "cooling/wrapped",
            r"wrapped|(?:in|inside|inside of|in side) (?:a |the )?(?:tea ?)?(?:towel|cloth|flannel)|through a \w+",
        ),
        ("cooling/cloth", r"(?:damp |cool |wet |cold )?(?:cloth|flannel|compress)"),
        ("cooling/bare_ice", r"ice(?: cubes?)?|straight on|directly"),
    ),
    "moisturizer": (
        (
            "moisturizer/supplied",
            r"yours|your (?:\w+ )?(?:one|gel|cream|stuff)|the one (?:you|u|she|they|"
            r"the nurse) gave(?: me)?",
        ),
        ("moisturizer/own", r"mine|my (?:own|usual|normal|regular|old|one)\b"),
    ),
    "serum": (
        ("serum/supplied", r"yours|your (?:\w+ )?(?:one|serum)|the one (?:you|u|she|they|the nurse) gave(?: me)?"),
        ("serum/hyaluronic", r"hyaluronic|mine|my (?:own|usual|normal|regular|old|one)\b"),
    ),
    "sunscreen": (("sunscreen/mineral", r"minerals?|zinc|physical"), ("sunscreen/chemical", r"chemical")),
    "work": (
        (
            "work/dusty",
            r"dust\w*|grill|ovens?|kitchen|fryers?|(?:pizza |head |sous )?chef|(?:building |construction )?site|sanding|"
            r"furnace|foundry|"
            r"forge|welding|plaster\w*|bakery|barbecue|bbq|hot room|(?:in the|that) heat|(?:roasting|roastin|boiling"
            r"|baking|sweltering) in there|chippy|chip shop",
        ),
    ),
}
#: "A chemical one, not mineral".
_NOT_DENIED = r"(?<!\bnot )(?<!\bnot a )(?<!\bisnt )(?<!\bisn't )"
_PATTERNS = {
    topic: tuple((subject, re.compile(rf"{_NOT_DENIED}\b(?:{words})\b", re.IGNORECASE)) for subject, words in forms)
    for topic, forms in _WORDS.items()
}
#: Topics whose plain name in a text is made finer by the rest of it; elsewhere the lexicon has seen all there is.
_FINER_IN_TEXT = ("shower", "hair_dye", "work")
#: What a doctor has set is never stopped: the plain subject says so, that of ibuprofen types would say no.
_PRESCRIBED = re.compile(
    r"\b(?:was|am|been|im|i'm) prescribed\b|\bprescribed (?:me|by|for me|to me)\b|"
    r"\b(?:from|by) my (?:doctor|dr|doc|gp|cardiologist|consultant|specialist)\b|"
    r"\b(?:doctor|dr|doc|gp|cardiologist|consultant|rheumatologist|specialist)s? (?:has |have |had |'?s )?"
    r"(?:put|puts|started) me\b",
    re.IGNORECASE,
)
#: Water that is hot is no warm skin.
_SKIN_IS = re.compile(r"\b(?:face|skin|cheeks?|chin|forehead|nose|neck|it|its)(?:'s| is| are| feels?| still)", re.IGNORECASE)


def form_of(topic: str, text: str) -> str | None:
    """Return the form of `topic` that `text` tells, None where it tells none."""
    return next((subject for subject, words in _PATTERNS.get(topic, ()) if words.search(text)), None)


def in_this_form(subjects: list[str], text: str) -> list[str]:
    """Return subjects talked of before in the form that `text` now tells."""
    return list(dict.fromkeys(form_of(topic_of(subject), text) or subject for subject in subjects))


def finer(subjects: list[str], text: str, recent: list[str]) -> list[str]:
    """Return the subjects that `text` names, each in the form that the rest of the text tells.

    Of what was talked of just before, any form may be told now: "it's a chemical one, not mineral".
    """
    open_to = {*_FINER_IN_TEXT, *map(topic_of, recent)}
    if any(topic_of(one) == "hair_removal" for one in subjects):
        open_to.discard("hair_dye")  # the brows are waxed, not dyed
    told = [form_of(one, text) or one if one in open_to else one for one in subjects]
    if "shower/hot" in told and "warmth" in told and not _SKIN_IS.search(text):
        told.remove("warmth")
    if _PRESCRIBED.search(text):
        told = ["medication" if one == "medication/nsaid" else one for one in told]
    return list(dict.fromkeys(told))
