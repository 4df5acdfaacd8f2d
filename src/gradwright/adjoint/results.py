"""The two ends of a written function: the upstream parameter, and the value and gradient it returns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gradwright.adjoint.names import Webs, adjoint_type
from gradwright.analysis.ownership import is_fresh
from gradwright.analysis.pythonness import is_python
from gradwright.ir.expressions import Const, Expr, Region, Var
from gradwright.ir.statements import Assign, Block, Leaf, Node, Program, Stmt, Tree, walk
from gradwright.ir.types import Array, Scalar, Static, is_differentiable
from gradwright.rules.table import apply


@dataclass(frozen=True, slots=True)
class Upstream:
    """The upstream gradient: its parameter's name, its structure, and (result name, upstream leaf) pairs."""

    name: str
    tree: Tree
    pairs: tuple[tuple[Var, Var], ...]
    paths: dict[int, str]


def bind_results(program: Program, webs: Webs) -> tuple[Tree, list[Stmt]]:
    """Return the result with a name or constant in each leaf, and the statements that bind them."""
    bound: list[Stmt] = []

    def leaf(old: Leaf) -> Leaf:
        if isinstance(old.value, Var | Const) or isinstance(old.value.type, Static):
            return old
        name = webs.new("out", old.value.type)
        bound.append(Assign(name, old.value, program.origin))
        return Leaf(name)

    return _map(program.result, leaf), bound


def _map(tree: Tree, leaf: object) -> Tree:
    if isinstance(tree, Leaf):
        return leaf(tree)  # type: ignore[operator]
    return Node(tree.kind, tree.keys, tuple(_map(c, leaf) for c in tree.children), tree.cls)


def upstream_of(program: Program, result: Tree, webs: Webs) -> Upstream:
    """Return the upstream parameter for a result: one leaf a result leaf."""
    pairs: list[tuple[Var, Var]] = []
    paths: dict[int, str] = {}
    name = upstream_name(program, webs)

    def build(tree: Tree, path: str) -> Tree:
        if isinstance(tree, Leaf):
            var = tree.value
            if isinstance(var.type, Static):
                return tree
            upstream = webs.new_adjoint(name, adjoint_type(var.type))
            paths[upstream.web] = path
            if isinstance(var, Var) and is_differentiable(var.type):
                pairs.append((var, upstream))
            return Leaf(upstream)
        children = [build(c, path + _access(tree, k)) for k, c in enumerate(tree.children)]
        return Node(tree.kind, tree.keys, tuple(children), tree.cls)

    tree = build(result, name)
    return Upstream(name, tree, tuple(pairs), paths)


def _access(node: Node, position: int) -> str:
    key = node.keys[position]
    if node.kind in ("dataclass", "namedtuple"):
        return f".{key}"
    return f"[{key!r}]"


def upstream_name(program: Program, webs: Webs) -> str:
    """Return ``d`` + the returned name, or ``dout`` (``dloss`` for a loss) where the result has none."""
    if isinstance(program.result, Leaf) and isinstance(program.result.value, Var):
        web = program.result.value.web
        if program.paths.get(web, "x").isidentifier():
            return webs.adjoint_hint(webs.names.get(web, "out"))
    return webs.adjoint_hint("loss" if "loss" in program.name else "out")


class Returns:
    """Decides what a result's leaves must be so that results share memory with nothing."""

    def __init__(self, program: Program, forward: Block, backward: Block) -> None:
        self._definitions: dict[int, list[Expr]] = {}
        for block in (forward, backward):
            for stmt in walk(block):
                if isinstance(stmt, Assign):
                    self._definitions.setdefault(stmt.target.web, []).append(stmt.value)
        self._returned: set[int] = set()

    def note(self, block: Iterable[Stmt]) -> None:
        """Take statements into account that were added since."""
        for stmt in block:
            if isinstance(stmt, Assign):
                self._definitions.setdefault(stmt.target.web, []).append(stmt.value)

    def own(self, expr: Expr) -> Expr:
        """Return the expression, copied where its array may be reachable from elsewhere."""
        if not isinstance(expr.type, Array):
            return expr
        if isinstance(expr, Var) and self.is_owned(expr) and expr.web not in self._returned:
            self._returned.add(expr.web)
            return expr
        if not isinstance(expr, Var | Region) and is_fresh(expr):
            return expr
        return apply("copy", expr, form="method")

    def is_owned(self, expr: Expr) -> bool:
        """Whether a name holds an array that no other name can reach."""
        definitions = self._definitions.get(expr.web, []) if isinstance(expr, Var) else []
        return bool(definitions) and all(is_fresh(value) for value in definitions)


def as_argument(gradient: Expr, leaf: Var, python: set[int]) -> Expr:
    """Return a gradient in its argument's own type: Python floats for Python floats, the array's dtype."""
    if isinstance(leaf.type, Scalar) and leaf.type.python:
        return gradient if is_python(gradient, python) else apply("float", gradient, form="builtin")
    if (
        isinstance(leaf.type, Array)
        and isinstance(gradient.type, Array)
        and gradient.type.dtype != leaf.type.dtype
    ):
        return apply("astype", gradient, dtype=leaf.type.dtype, form="method")
    return gradient
