"""A function, what is differentiated by, and the code that was written for it.

The first call of a kind writes the code; later calls find it by their key. All that is asked of one
function, `wrt` and `has_aux` shares it.
"""

from __future__ import annotations

import functools
import inspect
import itertools
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from types import MethodType
from typing import Any, cast

import numpy as np

from gradwright import pipeline
from gradwright.diagnostics import GradwrightError, error
from gradwright.emit import numpy_source
from gradwright.execute import Cache, Specialised, as_float, has_integers, load, without_collection
from gradwright.frontend import (
    defaults_read,
    key_of,
    leaf_reader,
    reader_of,
    recogniser,
    static_reader,
)
from gradwright.frontend.signatures import signature_of
from gradwright.ir.expressions import Var
from gradwright.ir.statements import Leaf, Node, Program, Tree, leaves
from gradwright.ir.types import Array, Scalar, Static, is_differentiable, rank_of
from gradwright.pipeline import Function, Wanted

Args = tuple[object, ...]
Kwargs = Mapping[str, object]
Wrt = int | str | tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a written function: its program, the structure of the value."""

    program: Program
    value: Tree
    problem: GradwrightError | None


class Family:
    """A function, what is differentiated by, and the code that was written for it."""

    def __init__(self, fun: Function, wrt: Wrt, has_aux: bool) -> None:
        self.fun = fun
        self.wrt = wrt
        self.has_aux = has_aux
        self.cache = Cache(key_of, self._make)

    @property
    def name(self) -> str:
        """The function's name, for messages."""
        return str(getattr(self.fun, "__name__", self.fun))

    def wanted(self) -> Wanted:
        """Return the parameters that the gradient is asked for."""
        if not callable(self.fun):
            raise error("GW009", found=repr(self.fun))
        parameters = list(signature_of(self.fun).parameters.values())
        several = isinstance(self.wrt, tuple)
        chosen = self.wrt if isinstance(self.wrt, tuple) else (self.wrt,)
        names = tuple(self._name_of(one, parameters) for one in chosen)
        return Wanted(names, not several, self.has_aux)

    def _name_of(self, one: int | str, parameters: list[inspect.Parameter]) -> str:
        names = [p.name for p in parameters]
        if isinstance(one, str) and one in names:
            return one
        positional = [p.name for p in parameters if p.kind not in _BY_NAME]
        if isinstance(one, int) and -len(positional) <= one < len(positional):
            return positional[one]
        raise error("GW002", wrt=self.wrt, function=self.name, arguments=", ".join(names) or "none")

    @without_collection
    def _make(self, args: Args, kwargs: Kwargs) -> Specialised:
        wanted = self.wanted()
        forward = pipeline.read(self.fun, args, kwargs, wanted.wrt)
        _check_wrt(forward.program, wanted.wrt)
        value, problem = self._value_of(forward.program)
        program = pipeline.write(forward.program, wanted)
        function = self._load(program, wanted)
        dependencies = (*forward.constants, *defaults_read(self.fun, args, kwargs))
        static = None
        if forward.static:
            reader = static_reader(self.fun, forward.static)
            static = (reader, reader(*args, **kwargs))
        return Specialised(
            function=function,
            static=static,
            holds=tuple(dependency.holds for dependency in dependencies),
            captured=reader_of({c.name: c.read for c in program.captured})
            if program.captured
            else None,
            convert=self._conversion(args, kwargs, wanted.wrt),
            one=_one(value),
            about=About(program, value, problem),
            scalar=problem is None,
            leaf=isinstance(value, Leaf),
            guards=pipeline.guards_of(program),
            apart=self._apart(forward),
            aux=self.has_aux,
            recogniser=lambda args, kwargs: recogniser(
                self.fun, (args, kwargs), forward.static, dependencies
            ),
        )

    def call(self, written: Specialised, dy: object, args: Args, kwargs: Kwargs) -> Any:
        """Return (value, gradients); where an assumption fails, of code for this call's numbers."""
        try:
            return written(dy, args, kwargs)
        except ValueError as wrong:
            if str(wrong) not in written.guards:
                raise
            other = self.cache.again(args, kwargs)
            if other is None:
                raise _unassumed(written, wrong) from None
        try:
            return other(dy, args, kwargs)
        except ValueError as wrong:
            if str(wrong) not in other.guards:
                raise
            raise _unassumed(other, wrong) from None

    def _apart(self, forward: pipeline.Forward) -> Callable[[Args, Kwargs], None] | None:
        """Return what raises where an array that is stored into shares memory with another."""
        program = forward.program
        paths = [program.paths[leaf.web] for leaf in _array_leaves(program)]
        others = [path for path in paths if path not in forward.stored]
        order = (*forward.stored, *others)
        pairs = tuple(itertools.combinations(range(len(order)), 2))
        pairs = tuple((i, j) for i, j in pairs if i < len(forward.stored))
        if not pairs:
            return None
        reader = leaf_reader(self.fun, order)

        def apart(args: Args, kwargs: Kwargs) -> None:
            arrays = reader(*args, **kwargs)
            for i, j in pairs:
                if _share(arrays[i], arrays[j]):
                    raise error("GW309", program.origin, first=order[i], second=order[j])

        return apart

    def _load(self, program: Program, wanted: Wanted) -> Callable[..., Any]:
        source = numpy_source(program, captured="arguments")
        written: Any = load(source, program.name, classes_of(self.fun))[program.name]
        parameters = list(signature_of(self.fun).parameters.values())
        kept = {
            p.name: as_float(p.default) if p.name in wanted.wrt else p.default
            for p in parameters
            if p.default is not inspect.Parameter.empty
        }
        by_name = {p.name for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY}
        written.__defaults__ = tuple(v for name, v in kept.items() if name not in by_name) or None
        written.__kwdefaults__ = {n: v for n, v in kept.items() if n in by_name} or None
        return written

    def _conversion(
        self, args: Args, kwargs: Kwargs, wrt: tuple[str, ...]
    ) -> Callable[[Args, Kwargs], tuple[Args, Kwargs]] | None:
        """Return what makes integers floats in the arguments that `wrt` names, if there are any."""
        signature = signature_of(self.fun)
        bound = signature.bind(*args, **kwargs)
        left = [name for name in wrt if name not in bound.arguments]
        bound.apply_defaults()
        if not any(has_integers(bound.arguments[name]) for name in wrt):
            return None
        gathered = [name for name in wrt if signature.parameters[name].kind in _GATHERED]
        if gathered or any(has_integers(bound.arguments[name]) for name in left):
            return functools.partial(_with_floats, signature, wrt)
        names = list(signature.parameters)
        places = [names.index(name) for name in wrt]

        def convert(args: Args, kwargs: Kwargs) -> tuple[Args, Kwargs]:
            floats = tuple(as_float(a) if k in places else a for k, a in enumerate(args))
            return floats, {k: as_float(v) if k in wrt else v for k, v in kwargs.items()}

        return convert

    def _value_of(self, program: Program) -> tuple[Tree, GradwrightError | None]:
        """Return the value's structure, and why it has no gradient if it is no scalar."""
        tree = program.result
        if self.has_aux:
            if not (isinstance(tree, Node) and tree.kind == "tuple" and len(tree.children) == 2):
                found = described(tree)
                raise error("GW011", program.origin, function=self.name, found=found)
            tree = tree.children[0]
        if _is_scalar(tree):
            return tree, None
        if isinstance(tree, Leaf) and isinstance(tree.value.type, Static):
            return tree, error("GW013", program.origin, function=self.name)
        found = described(tree)
        return tree, error("GW001", program.origin, function=self.name, found=found)


def _unassumed(written: Specialised, wrong: ValueError) -> GradwrightError:
    """Return the error of an assumption that fails, at the line that makes it."""
    guard = written.guards[str(wrong)]
    return error(guard.code, guard.origin, found=guard.message.partition(": ")[2] or guard.message)


def _with_floats(
    signature: inspect.Signature, wrt: tuple[str, ...], args: Args, kwargs: Kwargs
) -> tuple[Args, Kwargs]:
    """Return a call's arguments and defaults, those that `wrt` names as floats."""
    bound = signature.bind(*args, **kwargs)
    bound.apply_defaults()
    for name in wrt:
        bound.arguments[name] = as_float(bound.arguments[name])
    return bound.args, bound.kwargs


_GATHERED = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
_BY_NAME = (
    inspect.Parameter.KEYWORD_ONLY,
    inspect.Parameter.VAR_KEYWORD,
    inspect.Parameter.VAR_POSITIONAL,
)


def classes_of(fun: Any) -> dict[str, object]:
    """Return the classes that written code may name: those that the function's module knows."""
    while isinstance(fun, functools.partial):
        fun = fun.func
    known: dict[str, object] = (
        getattr(inspect.unwrap(fun), "__globals__", {}) if callable(fun) else {}
    )
    return {name: value for name, value in known.items() if isinstance(value, type)}


def _array_leaves(program: Program) -> list[Var]:
    """Return the parameters' leaves that are arrays."""
    trees = [parameter.tree for parameter in program.parameters]
    found = [leaf.value for tree in trees for leaf in leaves(tree)]
    return [leaf for leaf in found if isinstance(leaf, Var) and isinstance(leaf.type, Array)]


def _share(first: Any, second: Any) -> bool:
    """Whether two arrays share memory; where that takes long to find out, they may."""
    if not np.may_share_memory(first, second):
        return False
    try:
        return np.shares_memory(first, second, max_work=cast("Any", 10_000))
    except np.exceptions.TooHardError:
        return True


def _check_wrt(program: Program, wrt: tuple[str, ...]) -> None:
    """Raise if an argument that `wrt` names holds nothing that can carry a derivative."""
    for parameter in program.parameters:
        if parameter.name in wrt:
            types = [leaf.value.type for leaf in leaves(parameter.tree)]
            if types and not any(map(is_differentiable, types)):
                found = described(parameter.tree)
                raise error("GW003", program.origin, argument=parameter.name, found=found)


def _is_scalar(tree: Tree) -> bool:
    if not isinstance(tree, Leaf) or not isinstance(tree.value.type, Scalar | Array):
        return False
    return rank_of(tree.value.type) == 0


def described(tree: Tree) -> str:
    """Return what a value is, in words."""
    match tree:
        case Node(kind):
            return f"a {kind} of {len(tree.children)}"
        case Leaf(value) if isinstance(value.type, Array):
            return f"a {value.type.dtype} array of rank {value.type.rank}"
        case Leaf(value) if isinstance(value.type, Scalar):
            return f"a number ({value.type.dtype})"
        case _:
            return "no number"


def _one(value: Tree) -> object:
    """Return the upstream gradient 1 in the value's dtype."""
    match value:
        case Leaf(leaf) if isinstance(leaf.type, Scalar | Array) and leaf.type.dtype in _NARROW:
            return np.dtype(leaf.type.dtype).type(1.0)
        case _:
            return 1.0


_NARROW = frozenset({"float16", "float32", "longdouble"})


@functools.lru_cache(maxsize=256)
def _family(kind: type[Family], identity: Hashable, fun: _Held, wrt: Wrt, has_aux: bool) -> Family:
    del identity  # the key alone
    return kind(fun.value, wrt, has_aux)


class _Held:
    """Holds a function so that its identity stays its own; all are equal."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


def family_of(fun: Any, wrt: Wrt, has_aux: bool, kind: type[Family] = Family) -> Family:
    """Return the family of a function; the same one again for the same function and kind."""
    if isinstance(wrt, list):
        wrt = tuple(wrt)
    identity: Hashable = id(fun)
    if isinstance(fun, MethodType):
        identity = (id(fun.__self__), id(fun.__func__))
    try:
        return _family(kind, identity, _Held(fun), wrt, has_aux)
    except TypeError:
        return kind(fun, wrt, has_aux)
