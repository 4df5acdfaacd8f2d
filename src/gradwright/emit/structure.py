"""Structures of results to Python's syntax: displays of tuples, lists and dicts, rebuilt classes.

``Node(dataclass, weights=dw)`` for the argument `net` -> ``dataclasses.replace(net, weights=dw)``.
"""

from __future__ import annotations

import ast

from gradwright.emit.expressions import Expressions, literal, parsed
from gradwright.emit.flat import flat
from gradwright.ir.expressions import Const
from gradwright.ir.statements import Leaf, Node, Program, Tree
from gradwright.ir.types import STATIC

PLAIN = (bool, int, float, str, type(None))


class Structures:
    """Writes trees of values; `classes` collects what was named and must be at hand."""

    def __init__(self, syntax: Expressions) -> None:
        self._syntax = syntax
        self.classes: dict[str, type] = {}
        self.named: dict[int, str] = {}  # structures that have a name, by identity

    def tree(self, tree: Tree, base: str | None = None) -> ast.expr:
        """Return the syntax of a structure; `base` is the path of what it has the form of."""
        if (name := self.named.get(id(tree))) is not None:
            return ast.Name(name)
        match tree:
            case Leaf(value):
                return self._leaf(value, base)
            case Node(kind="tuple" | "list"):
                items = [self.tree(c, _inside(tree, base, k)) for k, c in _pairs(tree)]
                return ast.Tuple(items) if tree.kind == "tuple" else ast.List(items)
            case Node(kind="dict"):
                values = [self.tree(c, _inside(tree, base, k)) for k, c in _pairs(tree)]
                return ast.Dict([literal(k) for k in tree.keys], values)
            case Node():
                return self._record(tree, base)

    def _leaf(self, value: object, base: str | None) -> ast.expr:
        if not isinstance(value, Const) or value.type is not STATIC:
            return self._syntax(value)  # type: ignore[arg-type]
        if base is not None and not isinstance(value.value, PLAIN):
            return parsed(base)
        return literal(value.value)

    def _record(self, tree: Node, base: str | None) -> ast.expr:
        """Return a dataclass or named tuple: what it was, with the fields that differ replaced."""
        fields = [(str(k), self.tree(c, _inside(tree, base, k))) for k, c in _pairs(tree)]
        if base is None:
            self.classes[tree.cls.__name__] = tree.cls
            return ast.Call(ast.Name(tree.cls.__name__), [], [ast.keyword(k, v) for k, v in fields])
        changed = [
            ast.keyword(key, value)
            for (key, value), child in zip(fields, tree.children, strict=True)
            if not _is_static(child) and flat(value) != _inside(tree, base, key)
        ]
        if not changed:
            return parsed(base)
        if tree.kind == "namedtuple":
            return ast.Call(ast.Attribute(parsed(base), "_replace"), [], changed)
        return ast.Call(parsed("dataclasses.replace"), [parsed(base)], changed)


def _is_static(tree: Tree) -> bool:
    return isinstance(tree, Leaf) and tree.value.type is STATIC


def _pairs(tree: Node) -> list[tuple[object, Tree]]:
    return list(zip(tree.keys, tree.children, strict=True))


def _inside(tree: Node, base: str | None, key: object) -> str | None:
    """Return the path of a part."""
    if base is None:
        return None
    record = tree.kind in ("dataclass", "namedtuple")
    return f"{base}.{key}" if record else f"{base}[{key!r}]"


def result_of(program: Program, structures: Structures) -> ast.expr:
    """Return the result; each gradient has the structure of the argument that it belongs to."""
    result = program.result
    if program.wrt is not None and program.pushes == "gradient":
        return _of_arguments(result, program.wrt, structures)
    if program.wrt is None or program.pushes or not isinstance(result, Node):
        return structures.tree(result)
    value, gradient = result.children
    return ast.Tuple([structures.tree(value), _of_arguments(gradient, program.wrt, structures)])


def _of_arguments(tree: Tree, wrt: str | tuple[str, ...], structures: Structures) -> ast.expr:
    """Return what belongs to arguments, each in its argument's structure."""
    if isinstance(wrt, str):
        return structures.tree(tree, wrt)
    assert isinstance(tree, Node)
    parts = zip(tree.children, wrt, strict=True)
    return ast.Tuple([structures.tree(child, base) for child, base in parts])
