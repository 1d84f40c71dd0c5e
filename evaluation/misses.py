"""The texts behind the figures that were missed."""

from pathlib import Path

from evaluation.scoring import score
from evaluation.sets import LabelledSet, Pair, by_part

HELD = "held"


def lines(labelled: LabelledSet, part: str, pairs: list[Pair], most: int | None = None) -> list[str]:
    """Return the misses of one part, figure by figure, at most so many of each."""
    found = []
    for figure in score(labelled.form, pairs):
        # A name set in is a share of the figure above it, whose misses have been listed.
        if figure.misses and not figure.name.startswith(" "):
            found += [f"{labelled.name}, {part}: {figure.name}, {len(figure.misses)} of {figure.of}"]
            found += [f"    {described(pair)}" for pair in figure.misses[:most]]
    return found


def described(pair: Pair) -> str:
    """Return one miss: what was labelled, what was given, the text, the reply."""
    row, answer = pair
    wanted = row.get("expect") or {"topics": row.get("topics")}
    told = " ".join(f"{each['topic']}={each['verdict']}" for each in answer["answers"]) or "-"
    level = f"{row.get('urgency', '?')}->{answer['urgency']}"
    hours = "no session" if row.get("hours_since") is None else f"{row['hours_since']} h"
    return f"{row['id']} | {hours} | {level} | {row['text']!r} | wanted {wanted} | understood {answer['topics']} told {told}"


def write(folder: Path, scored: list[tuple[LabelledSet, list[Pair]]]) -> list[Path]:
    """Write misses.txt, and apart from it, so that nobody tunes on them by accident, those of the half held back."""
    texts = dict[str, list[str]]({"misses.txt": [], "misses-held.txt": []})
    for labelled, pairs in scored:
        for part, chosen in by_part(pairs).items():
            texts["misses-held.txt" if part == HELD else "misses.txt"] += lines(labelled, part, chosen)
    folder.mkdir(parents=True, exist_ok=True)
    for name, found in texts.items():
        (folder / name).write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
    return [folder / name for name in texts]
