"""What goes wrong inside of gradwright itself is said so, with the place of the user's function."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from gradwright.diagnostics.errors import GradwrightError, error
from gradwright.diagnostics.location import Location

PACKAGE = str(Path(__file__).parents[1])
RAW = False  # whether they are raised as they are; tests set it, so that none passes for a refusal


@contextmanager
def defects_at(function: str, place: Location | None) -> Generator[None]:
    """Raise GW020 for an exception that comes out of gradwright's own code.

    What the user's code raises while it is read passes, and so does what gradwright raises on purpose.
    """
    try:
        yield
    except (GradwrightError, MemoryError):
        raise
    except Exception as problem:
        frame = _innermost(problem.__traceback__)
        if RAW or not frame.startswith(PACKAGE):
            raise
        where = frame.removeprefix(PACKAGE).lstrip("/\\")
        what = f"{type(problem).__name__}: {problem}"
        raise error("GW020", place, function=function, what=what, where=where) from problem


def _innermost(traceback: TracebackType | None) -> str:
    """Return file and line of the frame that raised."""
    assert traceback is not None
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    return f"{traceback.tb_frame.f_code.co_filename}:{traceback.tb_lineno}"
