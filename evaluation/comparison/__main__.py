"""`python -m evaluation.comparison`: the same texts understood in several ways, and the figures side by side."""

import argparse
import sys
from pathlib import Path

from bot import log
from bot.errors import BotError
from evaluation import detectors, kept, sets
from evaluation.comparison.answered import answered
from evaluation.comparison.model import FOLDER, megabytes, model
from evaluation.comparison.pipeline import PIPELINES
from evaluation.comparison.table import CHOSEN, DANGER, compared, costs
from evaluation.sets import LabelledSet


def arguments() -> argparse.ArgumentParser:
    """Return what can be asked for."""
    parser = argparse.ArgumentParser("python -m evaluation.comparison", description=__doc__)
    ways = [*PIPELINES, *detectors.DETECTORS]
    which = "only this way: a pipeline (whole bot) or a detector of danger (no Rasa); may be repeated"
    parser.add_argument("--only", choices=ways, action="append", default=[], metavar="WAY", help=f"{which}. {', '.join(ways)}")
    parser.add_argument("--set", choices=sets.NAMES, action="append", default=[], help="only this set; may be repeated")
    parser.add_argument("--file", type=Path, action="append", default=[], help="a file of the same form instead; may be repeated")
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
        whole([name for name in PIPELINES if name in ways], wanted, again=chosen.again)
        alone([name for name in detectors.DETECTORS if name in ways], wanted)
    except BotError as error:
        sys.stderr.write(f"comparison: {error}\n")
        return 2
    return 0


def whole(names: list[str], wanted: list[LabelledSet], *, again: bool = False) -> None:
    """Print what the whole bot makes of the sets with each of the pipelines named."""
    models = {name: model(PIPELINES[name]) for name in names}
    found = {name: answered(wanted, models[name], FOLDER / name, again=again) for name in names}
    for number, labelled in enumerate(wanted if names else ()):
        say(compared(labelled, {name: found[name][number] for name in names}, CHOSEN[labelled.form]))
    if names:
        say(costs(found, {name: megabytes(PIPELINES[name], models[name]) for name in names}))


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
