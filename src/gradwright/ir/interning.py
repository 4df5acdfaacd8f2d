"""Interned nodes: equal fields give the same object, so equality is identity and hashing is free.

Trees of a program share their parts. A pass may therefore keep a dictionary from node to result
and visits each distinct subtree once, however often it occurs.
"""

from __future__ import annotations

import threading
import weakref
from typing import Any

_nodes: weakref.WeakValueDictionary[tuple[object, ...], Any] = weakref.WeakValueDictionary()
_lock = threading.Lock()


class Interned(type):
    """Metaclass of the frozen dataclasses whose instances are unique by their fields."""

    def __call__(cls, *fields: object) -> Any:
        key = (cls, *fields)
        node = _nodes.get(key)
        if node is None:
            with _lock:
                node = _nodes.get(key)
                if node is None:
                    node = super().__call__(*fields)
                    _nodes[key] = node
        return node
