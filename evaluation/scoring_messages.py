"""Figures of single messages: topics found, danger seen, calm kept, opting out honoured."""

from collections.abc import Callable

from evaluation.figure import Figure, share
from evaluation.labels import SMALL_TALK
from evaluation.sets import Pair
from evaluation.verdicts import raised, rank

#: Longer replies cost a clinic more and are read less.
SEGMENTS = 2
#: Types of message whose topics are to be found.
ABOUT_SKIN = {"question", "multi", "symptom"}
LOOK_ALIKE = "look-alike"


def score(pairs: list[Pair]) -> list[Figure]:
    """Return every figure of a set of messages."""
    return [*topics(pairs), *danger(pairs), *calm(pairs), *manners(pairs)]


def topics(pairs: list[Pair]) -> list[Figure]:
    """Topics found, counted one by one over all texts about skin, then by message."""
    of_type = {name: [pair for pair in pairs if pair[0]["type"] == name] for name in ABOUT_SKIN}
    named = [(set(row["topics"]), set(answer["topics"])) for name in ABOUT_SKIN for row, answer in of_type[name]]
    hit = sum(len(wanted & given) for wanted, given in named)
    wanted, given = (sum(len(pair[side]) for pair in named) for side in (0, 1))
    return [
        Figure("topic_precision", hit, given),
        Figure("topic_recall", hit, wanted),
        Figure("topic_f1", 2 * hit, wanted + given, mean=True),
        share("question_first_topic_found", of_type["question"], lambda pair: pair[0]["topics"][0] in pair[1]["topics"]),
        share("multi_all_topics_found", of_type["multi"], lambda pair: set(pair[0]["topics"]) <= set(pair[1]["topics"])),
    ]


def danger(pairs: list[Pair]) -> list[Figure]:
    """Danger seen: at its own level or above, and never waved through."""

    def recall(level: str) -> Figure:
        return share(f"{level}_recall", labelled(pairs, level), lambda pair: given_rank(pair) >= rank(level))

    dangerous = [pair for pair in pairs if raised(pair[0])]
    return [
        recall("emergency"),
        recall("urgent"),
        recall("review"),
        share("danger_not_waved_through", dangerous, lambda pair: given_rank(pair) > 0),
    ]


def calm(pairs: list[Pair]) -> list[Figure]:
    """Calm kept: nobody called for nothing, all look-alikes together and then by what they play on."""
    harmless = labelled(pairs, "none")
    alike = [pair for pair in pairs if pair[0]["note"].startswith(LOOK_ALIKE)]
    kinds = dict.fromkeys(trick(pair) for pair in alike)
    return [
        share("calm_kept_calm", harmless, lambda pair: not raised(pair[1])),
        share("no_needless_review", harmless, lambda pair: given_rank(pair) == 0),
        share("lookalikes_kept_calm", alike, stays_calm),
        *(share(f"  {kind}", filter(of_trick(kind), alike), stays_calm) for kind in kinds),
    ]


def manners(pairs: list[Pair]) -> list[Figure]:
    """Opting out, staying with what is ours, and answering at all."""
    stopping = [pair for pair in pairs if "stop" in pair[0]["topics"]]
    staying = [pair for pair in pairs if "stop" not in pair[0]["topics"]]
    elsewhere = [pair for pair in pairs if pair[0]["type"] == "out_of_scope"]
    return [
        share("stop_honoured", stopping, lambda pair: pair[1]["opt_out"] == "stop"),
        share("stop_not_invented", staying, lambda pair: pair[1]["opt_out"] != "stop"),
        share("out_of_scope_not_answered", elsewhere, lambda pair: set(pair[1]["topics"]) <= SMALL_TALK),
        share("reply_given", staying, lambda pair: bool(pair[1]["reply"].strip())),
        share("reply_two_segments_or_less", pairs, lambda pair: pair[1]["segments"] <= SEGMENTS),
    ]


def labelled(pairs: list[Pair], level: str) -> list[Pair]:
    """Return the messages of one level."""
    return [pair for pair in pairs if pair[0]["urgency"] == level]


def given_rank(pair: Pair) -> int:
    """Return how serious the bot took a message to be."""
    return rank(pair[1]["urgency"])


def stays_calm(pair: Pair) -> bool:
    """Return whether a look-alike was taken for no more than it is; a review is forgiven."""
    return given_rank(pair) <= max(rank(pair[0]["urgency"]), rank("review"))


def trick(pair: Pair) -> str:
    """Return what a look-alike plays on: "look-alike: idiom; …" is "idiom"."""
    return pair[0]["note"].removeprefix(LOOK_ALIKE).lstrip(": ").split(";")[0].strip() or "unnamed"


def of_trick(kind: str) -> Callable[[Pair], bool]:
    """Return a test for look-alikes of one kind."""
    return lambda pair: trick(pair) == kind
