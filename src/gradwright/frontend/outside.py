"""Names from outside of the function: closure cells, module globals, builtins, attributes of modules.

Numbers and arrays become hidden arguments (`Captured`); functions, strings, flags and the structure of
containers are read now, and noted as a `Dependency` that a later call must find unchanged.
"""

from __future__ import annotations

import ast
import enum
from dataclasses import dataclass
from types import CellType, ModuleType
from typing import Any, cast

import numpy as np

from gradwright.frontend.arguments import number_type
from gradwright.frontend.frames import Frame
from gradwright.frontend.generators import GENERATORS, Source
from gradwright.frontend.keys import child_path, class_of, parts_of, static_key, value_key
from gradwright.frontend.leaving import ask_to_run
from gradwright.frontend.places import Place, state_of
from gradwright.frontend.reader import Dependency, Reader
from gradwright.frontend.values import Container, Known, Missing, Num, Value, literal
from gradwright.ir.statements import Captured
from gradwright.ir.types import STATIC

_FIXED_MODULES = frozenset({"numpy", "math", "cmath", "builtins"})
_NUMBERS = (bool, int, float, complex, np.generic, np.ndarray)


def lookup(reader: Reader, node: ast.Name) -> Value:
    """Return what a name stands for."""
    name = node.id
    frame: Frame = reader.frame
    while True:
        found = frame.names.get(name)
        if isinstance(found, Missing):
            ask_to_run(reader, found)
            raise reader.refuse(found.code, node, **found.details)
        if found is not None:
            return found
        if name in frame.locals:
            raise reader.refuse("GW201", node, name=name)
        if frame.cells is None:
            return _outside(reader, node, frame, name)
        frame = frame.cells


def _outside(reader: Reader, node: ast.AST, frame: Frame, name: str) -> Value:
    outside = frame.outside
    cell = outside.closure.get(name)
    if isinstance(cell, CellType):
        try:
            value = cell.cell_contents
        except ValueError:
            raise reader.refuse("GW122", node, name=name) from None
        return outer(reader, node, value, name, Place(cell).attribute("cell_contents"), id(cell))
    space: Any = outside.globals
    if name in space:
        return outer(reader, node, space[name], name, Place(space).item(name), (id(space), name))
    if name in outside.builtins:
        _depend_on_absence(reader, name, space)
        return Known(outside.builtins[name], None, name)
    raise reader.refuse("GW122", node, name=name)


def _depend_on_absence(reader: Reader, name: str, space: Any) -> None:
    """Note that no global hides a builtin."""
    found = Dependency(name, Place(space), False, Defines(name))
    reader.dependencies.setdefault(f"no {name} {id(space)}", found)


@dataclass(frozen=True, slots=True)
class Defines:
    """Measures whether a namespace defines a name."""

    name: str

    def __call__(self, space: Any) -> bool:
        """Return whether it does."""
        return self.name in space


def depend_on_function(reader: Reader, function: object) -> None:
    """Note what a function that is read is made of: its code and its defaults."""
    found = Dependency("function", Place(function), state_of(function), state_of)
    reader.dependencies.setdefault(f"function {id(function)}", found)


def outer(
    reader: Reader, node: ast.AST, value: object, name: str, read: Place, place: object
) -> Value:
    """Return an object from outside as a value; `place` tells one source from another."""
    if isinstance(value, _NUMBERS) and not isinstance(value, enum.Enum):
        return _number(reader, node, cast("object", value), name, read, place)
    parts = parts_of(value)
    if parts is not None:
        return _container(reader, node, value, name, read, place)
    if isinstance(value, GENERATORS):
        return _generator(reader, value, name, read, f"{name} {place}")
    if isinstance(value, ModuleType):
        _note_import(reader, name, value)
    _depend(reader, name, read, value, place)
    return Known(value, read, name)


def _depend(reader: Reader, name: str, read: Place, value: object, place: object) -> None:
    found = Dependency(name, read, static_key(value), static_key)
    reader.dependencies.setdefault(f"{name} {place}", found)


def _note_import(reader: Reader, name: str, module: ModuleType) -> None:
    path = module.__name__
    reader.imports[name] = f"import {path}" if path == name else f"import {path} as {name}"


def _number(
    reader: Reader, node: ast.AST, value: object, name: str, read: Place, place: object
) -> Value:
    label = f"{name} {place}"
    if label in reader.decisions.static and isinstance(value, bool | int | float | np.generic):
        plain = cast("object", value.item()) if isinstance(value, np.generic) else value
        found = Dependency(name, read, exact(cast("object", value)), exact)
        reader.dependencies.setdefault(label, found)
        return literal(plain)
    captured = reader.captured.get(label)
    if captured is None:
        hint = fresh_name(reader, name)
        type_ = number_type(value, hint)
        if type_ is None:
            raise reader.refuse("GW010", node, argument=name, found=f"of dtype {_dtype(value)}")
        var = reader.webs.new(hint, type_)
        reader.webs.fixed.add(var.web)
        reader.webs.origins[var.web] = label
        captured = reader.captured[label] = Captured(hint, var, read)
        kind = Dependency(name, read, value_key(value), value_key)
        reader.dependencies.setdefault(label, kind)
    return Num(captured.web)


def _generator(reader: Reader, value: object, name: str, read: Place, label: str) -> Value:
    """Return a generator of random numbers from outside: a hidden argument, as numbers are."""
    captured = reader.captured.get(label)
    if captured is None:
        var = reader.webs.new(fresh_name(reader, name), STATIC)
        reader.webs.fixed.add(var.web)
        reader.webs.origins[var.web] = label
        captured = reader.captured[label] = Captured(reader.webs.names[var.web], var, read)
        kind = Dependency(name, read, value_key(value), value_key)
        reader.dependencies.setdefault(label, kind)
    return Known(Source(captured.web, class_of(value)))


def exact(value: object) -> tuple[type, object]:
    """Measure a number by its value."""
    return type(value), value


def _dtype(value: object) -> str:
    return str(getattr(value, "dtype", type(value).__name__))


def fresh_name(reader: Reader, name: str) -> str:
    """Return a name for a captured number that nothing else has."""
    plain = "".join(c if c.isidentifier() or c.isdigit() else "_" for c in name).strip("_")
    plain = plain if plain.isidentifier() else f"captured_{plain}"
    taken = {captured.name for captured in reader.captured.values()}
    taken |= {path.split(".")[0].split("[")[0] for path in reader.paths.values()}
    number = 1
    candidate = plain
    while candidate in taken:
        number += 1
        candidate = f"{plain}_{number}"
    return candidate


def _container(
    reader: Reader, node: ast.AST, value: Any, name: str, read: Place, place: object
) -> Container:
    parts = parts_of(value)
    assert parts is not None
    kind, keys, children = parts
    label = f"{name} {place}"
    structure = Dependency(name, read, value_key(value), value_key)
    reader.dependencies.setdefault(label, structure)
    items = tuple(
        outer(
            reader, node, child, child_path(name, kind, key), _child(read, kind, key), (place, key)
        )
        for key, child in zip(keys, children, strict=True)
    )
    return Container(kind, keys, items, class_of(value))


def _child(place: Place, kind: str, key: Any) -> Place:
    return place.attribute(key) if kind in ("dataclass", "namedtuple") else place.item(key)


def member(reader: Reader, node: ast.AST, owner: Known, name: str) -> Value:
    """Return an attribute of a module, a class or an object from outside."""
    try:
        value = getattr(owner.value, name)
    except AttributeError:
        shown = getattr(owner.value, "__name__", type(owner.value).__name__)
        raise reader.refuse("GW121", node, name=name, owner=shown) from None
    if isinstance(owner.value, ModuleType) and owner.value.__name__ in _FIXED_MODULES:
        if isinstance(value, float | int | complex):
            return literal(value)
        return Known(value, None, name)
    source = owner.value
    label = f"{owner.name}.{name}" if owner.name else name
    return outer(reader, node, value, label, Place(source).attribute(name), (id(source), name))
