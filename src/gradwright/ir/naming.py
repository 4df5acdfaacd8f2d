"""Names that nothing else has yet."""

from __future__ import annotations


def unused(hint: str, taken: set[str]) -> str:
    """Return the hint, numbered where the name is taken, and take it."""
    number, name = 0, hint
    while name in taken:
        number += 1
        name = f"{hint}_{number}"
    taken.add(name)
    return name
