"""Structures of arrays as JSON beside named arrays, and back: what a checkpoint holds.

::

    Sequential(Dense(2, 3), relu)  →  {"is": "Sequential", "fields": {"layers": {"tuple": [
                                         {"is": "Dense", "fields": …}, {"is": "relu"}]}}}
                                      arrays "model.layers.0.weights", "model.layers.0.biases"

Classes and functions of `gradwright.nn` go by name; others need a structure to be put into (`like`).
Nothing is ever unpickled.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from gradwright.nn import activations, layers
from gradwright.nn.structure import Leaf, as_kind_of, float_leaves, is_float_leaf
from gradwright.nn.transformations import State

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Arrays = dict[str, NDArray[np.generic]]
CLASSES = {cls.__name__: cls for cls in (layers.Dense, layers.Dropout, layers.Sequential)}
FUNCTIONS = {
    name: value for name, value in vars(activations).items() if callable(value) and name.islower()
}
PLAIN = (bool, int, str, type(None))


class UnreadableError(Exception):
    """A description, or an array that it names, is not what was written."""


def describe(tree: object, name: str, arrays: Arrays) -> object:
    """Return the JSON description of a structure, and put its arrays among the others.

    Parameters
    ----------
    tree
        Lists, tuples, dicts with text as keys, dataclasses, arrays, numbers, functions.
    name
        What the structure's arrays are called by.
    arrays
        Filled with copies in C's order.
    """
    whole = tree
    if isinstance(tree, np.ndarray):
        arrays[name] = np.array(cast("NDArray[np.generic]", tree), order="C")
        return {"array": name}
    if is_float_leaf(tree):
        arrays[name] = np.array(tree)
        return {"number": name, "python": type(tree) is float}
    if isinstance(tree, PLAIN):
        return {"value": tree}
    if isinstance(tree, dict):
        return {"dict": _described(cast("Mapping[str, object]", tree), name, arrays)}
    if isinstance(tree, list | tuple) and not hasattr(cast("object", tree), "_fields"):
        parts = {str(k): part for k, part in enumerate(cast("Sequence[object]", tree))}
        kind = "list" if isinstance(tree, list) else "tuple"
        return {kind: list(_described(parts, name, arrays).values())}
    fields = _fields(whole)
    inside = {} if fields is None else {"fields": _described(fields, name, arrays)}
    return {"is": _name_of(whole), **inside}


def _described(parts: Mapping[str, object], name: str, arrays: Arrays) -> dict[str, object]:
    return {k: describe(part, f"{name}.{k}", arrays) for k, part in parts.items()}


def _name_of(tree: object) -> str:
    """Return a function's name, or that of an object's class."""
    return str(getattr(tree, "__name__", type(tree).__name__))


def _fields(tree: object) -> dict[str, object] | None:
    """Return a dataclass's or a named tuple's fields, None for what is neither."""
    if hasattr(tree, "_asdict"):
        return cast("dict[str, object]", cast("Any", tree)._asdict())
    if dataclasses.is_dataclass(tree) and not isinstance(tree, type):
        return {f.name: getattr(tree, f.name) for f in dataclasses.fields(tree) if f.init}
    return None


def restore(description: object, arrays: Arrays, like: object = None) -> Any:
    """Return the structure of a description.

    Parameters
    ----------
    description
        What `describe` returned, from JSON.
    arrays
        The arrays that it names.
    like
        A structure of the same form, for classes and functions that are not `gradwright.nn`'s.

    Raises
    ------
    UnreadableError
        If the description is damaged, or names something unknown that `like` does not hold.
    """
    node = cast("dict[str, Any]", description if isinstance(description, dict) else {})
    match node:
        case {"array": str(name)}:
            return _array(arrays, name)
        case {"number": str(name), "python": bool(python)}:
            number = _array(arrays, name)[()]
            return float(number) if python else number
        case {"value": bool() | int() | str() | None as value}:
            return value
        case {"dict": dict()}:
            return {k: restore(v, arrays, _part(like, k)) for k, v in node["dict"].items()}
        case {"list": list()}:
            return _items(node["list"], arrays, like)
        case {"tuple": list()}:
            return tuple(_items(node["tuple"], arrays, like))
        case {"is": str(kind)}:
            return _named(kind, node.get("fields"), arrays, like)
        case _:
            raise UnreadableError("its description is damaged")


def _items(items: Any, arrays: Arrays, like: object) -> list[object]:
    return [restore(v, arrays, _part(like, k)) for k, v in enumerate(items)]


def _named(kind: str, fields: object, arrays: Arrays, like: object) -> object:
    if fields is None:
        own = FUNCTIONS.get(kind) if like is None else like
        if own is None:
            raise UnreadableError(f"it holds {kind}, which only `like=` can give")
        return own
    if not isinstance(fields, dict):
        raise UnreadableError("its description is damaged")
    inside = cast("dict[str, object]", fields)
    values = {k: restore(v, arrays, _part(like, k)) for k, v in inside.items()}
    if like is not None and type(like).__name__ == kind:
        if hasattr(like, "_replace"):
            return cast("Any", like)._replace(**values)
        return dataclasses.replace(cast("DataclassInstance", like), **values)
    cls = CLASSES.get(kind)
    if cls is None:
        raise UnreadableError(f"it holds a {kind}, which only `like=` can give")
    return cast("Any", cls)(**values)


def _array(arrays: Arrays, name: str) -> NDArray[np.generic]:
    if name not in arrays:
        raise UnreadableError(f"it has no array {name!r}")
    return arrays[name]


def _part(like: object, key: Any) -> object:
    """Return a part of the structure that is given, None where it has none such."""
    try:
        return cast("Any", like)[key]
    except (IndexError, KeyError, TypeError):
        return getattr(like, str(key), None)


def describe_state(state: State, name: str, arrays: Arrays) -> object:
    """Return the JSON description of an optimizer's state, and put its arrays among the others."""
    slots: dict[str, object] = {}
    for key, slot in state.slots.items():
        own = f"{name}.{key}"
        if isinstance(slot, State):
            slots[key] = describe_state(slot, own, arrays)
        else:
            numbers = enumerate(cast("list[Leaf]", slot))
            leaves = {f"{own}.{k}": np.array(leaf) for k, leaf in numbers}
            arrays.update(leaves)
            slots[key] = list(leaves)
    return {"step": state.step, "slots": slots}


def restore_state(description: Any, arrays: Arrays, params: object) -> State:
    """Return the state of a description, its slots like the parameters' floats.

    Raises
    ------
    UnreadableError
        If it does not fit them.
    """
    slots: dict[str, object] = {}
    for key, slot in description["slots"].items():
        if isinstance(slot, dict):
            slots[key] = restore_state(slot, arrays, params)
            continue
        leaves = [_array(arrays, name) for name in slot]
        expected = [(np.shape(p), np.asarray(p).dtype) for p in float_leaves(params)]
        if [(leaf.shape, leaf.dtype) for leaf in leaves] != expected:
            raise UnreadableError(f"its {key} does not fit the model")
        slots[key] = [as_kind_of(p, v) for p, v in zip(float_leaves(params), leaves, strict=True)]
    return State(description["step"], slots)
