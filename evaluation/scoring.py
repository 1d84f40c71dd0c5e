"""The figures of a set, by its form."""

from evaluation import scoring_dialogues, scoring_messages, scoring_windows
from evaluation.figure import Figure
from evaluation.sets import Pair

SCORERS = {"messages": scoring_messages.score, "windows": scoring_windows.score, "dialogues": scoring_dialogues.score}


def score(form: str, pairs: list[Pair]) -> list[Figure]:
    """Return the figures of one part of a set."""
    return SCORERS[form](pairs)
