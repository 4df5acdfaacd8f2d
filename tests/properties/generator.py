"""Random programs: scalars, element and slice stores on several arrays, loops, branches, aliases.

Every program ends (loops have bounded counts, a `while` nears its limit by a fixed amount), and its
values stay small (what is assigned is a sine, a tanh or a contraction), so that complex steps
tell right from wrong. Nothing is drawn whose derivative is not unique at a tie.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

LENGTH = 6
ROWS, COLUMNS = 4, 5
HELPERS = {
    "mix": "def mix(p, q):\n    return np.sin(p) * q + 0.5 * p",
    "choose": (
        "def choose(p, q):\n    if p > q:\n        return np.tanh(p * q)\n    return 0.5 * (p - q)"
    ),
    "damp": (
        "def damp(p, count):\n    for _ in range(count):\n"
        "        p = 0.6 * p + 0.2 * np.sin(p * p)\n    return p"
    ),
    "blend": "def blend(u, p):\n    return 0.5 * u + np.sin(u * p) * 0.4",
    "smooth": (
        "def smooth(u, p):\n    for i in range(1, len(u)):\n"
        "        u[i] = 0.5 * u[i] + 0.4 * u[i - 1] * np.sin(p)"
    ),
    "climb": (
        "def climb(p, count):\n    if count == 0:\n        return 0.5 * p\n"
        "    return 0.7 * np.sin(climb(p, count - 1)) + 0.3 * p * np.cos(p)"
    ),
    "halved": (
        "def halved(u, p):\n    if len(u) < 2:\n        return np.sin(u[0] * p)\n"
        "    middle = len(u) // 2\n"
        "    return 0.5 * halved(u[:middle], p) - 0.5 * np.sin(p) * halved(u[middle:], p)"
    ),
    "rest": "def rest(u, start):\n    return u[start:]",
    "larger": "def larger(u, v):\n    return u if u[0] > v[0] else v * 1.0",
}


@dataclass(frozen=True, slots=True)
class Counter:
    """A loop variable with the least and largest value that it takes."""

    name: str
    low: int
    high: int


@dataclass
class Scope:
    """The names that may be read where a statement stands."""

    scalars: list[str]
    vectors: dict[str, int]
    matrices: dict[str, tuple[int, int]]
    counters: list[Counter] = field(default_factory=list)
    protected: set[str] = field(default_factory=set)

    def copied(self) -> "Scope":
        return Scope(
            list(self.scalars),
            dict(self.vectors),
            dict(self.matrices),
            list(self.counters),
            set(self.protected),
        )


def shifted(name: str, offset: int) -> str:
    """Return the text of a name plus a constant."""
    sign = "-" if offset < 0 else "+"
    return f"{name} {sign} {abs(offset)}" if offset else name


class Generator:
    """Draws one program from a seed."""

    def __init__(self, seed: int, size: int = 14) -> None:
        self.rng = np.random.default_rng(seed)
        self.seed = seed
        self.left = size
        self.numbers = iter(range(1000))
        self.helpers: set[str] = set()
        self.tags: set[str] = set()
        self.scope = Scope(["x", "y"], {"a": LENGTH, "b": LENGTH}, {"m": (ROWS, COLUMNS)})

    # drawing

    def chance(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)

    def pick(self, options: list[Any]) -> Any:
        return options[int(self.rng.integers(len(options)))]

    def number(self) -> str:
        return str(round(float(self.rng.uniform(0.2, 1.4)), 2))

    def fresh(self, stem: str) -> str:
        return f"{stem}{next(self.numbers)}"

    @contextmanager
    def inner_scope(self) -> Iterator[None]:
        kept = self.scope
        self.scope = kept.copied()
        yield
        self.scope = kept

    # subscripts

    def subscript(self, length: int) -> str:
        """Return an index that is inside an axis of `length` at every iteration."""
        options = []
        for counter in self.scope.counters:
            options += [
                shifted(counter.name, offset)
                for offset in (-1, 0, 0, 1)
                if -length <= counter.low + offset and counter.high + offset < length
            ]
        if options and self.chance(0.8):
            self.tags.add("computed subscript")
            return self.pick(options)
        return str(int(self.rng.integers(-length, length)))

    def element(self) -> str:
        if self.scope.matrices and self.chance(0.25):
            name = self.pick(list(self.scope.matrices))
            rows, columns = self.scope.matrices[name]
            return f"{name}[{self.subscript(rows)}, {self.subscript(columns)}]"
        name = self.pick(list(self.scope.vectors))
        return f"{name}[{self.subscript(self.scope.vectors[name])}]"

    # scalar expressions

    def atom(self) -> str:
        if self.chance(0.12):
            return self.number()
        return self.pick(self.scope.scalars) if self.chance(0.5) else self.element()

    def scalar(self, depth: int = 2) -> str:
        """Return a scalar expression of a few operations."""
        if depth == 0 or self.chance(0.2):
            return self.atom()

        def draw() -> str:
            return self.scalar(depth - 1)

        forms: list[Callable[[], str]] = [
            lambda: f"({draw()} * {draw()})",
            lambda: f"({draw()} * {draw()})",
            lambda: f"({draw()} + {draw()})",
            lambda: f"({draw()} - {draw()})",
            lambda: f"np.sin({draw()})",
            lambda: f"np.tanh({draw()})",
            lambda: f"np.cos({draw()})",
            lambda: f"({draw()} / (1.5 + {self.atom()} ** 2))",
            lambda: f"{self.atom()} ** 2",
            lambda: f"(-{draw()})",
            self.reduction,
            self.conditional,
            self.helper_value,
        ]
        return self.pick(forms)()

    def reduction(self) -> str:
        self.tags.add("reduction")
        left, right, _ = self.two_vectors()
        return self.pick([f"(0.2 * ({left} * {right}).sum())", f"(0.3 * {left} @ {right})"])

    def conditional(self) -> str:
        self.tags.add("conditional expression")
        return f"({self.atom()} if {self.condition(0)} else {self.scalar(1)})"

    def helper_value(self) -> str:
        name = self.pick(["mix", "choose", "damp", "mix", "choose", "damp", "climb", "halved"])
        self.helpers.add(name)
        self.tags.add(f"helper {name}")
        if name == "halved":
            return f"halved({self.vector_atom(self.pick([2, 3, 4]))}, {self.atom()})"
        if name == "climb":
            return f"climb({self.atom()}, {int(self.rng.integers(0, 4))})"
        second = str(int(self.rng.integers(0, 3))) if name == "damp" else self.atom()
        return f"{name}({self.atom()}, {second})"

    def tame(self) -> str:
        """Return a scalar expression whose value is small whatever its parts are."""
        return self.pick(
            [
                lambda: f"np.sin({self.scalar()})",
                lambda: f"np.tanh({self.scalar()})",
                lambda: f"0.5 * {self.atom()} + 0.4 * np.sin({self.scalar()})",
                lambda: f"0.6 * {self.atom()} - 0.3 * {self.atom()}",
                lambda: f"{self.number()} * np.cos({self.scalar(1)})",
                lambda: f"{self.atom()} / (1.5 + {self.atom()} ** 2)",
            ]
        )()

    def condition(self, depth: int = 1) -> str:
        """Return a condition on values, or on a counter."""
        if depth and self.chance(0.25):
            self.tags.add("and, or, not")
            word = self.pick(["and", "or"])
            return f"{self.condition(0)} {word} {self.pick(['', 'not '])}{self.condition(0)}"
        if self.scope.counters and self.chance(0.3):
            return f"{self.pick(self.scope.counters).name} % 2 == {int(self.rng.integers(2))}"
        if self.chance(0.15):
            self.tags.add("chained comparison")
            return f"-0.5 < {self.atom()} <= {self.atom()}"
        return f"{self.atom()} {self.pick(['<', '>', '<=', '>='])} {self.scalar(1)}"

    # vector expressions

    def slice_of(self, name: str, length: int) -> str | None:
        """Return a slice of a vector with `length` entries."""
        whole = self.scope.vectors[name]
        if length > whole:
            return None
        start = int(self.rng.integers(0, whole - length + 1))
        if length == whole:
            return self.pick([name, name, f"{name}[::-1]"])
        if start + length == whole:
            return f"{name}[{start}:]"
        return f"{name}[{start}:{start + length}]" if start else f"{name}[:{length}]"

    def vector_atom(self, length: int) -> str:
        options = [self.slice_of(name, length) for name in self.scope.vectors]
        for name, (rows, columns) in self.scope.matrices.items():
            if columns == length:
                options.append(f"{name}[{self.subscript(rows)}]")
            if rows == length:
                options.append(f"{name}[:, {self.subscript(columns)}]")
        known = [option for option in options if option]
        if self.chance(0.06):
            self.tags.add("gather")
            name = self.pick(list(self.scope.vectors))
            entries = self.rng.integers(0, self.scope.vectors[name], length)
            return f"{name}[np.array([{', '.join(map(str, entries))}])]"
        return self.pick(known) if known else f"np.ones({length})"

    def vector(self, length: int, depth: int = 2) -> str:
        """Return an expression for a vector of `length` entries."""
        if depth == 0 or self.chance(0.2):
            return self.vector_atom(length)

        def draw() -> str:
            return self.vector(length, depth - 1)

        return self.pick(
            [
                lambda: f"({draw()} * {draw()})",
                lambda: f"({draw()} * {self.atom()})",
                lambda: f"({draw()} + {draw()})",
                lambda: f"({draw()} - {self.atom()})",
                lambda: f"np.sin({draw()})",
                lambda: f"np.tanh({draw()})",
                lambda: f"({draw()} / (1.5 + {self.vector_atom(length)} ** 2))",
            ]
        )()

    def tame_vector(self, length: int) -> str:
        return self.pick(
            [
                lambda: f"np.sin({self.vector(length)})",
                lambda: f"np.tanh({self.vector(length)})",
                lambda: f"0.5 * {self.vector_atom(length)} + 0.4 * np.sin({self.vector(length)})",
                lambda: f"0.6 * {self.vector_atom(length)} - 0.3 * {self.vector_atom(length)}",
                lambda: f"{self.vector_atom(length)} * np.cos({self.vector(length, 1)})",
            ]
        )()

    def two_vectors(self) -> tuple[str, str, int]:
        length = int(self.rng.integers(2, LENGTH + 1))
        return self.vector_atom(length), self.vector_atom(length), length
