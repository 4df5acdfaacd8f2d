"""Errors that name a line: codes, source locations, rendering.

In: a row's code, a place in the user's source, the details that its templates name.
Out: an exception whose text is the rendered message.
"""

from gradwright.diagnostics.codes import CODES, Code, explain_code
from gradwright.diagnostics.defects import defects_at
from gradwright.diagnostics.errors import GradwrightError, UnsupportedError, error, refusal, render
from gradwright.diagnostics.location import Location

__all__ = [
    "CODES",
    "Code",
    "GradwrightError",
    "Location",
    "UnsupportedError",
    "defects_at",
    "error",
    "explain_code",
    "refusal",
    "render",
]
