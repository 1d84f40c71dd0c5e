"""The topics of a protocol in the order in which people look for them."""

from collections.abc import Mapping
from typing import TypeVar

from bot.protocols import Subject
from bot.protocols.vocabulary import NUMBNESS, SYMPTOMS

#: Title and topics; finer kinds stand below their topic unless a group names them.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Skin signs", (*SYMPTOMS, NUMBNESS)),
    ("Makeup and sun", ("makeup", "sunscreen", "sun_exposure", "tanning")),
    ("Washing and skin care", (
        "cleansing", "shower", "moisturizer", "serum", "retinoid", "acids", "vitamin_c", "exfoliation", "other/perfume",
        "cooling",
    )),
    ("Everyday life", (
        "exercise", "swimming", "sauna", "alcohol", "smoking", "sleep", "touching", "travel", "work", "other",
    )),
    ("Hair and other treatments", ("hair_removal", "hair_dye", "other_treatment", "home_roller", "prp")),
    ("Medicine and health", (
        "medication", "pregnancy", "cold_sore", "eye", "infection_sign", "allergy_sign", "distress",
    )),
    ("Results", ("results", "next_session")),
    ("The desk and small talk", (
        "appointment", "cost", "greeting", "thanks", "goodbye", "fine", "human", "help", "stop", "who_are_you", "wrong_number",
    )),
)  # fmt: skip

_NAMED = frozenset(name for _, topics in GROUPS for name in topics)
Something = TypeVar("Something")


def name_of(subject: Subject) -> str:
    """Return what a page calls a topic: its words as a title; what is none of the others says so."""
    if subject.name == "other":
        return "Anything else"
    return subject.words[:1].upper() + subject.words[1:]


def grouped(subjects: Mapping[str, Something]) -> list[tuple[str, list[tuple[str, Something]]]]:
    """Return (title, [(name, what)]) for what there is, in the order of the groups, kinds after their topic."""
    found = []
    for title, topics in GROUPS:
        named = [(name, subjects[name]) for topic in topics for name in _with_kinds(topic, subjects)]
        if named:
            found.append((title, named))
    return found


def _with_kinds(topic: str, subjects: Mapping[str, Something]) -> list[str]:
    own = [topic] if topic in subjects else []
    return own + [name for name in subjects if name.startswith(f"{topic}/") and name not in _NAMED]
