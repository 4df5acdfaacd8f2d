"""Calls of the parts' own backward, as statements.

::

    dx = layer_gradient(dy)         self.hidden.backward(dy)
    dz = dx * w                →    dz = self.hidden.dinputs * w
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from gradwright.classes.keeping import changes
from gradwright.classes.parts import Part
from gradwright.diagnostics import Location, refusal
from gradwright.ir.expressions import Apply, Expr, Var, subtrees
from gradwright.ir.rebuild import rebuild
from gradwright.ir.rewriting import with_expressions
from gradwright.ir.statements import (
    Assign,
    Block,
    Effect,
    Leaf,
    Stmt,
    Tree,
    expressions_of,
    map_leaves,
    walk,
)
from gradwright.ir.types import Type

TOKEN_POSITION = 0


@dataclass(slots=True)
class Unfolding:
    """Writes the calls; `paths` and `names` of the gradients that the parts keep are added to."""

    parts: Mapping[str, Part]
    names: dict[int, str]
    paths: dict[int, str]
    location: Location
    calls: dict[str, Apply] = field(default_factory=dict[str, Apply])
    called: dict[tuple[str, int], Var] = field(default_factory=dict["tuple[str, int]", Var])
    renamed: dict[Expr, Expr] = field(default_factory=dict["Expr", "Expr"])
    changes: Mapping[int, int] = field(default_factory=dict[int, int])

    def block(self, forward: Block, backward: Block) -> Block:
        """Return the reverse part with the calls as statements of their own."""
        for stmt in walk(forward):
            value = stmt.value if isinstance(stmt, Assign) else None
            if isinstance(value, Apply) and value.prim == "layer":
                self.calls[str(value.attr("path"))] = value
        self.changes = changes(backward)
        return tuple(new for stmt in backward for new in self._stmt(stmt))

    def tree(self, tree: Tree) -> Tree:
        """Return a result with the parts' gradients for the names that only held them."""
        return map_leaves(tree, lambda leaf: Leaf(self._uncopied(self.expr(leaf.value))))

    def _uncopied(self, expr: Expr) -> Expr:
        """Return a part's own gradient for a copy of it."""
        match expr:
            case Apply("copy", (Var() as var,)) if var in self.called.values():
                return var
            case _:
                return expr

    def expr(self, expr: Expr) -> Expr:
        """Return an expression with the gradients that the parts keep."""
        return rebuild(expr, self._replaced)

    def _replaced(self, node: Expr) -> Expr | None:
        if isinstance(node, Apply) and node.prim == "layer_gradient":
            return self.called.get(_key(node))
        return self.renamed.get(node)

    def _stmt(self, stmt: Stmt) -> Iterator[Stmt]:
        for node in _gradients(stmt):
            yield from self._call(node, stmt.origin)
        match stmt:
            case Assign(target, Apply("layer_gradient") as value):
                held = self.called[_key(value)]
                if _key(value)[1] == TOKEN_POSITION:
                    return
                if self.changes[target.web] == 1:
                    self.renamed[target] = held
                else:
                    yield Assign(target, held, stmt.origin)
            case _:
                yield self._rebuilt(stmt)

    def _rebuilt(self, stmt: Stmt) -> Stmt:
        return with_expressions(stmt, self.expr)

    def _call(self, node: Apply, origin: Location | None) -> Iterator[Stmt]:
        path, position = key = _key(node)
        if key in self.called:
            return
        interface = self.parts[path].interface
        if interface.problem:
            raise self._refused(path, interface.problem)
        upstream = self.expr(node.args[0])
        if interface.result is not None:
            yield self._returned(path, upstream, node, origin)
            return
        if not any(called == path for called, _ in self.called):
            yield Effect(f"{path}.backward({{0}})", (upstream,), origin)
        self.called[key] = self._kept(path, position, node)

    def _returned(self, path: str, dy: Expr, node: Apply, origin: Location | None) -> Stmt:
        """Return the call of a backward that returns its argument's gradient."""
        type_ = self.calls[path].args[1].type
        held = self._held(type_, f"d{path.rpartition('.')[2]}", None)
        self.called[path, TOKEN_POSITION] = self.called[path, 1] = held
        return Assign(held, Apply(node.prim, (dy,), node.attrs, type_), origin)

    def _kept(self, path: str, position: int, node: Apply) -> Var:
        """Return where a part leaves the gradient of one of its arguments."""
        if position == TOKEN_POSITION:
            return self._held(node.type, "part", None)
        names = cast("tuple[str, ...]", self.calls[path].attr("names"))
        argument = names[position - 1]
        attribute = self.parts[path].interface.gradients.get(argument)
        if attribute is None:
            raise self._refused(path, f"its backward leaves no gradient of {argument}")
        return self._held(node.type, attribute, f"{path}.{attribute}")

    def _held(self, type_: Type, hint: str, path: str | None) -> Var:
        web = max(self.names, default=0) + 1
        self.names[web] = hint
        if path is not None:
            self.paths[web] = path
        return Var(web, type_)

    def _refused(self, path: str, reason: str) -> Exception:
        return refusal("GW511", self.location, part=path, reason=reason)


def _key(node: Apply) -> tuple[str, int]:
    position = node.attr("argument")
    assert isinstance(position, int)
    return str(node.attr("path")), position


def _gradients(stmt: Stmt) -> Iterator[Apply]:
    for expr in expressions_of(stmt):
        for node in subtrees(expr):
            if isinstance(node, Apply) and node.prim == "layer_gradient":
                yield node
