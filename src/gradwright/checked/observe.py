"""What a run shows of hand-written backward code: calls of forward, and of backward with its upstream.

In: classes and functions, while they are run. Out: `Backward` calls, each with the `Forward` call
that it belongs to, and what everything held before and after.
"""

from __future__ import annotations

import copy
import functools
import inspect
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any, cast

import numpy as np

from gradwright.checked.leaves import Leaf, is_numeric, kept_leaves
from gradwright.checked.snapshot import Snapshot
from gradwright.classes.names import BACKWARDS, DERIVATIVES, NAMES, VALUES, pair_of

SCHEDULE = frozenset({1, 2, 10})
ROUND = 64
INSTANCES = 12

Kind = type | tuple[str, str]


@dataclass(slots=True, eq=False, repr=False)
class Forward:
    """One call of a forward.

    Attributes
    ----------
    cls
        The class of the instance; None for a function.
    function
        As written.
    bound
        The arguments, with defaults; the first is the instance where there is one.
    before
        What everything held.
    output
        What was returned, or None; `left` the instance's numbers afterwards.
    """

    cls: type | None
    plain: FunctionType
    bound: inspect.BoundArguments
    owner: object
    before: Snapshot
    output: object = None
    left: list[Leaf] = field(default_factory=list[Leaf])
    inner: list[Forward] = field(default_factory=list["Forward"])

    @property
    def function(self) -> FunctionType:
        """The function, as written."""
        return cast("FunctionType", self.plain)  # no method: the field holds it as it is

    @property
    def arguments(self) -> dict[str, object]:
        """The arguments by name, without the instance."""
        names = list(self.bound.arguments)
        return {n: self.bound.arguments[n] for n in names[1 if self.owner is not None else 0 :]}

    def parts(self) -> list[object]:
        """The layers whose forward was called inside."""
        return [part for call in self.inner for part in (call.owner, *call.parts())]

    def reaches(self, value: object) -> bool:
        """Whether the numbers inside of an object belong to the instance."""
        return _is_own(value, self.owner) or any(part is value for part in self.parts())

    def run(self) -> object:
        """Call the function again, as things stand."""
        return self.function(*self.bound.args, **self.bound.kwargs)


@dataclass(slots=True, eq=False, repr=False)
class Backward:
    """One call of a backward.

    Attributes
    ----------
    forward, others
        The call that it belongs to, and the other ones of the same round.
    state
        What everything held; `before` and `after` are the instance's own numbers.
    drawn
        Whether the check itself made the call.
    """

    cls: type | None
    plain: FunctionType
    arguments: dict[str, object]
    owner: object
    forward: Forward | None
    others: list[Forward]
    state: Snapshot
    before: list[Leaf] = field(default_factory=list[Leaf])
    after: list[Leaf] = field(default_factory=list[Leaf])
    value: object = None
    inner: list[Backward] = field(default_factory=list["Backward"])
    drawn: bool = False
    raised: Exception | None = None

    @property
    def function(self) -> FunctionType:
        """The function, as written."""
        return cast("FunctionType", self.plain)  # no method: the field holds it as it is

    def reaches(self, value: object) -> bool:
        """Whether the numbers inside of an object belong to the instance."""
        return self.forward.reaches(value) if self.forward else _is_own(value, self.owner)


@dataclass(slots=True)
class _Round:
    """What an instance did: forwards that wait for their backward, how many backwards there were."""

    waiting: list[Forward | None] = field(default_factory=list["Forward | None"])
    calls: list[Forward] = field(default_factory=list["Forward"])
    last: Forward | None = None
    count: int = 0
    forwards: bool = False
    turned: bool = False


@dataclass(frozen=True, slots=True)
class _Unrecorded:
    """A call of a backward that is not compared."""

    owner: object
    plain: object


class Observation:
    """Records the calls of the classes and functions that are attached to it."""

    def __init__(self) -> None:
        self.classes: list[type] = []
        self.backwards: list[Backward] = []
        self.forwards: dict[Kind, list[Forward]] = {}
        self.functions: dict[tuple[str, str], dict[int, FunctionType]] = {}
        self.paused = False
        self._rounds: dict[Hashable, _Round] = {}
        self._held: list[object] = []
        self._instances: dict[Kind, int] = {}
        self._open: list[Forward | Backward | _Unrecorded] = []
        self._originals: list[tuple[type, str, object]] = []

    # classes

    def attach(self, cls: type) -> type:
        """Let a class's forward and backward be recorded; a decorator."""
        self.classes.append(cls)
        names = {*NAMES, *VALUES, *BACKWARDS, *DERIVATIVES}
        for name, value in list(vars(cls).items()):
            static = isinstance(value, staticmethod)
            function = cast("Any", value).__func__ if static else value
            if name not in names or not isinstance(function, FunctionType):
                continue
            self._originals.append((cls, name, value))
            wrapped = self._method(cls, name, function, static=static)
            setattr(cls, name, staticmethod(wrapped) if static else wrapped)
        return cls

    def attach_function(self, pair: tuple[str, str], role: int) -> Callable[[Any], Any]:
        """Let a function of a pair be recorded, role 0 its forward, 1 its backward; a decorator."""

        def attach(function: FunctionType) -> Callable[..., object]:
            self.functions.setdefault(pair, {})[role] = function
            signature = inspect.signature(function)
            key: Hashable = pair

            @functools.wraps(function)
            def wrapper(*args: Any, **kwargs: Any) -> object:
                if self.paused or (not role and self._calls(pair)):
                    return function(*args, **kwargs)
                bound = signature.bind(*args, **kwargs)
                bound.apply_defaults()
                call = self._backward if role else self._forward
                return call(key, pair, function, bound, None)

            return wrapper

        return attach

    def _calls(self, pair: tuple[str, str]) -> bool:
        """Whether the backward function of a pair is running: it may call its forward."""
        backward: object = self.functions[pair].get(1)
        return any(one.plain is backward for one in self._open)

    def detach(self) -> None:
        """Give every class its own methods back."""
        for cls, name, value in self._originals:
            setattr(cls, name, value)

    def _method(
        self, cls: type, name: str, function: FunctionType, *, static: bool
    ) -> Callable[..., object]:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> object:
            owner = args[0] if args and not static else None
            kind = cls if static else type(owner)
            pair = pair_of(kind)
            if self.paused or pair is None or name not in pair or self._is_inside(owner, name):
                return function(*args, **kwargs)
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            key: Hashable = (kind, id(owner) if owner is not None else 0)
            if name == pair[0]:
                return self._forward(key, kind, function, bound, owner)
            return self._backward(key, kind, function, bound, owner)

        return wrapper

    def _is_inside(self, owner: object, name: str) -> bool:
        """Whether a method was called by the same method of its instance, or forward by backward."""
        last = self._open[-1] if self._open else None
        if owner is None or last is None or last.owner is not owner:
            return False
        return not isinstance(last, Forward) or last.function.__name__ == name

    # calls

    def _round(self, key: Hashable, kind: Kind, owner: object) -> _Round | None:
        """Return what an instance did; None where enough of its class were seen."""
        found = self._rounds.get(key)
        if found is None:
            if self._instances.get(kind, 0) >= INSTANCES:
                return None
            self._instances[kind] = self._instances.get(kind, 0) + 1
            self._held.append(owner)  # its id stays its own
            found = self._rounds[key] = _Round()
        return found

    def _forward(
        self,
        key: Hashable,
        kind: Kind,
        function: FunctionType,
        bound: inspect.BoundArguments,
        owner: object,
    ) -> object:
        round_ = self._round(key, kind, owner)
        if round_ is None:
            return function(*bound.args, **bound.kwargs)
        round_.forwards = True
        if round_.turned:
            round_.waiting, round_.calls, round_.turned = [], [], False
        ahead = {round_.count + 1 + k for k in range(len(round_.waiting) + 1)}
        if not ahead & SCHEDULE or len(round_.waiting) >= ROUND:
            round_.waiting.append(None)
            round_.last = None
            return function(*bound.args, **bound.kwargs)
        call = Forward(_class(kind), function, bound, owner, _taken(function, bound))
        outer = self._open[-1] if self._open else None
        if isinstance(outer, Forward):
            outer.inner.append(call)
        value = self._run(call, function, bound)
        call.output = value if value is owner else kept(value)
        call.left = kept_leaves(owner, "self", call.reaches)
        round_.waiting.append(call)
        round_.calls.append(call)
        round_.last = call
        seen = self.forwards.setdefault(kind, [])
        if len(seen) < INSTANCES:
            seen.append(call)
        return value

    def _backward(
        self,
        key: Hashable,
        kind: Kind,
        function: FunctionType,
        bound: inspect.BoundArguments,
        owner: object,
    ) -> object:
        round_ = self._round(key, kind, owner)
        if round_ is None:
            return function(*bound.args, **bound.kwargs)
        round_.count += 1
        forward = _next(round_.waiting, bound.arguments) if round_.waiting else round_.last
        round_.turned = True
        if round_.count not in SCHEDULE or (forward is None and round_.forwards):
            return self._run(_Unrecorded(owner, function), function, bound)
        arguments = dict(bound.arguments)
        if owner is not None:
            arguments.pop(next(iter(arguments)))
        call = Backward(
            _class(kind),
            function,
            {name: kept(value) for name, value in arguments.items()},
            owner,
            forward,
            [one for one in round_.calls if one is not forward],
            _taken(function, bound),
        )
        call.before = kept_leaves(owner, "self", call.reaches)
        outer = self._open[-1] if self._open else None
        if isinstance(outer, Backward):
            outer.inner.append(call)
        self.backwards.append(call)
        value = self._run(call, function, bound)
        call.value = kept(value)
        call.after = kept_leaves(owner, "self", call.reaches)
        return value

    def _run(
        self,
        call: Forward | Backward | _Unrecorded,
        function: FunctionType,
        bound: inspect.BoundArguments,
    ) -> object:
        self._open.append(call)
        try:
            return function(*bound.args, **bound.kwargs)
        except Exception as raised:
            if isinstance(call, Backward):
                call.raised = raised
            raise
        finally:
            self._open.pop()


def _next(waiting: list[Forward | None], given: Mapping[str, object]) -> Forward | None:
    """Take the forward that a backward belongs to: the last one, or the last with the same arguments."""
    for k in reversed(range(len(waiting))):
        call = waiting[k]
        own = call.arguments if call is not None else {}
        shared = [name for name in own if name in given and is_numeric(given[name])]
        if shared and all(_equal(own[name], given[name]) for name in shared):
            return waiting.pop(k)
    return waiting.pop()


def _equal(a: object, b: object) -> bool:
    return is_numeric(a) and np.array_equal(cast("Any", a), cast("Any", b))


def method_of(cls: type, name: str) -> FunctionType | None:
    """Return a method as written; None where it is no Python function."""
    found = inspect.getattr_static(cls, name, None)
    function = cast("Any", found).__func__ if isinstance(found, staticmethod) else found
    return function if isinstance(function, FunctionType) else None


def _class(kind: Kind) -> type | None:
    return kind if isinstance(kind, type) else None


def _is_own(value: object, owner: object) -> bool:
    """Whether an object is an instance, or one that is no layer itself."""
    return value is owner or pair_of(type(value)) is None


def _taken(function: FunctionType, bound: inspect.BoundArguments) -> Snapshot:
    return Snapshot((bound.arguments,), function.__globals__)


def kept(value: object) -> object:
    """Return a value that later changes do not reach."""
    try:
        return copy.deepcopy(value)
    except Exception:  # noqa: BLE001  (what cannot be copied is not compared)
        return value
