"""Figures side by side: one column for each way, one line for each figure, as a table that Markdown shows too."""

from collections.abc import Mapping, Sequence
from statistics import median

from evaluation.figure import Figure
from evaluation.scoring import score
from evaluation.sets import LabelledSet, Pair, by_part

#: Danger seen, and calm kept: what a detector can be asked by itself.
DANGER = (
    "emergency_recall", "urgent_recall", "review_recall", "danger_not_waved_through", "calm_kept_calm", "no_needless_review",
    "lookalikes_kept_calm",
)  # fmt: skip
#: The figures that are compared, by the form of a set.
CHOSEN = {
    "messages": ("topic_f1", "question_first_topic_found", "multi_all_topics_found", *DANGER, "out_of_scope_not_answered"),
    "windows": ("verdict_right", "dangerous_ok", "reassured_red_flag"),
    "dialogues": ("turn_right", "conversation_right", "danger_never_missed", "no_invented_danger"),
}
Line = Sequence[str]


def compared(labelled: LabelledSet, columns: Mapping[str, list[Pair]], names: Sequence[str]) -> list[str]:
    """Return the table of one set, the half held back only. `columns`: a way's name and what it made of the set."""
    part = {name: held(pairs) for name, pairs in columns.items()}
    figures = {name: {one.name: one for one in score(labelled.form, pairs)} for name, pairs in part.items()}
    texts = len(next(iter(part.values())))
    lines = [line(name, [found[name] for found in figures.values()]) for name in names]
    return drawn([f"{labelled.name}, {texts} texts held back", "of", *columns], [one for one in lines if one])


def held(pairs: list[Pair]) -> list[Pair]:
    """Return the half held back; of a file that has no halves, its English."""
    return next(iter(by_part(pairs).values()))


def line(name: str, figures: list[Figure]) -> Line:
    """Return one figure in every column; nothing where the set has no text for it."""
    if not any(figure.of for figure in figures):
        return []
    zero = " (must be 0)" if figures[0].unwanted else ""
    return [name + zero, "" if figures[0].mean else str(figures[0].of), *map(cell, figures)]


def cell(figure: Figure) -> str:
    """Return a share with its interval."""
    if figure.value is None:
        return "-"
    ends = figure.interval
    return f"{figure.value:.3f}" + (f" [{ends[0]:.2f} {ends[1]:.2f}]" if ends else "")


def costs(columns: Mapping[str, list[list[Pair]]], megabytes: Mapping[str, float]) -> list[str]:
    """Return the table of what each way costs: time, and room on disk."""
    took = [f"{median(answer['ms'] for pairs in sets for _, answer in pairs):.1f}" for sets in columns.values()]
    return drawn(
        ["cost", *columns],
        [["median ms a turn", *took], ["MB on disk", *(f"{megabytes[name]:.2f}" for name in columns)]],
    )


def drawn(heading: Line, lines: Sequence[Line]) -> list[str]:
    """Return a Markdown table whose columns are aligned."""
    widths = [max(map(len, column)) for column in zip(heading, *lines, strict=True)]
    ruler = ["-" * width for width in widths]
    rows = [map(str.ljust, row, widths) for row in (heading, ruler, *lines)]
    return [f"| {' | '.join(row)} |" for row in rows]
