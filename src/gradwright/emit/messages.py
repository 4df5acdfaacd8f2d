"""``raise ValueError(…)`` with a message as long as it has to be, broken as the formatter has it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gradwright.emit.flat import quoted
from gradwright.emit.layout import WIDTH


def raise_value_error(plain: Sequence[str], formatted: Sequence[str], indent: int) -> list[str]:
    """Return the lines of a raise statement.

    Parameters
    ----------
    plain, formatted
        Pieces of the message between which lines may break: text as it is, then text with
        expressions in braces.
    indent
        Of the statement.
    """
    pad, inner, room = " " * indent, " " * (indent + 4), WIDTH - indent - 4
    text = "".join((*plain, *formatted))
    whole = f'f"{text}"' if formatted else quoted(text)
    if len(whole) + len("raise ValueError()") <= WIDTH - indent:
        return [f"{pad}raise ValueError({whole})"]
    lines = [whole]
    if len(whole) > room:
        lines = [quoted(line) for line in _wrapped(plain, room - 2)]
        lines += [f'f"{line}"' for line in _wrapped(formatted, room - 3)]
    return [f"{pad}raise ValueError(", *(inner + line for line in lines), f"{pad})"]


def words(text: str) -> list[str]:
    """Return the words of a text, each with the spaces after it."""
    return re.findall(r"\S+\s*", text)


def _wrapped(pieces: Sequence[str], width: int) -> list[str]:
    """Join pieces to lines no longer than `width`, where that can be."""
    lines: list[str] = []
    for piece in pieces:
        if lines and len(lines[-1]) + len(piece) <= width:
            lines[-1] += piece
        else:
            lines.append(piece)
    return lines
