"""The table of codes: every error that gradwright raises on purpose is one row.

The rows stand in `gradwright.diagnostics.table`, one module a hundred; add a row there.
"""

from string import Formatter

from gradwright.diagnostics.row import Code
from gradwright.diagnostics.table import ROWS

__all__ = ["CODES", "Code", "explain_code"]


def _by_code(rows: tuple[Code, ...]) -> dict[str, Code]:
    table = {row.code: row for row in rows}
    assert len(table) == len(rows), "two rows share a code"
    return table


CODES: dict[str, Code] = _by_code(ROWS)


def _general(template: str) -> str:
    """Return a template with ``<name>`` where a case has a detail."""
    return "".join(
        f"{text}<{field}>" if field else text for text, field, _, _ in Formatter().parse(template)
    )


def explain_code(code: str) -> str:
    """Return a row as text: its title, its explanation, what to write instead, an example.

    Raises
    ------
    KeyError
        If the table has no such code.
    """
    row = CODES[code.upper()]
    parts = [f"{row.code}: {row.title}", row.message, row.why]
    parts += [f"Instead: {row.instead}"] if row.instead else []
    parts += [f"Example:\n\n{row.example}"] if row.example else []
    return "\n\n".join(_general(part) for part in parts if part)
