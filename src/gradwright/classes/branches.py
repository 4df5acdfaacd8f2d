"""One text for calls of several kinds: what differs stands in branches, what is equal around them.

In: the lines of each kind and what is fixed in it. Out: the lines of the method's body.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gradwright.classes.statics import Static, raising


@dataclass(frozen=True, slots=True)
class Case:
    """The body for calls of one kind: statements as text, the comments above them with them."""

    statics: tuple[Static, ...]
    body: tuple[str, ...]


def statements_of(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the statements of a method's body, each with the comments above it."""
    text = textwrap.dedent("\n".join(lines))
    lines = text.split("\n")
    found: list[str] = []
    start = 0
    for stmt in ast.parse(text).body:
        end = stmt.end_lineno or stmt.lineno
        found.append("\n".join(lines[start:end]))
        start = end
    return tuple(found)


def codes_of(statements: Sequence[str]) -> list[str]:
    """Return statements without the comments above them."""
    return [*map(code_of, statements)]


def code_of(statement: str) -> str:
    """Return a statement without the comments above it."""
    return "\n".join(line for line in statement.split("\n") if not line.lstrip().startswith("#"))


def merged(cases: Sequence[Case]) -> list[Case]:
    """Return the cases with those that say the same made one, and none that repeats another."""
    found: list[Case] = []
    for case in cases:
        for k, other in enumerate(found):
            same = codes_of(case.body) == codes_of(other.body)
            joined = _joined(other.statics, case.statics) if same else None
            if joined is not None:
                found[k] = Case(joined, other.body)
                break
        else:
            found.append(case)
    return found


def _joined(one: tuple[Static, ...], other: tuple[Static, ...]) -> tuple[Static, ...] | None:
    """Return tests that hold where one of two sets does; None where no such tests say just that."""
    if set(one) <= set(other):
        return one
    if set(other) <= set(one):
        return other
    if len(one) != len(other):
        return None
    differ = [k for k, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(differ) != 1:
        return None
    k = differ[0]
    both = one[k].with_value_of(other[k])
    return None if both is None else (*one[:k], both, *one[k + 1 :])


def branched(cases: Sequence[Case], indent: int) -> Iterator[str]:
    """Yield the lines of a body for calls of these kinds."""
    common = [s for s in cases[0].statics if all(s in case.statics for case in cases)]
    for static in common:
        yield from static.check(indent)
    if len(cases) == 1:
        yield from _indented(cases[0].body, indent)
        return
    before, after = _shared(cases)
    yield from _indented(cases[0].body[:before], indent)
    for k, case in enumerate(cases):
        own = [static for static in case.statics if static not in common]
        yield f"{' ' * indent}{'elif' if k else 'if'} {' and '.join(s.test for s in own)}:"
        body = case.body[before : len(case.body) - after]
        yield from _indented(body or ("pass",), indent + 4)
    yield f"{' ' * indent}else:"
    yield from raising(_message(cases, common), indent + 4)
    yield from _indented(cases[0].body[len(cases[0].body) - after :], indent)


def _message(cases: Sequence[Case], common: Sequence[Static]) -> str:
    own = [[s for s in case.statics if s not in common] for case in cases]
    first = own[0][0]
    if all(len(tests) == 1 and tests[0].head == first.head for tests in own):
        values = " or ".join(tests[0].value for tests in own)
        return f"backward was written for {first.head} {values}"
    said = " or ".join(" and ".join(f"{s.head} {s.value}" for s in tests) for tests in own)
    return f"backward was written for {said}"


def _shared(cases: Sequence[Case]) -> tuple[int, int]:
    """Return how many statements all cases have in common at the start and at the end."""
    bodies = [codes_of(case.body) for case in cases]
    before = _equal(bodies)
    shortest = min(len(body) for body in bodies) - before
    after = _equal([body[before:][::-1][:shortest] for body in bodies])
    return before, after


def _equal(bodies: Sequence[Sequence[str]]) -> int:
    count = 0
    for items in zip(*bodies, strict=False):
        if any(item != items[0] for item in items):
            break
        count += 1
    return count


def _indented(statements: Sequence[str], indent: int) -> Iterator[str]:
    for statement in statements:
        for line in statement.split("\n"):
            yield " " * indent + line if line.strip() else line
