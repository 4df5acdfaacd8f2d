"""Where the reverse sweep begins: names for the results, and the upstream gradient's parameter."""

from __future__ import annotations

from dataclasses import dataclass

from gradwright.adjoint.names import Webs, adjoint_type
from gradwright.ir.expressions import Const, Var
from gradwright.ir.statements import Assign, Leaf, Node, Program, Stmt, Tree
from gradwright.ir.types import Static, is_differentiable


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
