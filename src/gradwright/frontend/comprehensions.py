"""Comprehensions over what is known in structure: one entry an item."""

from __future__ import annotations

import ast
from collections.abc import Callable

from gradwright.frontend.cells import new_list
from gradwright.frontend.conditions import plain, truth
from gradwright.frontend.iteration import unrolled
from gradwright.frontend.known import UNDECIDED
from gradwright.frontend.reader import Pending, Reader
from gradwright.frontend.targets import bind_item
from gradwright.frontend.values import Value, dict_of


def comprehension(reader: Reader, node: ast.ListComp | ast.GeneratorExp) -> Value:
    """Evaluate a list comprehension or a generator that is consumed at once."""
    items: list[Value] = []

    def visit() -> None:
        items.append(reader.value(node.elt))

    _visit(reader, node.generators, visit, items)
    return new_list(reader, node, items)


def dict_comprehension(reader: Reader, node: ast.DictComp) -> Value:
    """Evaluate a dict comprehension."""
    keys: list[object] = []
    items: list[Value] = []

    def visit() -> None:
        key = plain(reader, reader.value(node.key))
        if key is UNDECIDED or isinstance(key, list):
            raise reader.refuse("GW208", node.key, found=f"the key {reader.shown(node.key)}")
        keys.append(key)
        items.append(reader.value(node.value))

    _visit(reader, node.generators, visit, items)
    return dict_of(dict(zip(keys, items, strict=True)))


def _visit(
    reader: Reader,
    generators: list[ast.comprehension],
    visit: Callable[[], None],
    items: list[Value],
) -> None:
    """Run `visit` for each combination of items, with names that are gone afterwards."""
    kept = dict(reader.frame.names)
    pending = Pending(items, reader.out)
    reader.pending.append(pending)
    try:
        _generate(reader, generators, visit)
    finally:
        reader.pending.pop()
        inner = {name for g in generators for name in _names(g.target)}
        reader.frame.names = {
            name: value for name, value in reader.frame.names.items() if name not in inner
        } | {name: value for name, value in kept.items() if name in inner}


def _names(target: ast.expr) -> set[str]:
    return {inner.id for inner in ast.walk(target) if isinstance(inner, ast.Name)}


def _generate(
    reader: Reader, generators: list[ast.comprehension], visit: Callable[[], None]
) -> None:
    if not generators:
        visit()
        return
    first, *rest = generators
    if first.is_async:
        raise reader.refuse("GW110", first.iter)
    items = unrolled(reader, first.iter, reader.value(first.iter))
    if items is None:
        raise reader.refuse("GW111", first.iter, name=f"`{reader.shown(first.iter)}`")
    for item in items:
        bind_item(reader, first.target, item, first.iter)
        if _passes(reader, first.ifs):
            _generate(reader, rest, visit)


def _passes(reader: Reader, conditions: list[ast.expr]) -> bool:
    for condition in conditions:
        found = truth(reader, condition)
        if not isinstance(found, bool):
            raise reader.refuse("GW208", condition, found=f"`{reader.shown(condition)}`")
        if not found:
            return False
    return True
