"""`python -m evaluation`: replay labelled texts through the whole bot and print how well they were understood."""

import argparse
import sys
from pathlib import Path

from bot import log
from bot.errors import BotError
from evaluation import asking, kept, misses, report, sets

#: Where the answers and the misses of a run are left.
FOLDER = Path("var/eval")


def arguments() -> argparse.ArgumentParser:
    """Return what can be asked for."""
    parser = argparse.ArgumentParser("python -m evaluation", description="How well labelled texts are understood and answered.")
    ours = "only this set of the project's own; may be repeated"
    parser.add_argument("--set", choices=sets.NAMES, action="append", default=[], help=ours)
    parser.add_argument("--file", type=Path, action="append", default=[], help="a file of the same form instead; may be repeated")
    misses_too = "print up to N misses of each figure, but for the half held back"
    parser.add_argument("--errors", type=int, default=0, metavar="N", help=misses_too)
    parser.add_argument("--model", type=Path, help="another model than the one of what is here")
    parser.add_argument("--answers", type=Path, help="score answers that were kept instead of asking")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder for answers and misses (default: var/eval)")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Measure; the figures go to standard output, all else to standard error."""
    chosen = arguments().parse_args(argv)
    log.configure()
    try:
        measure(chosen)
    except BotError as error:
        sys.stderr.write(f"evaluation: {error}\n")
        return 2
    return 0


def measure(chosen: argparse.Namespace) -> None:
    """Ask or read, score, print, and leave the misses in a file."""
    wanted = [sets.from_file(path) for path in chosen.file] + [sets.shipped(name) for name in chosen.set]
    wanted = wanted or [sets.shipped(name) for name in sets.NAMES]
    answers = [kept.read(chosen.answers, each) for each in wanted] if chosen.answers else asking.ask(wanted, chosen.model)
    scored = [(each, kept.paired(each, given)) for each, given in zip(wanted, answers, strict=True)]
    for each, pairs in scored:
        say(report.lines(each, pairs))
        for part, some in sets.by_part(pairs).items() if chosen.errors else ():
            say(misses.lines(each, part, some, chosen.errors) if part != misses.HELD else [])
    if not chosen.answers:
        kept.keep(chosen.out / "answers.jsonl", (answer for given in answers for answer in given))
    where = ", ".join(str(path) for path in misses.write(chosen.out, scored))
    sys.stderr.write(f"The misses are in {where}.\n")


def say(lines: list[str]) -> None:
    """Print lines to standard output."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    sys.exit(main())
