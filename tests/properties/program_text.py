"""A generated program as a tree of statements, so that it can be printed and made smaller."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Line:
    """A simple statement."""

    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A loop or a branch: `other` is the body of the else, empty if there is none."""

    header: str
    body: tuple["Statement", ...]
    other: tuple["Statement", ...] = ()


Statement = Line | Block


@dataclass(frozen=True, slots=True)
class Program:
    """A function with the helpers it calls; `tags` are the constructs that it contains."""

    seed: int
    parameters: tuple[str, ...]
    body: tuple[Statement, ...]
    result: str
    helpers: tuple[str, ...] = ()
    tags: frozenset[str] = field(default_factory=frozenset)

    @property
    def text(self) -> str:
        """The module's source."""
        head = ["import math", "", "import numpy as np", "", ""]
        for helper in self.helpers:
            head += [*helper.splitlines(), "", ""]
        head.append(f"def program({', '.join(self.parameters)}):")
        lines = list(printed(self.body, 1))
        return "\n".join([*head, *lines, f"    return {self.result}", ""])


def printed(body: tuple[Statement, ...], depth: int) -> Iterator[str]:
    """Yield the lines of a body."""
    margin = "    " * depth
    for statement in body:
        match statement:
            case Line(text):
                yield margin + text
            case Block(header, inner, other):
                yield margin + header
                yield from printed(inner or (Line("pass"),), depth + 1)
                if other:
                    yield margin + "else:"
                    yield from printed(other, depth + 1)


def smaller_bodies(body: tuple[Statement, ...]) -> Iterator[tuple[Statement, ...]]:
    """Yield bodies with one statement less, a block opened, or a block's own body made smaller."""
    for k, statement in enumerate(body):
        before, after = body[:k], body[k + 1 :]
        yield before + after
        if isinstance(statement, Block):
            yield before + statement.body + after
            if statement.other:
                yield before + statement.other + after
                yield (*before, replace(statement, other=()), *after)
            for inner in smaller_bodies(statement.body):
                yield (*before, replace(statement, body=inner), *after)
            for inner in smaller_bodies(statement.other):
                yield (*before, replace(statement, other=inner), *after)


def smaller_results(result: str) -> Iterator[str]:
    """Yield results with fewer terms; terms are separated by ` + ` at depth zero."""
    terms = result.split(" + ")
    if len(terms) > 1:
        yield from (" + ".join(terms[:k] + terms[k + 1 :]) for k in range(len(terms)))


def smaller(program: Program) -> Iterator[Program]:
    """Yield programs that are one step smaller."""
    for result in smaller_results(program.result):
        yield replace(program, result=result)
    for body in smaller_bodies(program.body):
        yield replace(program, body=body)
    for k in range(len(program.helpers)):
        yield replace(program, helpers=program.helpers[:k] + program.helpers[k + 1 :])
