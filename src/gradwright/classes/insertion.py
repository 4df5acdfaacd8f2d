"""Text put into a file: lines are added, every other byte stays.

In: the file's bytes and where lines go. Out: its bytes with them in, in its own encoding, line ends
and indentation.
"""

from __future__ import annotations

import ast
import hashlib
import io
import tokenize
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gradwright.classes.method import KEPT, Written

MARK = "# gradwright: "


@dataclass(frozen=True, slots=True)
class Insertion:
    """Lines that go after a line of the file (1-based; 0 is the start)."""

    after: int
    lines: tuple[str, ...]


class SourceText:
    """A file's lines as bytes, and how it is written."""

    def __init__(self, data: bytes) -> None:
        self.lines = data.splitlines(keepends=True)
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        self.encoding = "utf-8" if encoding == "utf-8-sig" else encoding

    def line(self, number: int) -> str:
        """Return a line as text, without its end."""
        return self.lines[number - 1].decode(self.encoding).rstrip("\r\n").lstrip("\ufeff")

    def indentation(self, number: int) -> str:
        """Return the blanks that a line begins with."""
        line = self.line(number)
        return line[: len(line) - len(line.lstrip())]

    def is_remark(self, number: int) -> bool:
        """Whether a line is a comment alone, or empty."""
        line = self.line(number).strip()
        return not line or line.startswith("#")

    def inserted(self, insertions: Iterable[Insertion]) -> bytes:
        """Return the file's bytes with the insertions in."""
        out = list(self.lines)
        for one in sorted(insertions, key=lambda one: one.after, reverse=True):
            out[one.after : one.after] = self._encoded(one)
            if one.after and not _ends(self.lines[one.after - 1]):
                out[one.after - 1] += self._line_end(one.after)
                out[one.after + len(one.lines) - 1] = out[one.after + len(one.lines) - 1].rstrip(
                    b"\r\n"
                )
        return b"".join(out)

    def _encoded(self, one: Insertion) -> list[bytes]:
        end = self._line_end(one.after)
        return [line.encode(self.encoding) + end for line in one.lines]

    def _line_end(self, number: int) -> bytes:
        """Return how the lines around a place end."""
        for line in (self.lines[number - 1], *self.lines):
            if _ends(line):
                return line[len(line.rstrip(b"\r\n")) :]
        return b"\n"


def _ends(line: bytes) -> bool:
    return line.endswith((b"\n", b"\r"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a class's forward stands in the file, and how it is indented."""

    text: SourceText
    forward: ast.FunctionDef

    @property
    def first(self) -> int:
        """The line of the first statement, a docstring left out."""
        body = self.forward.body
        rest = body[1:] if _is_text(body[0]) and len(body) > 1 else body
        return rest[0].lineno

    @property
    def start(self) -> int:
        """The line that the first added line goes after."""
        line = self.first - 1
        while line > self.forward.lineno and self.text.is_remark(line):
            line -= 1
        return line

    @property
    def has_room(self) -> bool:
        """Whether forward's statements have lines of their own."""
        before = self.text.line(self.first)
        return not before[: len(before) - len(before.lstrip())].strip() and (
            self.first > self.forward.lineno and self._column() == len(self._body())
        )

    def _column(self) -> int:
        body = self.forward.body
        rest = body[1:] if _is_text(body[0]) and len(body) > 1 else body
        return rest[0].col_offset

    def _body(self) -> str:
        return self.text.indentation(self.first)

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
        own = self._body() if self.has_room else self._outer() + "    "
        unit = own[len(self._outer()) :] or "    "
        return self._outer() + unit * (levels - 1) + " " * rest + bare

    def insertions(self, written: Written) -> list[Insertion]:
        """Return where the lines of a class go."""
        found: dict[int, list[str]] = {}
        for after, line in written.kept:
            place = self.start if after is None else after
            found.setdefault(place, []).append(self.fitted(" " * 8 + line))
        method = ["", *map(self.fitted, written.backward)]
        end = Insertion(self.end, tuple(method))
        return [Insertion(after, tuple(lines)) for after, lines in found.items()] + [end]


def _is_text(stmt: ast.stmt) -> bool:
    return (
        isinstance(stmt, ast.Expr)
        and isinstance(stmt.value, ast.Constant)
        and isinstance(stmt.value.value, str)
    )


def mark_of(lines: Sequence[str]) -> str:
    """Return the mark that a backward ends with: it names the text of forward, added lines left out."""
    own = [line.strip() for line in lines if KEPT not in line]
    return MARK + hashlib.sha256("\n".join(own).encode()).hexdigest()[:12]
