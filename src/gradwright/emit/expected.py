"""The message of the entry check: what each argument was written for, and what was given.

``written for w (n, m), b (m,); given w {np.shape(w)}, b {np.shape(b)}``
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gradwright.emit.assumed import Assumptions, Given, Place
from gradwright.emit.messages import raise_value_error

LETTERS = "nmkpqrstuvwxyzabcdefghijlo"


def raise_unexpected(assumed: Assumptions, indent: int) -> list[str]:
    """Return the statement that raises."""
    expected = _expected(assumed)
    given = dict.fromkeys(_shown(assumed, path) for path in expected)
    texts = [f"{path} {text}" for path, text in expected.items()]
    plain = _with_commas("written for ", texts, "; ")
    shown = [text.replace('"', "'") for text in given]
    return raise_value_error(plain, _with_commas("given ", shown, ""), indent)


def _expected(assumed: Assumptions) -> dict[str, str]:
    letters = _letters(assumed)
    numbers = {p for p in assumed.lists if assumed.is_flat(p) and not assumed.has_arrays(p)}
    found: dict[str, str] = {}
    for leaf in assumed.given:
        around = leaf.path.rpartition("[")[0]
        if around in numbers:
            found[around] = f"of {assumed.lists[around]} numbers"
        else:
            found[leaf.path] = _shape(leaf, letters)
    return found | {path: _value(value) for path, value in assumed.values.items()}


def _shape(leaf: Given, letters: Mapping[Place, str]) -> str:
    shape = ", ".join(letters[leaf.path, k] for k in range(len(leaf.lengths)))
    return f"({shape},)" if len(leaf.lengths) == 1 else f"({shape})"


def _value(value: object) -> str:
    """Return a value as it can stand in a message."""
    text = repr(value)
    return f"another {type(value).__name__}" if set(text) & set('{}"\\') else text


def _shown(assumed: Assumptions, path: str) -> str:
    """Return text that shows what was given; of a list, which may be too short, the whole."""
    for around in assumed.lists:
        if path == around or path.startswith(f"{around}["):
            if assumed.is_flat(around) and assumed.has_arrays(around):
                return f"{around} {{[np.shape(v) for v in {around}]}}"
            return f"{around} of {{len({around})}}"
    if path in assumed.values:
        return f"{path} {{{path}!r}}"
    if any(leaf.is_array for leaf in assumed.given):
        return f"{path} {{np.shape({path})}}"
    return f"{path} {{getattr({path}, 'shape', {path})}}"


def _letters(assumed: Assumptions) -> dict[Place, str]:
    """Return a letter for each length, one for equal lengths, a number for literals."""
    free = iter([c for c in LETTERS if c not in assumed.parameters] + [f"n{k}" for k in range(999)])
    letters: dict[Place, str] = {}
    for leaf in assumed.given:
        for axis, length in enumerate(leaf.lengths):
            place = (leaf.path, axis)
            first = assumed.equal.get(place, place)
            if length.literal is not None:
                letters[place] = str(length.literal)
            else:
                if first not in letters:
                    letters[first] = next(free)
                letters[place] = letters[first]
    return letters


def _with_commas(before: str, items: Sequence[str], after: str) -> list[str]:
    """Return the items as pieces of a text, what stands before the first and after the last."""
    pieces = [f"{item}, " for item in items[:-1]] + [items[-1] + after]
    return [before + pieces[0], *pieces[1:]]
