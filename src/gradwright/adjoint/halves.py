"""The two halves of a function that is written apart: one goes forward, the other back.

In: a written program. Out: ``NAME_forward(args) -> (value, saved)`` and ``NAME_reverse(dy, *saved) ->
gradients``; what is saved is what the reverse sweep reads of the forward sweep and of the arguments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from gradwright.analysis.flow import names_in
from gradwright.analysis.memory import memory_of, shared_with
from gradwright.analysis.ownership import is_fresh
from gradwright.ir.expressions import Expr, Var, constant, subtrees
from gradwright.ir.naming import unused
from gradwright.ir.statements import (
    Assign,
    Block,
    ForEach,
    If,
    Leaf,
    Node,
    Parameter,
    Pop,
    Program,
    Push,
    Tree,
    bound_by,
    expressions_of,
    leaves,
    map_leaves,
    walk,
)
from gradwright.ir.types import Array
from gradwright.rules.table import apply


def halves(written: Program, name: str) -> tuple[Program, Program]:
    """Return the forward and the reverse half of a written function."""
    assert written.reverse_from is not None
    assert isinstance(written.result, Node)
    forward, backward = written.body[: written.reverse_from], written.body[written.reverse_from :]
    value, gradients = written.result.children
    upstream, *parameters = written.parameters
    saved = _saved(forward, backward, gradients, parameters)
    value = map_leaves(value, lambda leaf: Leaf(_own(leaf.value, forward, saved)))
    first = replace(
        written,
        name=f"{name}_forward",
        parameters=tuple(parameters),
        body=(*_defaults(forward, parameters, saved), *forward),
        result=_tuple((value, _tuple(map(Leaf, saved)))),
        reverse_from=None,
        docstring=None,
    )
    names, paths, given = _named(written, upstream, saved)
    passed = [leaf.value for leaf in leaves(upstream.tree)]
    gradients = map_leaves(gradients, lambda leaf: Leaf(_apart(leaf.value, backward, passed)))
    second = replace(
        written,
        name=f"{name}_reverse",
        parameters=(replace(upstream, kind="positional"), *given),
        body=backward,
        result=gradients,
        names=names,
        paths=paths,
        reverse_from=0,
        docstring=None,
    )
    return first, second


def _tuple(items: Iterable[Tree]) -> Node:
    children = tuple(items)
    return Node("tuple", tuple(range(len(children))), children, tuple)


def _saved(
    forward: Block, backward: Block, gradients: Tree, parameters: Iterable[Parameter]
) -> list[Var]:
    """Return what the reverse half reads of the forward half and of the arguments."""
    made = {var.web: var for stmt in walk(forward) for var in bound_by(stmt)}
    for parameter in parameters:
        for leaf in leaves(parameter.tree):
            if isinstance(leaf.value, Var):
                made[leaf.value.web] = leaf.value
    read = {web for leaf in leaves(gradients) for web in names_in(leaf.value)}
    for stmt in walk(backward):
        read |= {web for expr in expressions_of(stmt) for web in names_in(expr)}
        if isinstance(stmt, Push | Pop | ForEach):
            read.add(stmt.stack.web)
    return [made[web] for web in sorted(read & made.keys())]


def _own(value: Expr, forward: Block, saved: list[Var]) -> Expr:
    """Return the value, copied where what was saved may share its memory: the caller may change it."""
    if not isinstance(value, Var) or not isinstance(value.type, Array):
        return value
    bindings = [stmt for stmt in walk(forward) if isinstance(stmt, Assign)]
    own = [stmt.value for stmt in bindings if stmt.target.web == value.web]
    shared = any(value.web in shared_with(stmt.value) for stmt in bindings)
    if value in saved or shared or not all(map(is_fresh, own)):
        return apply("copy", value, form="method")
    return value


def _apart(gradient: Expr, backward: Block, passed: Iterable[Expr]) -> Expr:
    """Return a gradient, copied where it may be the array that was passed: the caller changes that."""
    webs = {var.web for var in passed if isinstance(var, Var)}
    if isinstance(gradient.type, Array) and webs & memory_of(backward, gradient):
        return apply("copy", gradient, form="method")
    return gradient


def _defaults(forward: Block, parameters: Iterable[Parameter], saved: list[Var]) -> list[Assign]:
    """Return a value for each name that is saved and that not every path binds."""
    bound = {
        part.web
        for parameter in parameters
        for leaf in leaves(parameter.tree)
        for part in subtrees(leaf.value)
        if isinstance(part, Var)
    }
    bound |= _surely_bound(forward)
    return [Assign(var, constant(None, var.type)) for var in saved if var.web not in bound]


def _surely_bound(block: Block) -> set[int]:
    found: set[int] = set()
    for stmt in block:
        found |= {var.web for var in bound_by(stmt)} if not hasattr(stmt, "body") else set()
        if isinstance(stmt, If):
            found |= _surely_bound(stmt.then) & _surely_bound(stmt.orelse)
    return found


def _named(
    written: Program, upstream: Parameter, saved: list[Var]
) -> tuple[dict[int, str], dict[int, str], list[Parameter]]:
    """Return names and paths in which everything that was saved is a parameter of its own."""
    names = dict(written.names)
    taken = {upstream.name}
    paths = {
        leaf.value.web: written.paths[leaf.value.web]
        for leaf in leaves(upstream.tree)
        if isinstance(leaf.value, Var)
    }
    given: list[Parameter] = []
    for var in saved:
        hint = re.sub(r"\W+", "_", written.names.get(var.web, "v")).strip("_") or "v"
        name = unused(hint, taken)
        names[var.web] = paths[var.web] = name
        given.append(Parameter(name, Leaf(var)))
    return names, paths, given
