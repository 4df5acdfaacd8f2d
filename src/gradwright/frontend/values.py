"""What a name may stand for while a function is read.

::

    Value = Num(expr)                       a number or array
          | Known(object)                   no number, and known: None, a string, a function, …
          | Container(kind, keys, items)    list, tuple, dict, dataclass, named tuple
          | Grown(expr)                     a list whose length depends on data
          | Counting(start, stop, step)     range(…), or reversed(range(…))
          | Visiting(kind, parts)           zip(…), enumerate(…), … of arrays
          | Method(receiver, name)          a bound method that was not called yet
          | Closure(source, frame)          a function or lambda defined while reading
          | Missing(code, details)          reading it is refused: unbound, or two types at a join
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from gradwright.frontend.keys import ContainerKind
from gradwright.ir.expressions import Const, Expr, Region, Var, constant, subtrees
from gradwright.ir.types import (
    BOOL,
    COMPLEX_NUMBER,
    FLOAT,
    INT,
    STATIC,
    Array,
    Form,
    List,
    Scalar,
    Static,
    Type,
)

if TYPE_CHECKING:
    from gradwright.frontend.frames import Frame
    from gradwright.frontend.reader import Reader
    from gradwright.frontend.source import FunctionSource


@dataclass(frozen=True, slots=True)
class Num:
    """A number or array."""

    expr: Expr

    @property
    def type(self) -> Type:
        """Its type."""
        return self.expr.type


@dataclass(frozen=True, slots=True)
class Known:
    """An object that is known while reading.

    `read` gets it again at a later call; None where it cannot change (literals, modules).
    """

    value: object
    read: Callable[[], object] | None = field(default=None, compare=False)
    name: str = field(default="", compare=False)


class Iterating:
    """An iterator that has a name: how far it came, over arrays whether it was used."""

    def __init__(self, items: tuple[Value, ...] | Visiting, depth: int) -> None:
        self.items = items
        self.depth = depth

    def take(self) -> Value | None:
        """Return the next item, None at the end or where it is not known."""
        if not self.items or isinstance(self.items, Visiting):
            return None
        first, *rest = self.items
        self.items = tuple(rest)
        return first


class Opaque:
    """An object that says itself what its attributes and calls mean; stands in a `Known`."""

    def attribute(self, reader: Reader, node: ast.AST, name: str) -> Value:
        """Return what ``object.name`` stands for."""
        raise NotImplementedError

    def call(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Return what ``object(…)`` stands for."""
        raise NotImplementedError

    def assign(self, reader: Reader, node: ast.AST, name: str, value: Value) -> None:
        """Read ``object.name = value``."""
        raise reader.refuse("GW310", node, target=f"`{reader.shown(node)}`")

    @property
    def behind(self) -> object:
        """What `is` and `==` compare."""
        return self


@dataclass(slots=True, eq=False)
class Cell:
    """One list or dict that the function makes: the object itself, whatever it holds (`cells`).

    site: where it is made, None where its length cannot depend on data; frozen: it may be another
    object too, and may not change; created, changed: how many ids there were then; factory: what a dict's
    missing entry is made by.
    """

    site: object = None
    created: int = 0
    changed: int = -1
    frozen: bool = False
    factory: Value | None = None


@dataclass(frozen=True, slots=True)
class Container:
    """A container whose structure is known; keys are indices, dict keys or field names.

    cell: which object it is, None where it cannot change. over: the lists and dicts that this is an
    iteration over, each with the column of the entries that hold its items (-1: the entries do).
    """

    kind: ContainerKind
    keys: tuple[object, ...]
    items: tuple[Value, ...]
    cls: type
    cell: Cell | None = field(default=None, compare=False)
    over: tuple[tuple[Cell, int | None], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Grown:
    """A list whose length depends on data: a web of type `List`, or an expression of one."""

    expr: Expr
    cell: Cell | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Counting:
    """A range; `down` runs the same numbers backwards."""

    start: Expr
    stop: Expr
    step: Expr
    down: bool = False


@dataclass(frozen=True, slots=True)
class Visiting:
    """An iterator over arrays, taken item by item when a loop comes to it (`visits`).

    parts: what is visited; of ``enumerate`` the first count follows, of ``map`` the function, of ``repeat``
    the number of times, if it ends, of ``cycle`` over numbers the array of them.
    """

    kind: Literal[
        "zip", "enumerate", "reversed", "map", "starmap", "rest", "product", "ndenumerate",
        "cycle", "repeat",
    ]  # fmt: skip
    parts: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """An attribute that is waiting to be called."""

    receiver: Value
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Closure:
    """A function defined inside of the function; free names are looked up in its frame."""

    source: FunctionSource
    frame: Frame
    defaults: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Missing:
    """What cannot be read: the code and the details of the refusal.

    `left_by` names a loop that binds it if it and those inside of it run, as `left_if` says (`leaving`).
    """

    code: str
    details: Mapping[str, object] = field(compare=False)
    left_by: tuple[object, str] | None = field(default=None, compare=False)
    left_if: tuple[Expr, ...] = field(default=(), compare=False)


Value = Num | Known | Container | Grown | Counting | Visiting | Method | Closure | Missing

_SCALARS: dict[type, Type] = {bool: BOOL, int: INT, float: FLOAT, complex: COMPLEX_NUMBER}


def literal(value: object) -> Value:
    """Return a Python literal as a value."""
    if type(value) in _SCALARS:
        return Num(constant(value, _SCALARS[type(value)]))
    return Known(value)


def tuple_of(*items: Value) -> Container:
    """Return a tuple of values."""
    return Container("tuple", tuple(range(len(items))), items, tuple)


ITERATORS = frozenset[type]({zip, enumerate, reversed, filter})


def iterator_of(cls: type, *items: Value) -> Container:
    """Return an iterator that is used at once; under a name it would be an `Iterating`."""
    return replace(tuple_of(*items), cls=cls)


def list_of(*items: Value) -> Container:
    """Return a list of values."""
    return Container("list", tuple(range(len(items))), items, list, Cell())


def static_const(value: object) -> Const:
    """Return an object as a constant of type STATIC, as leaves of results hold it."""
    return constant(value, STATIC)


def with_items(container: Container, items: tuple[Value, ...]) -> Container:
    """Return the same container with other items."""
    return replace(container, items=items)


def dict_of(entries: Mapping[object, Value] | Mapping[str, Value]) -> Container:
    """Return a new dict of values."""
    return Container("dict", tuple(entries), tuple(entries.values()), dict, Cell())


def numbers_in(value: Value) -> Iterator[Num]:  # noqa: C901  (a match over kinds)
    """Yield the numbers in a value."""
    match value:
        case Num():
            yield value
        case Grown(expr):
            yield Num(expr)
        case Counting(start, stop, step):
            yield from (Num(e) for e in (start, stop, step))
        case Container() | Visiting() | Method() | Closure():
            for part in _parts(value):
                yield from numbers_in(part)
        case Known(Iterating() as iterating):
            items = iterating.items
            for item in items.parts if isinstance(items, Visiting) else items:
                yield from numbers_in(item)
        case Known() | Missing():
            pass


def _parts(value: Container | Visiting | Method | Closure) -> Iterable[Value]:
    match value:
        case Visiting(parts=parts):
            return parts
        case Container(items=items):
            return items
        case Method(receiver):
            return (receiver,)
        case Closure(defaults=defaults):
            return defaults.values()


def webs_in(value: Value) -> Iterator[int]:
    """Yield the webs that a value refers to."""
    for number in numbers_in(value):
        if isinstance(number.expr, Var):
            yield number.expr.web
        elif not isinstance(number.expr, Const):
            yield from (node.web for node in subtrees(number.expr) if isinstance(node, Var))


def is_atomic(expr: Expr) -> bool:
    """Whether an expression may stand in a container or for a parameter as it is."""
    return isinstance(expr, Const | Var)


def is_array_view(expr: Expr) -> bool:
    """Whether an expression is a region that gives an array."""
    return isinstance(expr, Region) and isinstance(expr.type, Array)


_ARTICLES = {"float64": "a float", "int64": "an int", "bool": "a bool", "complex128": "a complex"}


def describe_type(type_: Type) -> str:
    """Return a type in a reader's words."""
    match type_:
        case Scalar(dtype, python):
            return _ARTICLES.get(dtype, f"a {dtype}") if python else f"a {dtype} scalar"
        case Array(dtype, lengths):
            return f"a {dtype} array of rank {len(lengths)}"
        case List(element):
            return "a list" if element is None else f"a list of {_plural(element)}"
        case Static():
            return "no number"
        case _:
            return "a stack"


_PLURALS = {"float64": "floats", "int64": "ints", "bool": "bools"}


def _plural(type_: Scalar | Array) -> str:
    if isinstance(type_, Array):
        return f"{type_.dtype} arrays of rank {type_.rank}"
    return _PLURALS.get(type_.dtype, type_.dtype) if type_.python else f"{type_.dtype} scalars"


def describe(value: Value) -> str:  # noqa: C901  (a match over kinds)
    """Return a value's kind in a reader's words."""
    match value:
        case Num():
            return describe_type(value.type)
        case Container(kind, _, items):
            return f"a {kind} of {len(items)}"
        case Grown(expr):
            return describe_type(expr.type)
        case Known(known):
            return _describe_known(known)
        case Counting():
            return "a range"
        case Visiting(kind):
            return f"an iterator ({kind})"
        case Method(_, name):
            return f"the method {name}"
        case Closure(source):
            return f"the function {source.name}"
        case Missing():
            return "unbound"


def _describe_known(known: object) -> str:
    if known is None:
        return "None"
    if isinstance(known, Opaque):
        return str(getattr(known, "found", "an object"))
    if isinstance(known, str):
        return f"the string {known[:20]!r}"
    if isinstance(known, type) or callable(known):
        return f"the function {getattr(known, '__name__', known)}"
    return f"a {type(known).__name__}"


def literal_form(value: int) -> Form:
    """Return the form of a literal length."""
    return Form(value, ())


def is_endless(value: Value) -> bool:
    """Whether an iterator has no end of its own."""
    match value:
        case Counting(_, Const(stop)):
            return stop in (sys.maxsize, -sys.maxsize)
        case Visiting("cycle") | Visiting("repeat", (_,)):
            return True
        case Visiting("repeat"):
            return False
        case Visiting("zip" | "product", parts):
            return all(map(is_endless, parts))
        case Visiting(parts=parts):
            return is_endless(parts[0])
        case _:
            return False
