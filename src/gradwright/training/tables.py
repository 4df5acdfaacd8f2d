"""Tables: CSV files, read and checked cell by cell.

In: a path. Out: a `Table` of texts, and its columns as numbers or classes; what cannot be is an error that
names the file, the column and the line.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np

from gradwright.diagnostics import error
from gradwright.nn.activations import Floats

MISSING = frozenset({"", "na", "n/a", "nan", "null", "?"})
DELIMITERS = ",;\t|"
LONGEST = 40  # letters of a cell that a message shows


@dataclass(frozen=True)
class Table:
    """A header, and rows of as many texts.

    Attributes
    ----------
    path
        Where it came from.
    header
        The columns' names.
    rows, lines
        The texts of each row, and the line of the file that it ends on.
    """

    path: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def texts(self, column: str) -> list[str]:
        """Return a column's texts, none of them missing."""
        place = self.header.index(column)
        texts = [row[place] for row in self.rows]
        for line, text in zip(self.lines, texts, strict=True):
            if text.lower() in MISSING:
                shown = f" ({text})" if text else ""
                self.refuse(column, f"has no value in line {line}{shown}")
        return texts

    def numbers(self, column: str) -> Floats:
        """Return a column's numbers, all of them finite."""
        texts = self.texts(column)
        values = [number(text) for text in texts]
        for line, text, value in zip(self.lines, texts, values, strict=True):
            if value is None:
                self.refuse(column, f"holds {shown(text)} in line {line}, which is no number")
            if not math.isfinite(value):
                self.refuse(column, f"holds {shown(text)} in line {line}, which is not finite")
        return np.array(values, np.float64)

    def refuse(self, column: str, reason: str) -> NoReturn:
        """Say what is wrong with a column."""
        raise error("GW617", filename=self.path, column=column, reason=reason)


def number(text: str) -> float | None:
    """Return the number that a text stands for, None where it is none."""
    try:
        return None if "_" in text else float(text)
    except ValueError:
        return None


def shown(text: str) -> str:
    """Return a cell's text for a message: one line, cut to what can be read."""
    return repr(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")


def read_table(path: Path) -> Table:
    """Read a CSV file with a header line.

    Parameters
    ----------
    path
        UTF-8 text; commas, semicolons, tabs or bars between the cells. Empty lines are left out.

    Raises
    ------
    GradwrightError
        GW616 where it is no such file, GW617 for a column without a name or two of one name.
    """
    records = _records(path)
    if not records:
        raise _unreadable(path, "it is empty")
    header = tuple(cell.strip() for cell in records[0][1])
    _check_header(path, header)
    for line, cells in records[1:]:
        if len(cells) != len(header):
            reason = f"line {line} has {len(cells)} cells, the header {len(header)}"
            raise _unreadable(path, reason)
    if len(records) == 1:
        raise _unreadable(path, "it has a header, but no rows")
    rows = tuple(tuple(cell.strip() for cell in cells) for _, cells in records[1:])
    return Table(str(path), header, rows, tuple(line for line, _ in records[1:]))


def _records(path: Path) -> list[tuple[int, list[str]]]:
    """Return the records that hold something, with their lines."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            first = file.readline()
            file.seek(0)
            delimiter = max(DELIMITERS, key=first.count)
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            return [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
    except OSError as problem:
        raise _unreadable(path, problem.strerror or str(problem)) from problem
    except UnicodeDecodeError as problem:
        raise _unreadable(path, "it is no text in UTF-8") from problem
    except csv.Error as problem:
        raise _unreadable(path, f"it is no CSV: {problem}") from problem


def _check_header(path: Path, header: Sequence[str]) -> None:
    for place, name in enumerate(header, 1):
        if not name:
            raise error("GW617", filename=path, column=f"number {place}", reason="has no name")
    twice = [name for name, count in Counter(header).items() if count > 1]
    if twice:
        raise error("GW617", filename=path, column=twice[0], reason="is there twice")


def _unreadable(path: Path, reason: str) -> Exception:
    return error("GW616", filename=str(path), reason=reason)
