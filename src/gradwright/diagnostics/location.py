"""A place in the user's source."""

import linecache
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """A place in the user's source.

    Parameters
    ----------
    filename : str
        As in ``__code__.co_filename``.
    line, column : int
        Both count from 1; the column counts characters, not bytes.
    text : str, optional
        The source line; without it the line is looked up when it is shown.
    end_column : int, optional
        One past the last character on the same line.
    """

    filename: str
    line: int
    column: int
    text: str | None = None
    end_column: int | None = None

    def __str__(self) -> str:
        return f"{self.filename}:{self.line}:{self.column}"

    def excerpt(self) -> str:
        """Return the source line with carets below what is meant, or nothing if it is not known."""
        source = (self.text or linecache.getline(self.filename, self.line)).rstrip()
        if not source:
            return ""
        stripped = source.lstrip()
        indent = len(source) - len(stripped)
        start = min(max(self.column - 1 - indent, 0), len(stripped))
        stop = min((self.end_column or self.column + 1) - 1 - indent, len(stripped))
        padding = "".join("\t" if letter == "\t" else " " for letter in stripped[:start])
        return f"    {stripped}\n    {padding}{'^' * max(stop - start, 1)}"
