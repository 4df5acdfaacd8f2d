"""The last pass of the frontend: unions and equal lengths applied to the whole program at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from gradwright.frontend.reader import Reader
from gradwright.frontend.types import joined
from gradwright.ir.expressions import Apply, Both, Choose, Const, Expr, Region, Var
from gradwright.ir.rebuild import rebuild_path
from gradwright.ir.statements import (
    Assign,
    Block,
    Effect,
    For,
    Guard,
    If,
    Leaf,
    Leave,
    Permute,
    Stmt,
    Store,
    Tree,
    While,
    map_leaves,
)
from gradwright.ir.types import Form, Type


@dataclass(slots=True)
class Canonical:
    """Rewrites names to what stands for them, and types to lengths that stand for theirs."""

    reader: Reader
    classes: Mapping[int, int]
    types: Mapping[int, Type]
    memo: dict[Expr, Expr] = field(default_factory=dict["Expr", "Expr"])

    def expr(self, e: Expr) -> Expr:
        """Return an expression rewritten."""
        found = self.memo.get(e)
        if found is None:
            found = self.memo[e] = self._rewritten(e)
        return found

    def var(self, var: Var) -> Var:
        """Return what stands for a name."""
        web = self.classes.get(var.web, var.web)
        return Var(web, self.type(self.types.get(web, var.type)))

    def type(self, type_: Type) -> Type:
        """Return a type with canonical lengths."""
        return self.reader.lengths.of_type(type_)

    def attribute(self, value: object) -> object:
        """Return a static attribute with canonical lengths."""
        if isinstance(value, str):
            return value
        match value:
            case Form():
                return self.reader.lengths.canonical(value)
            case tuple():
                return tuple(map(self.attribute, cast("tuple[object, ...]", value)))
            case _:
                return value

    def _rewritten(self, e: Expr) -> Expr:
        match e:
            case Apply(prim, args, attrs, type_):
                kept = tuple([(name, self.attribute(value)) for name, value in attrs])
                return Apply(prim, tuple(map(self.expr, args)), kept, self.type(type_))
            case Var():
                return self.var(e)
            case Const():
                return e
            case Region(base, path, type_):
                return Region(self.var(base), rebuild_path(path, self.expr), self.type(type_))
            case Choose(cond, then, orelse, type_):
                parts = (self.expr(cond), self.expr(then), self.expr(orelse))
                return Choose(*parts, self.type(type_))
            case Both(op, left, right, type_):
                return Both(op, self.expr(left), self.expr(right), type_)

    def block(self, block: Iterable[Stmt]) -> Block:
        """Return a block rewritten; copies of a name to itself go."""
        return tuple(s for stmt in block if (s := self._statement(stmt)) is not None)

    def _statement(self, stmt: Stmt) -> Stmt | None:  # noqa: C901  (a match over node kinds)
        match stmt:
            case Assign(target, value, origin):
                new, rewritten = self.var(target), self.expr(value)
                return None if new is rewritten else Assign(new, rewritten, origin)
            case Store(region, value, mode, repeats, origin):
                place = self.expr(region)
                assert isinstance(place, Region)
                return Store(place, self.expr(value), mode, repeats, origin)
            case Permute(targets, sources, origin):
                places = tuple(map(self.var, targets)), tuple(map(self.var, sources))
                return Permute(*places, origin)
            case If(cond, then, orelse, origin):
                return If(self.expr(cond), self.block(then), self.block(orelse), origin)
            case For(var, start, stop, step, body, down, origin):
                bounds = (self.expr(start), self.expr(stop), self.expr(step))
                return For(self.var(var), *bounds, self.block(body), down, origin)
            case While(cond, body, origin):
                return While(self.expr(cond), self.block(body), origin)
            case Leave():
                return stmt
            case Guard(cond, message, origin, code):
                return Guard(self.expr(cond), message, origin, code)
            case Effect(text, args, origin):
                return Effect(text, tuple(map(self.expr, args)), origin)
            case _:
                raise AssertionError(f"the frontend makes no {type(stmt).__name__}")

    def tree(self, tree: Tree) -> Tree:
        """Return a structure rewritten."""
        return map_leaves(tree, lambda leaf: Leaf(self.expr(leaf.value)))


def canonical(reader: Reader) -> Canonical:
    """Return the rewriting that applies a reading's unions and equal lengths."""
    classes = reader.webs.classes()
    types: dict[int, Type] = {}
    for web, root in classes.items():
        own = reader.lengths.of_type(reader.webs.types[web])
        first = types.get(root) or reader.lengths.of_type(reader.webs.types[root])
        types[root] = joined(first, own, lambda _, __, ___: reader.webs.unknown()) or first
    return Canonical(reader, classes, types)
