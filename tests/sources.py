"""The product's own source, parsed: what the tests of its shape (layers, lengths) look at."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Import:
    """One imported name: `module` is dotted and absolute, `at_start` whether importing the importer imports it."""

    module: str
    line: int
    at_start: bool


@dataclass(frozen=True)
class Source:
    """One Python file of the product."""

    path: Path

    @property
    def name(self) -> str:
        """The dotted name it is imported by; a package's is the folder's."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def room(self) -> str:
        """The first name below bot ("safety" for bot/safety/gate.py); for what lies outside bot, the folder's name."""
        parts = self.name.split(".")
        return parts[1] if parts[0] == "bot" and len(parts) > 1 else parts[0]

    @property
    def lines(self) -> int:
        return len(self.path.read_text().splitlines())

    # cached_property writes past the frozen dataclass: it fills the instance's __dict__ directly.
    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(), str(self.path))

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        return tuple(self._imports(self.tree, at_start=True))

    def functions(self) -> Iterator[tuple[str, int]]:
        """Yield each function's name and its length in lines, decorators left out."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{self.name}.{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1

    def _imports(self, node: ast.AST, at_start: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from (Import(alias.name, child.lineno, at_start) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                yield from (Import(name, child.lineno, at_start) for name in self._names_from(child))
            else:
                later = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or _only_for_types(child)
                yield from self._imports(child, at_start and not later)

    def _names_from(self, statement: ast.ImportFrom) -> Iterator[str]:
        """Yield what `from x import y` may import: module x.y if there is one, else module x."""
        base = self._absolute(statement)
        for alias in statement.names:
            inner = ROOT.joinpath(*base.split("."), alias.name)
            yield f"{base}.{alias.name}" if inner.with_suffix(".py").exists() or (inner / "__init__.py").exists() else base

    def _absolute(self, statement: ast.ImportFrom) -> str:
        if not statement.level:
            return statement.module or ""
        parts = self.path.relative_to(ROOT).parts[: -statement.level]
        return ".".join((*parts, statement.module) if statement.module else parts)


def _only_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def product() -> list[Source]:
    """Return every file of bot/ and actions/, migrations left out: Alembic owns their shape."""
    files = sorted(path for folder in ("bot", "actions") for path in (ROOT / folder).rglob("*.py"))
    return [Source(path) for path in files if "migrations" not in path.parts]
