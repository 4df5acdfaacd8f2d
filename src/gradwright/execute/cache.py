"""Written functions kept by the key of a call: found fast, made once.

A key has several functions only where the code depends on more than it: values of arguments (an
axis, a flag), or what the function reads from outside (a helper that was replaced).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

Args = tuple[object, ...]
Kwargs = Mapping[str, object]
MOST = 64


@dataclass(slots=True)
class Specialised:
    """One written function, and which calls it serves.

    static: (reader of the values among the arguments that it depends on, those values), or None.
    holds: tests of what was read from outside. captured: (keyword, reader) of hidden arguments.
    convert: turns integers that the gradient is asked for to floats, or None. one: the upstream
    gradient 1 in the value's dtype. about: whatever the maker wants to know of it later. scalar:
    whether the value is one number. guards: messages of what the code checks on its way. apart:
    raises where arrays of a call share memory that must not, or None. direct: whether
    ``function(one, *args, **kwargs)`` is all that a call for a gradient needs.
    """

    function: Callable[..., Any]
    static: tuple[Callable[..., object], object] | None
    holds: tuple[Callable[[], bool], ...]
    captured: tuple[tuple[str, Callable[[], object]], ...]
    convert: Callable[[Args, Kwargs], tuple[Args, Kwargs]] | None
    one: object
    about: Any = None
    scalar: bool = True
    guards: frozenset[str] = frozenset()
    apart: Callable[[Args, Kwargs], None] | None = None
    plain: bool = field(init=False)
    always: bool = field(init=False)
    direct: bool = field(init=False)

    def __post_init__(self) -> None:
        self.plain = not self.captured and self.convert is None and self.apart is None
        self.always = self.static is None and not self.holds
        self.direct = self.plain and self.scalar and not self.guards

    def serves(self, args: Args, kwargs: Kwargs) -> bool:
        """Whether it is right for this call, whose key it has."""
        if self.static is not None and self.static[0](*args, **kwargs) != self.static[1]:
            return False
        return all(test() for test in self.holds)

    def __call__(self, dy: object, args: Args, kwargs: Kwargs) -> Any:
        """Return (value, gradients)."""
        if self.plain:
            return self.function(dy, *args, **kwargs)
        if self.apart is not None:
            self.apart(args, kwargs)
        if self.convert is not None:
            args, kwargs = self.convert(args, kwargs)
        hidden = {name: read() for name, read in self.captured}
        return self.function(dy, *args, **kwargs, **hidden)


class Cache:
    """The functions of one `fun` and `wrt`; threads that need the same one make it once."""

    def __init__(
        self,
        key_of: Callable[[Args, Kwargs], Hashable],
        make: Callable[[Args, Kwargs], Specialised],
    ) -> None:
        self._key_of = key_of
        self._make = make
        self._known: dict[Hashable, list[Specialised]] = {}
        self._lock = threading.RLock()

    def find(self, args: Args, kwargs: Kwargs) -> Specialised:
        """Return the function that serves a call."""
        key = self._key_of(args, kwargs)
        for found in self._known.get(key, ()):
            if found.always or found.serves(args, kwargs):
                return found
        with self._lock:
            known = self._known.setdefault(key, [])
            for found in known:
                if found.serves(args, kwargs):
                    return found
            return self._new(known, args, kwargs)

    def again(self, args: Args, kwargs: Kwargs) -> Specialised | None:
        """Return a function made for the values of a call that another refused, if that differs."""
        with self._lock:
            known = self._known.setdefault(self._key_of(args, kwargs), [])
            made = self._new(known, args, kwargs)
            return None if made.static is None else made

    def _new(self, known: list[Specialised], args: Args, kwargs: Kwargs) -> Specialised:
        made = self._make(args, kwargs)
        known.insert(0, made)
        known.sort(key=lambda one: one.static is None)  # what is for these values goes first
        del known[MOST:]
        return made
