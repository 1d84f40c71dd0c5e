"""`python -m tests.faults [--all]`: play combinations and print how many there were and how they ended."""

import argparse
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

from tests.faults import combinations, stage
from tests.faults.combinations import WELL, Combination
from tests.faults.stage import Outcome


def arguments() -> argparse.ArgumentParser:
    """Return what can be asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Processes killed beside a failing carrier.")
    parser.add_argument("--all", action="store_true", help="every combination instead of a sample")
    parser.add_argument("--database", choices=combinations.DATABASES, help="only on this one")
    parser.add_argument("--point", help="only this point")
    parser.add_argument("--fault", help="only this fault of the carrier")
    parser.add_argument("--part", default="1/1", help="only this part of them, such as 1/2: several run side by side")
    parser.add_argument("--json", type=Path, help="where to write the outcomes as well")
    return parser


def chosen(asked: argparse.Namespace) -> list[Combination]:
    """Return the combinations that were asked for."""
    databases = [asked.database] if asked.database else combinations.DATABASES
    whole = asked.all or asked.point or asked.fault
    found = combinations.everything() if whole else [one for database in databases for one in combinations.sample(database)]
    wanted = {"database": asked.database, "point": asked.point, "fault": asked.fault}
    which, parts = (int(number) for number in asked.part.split("/"))
    fitting = [one for one in found if all(not value or getattr(one, name) == value for name, value in wanted.items())]
    return fitting[which - 1 :: parts]


def main(argv: list[str] | None = None) -> int:
    """Play and print; 1 when any combination ended badly."""
    asked = arguments().parse_args(argv)
    every, began = chosen(asked), time.monotonic()
    outcomes = []
    with stage.theatre(tuple({one.database for one in every})) as theatre:
        for one in every:
            outcomes.append(stage.play(theatre, one))
            if outcomes[-1].problems:
                tell(outcomes[-1])
            if asked.json:
                asked.json.write_text(json.dumps([as_row(done) for done in outcomes]))
    sys.stdout.write("\n".join([*summary(outcomes), f"{time.monotonic() - began:.0f} s in all", ""]))
    return 1 if any(one.problems for one in outcomes) else 0


def tell(one: Outcome) -> None:
    """Print a combination that ended badly."""
    sys.stdout.write(f"{one.combination}: {'; '.join(one.problems)}\n")
    sys.stdout.flush()


def summary(outcomes: list[Outcome]) -> list[str]:
    """Return the counts as lines."""
    died = sum(one.died for one in outcomes)
    armed = sum(one.combination.point != WELL for one in outcomes)
    lines = [f"{len(outcomes)} combinations; a process was killed in {died} of the {armed} that name a point"]
    for database, number in sorted(Counter(one.combination.database for one in outcomes).items()):
        bad = sum(bool(one.problems) for one in outcomes if one.combination.database == database)
        lines.append(f"{database}: {number - bad} of {number} ended well")
    twice = Counter(purpose for one in outcomes for purpose in one.twice)
    lines.append(f"taken twice by the carrier: {dict(twice) or 'nothing'}")
    return lines


def as_row(one: Outcome) -> dict[str, object]:
    """Return an outcome for a file."""
    return {"combination": str(one.combination), "died": one.died, "seconds": round(one.seconds, 2), "problems": one.problems,
            "twice": one.twice}  # fmt: skip


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)
