"""A notebook as lines of Python, and its bytes with other lines in them.

Only the source of a cell that changes is written again, line by line; all else stays as it is, to
the byte. What is no Python (``%matplotlib inline``, ``!pip install``) is read as nothing.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gradwright.classes.documents import Document
from gradwright.classes.insertion import SourceText
from gradwright.classes.json_spans import Span, SpanKind, spans_of
from gradwright.diagnostics import error

PYTHON_CELLS = ("%%time", "%%timeit", "%%capture", "%%prun", "%%python3", "%%python")
COMMAND = re.compile(r"\s*([%!?]|.*\?\s*$)")
ASSIGNED = re.compile(r"(\s*[\w.,\s\[\]]+=)\s*[%!]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of code: its number, its first line among all, its lines, where its source stands."""

    number: int
    first: int
    lines: tuple[str, ...]
    source: Span

    @property
    def end(self) -> str:
        """What its lines end in."""
        return _end(self.lines[0]) or "\n"


class Notebook(Document):
    """A notebook, its cells of code one behind the other."""

    is_notebook = True

    def __init__(
        self, filename: str, data: bytes, text: SourceText, cells: Sequence[Cell] = ()
    ) -> None:
        super().__init__(filename, data, text)
        self.cells = cells

    def without(self, removed: Collection[int]) -> Notebook:
        """Return the notebook with lines taken out; the others keep their numbers."""
        return Notebook(self.filename, self.data, self.text.without(removed), self.cells)

    @property
    def code(self) -> str:
        """The cells' Python, without what is none."""
        lines = self.text.code.split("\n")
        return "\n".join(
            line
            for cell in self.cells
            for line in python_lines(lines[cell.first - 1 : cell.first - 1 + len(cell.lines)])
        )

    @property
    def names(self) -> Mapping[str, object]:
        """What a notebook has without importing it."""
        return {"display": print, "get_ipython": _Shell}

    def place(self, line: int) -> tuple[str, int]:
        """Return a line as one of its cell."""
        cell = max((c for c in self.cells if c.first <= line), key=lambda c: c.first)
        return f"{self.filename}, cell {cell.number}", line - cell.first + 1

    def rebuilt(self, pieces: Sequence[bytes]) -> bytes:
        """Return the notebook with other text in the place of each line."""
        whole = self.data.decode()
        parts: list[str] = []
        at = 0
        for cell in self.cells:
            new = self._lines(cell, pieces)
            if new != list(cell.lines):
                source = cell.source
                parts += [whole[at : source.start], rewritten(whole, source, new)]
                at = source.end
        return "".join([*parts, whole[at:]]).encode()

    def _lines(self, cell: Cell, pieces: Sequence[bytes]) -> list[str]:
        own = pieces[cell.first : cell.first + len(cell.lines)]
        text = b"".join(own).decode()
        if not _end(cell.lines[-1]):
            text = text.removesuffix(cell.end)
        return lines_of(text)


class _Shell:
    """Stands for ``get_ipython()``: does nothing, whatever it is asked."""

    def __getattr__(self, name: str) -> object:
        return _nothing


def _nothing(*_: object, **__: object) -> None:
    return None


def read_notebook(filename: str, data: bytes) -> Notebook:
    """Return a notebook; GW507 if it is none."""
    try:
        whole = data.decode()
        json.loads(whole)
    except ValueError as wrong:
        raise error("GW507", None, filename=filename, reason=f"no notebook: {wrong}") from None
    cells = list(_cells(spans_of(whole), whole, filename))
    lines = [line if _end(line) else line + cell.end for cell in cells for line in cell.lines]
    return Notebook(filename, data, SourceText("".join(lines).encode(), "utf-8"), cells)


def _end(line: str) -> str:
    """Return what a line ends in."""
    return line[len(line.rstrip("\r\n")) :]


def _cells(whole: Span, text: str, filename: str) -> list[Cell]:
    cells = whole.fields.get("cells")
    if cells is None or cells.kind is not SpanKind.ARRAY:
        reason = "no notebook of format 4: it has no cells"
        raise error("GW507", None, filename=filename, reason=reason)
    found: list[Cell] = []
    first = 1
    for number, cell in enumerate(cells.items, 1):
        kind, source = cell.fields.get("cell_type"), cell.fields.get("source")
        if kind is None or source is None or kind.value(text) != "code":
            continue
        lines = lines_of(_text(source.value(text)))
        if lines:
            found.append(Cell(number, first, tuple(lines), source))
            first += len(lines)
    return found


def _text(source: object) -> str:
    return source if isinstance(source, str) else "".join(map(str, source))  # type: ignore[call-overload]


def lines_of(text: str) -> list[str]:
    """Return the lines of a text with their ends, as Python counts them."""
    return [line.decode() for line in text.encode().splitlines(keepends=True)]


def rewritten(whole: str, source: Span, lines: Sequence[str]) -> str:
    """Return the source of a cell with these lines, written as it is in the file."""
    plain = whole.isascii()
    if source.kind is not SpanKind.ARRAY or not source.items:
        return json.dumps("".join(lines), ensure_ascii=plain)
    known = {item.value(whole): whole[item.start : item.end] for item in source.items}
    shown = [known.get(line) or json.dumps(line, ensure_ascii=plain) for line in lines]
    before = whole[source.start + 1 : source.items[0].start]
    after = whole[source.items[-1].end : source.end - 1]
    between = whole[source.items[0].end : source.items[1].start] if source.items[1:] else ""
    return f"[{before}{(between or ',' + before).join(shown)}{after}]"


# what is no Python --------------------------------------------------------------------------------


def python_lines(lines: Sequence[str]) -> list[str]:
    """Return the lines of a cell, empty where they are commands to the notebook."""
    first = next((line for line in lines if line.strip()), "")
    if first.startswith("%%") and not first.startswith(PYTHON_CELLS):
        return [""] * len(lines)
    found = list(lines)
    for _ in lines:
        line = _wrong_line(found)
        if line is None or not (COMMAND.match(found[line]) or ASSIGNED.match(found[line])):
            break
        found[line] = _without_command(found[line])
    return found


def _wrong_line(lines: Sequence[str]) -> int | None:
    """Return the index of the line that is no Python, None where all are."""
    try:
        ast.parse("\n".join(lines))
    except SyntaxError as wrong:
        return wrong.lineno - 1 if wrong.lineno and wrong.lineno <= len(lines) else None
    return None


def _without_command(line: str) -> str:
    assigned = ASSIGNED.match(line)
    if assigned:
        return f"{assigned[1]} None"
    return line[: len(line) - len(line.lstrip())] + "pass"
