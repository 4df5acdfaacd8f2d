"""What one run shows of layers: each class's first `forward` call is the example of its types.

In: classes, while they are run. Out: `Call`, what was there before a call and what came of it.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable, Generator, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any, cast

import numpy as np

from gradwright.classes.kinds import kind_of_call, named_by
from gradwright.classes.names import definer_of, forward_name, own_forward

INSTANCES = 20
KINDS = 24
RUNS = "__gradwright_runs__"  # the forward that is run, where it is not the one that is read

Forward = Callable[..., object]


@dataclass(slots=True, eq=False, repr=False)
class Call:
    """One call of a layer's forward.

    Attributes
    ----------
    layer
        The instance.
    arguments
        By parameter, defaults included; `attributes` are the instance's own before the call.
    value
        What was returned.
    inner
        The calls of other layers' forward inside of it, in order.
    """

    layer: object
    arguments: Mapping[str, object]
    attributes: Mapping[str, object]
    value: object = None
    inner: list[Call] = field(default_factory=list["Call"])

    def of(self, part: object) -> Call | None:
        """Return the first call of a part's forward inside of this one."""
        return next((call for call in self.inner if call.layer is part), None)


@dataclass(slots=True)
class Watch:
    """Records calls of forward.

    forwards: the functions as written. calls: by class, the example: the first call, or that of a
    later instance where fewer lengths are 1 (a layer of one unit says little of the others).
    others: the first calls of other kinds, and of other instances.
    """

    forwards: dict[type, FunctionType] = field(default_factory=dict[type, FunctionType])
    calls: dict[type, Call] = field(default_factory=dict[type, Call])
    others: dict[type, list[Call]] = field(default_factory=dict[type, list[Call]])
    _names: dict[type, list[str]] = field(default_factory=dict[type, list[str]])
    _named: dict[type, frozenset[str]] = field(default_factory=dict[type, frozenset[str]])
    _kinds: dict[type, set[Hashable]] = field(default_factory=dict[type, set[Hashable]])
    _seen: dict[type, list[object]] = field(default_factory=dict[type, list[object]])
    _open: list[Call] = field(default_factory=list[Call])

    def attach(self, cls: type) -> type:
        """Let a class's forward be recorded; a decorator."""
        forward = vars(cls).get(own_forward(cls) or "")
        if isinstance(forward, FunctionType):
            self.forwards[cls] = forward
            self._names[cls] = [name for name, value in vars(cls).items() if value is forward]
            runs = vars(cls).get(RUNS, forward)
            if RUNS in vars(cls):
                delattr(cls, RUNS)
            self._set(cls, self.recorded(cls, forward, runs))
        return cls

    @contextlib.contextmanager
    def inside(self, call: Call) -> Generator[None]:
        """Let what is called belong to a call."""
        self._open.append(call)
        try:
            yield
        finally:
            self._open.pop()

    def detach(self) -> None:
        """Give every class its own forward back."""
        for cls, forward in self.forwards.items():
            self._set(cls, forward)

    def _set(self, cls: type, forward: Forward) -> None:
        for name in self._names[cls]:
            setattr(cls, name, forward)

    def recorded(self, cls: type, forward: FunctionType, runs: Forward) -> Forward:
        """Return a function that does what forward does, and records its calls."""
        signature = inspect.signature(forward)

        @functools.wraps(forward)
        def wrapper(*args: Any, **kwargs: Any) -> object:
            call = bound_call(signature, args, kwargs)
            self._watch_parts(call)
            if self._open:
                self._open[-1].inner.append(call)
            self._open.append(call)
            try:
                call.value = runs(*args, **kwargs)
            finally:
                self._open.pop()
            self._note(cls, call)
            return call.value

        return wrapper

    def _watch_parts(self, call: Call) -> None:
        """Watch the classes of parts that other files define."""
        for part in _parts(call.attributes.values()):
            owner = definer_of(type(part))
            if owner is not None and owner not in self.forwards:
                self.attach(owner)

    def examples(self, cls: type) -> list[Call]:
        """Return the calls of a class that may need different code, the best example first."""
        first = self.calls[cls]
        calls = [first, *(call for call in self.others[cls] if call is not first)]
        own = [call for call in calls if not _is_of_base(cls, call)]
        return own or calls

    def _note(self, cls: type, call: Call) -> None:
        """Keep a call that was done, if it is of a new kind or the first one of an instance."""
        first, other = self._is_first(cls, call), self._is_other(cls, call)
        if first or other:
            self.others.setdefault(cls, []).append(call)
        example = self.calls.get(cls)
        if example is None or (first and _units(call) < _units(example) and _alike(call, example)):
            self.calls[cls] = call

    def _is_first(self, cls: type, call: Call) -> bool:
        """Note the instance of a call; whether it is new."""
        seen = self._seen.setdefault(cls, [])
        new = len(seen) < INSTANCES and all(call.layer is not one for one in seen)
        if new:
            seen.append(call.layer)
        return new

    def _is_other(self, cls: type, call: Call) -> bool:
        """Note the kind of a call; whether it is new."""
        kinds = self._kinds.setdefault(cls, set())
        own = type(call.layer)
        if own not in self._named:
            self._named[own] = named_by(own)
        kind = (own, kind_of_call(call.arguments, call.attributes, self._named[own]))
        new = len(kinds) < KINDS and kind not in kinds
        if new:
            kinds.add(kind)
        return new


def _is_of_base(cls: type, call: Call) -> bool:
    """Whether a class's forward was called by the forward of a class that inherits from it."""
    return definer_of(type(call.layer)) is not cls


def _parts(values: Iterable[object], depth: int = 2) -> Iterator[object]:
    """Yield the layers among values, and in the lists and dicts among them."""
    for value in values:
        if isinstance(value, list | tuple | dict):
            inner = cast("dict[object, object] | list[object]", value)
            items = inner.values() if isinstance(inner, dict) else inner
            yield from _parts(items, depth - 1) if depth else ()
        elif isinstance(getattr(type(value), forward_name(type(value)) or "", None), FunctionType):
            yield value


def _units(call: Call) -> int:
    """Return how many lengths of a call's arrays are 1."""
    values = (*call.arguments.values(), *call.attributes.values())
    arrays = [cast("np.ndarray[Any, Any]", v) for v in values if isinstance(v, np.ndarray)]
    return sum(array.shape.count(1) for array in arrays)


def _alike(call: Call, other: Call) -> bool:
    """Whether two calls have arguments and attributes of the same kinds."""
    return _kinds(call.arguments) == _kinds(other.arguments) and (
        _kinds(call.attributes) == _kinds(other.attributes)
    )


def _kinds(values: Mapping[str, object]) -> dict[str, tuple[type, int]]:
    return {
        name: (type(value), value.ndim if isinstance(value, np.ndarray) else 0)
        for name, value in values.items()
    }


def bound_call(signature: inspect.Signature, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Call:
    """Return the call of a method with these arguments, as it stands before."""
    bound = signature.bind(*args, **kwargs)
    bound.apply_defaults()
    (_, layer), *arguments = bound.arguments.items()
    return Call(layer, dict(arguments), attributes_of(layer))


def attributes_of(layer: object) -> dict[str, object]:
    """Return an instance's own attributes: its dictionary and its slots."""
    found: dict[str, object] = {}
    for cls in type(layer).__mro__:
        slots = vars(cls).get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if hasattr(layer, name):
                found[name] = getattr(layer, name)
    return {**found, **getattr(layer, "__dict__", {})}
