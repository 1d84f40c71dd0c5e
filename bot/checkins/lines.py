"""On which line of a timeline document something stands: a problem told with its line is found at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

#: The same rules in C where it is there: ten times as fast.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: The lists of the document and of a step, and how their members are called in problems; by number or by this key's value.
LISTS = {"steps": ("step", "slug"), "follow_ups": ("follow-up", "id")}
STEP_LISTS = {"questions": ("question", "id"), "escalations": ("escalation", ""), "only_if": ("condition", "")}


@dataclass(frozen=True)
class _Place:
    """Where a mapping of the document begins, and each of its fields."""

    line: int
    fields: dict[str, int] = field(default_factory=dict)


def with_lines(document: str, problems: list[str]) -> list[str]:
    """Return `problems`, each with "line 12: " before it where its place is found, in the order of the lines."""
    places = dict(_places(yaml.compose(document, Loader=LOADER)))
    found = [(_line(problem, places), problem) for problem in dict.fromkeys(problems)]
    lined = [f"line {line}: {words}" if line else words for line, words in found]
    return sorted(lined, key=lambda words: int((re.match(r"line (\d+): ", words) or [0, 0])[1]))


def repeated_keys(document: str) -> list[str]:
    """Return every field that is written twice in the same place, of which YAML itself would silently keep the last."""
    return [*_repeated(yaml.compose(document, Loader=LOADER), set())]


def _repeated(node: yaml.Node | None, seen: set[int]) -> Iterator[str]:
    if node is None or id(node) in seen or isinstance(node, yaml.ScalarNode):
        return
    seen.add(id(node))  # an alias is the same node again
    first: dict[str, int] = {}
    for child in node.value:
        key, value = child if isinstance(child, tuple) else (None, child)
        name, line = str(key.value) if key is not None else "", key.start_mark.line + 1 if key is not None else 0
        if name and name in first:
            yield f"line {line}: {name!r} is there twice, first on line {first[name]}"
        first.setdefault(name, line)
        yield from _repeated(value, seen)


def _line(problem: str, places: dict[str, _Place]) -> int:
    """Return the line that a problem speaks of, 0 where it has none or tells it itself."""
    place, colon, words = problem.partition(": ")
    parts = place.split(", ") if colon else []
    for count in range(len(parts), -1, -1):
        known = places.get(", ".join(parts[:count]))
        if known is not None:
            # a field is named last in the place ("step day3, text") or among the first words ("unknown field 'colour'")
            wanted = [*parts[count : count + 1], *re.findall(r"[\w-]+", words if colon else problem)[:3]]
            return next((known.fields[name] for name in wanted if name in known.fields), known.line if count else 0)
    return 0


def _places(root: yaml.Node | None) -> Iterator[tuple[str, _Place]]:
    if not isinstance(root, yaml.MappingNode):
        return
    yield "", _place(root)
    for key, value in root.value:
        if key.value in LISTS:
            yield from _members(value, *LISTS[key.value], "")
        elif isinstance(value, yaml.MappingNode):
            yield str(key.value), _place(value)


def _members(node: yaml.Node, kind: str, name: str, within: str) -> Iterator[tuple[str, _Place]]:
    """Yield the places of a list's members, each by its number and by its name."""
    for number, member in enumerate(node.value if isinstance(node, yaml.SequenceNode) else (), 1):
        if not isinstance(member, yaml.MappingNode):
            yield f"{within}{kind} {number}", _Place(member.start_mark.line + 1)
            continue
        values = {str(key.value): value for key, value in member.value}
        called = values[name].value if name in values else None
        for own in {f"{within}{kind} {number}", *([f"{within}{kind} {called}"] if isinstance(called, str) else [])}:
            yield own, _place(member)
            for key, value in values.items():
                if kind == "step" and key in STEP_LISTS:
                    yield from _members(value, *STEP_LISTS[key], f"{own}, ")
                elif isinstance(value, yaml.MappingNode):
                    yield from _named(value, own, key)


def _named(node: yaml.MappingNode, within: str, key: str) -> Iterator[tuple[str, _Place]]:
    """Yield the places of a follow-up's outcomes by their answers, and of what it is named for."""
    if key != "outcomes":
        yield f"{within}, {key}", _place(node)
        return
    for answer, outcome in node.value:
        place = _place(outcome) if isinstance(outcome, yaml.MappingNode) else _Place(answer.start_mark.line + 1)
        yield f"{within}, {answer.value}", place
        yield f"{within}, outcome {answer.value}", place


def _place(node: yaml.MappingNode) -> _Place:
    return _Place(node.start_mark.line + 1, {str(key.value): key.start_mark.line + 1 for key, _ in node.value})
