"""What objects hold at one moment, to be put back: arrays, containers, attributes, random states.

In: objects. Out: `Snapshot`, whose `restore` writes everything back into the very same objects, so
that a forward can be run again as it was, masks and all.
"""

from __future__ import annotations

import copy
import random
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any, cast

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Restore = Callable[[], None]

LARGE = 2_000_000
OBJECTS = 20_000
OPAQUE = (type, ModuleType, FunctionType, BuiltinFunctionType, str, bytes, int, float, complex)
GLOBALS = (
    int, float, str, np.generic, np.ndarray, dict, list, np.random.Generator, np.random.RandomState
)  # fmt: skip


class Snapshot:
    """What is reachable from some objects, as it is now.

    Parameters
    ----------
    roots
        The objects.
    names
        A module's names: those of numbers, arrays and containers belong to it, too.

    Notes
    -----
    Arrays of more than two million numbers, data sets as a rule, are not copied.
    """

    def __init__(self, roots: Iterable[object], names: Mapping[str, object] | None = None) -> None:
        self._seen: dict[int, object] = {}
        self.arrays: list[tuple[Array, Array]] = []
        self.dicts: list[tuple[dict[Any, Any], dict[Any, Any]]] = []
        self.lists: list[tuple[list[Any] | deque[Any], list[Any]]] = []
        self._slots: list[tuple[object, dict[str, object]]] = []
        self._random: list[Restore] = [*_global_states()]
        self._todo: list[object] = list(roots)
        self._names = names
        self.globals = {k: v for k, v in (names or {}).items() if _belongs(k, v)}
        self._todo += self.globals.values()
        while self._todo and len(self._seen) < OBJECTS:
            value = self._todo.pop()
            if id(value) not in self._seen:
                self._seen[id(value)] = value
                self._note(value)

    @property
    def size(self) -> int:
        """How many numbers are copied."""
        return sum(array.size for array, _ in self.arrays)

    def restore(self) -> None:
        """Put everything back."""
        for array, kept in self.arrays:
            np.copyto(array, kept)
        for one, kept in self.dicts:
            one.clear()
            one.update(kept)
        for one, kept in self.lists:
            one.clear()
            one.extend(kept)
        for owner, kept in self._slots:
            for name, value in kept.items():
                setattr(owner, name, value)
        if self._names is not None:
            cast("dict[str, object]", self._names).update(self.globals)
        for state in self._random:
            state()

    def widened(self) -> Snapshot:
        """Return a snapshot that restores double precision where there is single precision."""
        wide = {id(a): kept.astype(np.float64) for a, kept in self.arrays if _is_narrow(a)}
        if not wide:
            return self
        made = copy.copy(self)
        double = {key: (array.copy(), array) for key, array in wide.items()}
        now = {key: array for key, (array, _) in double.items()}
        made.arrays = [pair for pair in self.arrays if id(pair[0]) not in wide]
        made.arrays += double.values()
        made.dicts = [
            (d, {k: now.get(id(v), v) for k, v in kept.items()}) for d, kept in self.dicts
        ]
        made.lists = [(one, [now.get(id(v), v) for v in kept]) for one, kept in self.lists]
        made.globals = {k: now.get(id(v), v) for k, v in self.globals.items()}
        return made

    def _note(self, value: object) -> None:
        if isinstance(value, np.ndarray):
            self._note_array(cast("Array", value))
        elif isinstance(value, dict):
            one = cast("dict[Any, Any]", value)
            self.dicts.append((one, dict(one)))
            self._todo += one.values()
        elif isinstance(value, list | deque):
            several = cast("list[Any] | deque[Any]", value)
            self.lists.append((several, list(several)))
            self._todo += several
        elif isinstance(value, tuple):
            self._todo += cast("tuple[object, ...]", value)
        elif isinstance(value, MethodType):
            self._todo.append(value.__self__)
        elif isinstance(value, np.random.Generator | np.random.RandomState):
            self._random.append(_state_of(value))
        elif not isinstance(value, OPAQUE) and value is not None:
            self._note_object(value)

    def _note_array(self, array: Array) -> None:
        if array.dtype.kind in "biufc" and array.flags.writeable and array.size <= LARGE:
            self.arrays.append((array, array.copy()))
        if array.dtype.kind == "O":
            self._todo += array.ravel().tolist()

    def _note_object(self, value: object) -> None:
        attributes = getattr(value, "__dict__", None)
        if isinstance(attributes, dict):
            self._note(cast("object", attributes))
        kept: dict[str, object] = {}
        for cls in type(value).__mro__:
            slots = vars(cls).get("__slots__", ())
            for name in (slots,) if isinstance(slots, str) else slots:
                if name != "__dict__" and hasattr(value, name):
                    kept[name] = getattr(value, name)
        if kept and type(value).__setattr__ is object.__setattr__:
            self._slots.append((value, kept))
        self._todo += kept.values()


def _belongs(name: str, value: object) -> bool:
    """Whether a module's name may hold what a forward reads: a number, a small container."""
    if name.startswith("__") or not isinstance(value, GLOBALS):
        return False
    return not isinstance(value, np.ndarray) or cast("Array", value).size <= LARGE // 20


def _is_narrow(array: Array) -> bool:
    return array.dtype.kind == "f" and array.dtype.itemsize < 8


def _global_states() -> list[Restore]:
    """Return what puts the states of the random modules back."""
    python = random.getstate()
    return [lambda: random.setstate(python), _state_of(_legacy())]


def _legacy() -> np.random.RandomState:
    """Return the generator behind ``np.random.rand`` and its like."""
    return cast("np.random.RandomState", np.random.mtrand._rand)  # type: ignore[attr-defined]  # noqa: SLF001


def _state_of(source: np.random.Generator | np.random.RandomState) -> Restore:
    if isinstance(source, np.random.RandomState):
        state = source.get_state(legacy=False)
        return lambda: source.set_state(state)
    bits = source.bit_generator
    now: Any = copy.deepcopy(bits.state)

    def restore() -> None:
        bits.state = now

    return restore
