"""What one run shows of layers: each class's first `forward` call is the example of its types.

In: classes, while they are run. Out: `Call`, what was there before a call and what came of it.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

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
    """Records the first call of each class's forward; `forwards` are the functions as written."""

    forwards: dict[type, FunctionType] = field(default_factory=dict[type, FunctionType])
    calls: dict[type, Call] = field(default_factory=dict[type, Call])
    _open: list[Call] = field(default_factory=list[Call])

    def attach(self, cls: type) -> type:
        """Let a class's forward be recorded; a decorator."""
        forward = vars(cls).get("forward")
        if isinstance(forward, FunctionType):
            self.forwards[cls] = forward
            cls.forward = self.recorded(cls, forward)
        return cls

    def detach(self) -> None:
        """Give every class its own forward back."""
        for cls, forward in self.forwards.items():
            cls.forward = forward

    def recorded(self, cls: type, forward: FunctionType) -> Forward:
        """Return a function that does what forward does, and records the call if it is the first."""
        signature = inspect.signature(forward)

        @functools.wraps(forward)
        def wrapper(*args: Any, **kwargs: Any) -> object:
            if cls in self.calls and not self._open:
                return forward(*args, **kwargs)
            call = bound_call(signature, args, kwargs)
            if self._open:
                self._open[-1].inner.append(call)
            self._open.append(call)
            try:
                call.value = forward(*args, **kwargs)
            finally:
                self._open.pop()
            self.calls.setdefault(cls, call)
            return call.value

        return wrapper


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
