"""What backward methods are written into: a file of Python, or a notebook.

In: the bytes of a file. Out: its lines of Python, and the bytes with other lines in their place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from gradwright.classes.insertion import SourceText
from gradwright.diagnostics import GradwrightError, error


class Document:
    """A file of Python."""

    is_notebook = False

    def __init__(self, filename: str, data: bytes, text: SourceText) -> None:
        self.filename = filename
        self.data = data
        self.text = text

    @property
    def code(self) -> str:
        """The text that Python reads."""
        return self.text.code

    @property
    def names(self) -> Mapping[str, object]:
        """What the file may use without importing it."""
        return {}

    def without(self, removed: Collection[int]) -> Document:
        """Return the file with lines taken out; the others keep their numbers."""
        return type(self)(self.filename, self.data, self.text.without(removed))

    def rebuilt(self, pieces: Sequence[bytes]) -> bytes:
        """Return the file with other text in the place of each line."""
        return b"".join(pieces)

    def place(self, line: int) -> tuple[str, int]:
        """Return what a person calls the place of a line: a file and a line in it."""
        return self.filename, line

    def located(self, problem: GradwrightError) -> GradwrightError:
        """Return a problem with its place as a person calls it."""
        at = problem.location
        if at is None or at.filename != self.filename or at.line > len(self.text.lines):
            return problem
        filename, line = self.place(at.line)
        shown = at.text if at.text is not None else self.text.line(at.line)
        problem.location = replace(at, filename=filename, line=line, text=shown)
        return problem


def read_document(path: Path) -> Document:
    """Return a file as what it is by its name.

    Raises
    ------
    GradwrightError
        GW507 if it is no text, or no notebook.
    """
    from gradwright.classes.notebooks import read_notebook

    filename, data = str(path), path.read_bytes()
    if path.suffix == ".ipynb":
        return read_notebook(filename, data)
    try:
        text = SourceText(data)
        _ = text.code
    except (SyntaxError, ValueError) as wrong:
        raise error("GW507", None, filename=filename, reason=f"{wrong}") from None
    return Document(filename, data, text)
