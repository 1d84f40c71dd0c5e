"""The figures on paper: what is held back first and with its interval, the other parts beside it."""

from evaluation import confusion
from evaluation.figure import Figure
from evaluation.scoring import score
from evaluation.sets import LabelledSet, Pair, by_part

NAME, FIRST, PART = 28, 42, 20


def lines(labelled: LabelledSet, pairs: list[Pair]) -> list[str]:
    """Return the whole report of one set."""
    parts = {name: score(labelled.form, chosen) for name, chosen in by_part(pairs).items()}
    first, *others = parts
    found = [f"{labelled.name}: {len(pairs)} labelled texts", heading(first, others)]
    rest = {name: {figure.name: figure for figure in parts[name]} for name in others}
    for figure in parts[first]:
        found.append(line(figure, [rest[name].get(figure.name) for name in others]).rstrip())
    if labelled.form != "dialogues":
        found += ["", f"urgency, {first}", *confusion.table(by_part(pairs)[first])]
    return [*found, ""]


def heading(first: str, others: list[str]) -> str:
    """Return the line above the figures."""
    return "".ljust(NAME) + f"{first} [95% interval] of".ljust(FIRST) + "".join(name.ljust(PART) for name in others).rstrip()


def line(figure: Figure, others: list[Figure | None]) -> str:
    """Return one figure in all parts; those that must be 0 say so."""
    zero = " (must be 0)" if figure.unwanted else ""
    beside = "".join((f"{shown(other)}  of {other.of}" if other else "").ljust(PART) for other in others)
    return f"{figure.name.ljust(NAME)}{shown(figure)} {between(figure)}  of {figure.of}{zero}".ljust(NAME + FIRST) + beside


def shown(figure: Figure) -> str:
    """Return the value to three places."""
    return "    -" if figure.value is None else f"{figure.value:.3f}"


def between(figure: Figure) -> str:
    """Return the interval, or as much space."""
    ends = figure.interval
    return f"[{ends[0]:.3f} {ends[1]:.3f}]" if ends else " " * 13
