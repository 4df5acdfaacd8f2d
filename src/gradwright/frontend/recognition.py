"""Recognition of calls: a test, made for one call, of whether written code serves another.

`recogniser` compiles what `key_of`, the static leaves and the dependencies ask into one function of
straight tests: about 0.1 µs an array, 0.05 µs a number. It never takes a call that the key tells
apart; it may refuse one that the key does not, and the key decides then.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from types import FunctionType
from typing import Any, cast

import numpy as np

from gradwright.frontend.arguments import shape_path
from gradwright.frontend.defaults import defaults_in_place
from gradwright.frontend.keys import (
    ARRAY,
    PYTHON_TYPES,
    Identity,
    child_path,
    class_of,
    parts_of,
    static_fields,
    static_key,
    value_key,
)
from gradwright.frontend.outside import Defines, exact
from gradwright.frontend.places import Place, state_of
from gradwright.frontend.reader import Dependency
from gradwright.frontend.signatures import signature_of

Recogniser = Callable[[tuple[object, ...], Mapping[str, object]], bool]

MOST_LEAVES = 200
_PLAIN = (str, bytes, int, bool)


def recogniser(
    fun: Callable[..., object],
    call: tuple[tuple[object, ...], Mapping[str, object]],
    static: Collection[str],
    dependencies: Sequence[Dependency],
) -> Recogniser:
    """Return a function of a call's arguments that is true only where the code for `call` is right.

    Parameters
    ----------
    fun
        What is called.
    call
        Positional and keyword arguments that the code serves, with all dependencies unchanged.
    static
        Paths of the leaves whose values the code depends on.
    dependencies
        What the code depends on outside of its arguments.
    """
    tests = _Tests(frozenset(static))
    tests.arguments(list(signature_of(fun).parameters.values()), *call)
    for name, value in defaults_in_place(fun, *call).items():
        tests.root(tests.constant(value), value, name)
    for dependency in dependencies:
        tests.dependency(dependency)
    return tests.compiled()


def _positional_paths(parameters: Sequence[inspect.Parameter], count: int) -> list[str]:
    """Return how the first positional arguments of a call are printed."""
    paths = [p.name for p in parameters if p.kind in _BY_PLACE][:count]
    rest = next((p.name for p in parameters if p.kind is inspect.Parameter.VAR_POSITIONAL), "")
    return paths + [child_path(rest, "tuple", k) for k in range(count - len(paths))]


def _keyword_path(parameters: Sequence[inspect.Parameter], name: str) -> str:
    if any(p.name == name and p.kind in _BY_NAME for p in parameters):
        return name
    rest = next((p.name for p in parameters if p.kind is inspect.Parameter.VAR_KEYWORD), "")
    return child_path(rest, "dict", name)


_BY_PLACE = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
_BY_NAME = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class _Tests:
    """Lines of tests; each returns False where a value is not as it was."""

    def __init__(self, static: frozenset[str]) -> None:
        self.static = static
        self.lines: list[str] = []
        self.names: dict[str, object] = {"value_key": value_key, "static_key": static_key}
        self.places: dict[tuple[object, ...], str] = {}
        self.texts: dict[str, str] = {}
        self.constants: dict[int, str] = {}
        self.count = 0

    def compiled(self) -> Recogniser:
        """Return the function."""
        body = "\n".join(f"        {line}" for line in self.lines)
        text = f"def recognises(args, kwargs):\n    try:\n{body}\n        return True\n{_EXCEPT}"
        names = {**self.names, "WRONG": (AttributeError, LookupError, TypeError, ValueError)}
        exec(compile(text, "<gradwright recognition>", "exec"), names)
        return cast("Recogniser", names["recognises"])

    def constant(self, value: object) -> str:
        """Return a name for an object."""
        if isinstance(value, type) and value in PYTHON_TYPES:
            return value.__name__
        if id(value) not in self.constants:
            self.count += 1
            self.constants[id(value)] = f"c{self.count}"
            self.names[f"c{self.count}"] = value
        return self.constants[id(value)]

    def local(self, text: str) -> str:
        """Return a name for what an expression gives."""
        if text not in self.texts:
            self.count += 1
            self.texts[text] = f"v{self.count}"
            self.lines.append(f"v{self.count} = {text}")
        return self.texts[text]

    def unless(self, *wrong: str) -> None:
        """Add a test: False where one of the conditions is true."""
        line = f"if {' or '.join(wrong)}: return False"
        if line not in self.lines:
            self.lines.append(line)

    # Arguments.

    def arguments(
        self,
        parameters: Sequence[inspect.Parameter],
        args: tuple[object, ...],
        kwargs: Mapping[str, object],
    ) -> None:
        """Test the arguments of a call."""
        names = [f"a{k}" for k in range(len(args))]
        self.lines.append(f"{''.join(f'{name}, ' for name in names) or '()'} = args")
        self.unless(f"[*kwargs] != {self.constant([*kwargs])}" if kwargs else "kwargs")
        for name, path, value in zip(
            names, _positional_paths(parameters, len(args)), args, strict=True
        ):
            self.root(name, value, path)
        for name, value in kwargs.items():
            self.root(self.local(f"kwargs[{name!r}]"), value, _keyword_path(parameters, name))

    def root(self, name: str, value: object, path: str) -> None:
        """Test one argument; a large structure by its key."""
        if _leaves(value, MOST_LEAVES) <= MOST_LEAVES:
            self.value(name, value, path)
            return
        self.unless(f"value_key({name}) != {self.constant(value_key(value))}")
        for inner in self.static:
            if inner.startswith((f"{path}[", f"{path}.")):
                self.static_leaf(self.local(name + inner[len(path) :]), _at(value, path, inner))

    def value(self, name: str, value: Any, path: str) -> None:
        """Test a value as `value_key` does, static leaves as `static_key` does."""
        kind = class_of(value)
        if path in self.static:
            self.static_leaf(name, value)
        elif kind is ARRAY:
            self.array(name, value)
            if shape_path(path) in self.static:
                self.unless(f"{name}.shape != {self.constant(value.shape)}")
        elif kind in PYTHON_TYPES or np.generic in kind.__mro__:
            self.unless(f"type({name}) is not {self.constant(kind)}")
        elif (parts := parts_of(value)) is not None:
            self.container(name, value, path, parts)
        else:
            self.static_leaf(name, value)

    def array(self, name: str, value: Any) -> None:
        """Test an array's dtype, rank and unit axes."""
        dtype = self.constant(value.dtype)
        wrong = [f"type({name}) is not {self.constant(ARRAY)}", f"{name}.dtype is not {dtype}"]
        if not value.ndim:
            self.unless(*wrong, f"{name}.ndim")
            return
        self.unless(*wrong)
        lengths = [f"{name}_{axis}" for axis in range(value.ndim)]
        self.lines.append(f"{', '.join(lengths)}, = {name}.shape")
        units = zip(lengths, value.shape, strict=True)
        self.unless(*[f"{length} {'!=' if n == 1 else '=='} 1" for length, n in units])

    def container(self, name: str, value: Any, path: str, parts: tuple[Any, Any, Any]) -> None:
        """Test a container's class and keys, then what it holds."""
        kind, keys, children = parts
        wrong = [f"type({name}) is not {self.constant(class_of(value))}"]
        if kind in ("list", "tuple"):
            wrong.append(f"len({name}) != {len(keys)}")
        elif kind == "dict":
            wrong.append(f"[*{name}] != {self.constant(list(keys))}")
        self.unless(*wrong)
        inside = any(leaf.startswith((f"{path}[", f"{path}.")) for leaf in self.static)
        if kind in ("list", "tuple") and not inside and _only_numbers(children):
            types = self.constant([*map(type, children)])
            self.unless(f"[*map(type, {name})] != {types}")
            return
        static = static_fields(class_of(value))
        for key, child in zip(keys, children, strict=True):
            part = self.local(f"{name}{self.step(kind, key)}")
            if key in static:
                self.static_leaf(part, child)
            else:
                self.value(part, child, child_path(path, kind, key))

    def step(self, kind: str, key: object) -> str:
        """Return the text that follows a container for one of its parts."""
        if kind in ("dataclass", "namedtuple"):
            return f".{key}"
        return f"[{key!r}]" if type(key) in (int, str) else f"[{self.constant(key)}]"

    def static_leaf(self, name: str, value: object) -> None:
        """Test a value by what it is, not by its kind alone."""
        kind = class_of(value)
        key = static_key(value)
        if value is None or (isinstance(key, Identity) and key.value is value):
            self.unless(f"{name} is not {self.constant(value)}")
        elif kind in _PLAIN:
            shown = self.constant(value)
            self.unless(f"type({name}) is not {self.constant(kind)}", f"{name} != {shown}")
        else:
            wrong = f"static_key({name}) != {self.constant(key)}"
            self.unless(f"type({name}) is not {self.constant(kind)}", wrong)

    # Dependencies.

    def dependency(self, dependency: Dependency) -> None:
        """Test what was read from outside."""
        place, measure = dependency.read, dependency.measure
        if not isinstance(place, Place):
            self.unless(f"not {self.constant(dependency.holds)}()")
        elif isinstance(measure, Defines):
            self.unless(f"{measure.name!r} in {self.place(place)}")
        elif measure is state_of:
            self.function(self.place(place), place())
        elif measure is value_key:
            self.root(self.place(place), place(), "")
        elif measure in (static_key, exact):
            self.static_leaf(self.place(place), place())
        else:
            key = self.constant(dependency.key)
            self.unless(f"{self.constant(measure)}({self.place(place)}) != {key}")

    def place(self, place: Place) -> str:
        """Return a name for what stands at a place."""
        known: tuple[object, ...] = (id(place.root),)
        if known not in self.places:
            self.places[known] = self.constant(place.root)
        for kind, key in place.steps:
            before = self.places[known]
            known = (*known, kind, class_of(key), key)
            if known not in self.places:
                step = self.step("dataclass" if kind == "attribute" else "dict", key)
                self.places[known] = self.local(before + step)
        return self.places[known]

    def function(self, name: str, function: Any) -> None:
        """Test a function's code and defaults, or what a partial passes."""
        if isinstance(function, FunctionType):
            self.attribute_is(name, "__code__", function.__code__)
            self.attribute_is(name, "__defaults__", function.__defaults__)
            named = function.__kwdefaults__
            if named is None:
                self.attribute_is(name, "__kwdefaults__", None)
            else:
                self.entries(self.local(f"{name}.__kwdefaults__"), named)
        elif isinstance(function, functools.partial):
            self.entries(self.local(f"{name}.keywords"), cast("Any", function).keywords)

    def attribute_is(self, name: str, attribute: str, value: object) -> None:
        """Test the identity of an attribute."""
        self.unless(f"{name}.{attribute} is not {self.constant(value)}")

    def entries(self, name: str, entries: Mapping[str, object]) -> None:
        """Test the names and the identities of what a dictionary holds."""
        self.unless(f"[*{name}] != {self.constant([*entries])}")
        for key, value in entries.items():
            self.unless(f"{name}[{key!r}] is not {self.constant(value)}")


_EXCEPT = "    except WRONG:\n        return False\n"


def _only_numbers(children: Sequence[object]) -> bool:
    return len(children) > 1 and all(class_of(child) in PYTHON_TYPES for child in children)


def _leaves(value: object, most: int) -> int:
    """Return the number of tests that a value needs, or some number above `most`."""
    parts = parts_of(value)
    if parts is None or _only_numbers(parts[2]):
        return 1
    count = 1
    for child in parts[2]:
        count += _leaves(child, most - count)
        if count > most:
            break
    return count


def _at(value: object, path: str, inner: str) -> object:
    """Return the part of a value that a longer path leads to."""
    return eval(f"value{inner[len(path) :]}", {"value": value})  # a path is an expression of ours
