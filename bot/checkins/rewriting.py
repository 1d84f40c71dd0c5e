"""The text of a timeline document changed in one place, so that comments, order and layout of all the rest stay as they were.

Everything here is tried on the text; the caller holds the result against the values that it should have (bot.checkins.editing).
"""

import textwrap
from collections.abc import Sequence
from typing import Any

import yaml

from bot.checkins.lines import LOADER

WIDTH = 116
#: The fields of a step in the order in which a new one is written.
ORDER = (
    "slug", "after", "offset_hours", "between", "only_if", "expires_after_hours", "no_reply_to", "wait_hours",
    "review_after_hours", "text", "questions", "escalations",
)  # fmt: skip


class CannotRewrite(ValueError):
    """The text is not laid out in a way that can be changed in one place."""


class _Plain(yaml.SafeDumper):
    """Writes values out in full, without references."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def written(document: Any) -> str:
    """Return values as a document of their own, one that a person can go on with."""
    return yaml.dump(document, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=None)


def set_value(text: str, path: Sequence[str | int], value: Any) -> str:
    """Return `text` with the value at `path` replaced; a field that is not there yet is written in its order."""
    root = _root(text)
    parent = _at(root, path[:-1])
    found = _child(parent, path[-1])
    if found is None:
        return _insert(text, parent, str(path[-1]), value)
    start, end = found.start_mark.index, _end(text, found)
    return text[:start] + _value(value, _indent(text, start), found) + text[end:]


def remove_field(text: str, path: Sequence[str | int]) -> str:
    """Return `text` without the field at `path`, and without its line."""
    parent = _at(_root(text), path[:-1])
    if not isinstance(parent, yaml.MappingNode) or parent.flow_style:
        raise CannotRewrite(path)
    for key, value in parent.value:
        if key.value == path[-1]:
            start, end = _line_start(text, key.start_mark.index), _line_end(text, _end(text, value))
            if text[start : key.start_mark.index].strip():
                raise CannotRewrite(path)  # the first field, on the line of its dash
            return text[:start] + text[end:]
    return text


def reorder(text: str, order: Sequence[int]) -> str:
    """Return `text` with its steps in another order; `order` has the places that they stand at now."""
    blocks, start, end = _blocks(text)
    return text[:start] + "\n\n".join(blocks[number].rstrip() for number in order) + text[end:]


def add_step(text: str, step: Any) -> str:
    """Return `text` with a further step at the end of its list."""
    blocks, start, end = _blocks(text)
    indent = blocks[0][: len(blocks[0]) - len(blocks[0].lstrip())]
    return text[:start] + "\n\n".join([*(block.rstrip() for block in blocks), _step(step, indent)]) + text[end:]


def _step(step: Any, indent: str) -> str:
    """Return a step as a block of its own: what people edit by the line, the rest in flow style."""
    inner = indent + "  "
    lines = [_line(name, step[name], inner) for name in ORDER if name in step]
    return indent + "- " + f"\n{inner}".join(lines)


def _blocks(text: str) -> tuple[list[str], int, int]:
    """Return the text of each step, and where they begin and end."""
    steps = _at(_root(text), ("steps",))
    if not isinstance(steps, yaml.SequenceNode) or steps.flow_style or not steps.value:
        raise CannotRewrite("steps")
    starts = [_line_start(text, step.start_mark.index) for step in steps.value]
    end = _end(text, steps)
    return [text[one:two] for one, two in zip(starts, [*starts[1:], end], strict=True)], starts[0], end


def _root(text: str) -> yaml.Node:
    root = yaml.compose(text, Loader=LOADER)
    if root is None:
        raise CannotRewrite("an empty document")
    return root


def _at(node: yaml.Node, path: Sequence[str | int]) -> yaml.Node:
    for part in path:
        found = _child(node, part)
        if found is None:
            raise CannotRewrite(path)
        node = found
    return node


def _child(node: yaml.Node, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        return node.value[part] if part < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    return None


def _insert(text: str, parent: yaml.Node, name: str, value: Any) -> str:
    if not isinstance(parent, yaml.MappingNode) or parent.flow_style or not parent.value:
        raise CannotRewrite(name)
    before = ORDER[: ORDER.index(name)] if name in ORDER else ()
    last = next((pair for pair in reversed(parent.value) if pair[0].value in before), parent.value[-1])
    indent = " " * parent.value[-1][0].start_mark.column
    place = _line_end(text, _end(text, last[1]))
    line = f"{indent}{_line(name, value, indent)}\n"
    return text[:place] + ("" if text[:place].endswith("\n") else "\n") + line + text[place:]


def _line(name: str, value: Any, indent: str) -> str:
    told = _value(value, indent, None)
    return f"{name}:{told}" if told.startswith("\n") else f"{name}: {told}"


def _value(value: Any, indent: str, old: yaml.Node | None) -> str:
    """Return a value as it is written after its name, in the style that it had."""
    if isinstance(value, str):
        return _words(value, indent, old)
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        return "".join(f"\n{indent}  - {_flow(each)}" for each in value).rstrip()
    return _flow(value)


def _flow(value: Any) -> str:
    flow = yaml.dump(value, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=10**6, default_flow_style=True)
    return flow.removesuffix("\n").removesuffix("\n...")


def _words(words: str, indent: str, old: yaml.Node | None) -> str:
    style = getattr(old, "style", None)
    is_plain = words.replace("\n", "").isprintable()
    is_short = old is None and len(words) < WIDTH - len(indent)
    if is_short or (old is not None and style not in (">", "|")) or not is_plain:
        quoted = '"' if style == '"' or not is_plain else None
        dumped = yaml.dump(words, Dumper=_Plain, allow_unicode=True, width=10**6, default_style=quoted)
        return dumped.removesuffix("\n").removesuffix("\n...")
    if "\n" in words:
        return "|-" + "".join(f"\n{indent}  {line}" if line else "\n" for line in words.split("\n"))
    lines = textwrap.wrap(words, WIDTH - len(indent), break_long_words=False, break_on_hyphens=False)
    return ">-" + "".join(f"\n{indent}  {line}" for line in lines)


def _indent(text: str, place: int) -> str:
    """Return the indentation of the line at `place`, a list's dash counted in."""
    line = text[_line_start(text, place) : place]
    return " " * (len(line) - len(line.lstrip(" -")))


def _line_start(text: str, place: int) -> int:
    return text.rfind("\n", 0, place) + 1


def _line_end(text: str, place: int) -> int:
    found = text.find("\n", place)
    return len(text) if found < 0 else found + 1


def _end(text: str, node: yaml.Node) -> int:
    """Return where a value ends; PyYAML's own mark of what is written in blocks lies at whatever follows it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(last, tuple) else last)
    if isinstance(node, yaml.ScalarNode) and node.style in (">", "|"):
        return len(text[: node.end_mark.index].rstrip())
    return int(node.end_mark.index)
