"""Where a loss stopped being a number: the first statement of the written code whose value is none."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, cast

import numpy as np

from gradwright.api import source

NAME = "<written for the failing batch>"


def first_bad_statement(objective: Callable[..., Any], arguments: tuple[Any, ...]) -> str:
    """Return the text of the first statement that binds a nan or an infinity.

    Parameters
    ----------
    objective
        A scalar-valued function whose first argument is the model.
    arguments
        Its arguments in the call whose value was no number.

    Returns
    -------
    str
        One statement of the code that was written for `objective`; what it returns, if no statement before
        is the first.
    """
    text = source(objective, *arguments)
    space: dict[str, Any] = {}
    exec(compile(text, NAME, "exec"), space)
    return _first_bad(space[f"{objective.__name__}_backward"], text, (1.0, *arguments))


def first_bad_line(backward: Callable[..., Any], arguments: tuple[Any, ...]) -> str:
    """Return the first statement of a file's written function that binds a nan or an infinity.

    Parameters
    ----------
    backward
        The function.
    arguments
        All that it is called with.

    Returns
    -------
    str
        As of `first_bad_statement`.
    """
    path = Path(inspect.unwrap(backward).__code__.co_filename)
    return _first_bad(backward, path.read_text() if path.is_file() else "", arguments)


def _first_bad(written: Callable[..., Any], text: str, arguments: tuple[Any, ...]) -> str:
    lines = {s.lineno: ast.unparse(s) for s in ast.walk(ast.parse(text)) if isinstance(s, ast.stmt)}
    watch = _Watch(inspect.unwrap(written).__code__.co_filename)
    before = sys.gettrace()
    sys.settrace(watch.enter)
    try:
        written(*arguments)
    finally:
        sys.settrace(before)
    return lines.get(watch.found or -1, "return")


class _Watch:
    """A trace function that notes the line after which a local is no number for the first time."""

    def __init__(self, filename: str) -> None:
        self.filename = filename
        self.found: int | None = None
        self.last: int | None = None
        self.seen: set[int] = set()

    def enter(self, frame: FrameType, event: str, _: object) -> Callable[..., Any] | None:
        """Follow the written function alone."""
        if frame.f_code.co_filename != self.filename:
            return None
        self.seen = {id(value) for value in frame.f_locals.values()}
        return self.step

    def step(self, frame: FrameType, event: str, _: object) -> Callable[..., Any]:
        """Look at the locals that the line before has bound."""
        if self.found is None and any(map(self._is_bad, frame.f_locals.values())):
            self.found = self.last
        self.last = frame.f_lineno
        return self.step

    def _is_bad(self, value: object) -> bool:
        if id(value) in self.seen or not isinstance(value, float | np.floating | np.ndarray):
            return False
        array = np.asarray(cast("Any", value))
        return array.dtype.kind == "f" and not bool(np.isfinite(array).all())
