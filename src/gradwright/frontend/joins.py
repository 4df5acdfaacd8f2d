"""Where control flow meets: one value a name after an `if`, and around a loop.

A name whose value differs between two paths gets a fresh id. It is united with the ids of both
paths (one variable, no copy) where no one else refers to them and no other value of the name is read
after the new one was bound; otherwise each path ends with a copy.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gradwright.analysis.memory import shared_with
from gradwright.frontend.cells import freeze, grow_where_lists, is_same, with_cell
from gradwright.frontend.reader import Reader
from gradwright.frontend.types import is_integer, joined
from gradwright.frontend.values import (
    Container,
    Grown,
    Missing,
    Num,
    Value,
    describe,
    describe_type,
    with_items,
)
from gradwright.ir.expressions import Const, Expr, Var, constant, subtrees
from gradwright.ir.statements import (
    Assign,
    Block,
    For,
    If,
    Stmt,
    While,
    bound_by,
    expressions_of,
)
from gradwright.ir.types import FLOAT, UNIT, Array, Form, List, Scalar, Type, dtype_of
from gradwright.rules.table import apply

Holders = Mapping[int, int]


@dataclass(slots=True)
class Path:
    """One way that leads to a join: its statements, its names, who refers to which web.

    `first` is the first id that was made on either way: older ones were bound before.
    """

    block: list[Stmt]
    names: dict[str, Value]
    holders: Holders
    first: int


def join_names(
    reader: Reader, node: ast.AST, paths: tuple[Path, Path], live: Iterable[str]
) -> dict[str, Value]:
    """Return the names after an `if`, each with one value."""
    first, second = paths
    names: dict[str, Value] = {}
    for name in sorted(live):
        a, b = first.names.get(name), second.names.get(name)
        if a is None and b is None:
            continue
        if a is None or b is None:
            names[name] = Missing("GW201", {"name": name})
        else:
            names[name] = join(reader, node, name, (a, b), paths)
    for name, value in first.names.items():
        if name not in names and second.names.get(name) == value:
            names[name] = value
    return names


def join(
    reader: Reader, node: ast.AST, name: str, values: tuple[Value, Value], paths: tuple[Path, Path]
) -> Value:
    """Return the value that is the one or the other."""
    a, b = values
    if a == b and is_same(a, b):
        return a
    match a, b:
        case (Missing(), _) | (_, Missing()):
            return a if isinstance(a, Missing) else b
        case Num(), Num():
            return _join_numbers(reader, node, name, (a.expr, b.expr), paths)
        case Container(), Container() if same_structure(a, b):
            items = tuple(
                join(reader, node, f"{name}_{key}", (x, y), paths)
                for key, x, y in zip(a.keys, a.items, b.items, strict=True)
            )
            whole = a if is_same(a, b) else with_cell(a, freeze(reader, node, a, b))
            return next((x for x in items if isinstance(x, Missing)), with_items(whole, items))
        case (Grown(), Grown()):
            joined_ = _join_numbers(reader, node, name, (a.expr, b.expr), paths)
            if isinstance(joined_, Num):
                cell = a.cell if is_same(a, b) else freeze(reader, node, a, b)
                return Grown(joined_.expr, cell)
            return joined_
        case _:
            grow_where_lists(reader, a, b)
            code = "GW204" if isinstance(a, Container) and isinstance(b, Container) else "GW202"
            details = {"name": name, "first": describe(a), "second": describe(b)}
            return Missing(code, details)


def same_structure(a: Container, b: Container) -> bool:
    """Whether two containers have the same kind, class and keys."""
    return (a.kind, a.keys, a.cls) == (b.kind, b.keys, b.cls)


def _join_numbers(
    reader: Reader, node: ast.AST, name: str, exprs: tuple[Expr, Expr], paths: tuple[Path, Path]
) -> Value:
    a, b = exprs
    type_ = joined(a.type, b.type, lambda x, y, _: meet(reader, x, y))
    if type_ is None:
        return Missing(*mismatch(name, a.type, b.type))
    var = reader.webs.new(name, type_)
    if is_integer(type_):
        reader.webs.forms[var.web] = reader.webs.unknown()
    united = _united(reader, var, exprs, paths)
    for expr, path, one in zip(exprs, paths, united, strict=True):
        if one:
            assert isinstance(expr, Var)
            unite(reader, var, expr)
        else:
            copy_into(reader, var, expr, path.block, node)
    return Num(var)


def _united(
    reader: Reader, var: Var, exprs: tuple[Expr, Expr], paths: tuple[Path, Path]
) -> tuple[bool, bool]:
    """Return which of the two values become the variable of the join."""
    if _are_one(reader, exprs):
        both = all(may_unite(reader, var, e, p.holders) for e, p in zip(exprs, paths, strict=True))
        return both, both
    a, b = (
        may_unite(reader, var, exprs[k], paths[k].holders)
        and not held(reader, exprs[k], paths[1 - k].holders)
        for k in (0, 1)
    )
    if a and b:
        first, second = exprs
        assert isinstance(first, Var)
        assert isinstance(second, Var)
        roots = {reader.webs.find(first.web), reader.webs.find(second.web)}
        both_before = len(roots) > 1 and max(roots) < paths[0].first
        if both_before or any(
            interferes(reader, path.block, first.web, second.web) for path in paths
        ):
            return False, False
    return a, b


def _are_one(reader: Reader, exprs: tuple[Expr, Expr]) -> bool:
    """Whether both paths left their value in one variable (a loop in one of them united it)."""
    first, second = exprs
    if not isinstance(first, Var) or not isinstance(second, Var):
        return False
    return reader.webs.find(first.web) == reader.webs.find(second.web)


def meet(reader: Reader, first: Form, second: Form) -> Form:
    """Return the length of an axis that has one of two lengths."""
    return first if reader.lengths.equal(first, second) else reader.webs.unknown()


def mismatch(name: str, first: Type, second: Type) -> tuple[str, dict[str, object]]:
    """Return the code and details for two types that do not meet."""
    kinds = {type(first), type(second)}
    code = "GW203" if Array in kinds else "GW202"
    return code, {"name": name, "first": describe_type(first), "second": describe_type(second)}


# one variable or copies ---------------------------------------------------------------------------


def may_unite(reader: Reader, var: Var, expr: Expr, holders: Holders) -> bool:
    """Whether a value's web may become the variable of the join."""
    if not isinstance(expr, Var) or expr.web in reader.webs.fixed:
        return False
    if held(reader, expr, holders) > 1 or reader.webs.names_itself(expr):
        return False
    if isinstance(expr.type, Array | List):
        return _has_same_units(expr.type, var.type)
    return isinstance(var.type, Scalar) and dtype_of(expr.type) == var.type.dtype


def _has_same_units(first: Type, second: Type) -> bool:
    """Whether no axis has length 1 in one type only: its adjoint would have other axes there."""
    if not isinstance(first, Array) or not isinstance(second, Array):
        return True
    pairs = zip(first.lengths, second.lengths, strict=True)
    return all((a is UNIT) == (b is UNIT) for a, b in pairs)


def held(reader: Reader, expr: Expr, holders: Holders) -> int:
    """Return how many references there are to a name's variable."""
    if not isinstance(expr, Var):
        return 0
    root = reader.webs.find(expr.web)
    return sum(n for web, n in holders.items() if reader.webs.find(web) == root)


def unite(reader: Reader, var: Var, source: Var) -> None:
    """Make a value's web and the join's one variable."""
    reader.webs.union(var.web, source.web)
    reader.webs.inherit(var.web, source.web)
    if source.web in reader.shares:
        reader.shares[var.web] = reader.shares[source.web]
    if source.web in reader.paths and isinstance(source.type, Array):
        reader.webs.share(var.web, source.web)


def copy_into(reader: Reader, var: Var, expr: Expr, block: list[Stmt], node: ast.AST) -> None:
    """End a path with a copy of its value."""
    block.append(Assign(var, converted(reader, expr, var.type), reader.at(node)))
    for source in shared_with(expr):
        reader.webs.share(var.web, source)
        reader.shares[var.web] = (None, reader.at(node))


def converted(reader: Reader, expr: Expr, type_: Type) -> Expr:
    """Return a literal itself, and a whole number as a float where the other path has a float."""
    if isinstance(expr, Var):
        expr = reader.webs.known.get(expr.web, expr)
    if not isinstance(type_, Scalar) or is_integer(type_) or not is_integer(expr.type):
        return expr
    if isinstance(expr, Const) and isinstance(expr.value, int):
        return constant(float(expr.value), FLOAT)
    return apply("float", expr, form="builtin")


def interferes(reader: Reader, block: Block | list[Stmt], first: int, second: int) -> bool:
    """Whether the two webs' variables hold different values at once somewhere in a block.

    That is: after the one was bound, the other is bound or read.
    """
    a, b = reader.webs.find(first), reader.webs.find(second)
    if a == b:
        return False
    scan = _Scan(reader, a, b)
    scan.block(block, frozenset())
    return scan.found


class _Scan:
    def __init__(self, reader: Reader, first: int, second: int) -> None:
        self.reader = reader
        self.pair = frozenset((first, second))
        self.found = False

    def block(self, block: Iterable[Stmt], bound: frozenset[int]) -> frozenset[int]:
        for stmt in block:
            bound = self.statement(stmt, bound)
        return bound

    def statement(self, stmt: Stmt, bound: frozenset[int]) -> frozenset[int]:
        self._reads(expressions_of(stmt), bound)
        for var in bound_by(stmt):
            web = self.reader.webs.find(var.web)
            if web in self.pair:
                self.found |= bool(bound - {web})
                bound |= {web}
        match stmt:
            case If(_, then, orelse):
                return self.block(then, bound) | self.block(orelse, bound)
            case For() | While():
                once = self.block(stmt.body, bound)
                if once != bound:
                    once |= self.block(stmt.body, once)
                self._reads(expressions_of(stmt), once)
                return once
            case _:
                return bound

    def _reads(self, exprs: Iterable[Expr], bound: frozenset[int]) -> None:
        if not bound:
            return
        for expr in exprs:
            for part in subtrees(expr):
                if isinstance(part, Var):
                    web = self.reader.webs.find(part.web)
                    self.found |= web in self.pair and bool(bound - {web})
