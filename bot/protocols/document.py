"""YAML as written by a person: read into values that remember their line, with every slip named.

PyYAML lets a repeated key win silently and gives no lines with its values, so this reads the node tree instead.
"""

from dataclasses import dataclass

import yaml

from bot.protocols.protocol import ProtocolError

#: Far beyond any real protocol; an upload larger than this is a mistake or an attack.
MAX_BYTES = 1_000_000
MAX_DEPTH = 20
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Value:
    """One value of the document: text, a mapping, or a list, and the line it stands on (from 1)."""

    content: "str | dict[str, Value] | list[Value]"
    line: int
    #: A part of the default protocol comes from several files; the name of the file, or "".
    file: str = ""
    #: Where it was typed, for what comes from a form and has no line.
    place: str = ""

    def where(self) -> str:
        """Return the place in words, such as "line 12" or "sun.yml line 12"."""
        return self.place or f"{self.file} line {self.line}".strip()


def read(yaml_text: str, file: str = "") -> Value:
    """Return the document as a tree of values. ProtocolError when it is too large, holds tabs or is not YAML."""
    _refuse_unreadable(yaml_text, file)
    try:
        _refuse_traps(yaml_text, file)
        node = yaml.compose(yaml_text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise ProtocolError([f"{_place(error, file)}: not YAML: {_reason(error)}"]) from error
    problems: list[str] = []
    value = _value(node, file, problems) if node is not None else Value("", 1, file)
    if problems:
        raise ProtocolError(problems)
    return value


def _refuse_unreadable(yaml_text: str, file: str) -> None:
    size = len(yaml_text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise ProtocolError([f"{file} the document has {size} bytes; at most {MAX_BYTES} are read".strip()])
    lines = yaml_text.split("\n")
    tabs = [number for number, line in enumerate(lines, 1) if "\t" in line]
    if tabs:
        raise ProtocolError([f"{file} line {number}: a tab; use spaces".strip() for number in tabs])


def _refuse_traps(yaml_text: str, file: str) -> None:
    """Refuse aliases, which can unfold into gigabytes, and nesting that would overflow the reader."""
    depth = 0
    for event in yaml.parse(yaml_text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise ProtocolError([f"{_line(event, file)}: *{event.anchor} refers to another place; write it out"])
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise ProtocolError([f"{_line(event, file)}: nested too deeply"])


def _value(node: yaml.Node, file: str, problems: list[str]) -> Value:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return Value(_mapping(node, file, problems), line, file)
    if isinstance(node, yaml.SequenceNode):
        return Value([_value(item, file, problems) for item in node.value], line, file)
    return Value(str(node.value), line, file)


def _mapping(node: yaml.MappingNode, file: str, problems: list[str]) -> dict[str, Value]:
    mapping: dict[str, Value] = {}
    for key_node, value_node in node.value:
        place = _line(key_node, file)
        if not isinstance(key_node, yaml.ScalarNode):
            problems.append(f"{place}: a key must be plain words")
            continue
        key = str(key_node.value)
        if key in mapping:
            problems.append(f"{place}: {key!r} is there twice; first on line {mapping[key].line}")
            continue
        value = _value(value_node, file, problems)
        mapping[key] = Value(value.content, key_node.start_mark.line + 1, file)
    return mapping


def _line(part: yaml.Node | yaml.Event, file: str) -> str:
    mark = part.start_mark
    return f"{file} line {mark.line + 1}".strip() if mark is not None else file


def _place(error: yaml.YAMLError, file: str) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"{file} line {mark.line + 1}".strip() if mark is not None else (file or "the document")


def _reason(error: yaml.YAMLError) -> str:
    return getattr(error, "problem", None) or str(error).splitlines()[0]
