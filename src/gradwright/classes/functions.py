"""Functions among the attributes: read in place, and named again where backward checks for them.

::

    self.activation = np.tanh           self.activation is np.tanh
    self.act = ACTS["relu"]             self.act is ACTS["relu"]
    self.act = self.relu                self.act == self.relu
    self.act = lambda z: z * z          self.act.__qualname__ == "Layer.__init__.<locals>.<lambda>"
"""

from __future__ import annotations

import ast
import functools
import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, cast

import numpy as np

from gradwright.frontend.attributes import attribute_of
from gradwright.frontend.calls import call_value
from gradwright.frontend.values import Known, Opaque, Value

if TYPE_CHECKING:
    from gradwright.frontend.reader import Reader

LAMBDA = "<lambda>"


@dataclass(slots=True, eq=False, repr=False)
class Callee(Opaque):
    """A function among the attributes; `used`: whether forward calls it or asks what it is."""

    path: str
    function: object
    used: bool = False

    @property
    def behind(self) -> object:
        """The function, which is asked what it is."""
        self.used = True
        return self.function

    def attribute(self, reader: Reader, node: ast.AST, name: str) -> Value:
        """Return an attribute of the function."""
        return attribute_of(reader, node, Known(self.behind, None, self.path), name)

    def call(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Read a call."""
        return call_value(reader, node, Known(self.behind, None, self.path), args, kwargs)


def is_function(value: object) -> bool:
    """Whether an attribute is a function that can be read in place."""
    if isinstance(value, type):
        return issubclass(value, np.generic | float | int)
    return isinstance(value, FunctionType | BuiltinFunctionType | np.ufunc) or (
        callable(value) and type(value).__module__.startswith("numpy")
    )


def naming_test(function: object, shown: str, known: Mapping[str, object]) -> tuple[str, str, str]:
    """Return a test that an attribute is a function: what is read, the operator, the value.

    Parameters
    ----------
    function
        The function.
    shown
        How the attribute is read.
    known
        What names mean where the class is written.

    Raises
    ------
    LookupError
        Nothing that is written there names it.
    """
    name = _name(function, known)
    if name is not None:
        return shown, "is", name
    if isinstance(function, FunctionType):
        return _by_its_code(function, shown)
    raise LookupError


def _name(function: object, known: Mapping[str, object]) -> str | None:
    """Return the shortest expression over known names whose value is a function."""
    found = [text for text, value in _named(known) if value is function]
    builtin = getattr(function, "__name__", "")
    if not found and known.get(builtin) is None and _builtin(builtin) is function:
        found = [builtin]
    return min(found, key=lambda text: (len(text), text)) if found else None


def _builtin(name: str) -> object:
    import builtins

    return getattr(builtins, name, None)


def _named(known: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in known.items():
        if name.startswith("__"):
            continue
        yield name, value
        if isinstance(value, ModuleType | type):
            for inner in _public(value):
                yield f"{name}.{inner}", getattr(value, inner, None)
        elif isinstance(value, dict | list | tuple):
            yield from _items(name, cast("object", value))


def _public(owner: ModuleType | type) -> list[str]:
    own = vars(owner)
    return [n for n in own if not n.startswith("__") and not isinstance(own[n], ModuleType)]


def _items(name: str, container: object) -> Iterator[tuple[str, object]]:
    pairs = (
        cast("dict[object, object]", container).items()
        if isinstance(container, dict)
        else enumerate(cast("Sequence[object]", container))
    )
    for key, value in pairs:
        if isinstance(key, str | int):
            yield f"{name}[{_quoted(key)}]", value


def _quoted(key: str | int) -> str:
    from gradwright.emit.flat import quoted

    return quoted(key) if isinstance(key, str) else repr(key)


def _by_its_code(function: FunctionType, shown: str) -> tuple[str, str, str]:
    """Return a test of where a function was defined: only one may be defined there."""
    name = function.__qualname__
    codes = [code for code in _codes(function) if code.co_qualname == name]
    if not codes:
        raise LookupError
    if len(codes) == 1:
        return f"{shown}.__qualname__", "==", _quoted(name)
    names = function.__code__.co_names
    if sum(code.co_names == names for code in codes) != 1:
        raise LookupError
    of = f"({shown}.__qualname__, {shown}.__code__.co_names)"
    return of, "==", f"({_quoted(name)}, ({''.join(f'{_quoted(n)}, ' for n in names).strip()}))"


def _codes(function: FunctionType) -> tuple[CodeType, ...]:
    """Return the code of all functions of the file that a function is defined in."""
    try:
        lines, _ = inspect.findsource(function)
    except (OSError, TypeError):
        return ()
    return _codes_of("".join(lines))


@functools.lru_cache(8)
def _codes_of(text: str) -> tuple[CodeType, ...]:
    found: list[CodeType] = []
    try:
        todo = [compile(text, "<file>", "exec", dont_inherit=True)]
    except (SyntaxError, ValueError):
        return ()
    while todo:
        code = todo.pop()
        found.append(code)
        todo += [item for item in code.co_consts if isinstance(item, type(code))]
    return tuple(found)


def bound_to(value: object, layer: object) -> FunctionType | None:
    """Return the function behind a method of a layer's own."""
    if isinstance(value, MethodType) and value.__self__ is layer:
        function = value.__func__
        return function if isinstance(function, FunctionType) else None
    return None
