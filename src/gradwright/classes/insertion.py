"""Text put into a file: lines are added, every other byte stays.

In: the file's bytes, the lines that an earlier run added, and where new ones go. Out: its bytes with
the new ones in the place of the old, in its own encoding, line ends and indentation.
"""

from __future__ import annotations

import ast
import tokenize
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from gradwright.classes.method import Written

BLANKS = " \t"


@dataclass(frozen=True, slots=True)
class Insertion:
    """Lines that go after a line of the file (1-based; 0 is the start)."""

    after: int
    lines: tuple[str, ...]


class SourceText:
    """A file's lines as bytes, and how it is written.

    removed: lines that stand in the file and are read as empty, and are left out of what is written.
    """

    def __init__(
        self, data: bytes, encoding: str | None = None, removed: Collection[int] = ()
    ) -> None:
        self.lines = data.splitlines(keepends=True)
        found = encoding or encoding_of(self.lines)
        self.encoding = "utf-8" if found == "utf-8-sig" else found
        self.removed = frozenset(removed)

    def without(self, removed: Collection[int]) -> SourceText:
        """Return the text with lines taken out; the others keep their numbers."""
        return SourceText(b"".join(self.lines), self.encoding, removed)

    @property
    def code(self) -> str:
        """The text that Python reads, line feeds as line ends."""
        return "".join(f"{self.line(n)}\n" for n in range(1, len(self.lines) + 1))

    def line(self, number: int) -> str:
        """Return a line as text, without its end."""
        if number in self.removed:
            return ""
        line = self.lines[number - 1].decode(self.encoding).rstrip("\r\n")
        return line.removeprefix("\ufeff") if number == 1 else line

    def indentation(self, number: int) -> str:
        """Return the blanks that a line begins with."""
        line = self.line(number).lstrip("\f")
        return line[: len(line) - len(line.lstrip(BLANKS))]

    def is_remark(self, number: int) -> bool:
        """Whether a line is a comment alone, or empty."""
        line = self.line(number).strip()
        return not line or line.startswith("#")

    def inserted(self, insertions: Iterable[Insertion]) -> bytes:
        """Return the file's bytes with the insertions in."""
        return b"".join(self.pieces(insertions))

    def pieces(self, insertions: Iterable[Insertion]) -> list[bytes]:
        """Return what stands in the place of each line; the first is what goes before them all."""
        out = [b"", *(b"" if n in self.removed else line for n, line in enumerate(self.lines, 1))]
        for one in insertions:
            end = self._line_end(one.after)
            if one.after and out[one.after] and not _ends(out[one.after]):
                out[one.after] += end
            out[one.after] += b"".join(line.encode(self.encoding) + end for line in one.lines)
        if self.lines and not _ends(self.lines[-1]):
            last = max((n for n, piece in enumerate(out) if piece), default=0)
            out[last] = _without_end(out[last])
        return out

    def _line_end(self, number: int) -> bytes:
        """Return how the lines around a place end."""
        for line in (self.lines[number - 1], *self.lines):
            if _ends(line):
                return line[len(_without_end(line)) :]
        return b"\n"


def encoding_of(lines: Sequence[bytes]) -> str:
    """Return the encoding that a file declares (PEP 263); raises SyntaxError for an unknown one."""
    try:
        return tokenize.detect_encoding(iter(lines).__next__)[0]
    except SyntaxError:  # it wants the declaring line itself to be UTF-8, which Python does not
        ascii_ = [line.decode("ascii", "replace").encode("ascii", "replace") for line in lines[:2]]
        return tokenize.detect_encoding(iter(ascii_).__next__)[0]


def _ends(line: bytes) -> bool:
    return line.endswith((b"\n", b"\r"))


def _without_end(line: bytes) -> bytes:
    for end in (b"\r\n", b"\n", b"\r"):
        if line.endswith(end):
            return line.removesuffix(end)
    return line


@dataclass(frozen=True, slots=True)
class Place:
    """Where a class's forward stands in the file, and how it is indented."""

    text: SourceText
    forward: ast.FunctionDef

    @property
    def first(self) -> ast.stmt:
        """The first statement, a docstring left out."""
        body = self.forward.body
        return body[1] if is_text(body[0]) and len(body) > 1 else body[0]

    @property
    def start(self) -> int:
        """The line that the first added line goes after."""
        decorators = getattr(self.first, "decorator_list", ())
        line = min([self.first.lineno, *(one.lineno for one in decorators)]) - 1
        while line > self.forward.lineno and self.text.is_remark(line):
            line -= 1
        return line

    @property
    def has_room(self) -> bool:
        """Whether forward's statements have lines of their own."""
        first = self.first
        before = self.text.line(first.lineno).encode()[: first.col_offset].decode()
        own = not before.strip(BLANKS + "\f")
        return own and first.lineno > self.forward.lineno and not self._is_continued(first.lineno)

    def _is_continued(self, line: int) -> bool:
        """Whether a line follows one that ends in a backslash."""
        return self.text.line(line - 1).endswith("\\")

    @property
    def end(self) -> int:
        """The last line of forward, with comments that are indented like its body."""
        line = self.forward.end_lineno or self.forward.lineno
        inside = len(self._outer()) + 1
        last = line
        while line < len(self.text.lines) and self.text.is_remark(line + 1):
            line += 1
            if self.text.line(line).strip() and len(self.text.indentation(line)) >= inside:
                last = line
        return last

    def _outer(self) -> str:
        return self.text.indentation(self.forward.lineno)

    def fitted(self, line: str) -> str:
        """Return a line indented by four spaces a level, two levels for a statement, as the file has it."""
        bare = line.lstrip(" ")
        if not bare:
            return ""
        levels, rest = divmod(len(line) - len(bare), 4)
        return self._outer() + self._unit() * (levels - 1) + " " * rest + bare

    def _unit(self) -> str:
        """Return what one level is indented by."""
        outer = self._outer()
        if self.has_room:
            return self.text.indentation(self.first.lineno)[len(outer) :] or "    "
        return "\t" if outer.endswith("\t") else "    "

    def insertions(self, written: Written) -> list[Insertion]:
        """Return where the lines of a class go."""
        found: dict[int, list[str]] = {}
        for after, line in written.kept:
            place = self.start if after is None else after
            found.setdefault(place, []).append(self.fitted(" " * 8 + line))
        method = ["", *map(self.fitted, written.backward)]
        end = Insertion(self.end, tuple(method))
        return [Insertion(after, tuple(lines)) for after, lines in found.items()] + [end]


def is_text(stmt: ast.stmt) -> bool:
    """Whether a statement is a text alone, such as a docstring."""
    return (
        isinstance(stmt, ast.Expr)
        and isinstance(stmt.value, ast.Constant)
        and isinstance(stmt.value.value, str)
    )
