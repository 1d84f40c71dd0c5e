"""`python -m evaluation.comparison`: the same texts understood in several ways, and the figures side by side."""

import argparse
import sys
from pathlib import Path

from bot import log
from bot.errors import BotError
from evaluation import detectors, kept, sets
from evaluation.comparison.answered import answered
from evaluation.comparison.model import FOLDER, megabytes, model
from evaluation.comparison.pipeline import PIPELINES, Pipeline
from evaluation.comparison.table import CHOSEN, DANGER, compared, costs
from evaluation.comparison.texts import LEARNERS, with_texts
from evaluation.sets import LabelledSet


def arguments() -> argparse.ArgumentParser:
    """Return what can be asked for."""
    parser = argparse.ArgumentParser("python -m evaluation.comparison", description=__doc__)
    ways = [*PIPELINES, *detectors.DETECTORS]
    which = "only this way: a pipeline (whole bot) or a detector of danger (no Rasa); may be repeated"
    parser.add_argument("--only", choices=ways, action="append", default=[], metavar="WAY", help=f"{which}. {', '.join(ways)}")
    parser.add_argument("--set", choices=sets.NAMES, action="append", default=[], help="only this set; may be repeated")
    parser.add_argument("--file", type=Path, action="append", default=[], help="a file of the same form instead; may be repeated")
    more = f"let {' and '.join(LEARNERS)} learn from the reader's texts as well (the first time takes long)"
    parser.add_argument("--texts", action="store_true", help=more)
    parser.add_argument("--again", action="store_true", help="ask although answers are kept, as when times are to be taken anew")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Compare; the tables go to standard output, all else to standard error."""
    chosen = arguments().parse_args(argv)
    log.configure()
    ways = chosen.only or [*PIPELINES, *detectors.DETECTORS]
    try:
        wanted = [sets.from_file(path) for path in chosen.file] + [sets.shipped(name) for name in chosen.set]
        wanted = wanted or [sets.shipped(name) for name in sets.NAMES]
        whole([pipeline(name, chosen.texts) for name in PIPELINES if name in ways], wanted, again=chosen.again)
        alone([name for name in detectors.DETECTORS if name in ways], wanted)
    except BotError as error:
        sys.stderr.write(f"comparison: {error}\n")
        return 2
    return 0


def pipeline(name: str, texts: bool) -> Pipeline:
    """Return a pipeline by name; `texts`: it learns from the reader's texts as well, if it learns."""
    return with_texts(PIPELINES[name]) if texts and name in LEARNERS else PIPELINES[name]


def whole(ways: list[Pipeline], wanted: list[LabelledSet], *, again: bool = False) -> None:
    """Print what the whole bot makes of the sets with each of the pipelines."""
    models = {way.name: model(way) for way in ways}
    found = {name: answered(wanted, path, FOLDER / name, again=again) for name, path in models.items()}
    for number, labelled in enumerate(wanted if ways else ()):
        say(compared(labelled, {name: pairs[number] for name, pairs in found.items()}, CHOSEN[labelled.form]))
    if ways:
        say(costs(found, {way.name: megabytes(way, models[way.name]) for way in ways}))


def alone(names: list[str], wanted: list[LabelledSet]) -> None:
    """Print what the detectors named see by themselves, in the sets of single messages."""
    for labelled in wanted if names else ():
        if labelled.form == "messages":
            given = {name: detectors.asked(detectors.DETECTORS[name], labelled.rows) for name in names}
            columns = {f"{name}, no Rasa": kept.paired(labelled, answers) for name, answers in given.items()}
            say(compared(labelled, columns, DANGER))


def say(lines: list[str]) -> None:
    """Print a table to standard output, and an empty line below it."""
    sys.stdout.write("".join(f"{line}\n" for line in [*lines, ""]))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
