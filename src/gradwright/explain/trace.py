"""What one run of a written function leaves behind: values, local derivatives, adjoints, by operation."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

KEPT = 500


def copied(value: object) -> object:
    """Return the value as it is now."""
    return value.copy() if isinstance(value, np.ndarray) else value  # type: ignore[no-any-return]


@dataclass(slots=True)
class Record:
    """The executions of one operation in order; of very many the first and the last."""

    count: int = 0
    last: int = 0
    _first: list[tuple[object, ...]] = field(default_factory=list[tuple[object, ...]])
    _rest: deque[tuple[object, ...]] = field(default_factory=lambda: deque(maxlen=KEPT))

    def add(self, values: tuple[object, ...], moment: int) -> None:
        """Keep the values of one execution."""
        self.count += 1
        self.last = moment
        kept = self._first if len(self._first) < KEPT else self._rest
        kept.append(tuple(map(copied, values)))

    @property
    def executions(self) -> list[tuple[object, ...]]:
        """What was kept, in the order of execution."""
        return [*self._first, *self._rest]


@dataclass(slots=True)
class Trace:
    """What the written function calls: `step` after an operation, `adjoint` where its adjoint is known."""

    steps: dict[int, Record] = field(default_factory=dict[int, Record])
    adjoints: dict[int, Record] = field(default_factory=dict[int, Record])
    _moment: int = 0

    def step(self, key: int, *values: object) -> None:
        """Note an operation's value and its local derivatives."""
        self._moment += 1
        self.steps.setdefault(key, Record()).add(values, self._moment)

    def adjoint(self, key: int, value: object) -> None:
        """Note the derivative of the result by an operation's value; the last execution comes first."""
        self._moment += 1
        self.adjoints.setdefault(key, Record()).add((value,), self._moment)
