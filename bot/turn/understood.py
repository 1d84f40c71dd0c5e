"""What the dialogue model understood of a text: the act, and the subjects it is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.protocols.vocabulary import SYMPTOMS
from bot.turn.heard import Heard

#: Subjects that only say what kind of talk it is: nothing of the protocol answers them.
TALK = frozenset(
    {"thanks", "greeting", "goodbye", "fine", "human", "stop", "help", "who_are_you", "wrong_number", "appointment", "cost"}
)

#: Kinds of talk that ask for nothing.
COURTESIES = frozenset({"greeting", "thanks", "goodbye", "fine"})

#: Told of the body like the symptoms; while the gate holds them for real they are never met with reassurance.
SIGNS = frozenset({"infection_sign", "allergy_sign", "eye", "distress", "cold_sore"})

#: Marks a subject that only the reader found, in no word of the lexicon (bot.nlu.topic_reader).
FOUND_BY_READER = "TopicReader"


@dataclass(frozen=True)
class Understood:
    """The text as understood."""

    text: str
    #: The act, such as ask_may or report_symptom.
    intent: str
    #: In order of mention, such as "makeup/eye".
    subjects: tuple[str, ...] = ()
    #: What the text names only to say that it is not there.
    denied: tuple[str, ...] = ()
    #: Those of `subjects` that only the reader found, in no word of the lexicon.
    guessed: tuple[str, ...] = ()
    #: How likely the reader takes each of `subjects` to be meant, by the text alone.
    read: Mapping[str, float] = field(default_factory=dict)
    #: What the listener hears in it behind the texts before it.
    heard: Heard = Heard()
    #: Subjects from before that it goes on about, as the listener hears it (bot.turn.hearing).
    carried: tuple[str, ...] = ()
    #: Topics new to the conversation that only the listener found (bot.turn.hearing).
    heard_of: tuple[str, ...] = ()
    #: Where in the text each of `subjects` stands, in their order; empty where nobody says.
    places: tuple[int, ...] = ()

    def place_of(self, subject: str) -> int | None:
        """Return where in the text a subject stands, None where it is not known."""
        if len(self.places) != len(self.subjects):
            return None
        return self.places[self.subjects.index(subject)] if subject in self.subjects else None

    def clinical(self) -> list[str]:
        """Return the subjects that a protocol answers, each once; a topic gives way to its own variants."""
        named = [subject for subject in dict.fromkeys(self.subjects) if topic_of(subject) not in TALK and subject != "other"]
        return [subject for subject in named if not gives_way(subject, named)]


def gives_way(subject: str, named: list[str]) -> bool:
    """Return whether a subject is said better by another: a topic by its variant, "your gel" by the patient's own cream."""
    topic, _, variant = subject.partition("/")
    others = [other for other in named if other != subject and topic_of(other) == topic]
    return bool(others) and variant in ("", "supplied")


def topic_of(subject: str) -> str:
    """Return the public topic of a subject: "makeup/eye" -> "makeup"."""
    return subject.split("/")[0]


def is_sign(subject: str) -> bool:
    """Return whether a subject is something felt or seen on the body."""
    return topic_of(subject) in SIGNS or topic_of(subject) in SYMPTOMS


def all_signs(subjects: Iterable[str]) -> bool:
    """Return whether every one of the subjects, if there is any, is something felt or seen on the body."""
    return all(is_sign(subject) for subject in subjects)
