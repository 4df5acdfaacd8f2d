"""Measures the rows of `rows.py`, each by classes and by `gradwright.nn`, and prints them as one table."""

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from examples.curriculum import by_classes, by_nn, by_sklearn
from examples.curriculum.problems import Outcome, Problem
from examples.curriculum.rows import Row

Train = Callable[[Problem, int], Outcome]
COLUMNS = ("", "figure", "reference", "by classes", "by nn", "scikit-learn", "agrees")


@dataclass(frozen=True)
class Measured:
    """A row, and what each way gives for it, a number a seed; `beside` is scikit-learn's, or empty."""

    row: Row
    classes: tuple[float, ...]
    nn: tuple[float, ...]
    beside: tuple[float, ...]

    @property
    def agrees(self) -> bool:
        return all(map(self.row.agreement.holds, (self.classes, self.nn)))

    def cells(self) -> tuple[str, ...]:
        """Return the row as it is printed."""
        row, kind = self.row, self.row.agreement
        beside = kind.shown(self.beside) if self.beside else ""
        ours = (kind.shown(self.classes), kind.shown(self.nn))
        return row.section, row.name, kind.said, *ours, beside, "yes" if self.agrees else "NO"


@functools.cache
def _trained(train: Train, problem: Problem, seed: int) -> Outcome:
    return train(problem, seed)


def measure(row: Row) -> Measured:
    """Train both ways, unless a row before had the same training."""
    seeds = row.agreement.seeds

    def by(train: Train) -> tuple[float, ...]:
        return tuple(float(row.figure(_trained(train, row.problem, seed))) for seed in seeds)

    beside = (by_sklearn.held_accuracy(row.problem, seed) for seed in seeds)
    return Measured(row, by(by_classes.train), by(by_nn.train), tuple(beside) if row.beside else ())


def lines(measured: Iterable[Measured]) -> Iterator[str]:
    """Yield the table line by line, as each row is there."""
    yield _line(COLUMNS)
    yield _line(["---"] * len(COLUMNS))
    for one in measured:
        yield _line(one.cells())


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
