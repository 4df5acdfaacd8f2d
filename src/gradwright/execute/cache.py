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
Recognise = Callable[[Args, Kwargs], bool]
MOST = 64
RECENT = 4


@dataclass(slots=True)
class Specialised:
    """One written function, and which calls it serves.

    static: (reader of the values among the arguments that it depends on, those values), or None.
    holds: tests of what was read from outside. captured: reads hidden arguments, or None.
    convert: turns integers that the gradient is asked for to floats, or None. one: the upstream
    gradient 1 in the value's dtype. about: whatever the maker wants to know of it later. scalar:
    whether the value is one number. leaf: whether it is one array or number. guards: messages of
    what the code checks on its way, each with its place in the source. apart:
    raises where arrays of a call share memory that must not, or None. recogniser: makes a fast
    test of whether it serves other calls, from one that it serves, or None. aux: whether something
    is returned beside the value. direct: whether ``function(one, *args, **kwargs)`` is all that a
    call for a gradient needs. immediate: whether ``function(dy, *args, **kwargs)`` is, for an
    upstream gradient of the value's own kind. recognises: the recogniser's test; false of every
    call until it is made.
    """

    function: Callable[..., Any]
    static: tuple[Callable[..., object], object] | None
    holds: tuple[Callable[[], bool], ...]
    captured: Callable[[], dict[str, Any]] | None
    convert: Callable[[Args, Kwargs], tuple[Args, Kwargs]] | None
    one: object
    about: Any = None
    scalar: bool = True
    leaf: bool = True
    guards: Mapping[str, Any] = field(default_factory=dict[str, Any])
    apart: Callable[[Args, Kwargs], None] | None = None
    recogniser: Callable[[Args, Kwargs], Recognise] | None = None
    aux: bool = False
    plain: bool = field(init=False)
    immediate: bool = field(init=False)
    direct: bool = field(init=False)
    recognises: Recognise = field(init=False)

    def __post_init__(self) -> None:
        self.plain = self.captured is None and self.convert is None and self.apart is None
        self.recognises = _nothing
        self.immediate = self.plain and self.leaf and not self.guards and not self.aux
        self.direct = self.immediate and self.scalar

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
        if self.captured is None:
            return self.function(dy, *args, **kwargs)
        return self.function(dy, *args, **kwargs, **self.captured())


def _nothing(args: Args, kwargs: Kwargs) -> bool:
    return False


NOBODY = Specialised(_nothing, None, (), None, None, 1.0)


class Cache:
    """The functions of one `fun` and `wrt`; threads that need the same one make it once.

    last: the function of the last call that was found; it may be asked first whether it `recognises`
    a call.
    """

    def __init__(
        self,
        key_of: Callable[[Args, Kwargs], Hashable],
        make: Callable[[Args, Kwargs], Specialised],
    ) -> None:
        self._key_of = key_of
        self._make = make
        self._known: dict[Hashable, list[Specialised]] = {}
        self._recent: tuple[Specialised, ...] = ()
        self.last = NOBODY
        self._lock = threading.RLock()

    def find(self, args: Args, kwargs: Kwargs) -> Specialised:
        """Return the function that serves a call."""
        for found in self._recent:
            if found.recognises(args, kwargs):
                self.last = found
                return found
        key = self._key_of(args, kwargs)
        for found in self._known.get(key, ()):
            if found.serves(args, kwargs):
                self._remember(found, key, args, kwargs)
                return found
        with self._lock:
            known = self._known.setdefault(key, [])
            for found in known:
                if found.serves(args, kwargs):
                    return found
            return self._new(known, args, kwargs)

    def _remember(self, found: Specialised, key: Hashable, args: Args, kwargs: Kwargs) -> None:
        """Have a function recognise calls like this one, unless another may go before it.

        Another thread that writes code now is not waited for.
        """
        if not self._lock.acquire(blocking=False):
            return
        try:
            self._recognise(found, key, args, kwargs)
        finally:
            self._lock.release()

    def _recognise(self, found: Specialised, key: Hashable, args: Args, kwargs: Kwargs) -> None:
        special = self._known[key][0].static is not None
        if found.recogniser is None or (found.static is None and special):
            return
        if found.recognises is _nothing:
            found.recognises = found.recogniser(args, kwargs)
        others = [one for one in self._recent if one is not found]
        self._recent = (found, *others[: RECENT - 1])
        self.last = found

    def again(self, args: Args, kwargs: Kwargs) -> Specialised | None:
        """Return a function made for the values of a call that another refused, if that differs."""
        with self._lock:
            known = self._known.setdefault(self._key_of(args, kwargs), [])
            made = self._new(known, args, kwargs)
            return None if made.static is None else made

    def _new(self, known: list[Specialised], args: Args, kwargs: Kwargs) -> Specialised:
        made = self._make(args, kwargs)
        self._recent = tuple(one for one in self._recent if not any(one is o for o in known))
        self.last = NOBODY
        known.insert(0, made)
        known.sort(key=lambda one: one.static is None)  # what is for these values goes first
        del known[MOST:]
        return made
