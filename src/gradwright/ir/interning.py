"""Interned nodes: equal fields give the same object, so equality is identity and hashing is free.

Trees of a program share their parts. A pass may therefore keep a dictionary from node to result
and visits each distinct subtree once, however often it occurs.
"""

from __future__ import annotations

import threading
import weakref
from typing import Any


class _Reference(weakref.ref[Any]):
    """A weak reference that knows under which key it is kept."""

    __slots__ = ("key",)
    key: tuple[object, ...]


_references: dict[tuple[object, ...], _Reference] = {}
_lock = threading.RLock()


def _forget(reference: weakref.ref[Any]) -> None:
    """Drop the entry of a node that is gone, unless an equal one has taken its place."""
    assert isinstance(reference, _Reference)
    with _lock:
        if _references.get(reference.key) is reference:
            del _references[reference.key]


def _hashable(field: object) -> object:
    """Return a field, or, for what has no hash, its identity: the node keeps it alive."""
    try:
        hash(field)
    except TypeError:
        return ("identity", id(field))
    return field


class Interned(type):
    """Metaclass of the frozen dataclasses whose instances are unique by their fields."""

    def __call__(cls, *fields: object) -> Any:
        """Return the instance with these fields."""
        key = (cls, *fields)
        try:
            reference = _references.get(key)
        except TypeError:  # a literal that has no hash, such as a set, is equal to itself alone
            key = (cls, *map(_hashable, fields))
            reference = _references.get(key)
        node = None if reference is None else reference()
        return cls._made(key, fields) if node is None else node

    def _made(cls, key: tuple[object, ...], fields: tuple[object, ...]) -> Any:
        with _lock:
            reference = _references.get(key)
            node = None if reference is None else reference()
            if node is None:
                node = super().__call__(*fields)
                reference = _Reference(node, _forget)
                reference.key = key
                _references[key] = reference
        return node
