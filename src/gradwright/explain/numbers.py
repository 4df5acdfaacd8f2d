"""Numbers and arrays in little room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

DIGITS = 6
ARRAY_DIGITS = 4
SHOWN_WHOLE = 64
SHOWN_EXECUTIONS = 3

Array = np.ndarray[Any, np.dtype[Any]]


def short(value: object, room: int) -> str:
    """Return a value in at most about `room` characters: a number, or an array's shape and entries."""
    if isinstance(value, np.ndarray | np.generic):
        array = cast("Array", np.asarray(cast("object", value)))
        if array.ndim:
            return _array(array, room)
        value = cast("object", array.item())
    if isinstance(value, bool | int):
        return str(value)
    if isinstance(value, float):
        return number(value)
    text = repr(value)
    return text if len(text) <= room else f"{text[: room - 1]}…"


def number(value: float, digits: int = DIGITS) -> str:
    """Return a number without a needless point: 6, -0.5, 1e-09."""
    text = f"{value:.{digits}g}"
    return "0" if text == "-0" else text


def several(values: Sequence[object], count: int, room: int) -> str:
    """Return the values of several executions: the first two, the last, and how many there were.

    Of arrays the range of all executions is given.
    """
    if count == 1:
        return short(values[0], room)
    note = f"  ({count} times)"
    if any(isinstance(value, np.ndarray) for value in values):
        return _range([np.asarray(value) for value in values]) + note
    texts = [_entry(value) for value in values]
    if len(set(texts)) == 1:
        return texts[0] + note
    shown = texts if count <= SHOWN_EXECUTIONS else [*texts[:2], "…", texts[-1]]
    return ", ".join(shown) + note


def _range(arrays: Sequence[Array]) -> str:
    shapes = {array.shape for array in arrays}
    first = str(shapes.pop()) if len(shapes) == 1 else "arrays"
    entries = np.concatenate([array.ravel() for array in arrays])
    return _between(first, entries)


def shape(value: Array) -> str:
    """Return the shape as Python writes it."""
    return str(value.shape)


def _array(value: np.ndarray, room: int) -> str:
    if 0 < value.size <= SHOWN_WHOLE and (value != value.flat[0]).any():
        text = f"{shape(value)} {_entries(value)}"
        if len(text) <= room:
            return text
    return _between(shape(value), value)


def _between(first: str, entries: Array) -> str:
    if not entries.size or entries.dtype.kind not in "biuf":
        return first
    lowest, highest = (_entry(v) for v in (entries.min(), entries.max()))
    return f"{first} all {lowest}" if lowest == highest else f"{first} from {lowest} to {highest}"


def _entries(value: Array) -> str:
    if value.ndim == 0:
        return _entry(value.item())
    return f"[{' '.join(_entries(np.asarray(part)) for part in value)}]"


def _entry(value: object) -> str:
    if isinstance(value, np.generic):
        value = cast("object", cast("Any", value).item())
    if isinstance(value, float):
        return number(value, ARRAY_DIGITS)
    return str(value)


def rows(value: np.ndarray, width: int) -> list[str] | None:
    """Return a small matrix as aligned rows, or None where it is no matrix or too large."""
    if value.ndim != 2 or not 0 < value.size <= SHOWN_WHOLE:
        return None
    cells = [[_entry(v) for v in row] for row in value.tolist()]
    wide = max(len(cell) for row in cells for cell in row)
    lines = [" ".join(cell.rjust(wide) for cell in row) for row in cells]
    return [f"[{line}]" for line in lines] if len(lines[0]) + 2 <= width else None
