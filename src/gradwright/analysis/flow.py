"""What expressions and statements read and overwrite, by web."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from gradwright.ir.expressions import (
    Apply,
    Expr,
    Region,
    Var,
    children,
    operands_of_path,
    subtrees,
)
from gradwright.ir.statements import (
    Assign,
    Block,
    NewStack,
    Permute,
    Pop,
    Push,
    Stmt,
    Store,
    bound_by,
    walk,
)
from gradwright.ir.types import Array, AxisLength, Type
from gradwright.rules.table import rule_of


@lru_cache(maxsize=16384)
def reads(expr: Expr) -> frozenset[Var]:
    """Return the names (with `after` kept) whose value an expression reads, not just their shape."""
    found: set[Var] = set()
    _collect(expr, found, set())
    return frozenset(found)


def _collect(expr: Expr, found: set[Var], seen: set[Expr]) -> None:
    if expr in seen:
        return
    seen.add(expr)
    if isinstance(expr, Var):
        found.add(expr)
        return
    shape_only = rule_of(expr).uses_shape if isinstance(expr, Apply) else frozenset[int]()
    for k, child in enumerate(children(expr)):
        if k not in shape_only or not has_fixed_shape(child):
            _collect(child, found, seen)


def read_nodes(expr: Expr) -> list[Var | Region]:
    """Return the names and regions that are surely evaluated and whose values, not just shapes, are read.

    A region's base is not listed beside the region; its subscripts are.
    """
    found: dict[Var | Region, None] = {}
    seen: set[Expr] = set()
    stack: list[Expr] = [expr]
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        match node:
            case Var():
                found.setdefault(node)
            case Region():
                found.setdefault(node)
                stack.extend(operands_of_path(node.path))
            case _:
                stack.extend(_value_operands(node))
    return list(found)


def _value_operands(node: Expr) -> list[Expr]:
    shape_only = rule_of(node).uses_shape if isinstance(node, Apply) else frozenset[int]()
    return [
        child
        for k, child in enumerate(children(node))
        if k not in shape_only or not has_fixed_shape(child)
    ]


def has_fixed_shape(expr: Expr) -> bool:
    """Whether every value that this name takes has the same shape (then reading it is always safe)."""
    return isinstance(expr, Var) and is_fixed(expr.type)


def is_fixed(type_: Type) -> bool:
    """Whether an array's lengths are those of parameters' axes or literals."""
    return isinstance(type_, Array) and all(
        isinstance(symbol, AxisLength) for length in type_.lengths for symbol, _ in length.terms
    )


@lru_cache(maxsize=16384)
def names_in(expr: Expr) -> frozenset[int]:
    """Return every web that stands in an expression, also where only its shape is read."""
    return frozenset(node.web for node in subtrees(expr) if isinstance(node, Var))


def path_reads(region: Region) -> frozenset[Var]:
    """Return the names that a region's subscripts read."""
    found: set[Var] = set()
    seen: set[Expr] = set()
    for operand in operands_of_path(region.path):
        _collect(operand, found, seen)
    return frozenset(found)


def overwritten(block: Block) -> frozenset[int]:
    """Return the webs that a block binds or stores into."""
    webs: set[int] = set()
    for stmt in walk(block):
        webs.update(var.web for var in bound_by(stmt))
        if isinstance(stmt, Store):
            webs.add(stmt.region.base.web)
        elif isinstance(stmt, Pop):
            webs.update(t.base.web for t in stmt.targets if isinstance(t, Region))
    return frozenset(webs)


def webs(names: Iterable[Var]) -> frozenset[int]:
    """Return the webs of some names."""
    return frozenset(name.web for name in names)


def changed_webs(stmt: Stmt) -> Iterable[int]:
    """Return the webs that a simple statement binds, stores into or fills."""
    match stmt:
        case Assign(target):
            return (target.web,)
        case Permute(targets):
            return tuple(target.web for target in targets)
        case Store(region):
            return (region.base.web,)
        case NewStack(stack) | Push(stack):
            return (stack.web,)
        case Pop(targets, stack):
            bases = (t.web if isinstance(t, Var) else t.base.web for t in targets)
            return (*bases, stack.web)
        case _:
            return ()
