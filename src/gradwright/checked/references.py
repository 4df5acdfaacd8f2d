"""The derived gradient of a forward call: from the code that gradwright writes, or from differences.

`Written` runs the written methods on the very objects of the call, restored to what they held.
`Differences` needs no source at all: it runs the forward itself with one number moved, and
extrapolates (Richardson). Both answer for changed upstream gradients and arguments, too.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

import numpy as np

from gradwright.checked.asked import Question
from gradwright.checked.leaves import Leaf
from gradwright.checked.observe import Forward
from gradwright.checked.snapshot import Array, Snapshot

FIRST_STEP = 2.0**-9
STEPS = 5
MOST_STEPS = 16
SETTLED = 1e-7
ENTRIES = 150
ALL = 400
FEW = 4
LARGE = 50_000
NARROW = 2.0**-5

Change = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Values:
    """A gradient: `numbers` in the order of `entries` (flat indices), or all of them in the slot's shape.

    error: how far off they may be.
    """

    numbers: Array
    entries: Array | None = None
    error: float = 0.0

    def of(self, array: Array) -> Array:
        """Return the same entries of another array."""
        return array if self.entries is None else array.reshape(-1)[self.entries]


class Reference(Protocol):
    """Where derived gradients come from."""

    exact: bool

    def gradient(
        self, slot: Leaf, question: Question, change: Change | None = None
    ) -> Values | None:
        """Return the gradient by a slot; `change` is done to the objects first. None: it has none."""
        ...


@contextlib.contextmanager
def quiet() -> Generator[None]:
    """Let nothing be printed or warned of by code that is run again."""
    import io
    import warnings

    with (
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        yield


class Differences:
    """Extrapolated differences of the forward itself.

    Parameters
    ----------
    forward
        The call; its objects are moved, and restored before each run.
    function
        What is run; forward's own function, or a changed one.
    """

    exact = False

    def __init__(
        self, forward: Forward, function: Callable[..., object] | None = None, most: int = ENTRIES
    ) -> None:
        self.forward = forward
        self.function: Callable[..., object] = function or forward.function
        self.state: Snapshot = forward.before.widened()
        self.large = self.state.size > LARGE
        self.most = most

    def gradient(
        self, slot: Leaf, question: Question, change: Change | None = None
    ) -> Values | None:
        """Return the gradient at some entries of a slot, or at all where they are few."""
        size = int(np.size(cast("Any", slot.value)))
        entries = self.entries_of(size)
        moved = self.moved(slot, question, change)
        if moved is None:
            return None
        values = np.abs(np.asarray(slot.value, dtype=float)).reshape(-1)
        numbers = np.zeros(len(entries))
        worst = 0.0
        for k, entry in enumerate(entries):
            at = functools.partial(moved, int(entry))
            numbers[k], error = settled(at, float(values[entry]))
            worst = max(worst, error if np.isfinite(error) else 0.0)
        if len(entries) == size:
            return Values(numbers.reshape(np.shape(cast("Any", slot.value))), None, worst)
        return Values(numbers, entries, worst)

    def entries_of(self, size: int) -> Array:
        """Return the entries that are compared."""
        most = min(self.most, FEW) if self.large else self.most
        if size <= (ALL if most == ENTRIES else most):
            return np.arange(size)
        rng = np.random.default_rng(0)
        return np.sort(rng.choice(size, most, replace=False))

    def moved(
        self, slot: Leaf, question: Question, change: Change | None = None
    ) -> Callable[[int, float], float] | None:
        """Return the scalar as a function of an entry of a slot and how far it is moved."""
        self.state.restore()
        if not can_put(self.forward, slot):
            return None

        def scalar(entry: int, h: float) -> float:
            self.state.restore()
            if change is not None:
                change()
            move(self.forward, slot, entry, h)
            forward = self.forward
            with quiet():
                returned = self.function(*forward.bound.args, **forward.bound.kwargs)
            return sum(
                float(np.sum(dy * np.asarray(out.of(returned, forward.owner), dtype=float)))
                for out, dy in question.pairs
            )

        return scalar


def can_put(forward: Forward, slot: Leaf) -> bool:
    """Whether a slot's number can be replaced."""
    return (
        slot.root in forward.bound.arguments if not slot.steps else slot.put(current(forward, slot))
    )


def current(forward: Forward, slot: Leaf) -> object:
    """Return what a slot holds now."""
    if not slot.steps:
        return forward.bound.arguments[slot.root]
    kind, key = slot.steps[-1]
    if kind == "attribute":
        return getattr(slot.holder, str(key))
    return cast("Mapping[object, object]", slot.holder)[key]


def put(forward: Forward, slot: Leaf, value: object) -> None:
    """Put another value in a slot's place."""
    if slot.steps:
        slot.put(value)
    else:
        forward.bound.arguments[slot.root] = value


def move(forward: Forward, slot: Leaf, entry: int, h: float) -> None:
    """Move one number of a slot: in place where other names may hold the array, too."""
    value = current(forward, slot)
    if isinstance(value, np.ndarray):
        array = cast("Array", value)
        if array.dtype != np.float64 or not array.flags.writeable:
            array = array.astype(np.float64)
            put(forward, slot, array)
        array[np.unravel_index(entry, array.shape)] += h
    elif isinstance(value, list):
        wide = np.array(value, dtype=float)
        wide[np.unravel_index(entry, wide.shape)] += h
        put(forward, slot, wide.tolist())
    else:
        put(forward, slot, float(cast("Any", value)) + h)


def settled(moved: Callable[[float], float], value: float) -> tuple[float, float]:
    """Return the derivative at a value, with shorter steps where the usual ones are too long."""
    number, error = extrapolated(moved, 1.0)
    if error <= SETTLED * (1.0 + abs(number)) or value == 0.0:
        return number, error
    nearer, less = extrapolated(moved, value)
    better = np.isnan(number) or less / (abs(nearer) or 1.0) < error / (abs(number) or 1.0)
    return (nearer, less) if better else (number, error)


def extrapolated(moved: Callable[[float], float], scale: float) -> tuple[float, float]:
    """Return the derivative of ``moved(h)`` at 0, and an estimate of its error."""
    best, least = float("nan"), float("inf")
    previous: list[float] = []
    rows = 0
    for k in range(MOST_STEPS):
        h = FIRST_STEP * scale / 2**k
        row = [(moved(h) - moved(-h)) / (2 * h)]
        if not np.isfinite(row[0]):  # outside of forward's domain: a logarithm of a negative number
            previous = []
            continue
        for j, before in enumerate(previous):
            row.append(row[j] + (row[j] - before) / (4 ** (j + 1) - 1))
        for j in range(1, len(row)):
            estimate = max(abs(row[j] - row[j - 1]), abs(row[j] - previous[j - 1]))
            if estimate < least:
                best, least = row[j], estimate
        previous = row
        rows += 1
        if rows == STEPS:
            break
    return best, least
