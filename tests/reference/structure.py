"""Nested arguments and results as leaves.

Containers are lists, tuples, dicts, dataclasses and named tuples; a leaf is anything else. A path
is a tuple of keys, so that a failing test can say `net.layers[0].weights[1, 2]`.
"""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

Path = tuple[str, ...]


def is_record(tree: object) -> bool:
    """Say whether `tree` is an instance of a dataclass."""
    return dataclasses.is_dataclass(tree) and not isinstance(tree, type)


def children(tree: Any) -> list[tuple[str, Any]] | None:
    """Return the parts of a container with their keys, None for a leaf."""
    if isinstance(tree, dict):
        return [(f"[{key!r}]", part) for key, part in tree.items()]
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return [(f".{key}", getattr(tree, key)) for key in tree._fields]
    if isinstance(tree, (list, tuple)):
        return [(f"[{key}]", part) for key, part in enumerate(tree)]
    if is_record(tree):
        return [(f".{f.name}", getattr(tree, f.name)) for f in dataclasses.fields(tree)]
    return None


def rebuild(tree: Any, parts: list[Any]) -> Any:
    """Return a container like `tree` that holds `parts`."""
    if isinstance(tree, dict):
        return dict(zip(tree, parts, strict=True))
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return type(tree)(*parts)
    if isinstance(tree, (list, tuple)):
        return type(tree)(parts)
    names = [f.name for f in dataclasses.fields(tree)]
    return dataclasses.replace(tree, **dict(zip(names, parts, strict=True)))


def leaves(tree: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield every leaf with its path, in a fixed order."""
    parts = children(tree)
    if parts is None:
        yield path, tree
        return
    for key, part in parts:
        yield from leaves(part, (*path, key))


def map_leaves(change: Callable[[Path, Any], Any], tree: Any, path: Path = ()) -> Any:
    """Return `tree` with every leaf replaced by `change(path, leaf)`."""
    parts = children(tree)
    if parts is None:
        return change(path, tree)
    return rebuild(tree, [map_leaves(change, part, (*path, key)) for key, part in parts])
