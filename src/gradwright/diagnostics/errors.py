"""The two exceptions, how they are made from a row of the table, and how they read."""

from typing import TypeVar

from gradwright.diagnostics.codes import CODES
from gradwright.diagnostics.location import Location


class GradwrightError(Exception):
    """What gradwright raises on purpose; ``str()`` of it is the rendered message.

    Attributes
    ----------
    code : str
        The row of the table, such as ``"GW104"``; ``gradwright explain GW104`` says more.
    location : Location or None
        The place in the user's source, where there is one.
    message, why, instead : str
        The row's templates, filled in.
    """

    def __init__(
        self,
        code: str,
        message: str,
        location: Location | None = None,
        why: str = "",
        instead: str = "",
    ) -> None:
        super().__init__(code, message, location, why, instead)
        self.code = code
        self.message = message
        self.location = location
        self.why = why
        self.instead = instead

    @property
    def title(self) -> str:
        """The row's title."""
        return CODES[self.code].title if self.code in CODES else self.message

    @property
    def filename(self) -> str | None:
        """The user's file, as in ``__code__.co_filename``."""
        return self.location.filename if self.location else None

    @property
    def lineno(self) -> int | None:
        """The line in that file, from 1."""
        return self.location.line if self.location else None

    @property
    def colno(self) -> int | None:
        """The column in that line, from 1."""
        return self.location.column if self.location else None

    def __str__(self) -> str:
        return render(self)


class UnsupportedError(GradwrightError):
    """The program cannot be differentiated soundly: outside the language, or undecidable."""


_Kind = TypeVar("_Kind", bound=GradwrightError)


class _Details(dict[str, object]):
    """Details for a template; one that was not given is shown as dots, never a second error."""

    def __missing__(self, key: str) -> str:
        return "..."


def _filled(
    kind: type[_Kind], code: str, location: Location | None, details: dict[str, object]
) -> _Kind:
    row = CODES[code]
    message, why, instead = (
        template.format_map(_Details(details)) for template in (row.message, row.why, row.instead)
    )
    return kind(code, message, location, why, instead)


def error(code: str, location: Location | None = None, /, **details: object) -> GradwrightError:
    """Return the error of a row, its templates filled in with the details."""
    return _filled(GradwrightError, code, location, details)


def refusal(code: str, location: Location | None, /, **details: object) -> UnsupportedError:
    """Return the refusal of a row, its templates filled in with the details."""
    return _filled(UnsupportedError, code, location, details)


def render(error: GradwrightError) -> str:
    """Return place, code, title, the line with carets, why, and what to write instead."""
    where = f"{error.location}: " if error.location else ""
    lines = [
        f"{where}{error.code} {error.title}",
        error.location.excerpt() if error.location else "",
        f"  {error.message}" if error.message != error.title else "",
        f"  why: {error.why}" if error.why else "",
        f"  instead: {error.instead}" if error.instead else "",
    ]
    return "\n".join(line for line in lines if line)
