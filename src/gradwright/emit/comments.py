"""Comments: the forward statement that a line differentiates.

``dz = doutputs * (z > 0.0)  # outputs = np.maximum(z, 0.0)``: beside the line, above it where it is
too long, never twice in a row.
"""

from __future__ import annotations

import ast
import linecache
import re

from gradwright.diagnostics import Location
from gradwright.emit.layout import WIDTH

LEAST = 30  # a comment is not cut to less than this
LONGEST_STATEMENT = 40
HEADER = re.compile(r"(for|while|if|elif|else|def|class|with|async)\b")


class Comments:
    """Decides which lines get a comment, and where it stands."""

    def __init__(self) -> None:
        self._last: tuple[str, int, int] | None = None

    def forget(self) -> None:
        """Let the next statement have a comment, whatever came before."""
        self._last = None

    def note(
        self,
        lines: list[str],
        start: int,
        origin: Location | None,
        indent: int,
        *,
        more: bool = False,
    ) -> None:
        """Put a statement's comment to the line at `start`, the first that was written for it.

        `more` says that the line differentiates other statements, too.
        """
        if origin is None or len(lines) == start:
            return
        place = (origin.filename, origin.line, origin.column)
        if place == self._last or not (text := statement_text(origin)):
            return
        self._last = place
        text += " ..." if more else ""
        written = lines[start]
        on_one_line = origin.end_column is not None
        beside = _cut(text, WIDTH - len(written) - 2, whole=on_one_line)
        if "\n" not in written and beside is not None:
            lines[start] = f"{written}  {beside}"
        else:
            lines.insert(start, " " * indent + (_cut(text, WIDTH - indent) or "#"))


def _cut(text: str, room: int, *, whole: bool = False) -> str | None:
    """Return the comment, shortened to the room; None where it has to be whole and is not."""
    note = f"# {text}"
    if len(note) <= room:
        return note
    if whole or room < LEAST:
        return None
    return f"{note[: room - 4].rstrip()} ..."


def statement_text(origin: Location) -> str:
    """Return a statement on one line; nothing for the head of a loop, a branch, a function."""
    source = origin.text or ""
    begin, end = origin.column - 1, origin.end_column
    first = source[begin : None if end is None else end - 1].strip()
    if HEADER.match(first):
        return ""
    return _whole(origin, first) if end is None else first


def _whole(origin: Location, first: str) -> str:
    """Return a statement that goes on over several lines, joined."""
    lines = linecache.getlines(origin.filename)[origin.line : origin.line + LONGEST_STATEMENT]
    text = first
    for line in lines:
        if _is_complete(text):
            return _joined(text)
        text += "\n" + line.strip()
    return _joined(text) if _is_complete(text) else f"{first.splitlines()[0] if first else ''} ..."


def _is_complete(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def _joined(text: str) -> str:
    """Return lines as one, without the spaces and commas that breaking them needed."""
    joined = " ".join(line.strip() for line in text.splitlines())
    return re.sub(r",? ([)\]}])", r"\1", re.sub(r"([(\[{]) ", r"\1", joined))
