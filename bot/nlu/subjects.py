"""Subjects: what a message can be about. A subject is a public topic ("makeup") or a variant of one ("makeup/eye")."""

SIGNS = (
    "redness", "swelling", "bleeding", "dryness", "peeling", "itching", "warmth", "bruising", "breakout",
    "pigmentation", "pain", "infection_sign", "allergy_sign", "eye", "distress", "cold_sore",
)  # fmt: skip
CARE = (
    "cleansing", "shower", "moisturizer", "serum", "sunscreen", "sun_exposure", "tanning", "makeup", "exercise",
    "swimming", "sauna", "retinoid", "acids", "vitamin_c", "exfoliation", "hair_removal", "hair_dye", "other_treatment",
    "alcohol", "smoking", "sleep", "touching", "cooling", "prp", "home_roller", "travel", "work", "medication",
)  # fmt: skip
QUESTIONS = ("results", "next_session", "pregnancy")
DESK = ("appointment", "cost")
SMALL_TALK = ("thanks", "greeting", "goodbye", "fine", "human", "stop", "help", "who_are_you", "wrong_number", "other")
TOPICS = SIGNS + CARE + QUESTIONS + DESK + SMALL_TALK

VARIANTS = {
    "breakout": ("milia",),
    "cleansing": ("water", "cleanser", "brush", "scalp"),
    "shower": ("hot", "lukewarm"),
    "moisturizer": ("supplied", "own"),
    "serum": ("supplied", "hyaluronic"),
    "sunscreen": ("mineral", "chemical"),
    "tanning": ("sunbed", "self"),
    "makeup": ("mineral", "eye", "heavy", "tools"),
    "exercise": ("gentle", "sweaty"),
    "acids": ("toner",),
    "hair_removal": ("shave", "wax", "laser"),
    "hair_dye": ("face_away", "treated"),
    "cooling": ("cloth", "wrapped", "bare_ice"),
    "work": ("dusty",),
    "medication": ("nsaid", "paracetamol", "minoxidil", "cream"),
    "eye": ("lenses",),
    "other": ("food", "numbness", "mask_wear", "perfume"),
}
SUBJECTS = frozenset(TOPICS) | {f"{topic}/{variant}" for topic, variants in VARIANTS.items() for variant in variants}
_SIGN_VARIANTS = frozenset({"other/numbness"})


def public(subject: str) -> str:
    """The public topic of a subject: `makeup/eye` is `makeup`. KeyError for what is no subject."""
    if subject not in SUBJECTS:
        raise KeyError(subject)
    return subject.partition("/")[0]


def is_sign(subject: str) -> bool:
    """Whether it is something felt or seen on the body, so that "no …" means it is absent."""
    return subject in _SIGN_VARIANTS or (public(subject) in SIGNS and subject != "eye/lenses")


def is_small_talk(subject: str) -> bool:
    """Whether it is courtesy or housekeeping rather than a matter to answer ("other/food" is a matter)."""
    return subject in SMALL_TALK


def most_specific(subjects: list[str]) -> list[str]:
    """Drop a plain topic when a variant of it is there too, and repeats; order is kept."""
    told = {public(subject) for subject in subjects if "/" in subject}
    kept = [subject for subject in subjects if "/" in subject or subject not in told or subject == "other"]
    return list(dict.fromkeys(kept))
