"""One gradient beside the derived one, and what hypotheses about it are computed with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np

from gradwright.checked.asked import Question
from gradwright.checked.leaves import Leaf
from gradwright.checked.observe import Backward, Forward
from gradwright.checked.references import Change, Reference, Values, put
from gradwright.checked.snapshot import Array
from gradwright.checked.written import Written


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far two gradients may be apart: relative to the largest entry, and to the upstream gradient."""

    relative: float = 1e-6
    floor: float = 1e-10

    def holds(self, given: Array, derived: Array, upstream: float) -> bool:
        """Whether two arrays are equal."""
        if given.shape != derived.shape:
            return False
        if given.size == 0:
            return True
        with np.errstate(all="ignore"):
            scale = max(_largest(given), _largest(derived))
            apart = np.abs(given - derived)
        same = (given == derived) | (np.isnan(given) & np.isnan(derived))
        apart = np.where(same, 0.0, apart)
        return bool(np.max(apart) <= self.relative * scale + self.floor * upstream)


NARROW = Tolerance(2e-3, 1e-6)


def tolerance_of(forward: Forward, question: Question) -> Tolerance:
    """Return the tolerance for a call: wider where anything in it is in single precision."""
    arrays = [*forward.arguments.values(), question.output, *(leaf.value for leaf in forward.left)]
    narrow = any(
        isinstance(a, np.ndarray | np.floating)
        and cast("Array", a).dtype.kind == "f"
        and cast("Array", a).dtype.itemsize < 8
        for a in arrays
    )
    return NARROW if narrow else Tolerance()


def _largest(array: Array) -> float:
    finite = array[np.isfinite(array)]
    return float(np.max(np.abs(finite), initial=0.0))


@dataclass(slots=True, eq=False)
class Case:
    """A gradient that was given, and the derived one.

    Attributes
    ----------
    given
        What backward left or returned, in its own shape.
    derived
        The derived gradient by `slot`, all of it or some entries.
    question
        What is differentiated.
    reference
        Where other gradients of the same forward come from; `written` where it is written code.
    """

    backward: Backward
    forward: Forward
    question: Question
    slot: Leaf
    slots: list[Leaf]
    given: Array
    before: Array | None
    derived: Values
    reference: Reference
    written: Written | None
    tolerance: Tolerance
    notes: dict[str, object] = field(default_factory=dict[str, object])

    @property
    def shape(self) -> tuple[int, ...]:
        """The slot's shape."""
        return np.shape(cast("Any", self.slot.value))

    @property
    def has_shape(self) -> bool:
        """Whether what was given has the slot's shape."""
        return self.given.shape == self.shape

    @property
    def target(self) -> Array:
        """What was given, at the entries that are compared."""
        return self.derived.of(self.given) if self.has_shape else self.given

    @property
    def upstream(self) -> float:
        """How large the upstream gradient is."""
        return max(
            (float(np.max(np.abs(dy), initial=0.0)) for _, dy in self.question.pairs), default=1.0
        )

    @property
    def argument(self) -> str | None:
        """The first argument of forward."""
        return next(iter(self.forward.arguments), None)

    def same(self, candidate: object, *, to: Array | None = None) -> bool:
        """Whether a candidate is what was given."""
        target = self.target if to is None else to
        array = self.of(candidate)
        return array is not None and self.tolerance.holds(target, array, self.upstream)

    def ratio(self, candidate: object) -> float | None:
        """Return the one factor by which what was given differs from a candidate."""
        array, target = self.of(candidate), self.target
        if array is None or array.shape != target.shape or array.size == 0:
            return None
        at = np.unravel_index(int(np.argmax(np.abs(array))), array.shape)
        none = self.tolerance.floor * self.upstream
        if not np.isfinite(array[at]) or abs(array[at]) <= none or not np.isfinite(target[at]):
            return None
        factor = float(target[at] / array[at])
        if factor == 0.0 or not self.tolerance.holds(
            target, factor * array, self.upstream * abs(factor)
        ):
            return None
        return factor

    def of(self, candidate: object) -> Array | None:
        """Return a candidate at the entries that are compared; None where it has none or other ones."""
        if isinstance(candidate, Values):
            if candidate.entries is None:
                return self.derived.of(candidate.numbers) if self.has_shape else candidate.numbers
            same = self.derived.entries is not None and np.array_equal(
                candidate.entries, self.derived.entries
            )
            return candidate.numbers if same else None
        if candidate is None:
            return None
        array = np.asarray(candidate, dtype=float)
        return self.derived.of(array) if array.shape == self.shape and self.has_shape else array

    def gradient(
        self, dy: Array | None = None, change: Change | None = None, slot: Leaf | None = None
    ) -> Values | None:
        """Return another gradient of the same forward; None where it cannot be had."""
        question = self.question if dy is None else self.question.scaled(dy)
        try:
            return self.reference.gradient(slot or self.slot, question, change)
        except Exception:  # noqa: BLE001  (the user's code, at values that it was not written for)
            return None

    def between(self, change: Change) -> Values | None:
        """Return the gradient of the written code where something is changed after forward."""
        if self.written is None:
            return None
        try:
            return self.written.changed(
                self.written.function, self.slot, self.question, between=change
            )
        except Exception:  # noqa: BLE001  (the user's code, at values that it was not written for)
            return None

    def with_argument(self, value: Array) -> Change:
        """Return a change of the first argument."""
        name = self.argument
        assert name is not None
        leaf = Leaf(name, (), None)
        return lambda: put(self.forward, leaf, value.copy())

    def arrays(self) -> list[tuple[str, Array]]:
        """Return what a backward may have multiplied, by name; the upstream gradient first."""
        found = [(self.question.name or "the upstream gradient", self.question.dy)]
        found += [("the output", self.question.output)]
        found += [(leaf.path, np.asarray(leaf.value, dtype=float)) for leaf in self.slots]
        return [(name, array) for name, array in found if 0 < array.ndim <= 2]
