"""The derived code with one part of it wrong: which change gives the numbers that were given.

::

    dz = dy * (z > 0.0)        without its second factor:  "the factor (z > 0.0) is missing"
    dx = dz @ w.T              without .T:                 "`.T` is missing in dz @ w.T"

A new kind of slip is one more row of `SLIPS`.
"""

from __future__ import annotations

import ast
import copy
import textwrap
import time
from collections.abc import Callable, Iterator
from typing import cast

from gradwright.checked.case import Case
from gradwright.checked.recompiled import recompiled
from gradwright.checked.snapshot import Array
from gradwright.checked.written import Written

MOST = 250
SECONDS = 3.0
STATEMENTS = 6

Slip = tuple[ast.AST, str]
Slips = Callable[[ast.AST, str], Iterator[Slip]]


def _factors(node: ast.AST, _: str) -> Iterator[Slip]:
    match node:
        case ast.BinOp(left, ast.Mult(), right):
            yield left, f"the factor `{ast.unparse(right)}` is missing"
            yield right, f"the factor `{ast.unparse(left)}` is missing"
        case ast.BinOp(left, ast.Div(), right):
            yield left, f"the division by `{ast.unparse(right)}` is missing"
        case ast.AugAssign(_, ast.Mult(), value):
            yield ast.Pass(), f"the factor `{ast.unparse(value)}` is missing"
        case ast.AugAssign(_, ast.Div(), value):
            yield ast.Pass(), f"the division by `{ast.unparse(value)}` is missing"
        case _:
            pass


def _terms(node: ast.AST, _: str) -> Iterator[Slip]:
    match node:
        case ast.BinOp(left, ast.Add() | ast.Sub() as op, right):
            yield left, f"the term `{ast.unparse(right)}` is missing"
            negative = isinstance(op, ast.Sub)
            rest = ast.UnaryOp(ast.USub(), right) if negative else right
            yield rest, f"the term `{ast.unparse(left)}` is missing"
            other = ast.Add() if negative else ast.Sub()
            yield ast.BinOp(left, other, right), f"the sign of `{ast.unparse(right)}` is flipped"
        case ast.UnaryOp(ast.USub(), operand):
            yield operand, f"the sign of `{ast.unparse(operand)}` is flipped"
        case _:
            pass


def _products(node: ast.AST, _: str) -> Iterator[Slip]:
    match node:
        case ast.BinOp(left, ast.MatMult(), right):
            pass
        case ast.Call(ast.Attribute(_, "dot" | "matmul"), [left, right], []):
            pass
        case _:
            return
    words = f"a factor of `{ast.unparse(node)}` is transposed, or is not"
    for a, b in ((_turned(left), right), (left, _turned(right)), (right, left)):
        yield ast.BinOp(a, ast.MatMult(), b), words
    whole = ast.BinOp(left, ast.MatMult(), right)
    yield _turned(whole), f"`{ast.unparse(node)}` is transposed"


def _turned(node: ast.expr) -> ast.expr:
    return (
        node.value
        if isinstance(node, ast.Attribute) and node.attr == "T"
        else ast.Attribute(node, "T", ast.Load())
    )


def _masks(node: ast.AST, upstream: str) -> Iterator[Slip]:
    match node:
        case ast.Compare(left, ops, comparators):
            if ast.unparse(left) != upstream:
                words = (
                    f"the mask is taken from the upstream gradient instead of `{ast.unparse(node)}`"
                )
                yield ast.Compare(ast.Name(upstream, ast.Load()), ops, comparators), words
        case ast.BinOp(left, ast.Mult(), ast.Compare(_, ops, comparators) as mask):
            words = f"the mask is taken from the gradient that comes back instead of `{ast.unparse(mask)}`"
            yield ast.BinOp(left, ast.Mult(), ast.Compare(left, ops, comparators)), words
        case ast.AugAssign(target, ast.Mult(), ast.Compare(_, ops, comparators) as mask):
            words = f"the mask is taken from the gradient that comes back instead of `{ast.unparse(mask)}`"
            own = ast.parse(ast.unparse(target), mode="eval").body
            yield ast.AugAssign(target, ast.Mult(), ast.Compare(own, ops, comparators)), words
        case _:
            pass


def _sums(node: ast.AST, _: str) -> Iterator[Slip]:
    match node:
        case ast.Call(ast.Attribute(value, "sum") as func, args, keywords):
            array = args[0] if args else value
            rest = args[1:] if args else []
            shown = ast.unparse(node)
            yield array, f"the sum in `{shown}` is missing"
            mean = ast.Attribute(func.value, "mean", ast.Load())
            yield ast.Call(mean, args, keywords), f"`{shown}` is a mean instead of a sum"
            for k, keyword in enumerate(keywords):
                if keyword.arg == "axis" and not rest:
                    for axis in (0, 1, -1):
                        other = list(keywords)
                        other[k] = ast.keyword("axis", ast.Constant(axis))
                        yield ast.Call(func, args, other), f"the axis of `{shown}` is another one"
        case _:
            pass


def _statements(node: ast.AST, _: str) -> Iterator[Slip]:
    match node:
        case ast.AugAssign(target, ast.Add() | ast.Sub(), value):
            shown = ast.unparse(node)
            yield ast.Assign([target], value), f"`=` where `{shown}` accumulates"
            yield ast.Pass(), f"the contribution `{shown}` is missing"
        case _:
            pass


def _gathers(node: ast.AST, _: str) -> Iterator[Slip]:
    match node:
        case ast.Expr(ast.Call(ast.Attribute(_, "at"), [array, index, value], [])):
            place = ast.Subscript(array, index, ast.Store())
            shown = ast.unparse(index)
            words = (
                f"entries that `{shown}` names twice overwrite each other: np.add.at accumulates"
            )
            yield ast.Assign([place], value), words
            yield ast.AugAssign(place, ast.Add(), value), words
        case _:
            pass


def _powers(node: ast.AST, _: str) -> Iterator[Slip]:
    match node:
        case ast.BinOp(left, ast.Pow(), _):
            yield left, f"the power in `{ast.unparse(node)}` is missing"
        case ast.Call(ast.Attribute(_, "square" | "sqrt" | "exp" | "log") as func, [value], []):
            yield value, f"`{func.attr}` is missing in `{ast.unparse(node)}`"
        case _:
            pass


SLIPS: tuple[tuple[str, Slips], ...] = (
    ("mask on the upstream gradient", _masks),
    ("missing factor", _factors),
    ("= for +=", _statements),
    ("= for +=", _gathers),
    ("transposed product", _products),
    ("sum over the batch", _sums),
    ("missing term", _terms),
    ("missing function", _powers),
)


def mutated(case: Case) -> dict[str, str] | None:
    """Return which change of the written code gives what was given."""
    written = case.written
    if written is None:
        return None
    end = time.monotonic() + SECONDS
    target: Array = case.given
    for count, (node, name, words) in enumerate(_changed(written.text)):
        if count == MOST or time.monotonic() > end:
            return None
        try:
            function = recompiled(written.function, node, {})
            values = written.changed(function, case.slot, case.question)
        except Exception:  # noqa: BLE001  (changed code may be no code at all)
            continue
        if values is not None and case.same(values.numbers, to=target):
            return {"what": words, "cause": name}
    return None


def _changed(text: str) -> Iterator[tuple[ast.FunctionDef, str, str]]:
    """Yield the definition with one slip each."""
    plain = _definition(text)
    upstream = _upstream(plain)
    for name, slips in SLIPS:
        for number, node in enumerate(ast.walk(plain)):
            for new, words in slips(node, upstream):
                made = _definition(text)
                old = next(n for k, n in enumerate(ast.walk(made)) if k == number)
                changed = cast("ast.FunctionDef", _Replace(old, copy.deepcopy(new)).visit(made))
                dropped = words == f"the factor `{upstream}` is missing"
                shown = "dropped upstream gradient" if dropped else name
                yield ast.fix_missing_locations(changed), shown, words


def _definition(text: str) -> ast.FunctionDef:
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.FunctionDef)
    return node


def _upstream(node: ast.FunctionDef) -> str:
    names = [arg.arg for arg in node.args.args]
    return names[1] if names[0] == "self" else names[0]


class _Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old = old
        self.new = new

    def visit(self, node: ast.AST) -> ast.AST:
        """Return the new node in the old one's place."""
        return ast.copy_location(self.new, node) if node is self.old else self.generic_visit(node)


def lines_of(written: Written, names: tuple[str, ...]) -> list[str]:
    """Return the last lines of the written code that a gradient comes from, under the first of its names."""
    stored = {one for stmt in _flat(_definition(written.text).body) for one in _stores(stmt)}
    name = next((name for name in names if name in stored), "")
    needed, chosen = {name}, list[ast.stmt]()
    for stmt in reversed(_flat(_definition(written.text).body)):
        if _stores(stmt) & needed:
            chosen.insert(0, stmt)
            needed |= _loads(stmt)
    lines = written.text.splitlines()
    shown: list[str] = []
    for stmt in chosen[-STATEMENTS:]:
        own = lines[stmt.lineno - 1 : stmt.end_lineno]
        shown += textwrap.dedent("\n".join(own)).split("\n")
    return shown


def _flat(body: list[ast.stmt]) -> list[ast.stmt]:
    found: list[ast.stmt] = []
    for stmt in body:
        inner = [getattr(stmt, name, []) for name in ("body", "orelse")]
        found += [s for arm in inner for s in _flat(arm)] if any(inner) else [stmt]
    return found


def _stores(stmt: ast.stmt) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(stmt):
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and isinstance(
            node.ctx, ast.Store
        ):
            found.add(ast.unparse(node.value if isinstance(node, ast.Subscript) else node))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".at"):
            found.add(ast.unparse(node.args[0]))
    return found


def _loads(stmt: ast.stmt) -> set[str]:
    """Return the gradients and values that a statement reads."""
    return {
        ast.unparse(node)
        for node in ast.walk(stmt)
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load)
    }
