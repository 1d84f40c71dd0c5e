"""What a text is about by the listener, who hears it behind the texts before it, where its words by themselves say less.

"He's a husky, we go up the hill" names nothing: it goes on about the run. "The room with the hot benches" names a sauna to
whoever knows that the gym was spoken of. "It's the one they heat to 38" is no fever.
"""

import re
from dataclasses import replace

from bot.turn.carrying import says_it_goes_on
from bot.turn.later import recent_subjects
from bot.turn.turn import Turn
from bot.turn.understood import COURTESIES, SIGNS, TALK, Understood, topic_of

#: The least chance of a topic that counts; of one that takes the place of what the words name. Below `UNHEARD` a topic is none.
HEARD, SURE, UNHEARD = 0.5, 0.8, 0.05
#: From this chance of any danger on, nothing is answered by hearsay: it could be reassurance.
DOUBTFUL = 0.2
#: Acts that tell of something: a person looks at what they tell, and it is never answered as a question.
TELLING = ("report_symptom", "compare_worse")
#: What is never answered by hearsay besides signs: an amount of a medicine may be far too much.
NEVER = SIGNS | {"medication"}
#: Words of a wound, or of too much of something.
_GRIM = re.compile(
    r"\b(?:raw|open|weep\w*|ooz\w*|bleed\w*|blood\w*|pus|blister\w*|burn\w*|wounds?|scabs?|stitch\w*|wrists?|whole|entire|"
    r"every last|handful\w*|packets?|box|bottles?|strips?|toaster|hair ?dryer|tracks|in front of|under the \d|numb)\b",
    re.IGNORECASE,
)
#: Signs that are never taken out of a text's own words.
GRAVE = SIGNS | {"bleeding", "swelling", "pain"}
#: Readings of an act that give way to what is heard.
UNSURE = (
    "nlu_fallback", "out_of_scope", "wrong_number", "affirm", "deny", "give_score", "compare_same", "stop_messages", "goodbye",
)  # fmt: skip


def as_heard(turn: Turn) -> Turn:
    """Return the turn with what is heard: other subjects, or subjects from before that its text carries on."""
    about = listened(turn)
    named = turn.understood.clinical()
    stands = [subject for subject in named if _stands(turn, subject)]
    if not about or stands == named != []:
        return turn
    if stands:
        return replace(turn, understood=replace(turn.understood, subjects=_without(turn, set(named) - set(stands)), places=()))
    if (named and turn.understood.heard.chance_of(about[0]) < SURE) or says_it_goes_on(turn):
        return turn
    return replace(turn, understood=meant(turn, about))


def meant(turn: Turn, about: list[str]) -> Understood:
    """Return a text whose own words name nothing, understood as `about` what is heard: subjects from before, or new ones."""
    understood = turn.understood
    before = [subject for subject in _before(turn) if topic_of(subject) in about]
    new = [topic for topic in about if topic not in {topic_of(subject) for subject in before}]
    return replace(
        understood,
        intent=understood.heard.act if understood.intent in UNSURE else understood.intent,
        subjects=tuple(new) if new else _without(turn, set(understood.clinical())),
        guessed=tuple(new),
        places=(),
        carried=() if new else tuple(before),
        heard_of=tuple(new),
    )


def brought(turn: Turn) -> dict[str, float]:
    """Return the topics of a turn that only the texts before it made plain, with their chances."""
    understood = turn.understood
    found = [topic_of(subject) for subject in (*understood.carried, *understood.heard_of)]
    return {topic: understood.heard.chance_of(topic) for topic in found}


def listened(turn: Turn) -> list[str]:
    """Return the topics that are heard and may be answered, the likeliest first; none in courtesies or for the desk."""
    heard = [topic for topic in turn.understood.heard.at_least(HEARD) if topic != "other"]
    is_talk = any(topic in TALK for topic in heard)
    return heard if not is_talk and not NEVER.intersection(heard) and listens(turn) else []


def listens(turn: Turn) -> bool:
    """Return whether what is heard may count: no danger is near, no question of ours is open, and there are words at all."""
    care, understood = turn.care, turn.understood
    is_calm = care.gate_level == "none" and understood.heard.danger < DOUBTFUL and not _GRIM.search(understood.text)
    return is_calm and care.question_kind() != "follow_up" and _asks(understood) and any(map(str.isalpha, understood.text))


def _asks(understood: Understood) -> bool:
    """Return whether a text asks, or owns up to something: as it is heard, and by no word of its own to the contrary."""
    tells = understood.intent in TELLING and not understood.clinical()
    heard = understood.heard.act.startswith("ask_") or understood.heard.act == "report_slip"
    return heard and not tells and not COURTESIES.intersection(understood.subjects)


def _stands(turn: Turn, subject: str) -> bool:
    """Return whether a subject named is meant: heard faintly at least, or in its own words grave or plain to the reader."""
    understood, topic = turn.understood, topic_of(subject)
    told = subject not in understood.guessed and (topic in GRAVE or understood.read.get(subject, 0.0) >= HEARD)
    return told or understood.heard.chance_of(topic) >= UNHEARD


def _without(turn: Turn, struck: set[str]) -> tuple[str, ...]:
    return tuple(subject for subject in turn.understood.subjects if subject not in struck)


def _before(turn: Turn) -> list[str]:
    return list(dict.fromkeys([*recent_subjects(turn), *turn.care.memory.before]))
