"""Expressions of the IR to Python's syntax trees, each distinct node once.

``Apply(mul, dy, Apply(gt, z, 0.0))`` -> ``dy * (z > 0.0)``: the table of primitives says how each
is written, the printed names come from `emit.names`.
"""

from __future__ import annotations

import ast
import cmath
import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import cast

import numpy as np

from gradwright.emit.flat import BINARY_OF, COMPARISON_OF, UNARY_OF
from gradwright.ir.expressions import (
    Apply,
    At,
    Both,
    Choose,
    Const,
    Expr,
    Fancy,
    Index,
    Item,
    NewAxis,
    Region,
    Reshape,
    Span,
    Step,
    Transpose,
    Var,
)
from gradwright.rules.rule import Call, Infix, Prefix, Syntax
from gradwright.rules.table import RULES

_OPTION = re.compile(r"(?:, )?\w+=\"?[\w.]*\{([a-z]\w*)\}\"?")
_ATTRIBUTE = re.compile(r"\{([a-z]\w*)\}")
_OPERAND = re.compile(r"\{(\d+|args|rest)\}")
_PREFIX = "operand_of_template_"


@lru_cache(maxsize=4096)
def parsed(text: str) -> ast.expr:
    """Return the syntax tree of a Python expression."""
    return ast.parse(text, mode="eval").body


def name(identifier: str) -> ast.expr:
    """Return a name."""
    return ast.Name(identifier)


def call(function: str, *args: ast.expr) -> ast.expr:
    """Return a call of a (dotted) function."""
    return ast.Call(parsed(function), list(args), [])


def method(receiver: ast.expr, function: str, *args: ast.expr) -> ast.expr:
    """Return a call of a method."""
    return ast.Call(ast.Attribute(receiver, function), list(args), [])


def literal(value: object) -> ast.expr:
    """Return the syntax of a static value: a number, flag, text, None, dtype, tuples of those."""
    match value:
        case bool() | str() | None:
            return ast.Constant(value)
        case np.generic():
            return call(
                f"np.{type(cast('object', value)).__name__}", literal(cast("object", value.item()))
            )
        case int() | float() | complex():
            return _number(value)
        case tuple() | list():
            items = [literal(item) for item in cast("tuple[object, ...]", value)]
            return ast.Tuple(items) if isinstance(value, tuple) else ast.List(items)
        case np.dtype():
            return parsed(f"np.{value.name}")
        case type():
            return parsed(
                f"np.{value.__name__}" if issubclass(value, np.generic) else value.__name__
            )
        case _ if value is Ellipsis:
            return ast.Constant(...)
        case _:
            return parsed(getattr(value, "__name__", "None"))


def _number(value: complex) -> ast.expr:
    if isinstance(value, complex):
        return _complex(value)
    if not math.isfinite(value):
        text = "np.nan" if math.isnan(value) else "np.inf"
        return parsed(text) if value != -math.inf else ast.UnaryOp(ast.USub(), parsed(text))
    if value < 0 or (value == 0 and math.copysign(1.0, value) < 0):
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)


def _complex(value: complex) -> ast.expr:
    """Return ``2j``, ``-2j``, ``1.5 - 2j``, or a call where signs of zeros or infinities are lost so."""
    unit = ast.Constant(abs(value.imag) * 1j)
    ways: tuple[ast.expr, ...] = (
        unit,
        ast.UnaryOp(ast.USub(), unit),
        ast.BinOp(_number(value.real), ast.Add(), unit),
        ast.BinOp(_number(value.real), ast.Sub(), unit),
    )
    for shown in ways if cmath.isfinite(value) else ():
        if repr(eval(ast.unparse(shown))) == repr(value):
            return shown
    return ast.Call(ast.Name("complex"), [_number(value.real), _number(value.imag)], [])


def reverses(axes: tuple[int, ...]) -> bool:
    """Whether a permutation turns the axes round, as ``.T`` does."""
    return axes == tuple(reversed(range(len(axes))))


class Expressions:
    """Turns expressions into syntax; `printed` gives the syntax of each web."""

    def __init__(self, printed: Callable[[int], ast.expr]) -> None:
        self._printed = printed
        self._done: dict[Expr, ast.expr] = {}

    def __call__(self, expr: Expr) -> ast.expr:
        """Return the syntax of an expression."""
        done = self._done.get(expr)
        if done is None:
            done = self._done[expr] = self._syntax(expr)
        return done

    def _syntax(self, expr: Expr) -> ast.expr:
        match expr:
            case Const(value):
                return literal(value)
            case Var(web):
                return self._printed(web)
            case Region(base, path):
                return self.region(self._printed(base.web), path)
            case Apply():
                return self._apply(expr)
            case Choose(cond, then, orelse):
                return ast.IfExp(self(cond), self(then), self(orelse))
            case Both(op, left, right):
                return self._both(ast.And if op == "and" else ast.Or, self(left), self(right))

    def _both(self, op: type[ast.boolop], left: ast.expr, right: ast.expr) -> ast.expr:
        values: list[ast.expr] = []
        for side in (left, right):
            if isinstance(side, ast.BoolOp) and isinstance(side.op, op):
                values += side.values
            else:
                values.append(side)
        return ast.BoolOp(op(), values)

    def region(self, base: ast.expr, path: tuple[Step, ...]) -> ast.expr:
        """Return the syntax of a part of an array."""
        for step in path:
            base = self._step(base, step)
        return base

    def _step(self, base: ast.expr, step: Step) -> ast.expr:
        match step:
            case Index(items):
                return ast.Subscript(base, self.subscript(items))
            case Transpose(axes):
                return (
                    ast.Attribute(base, "T")
                    if reverses(axes)
                    else method(base, "transpose", literal(axes))
                )
            case Reshape(lengths):
                return method(base, "reshape", *map(self, lengths))

    def subscript(self, items: tuple[Item, ...]) -> ast.expr:
        """Return what stands between the brackets."""
        shown = [self._item(item) for item in items if not _is_rest_of_mask(item)]
        return shown[0] if len(shown) == 1 else ast.Tuple(shown)

    def _item(self, item: Item) -> ast.expr:
        match item:
            case Fancy(Apply("places", (mask,))):
                return self(mask)
            case At(e) | Fancy(e):
                return self(e)
            case Span(lo, hi, step):
                return ast.Slice(*(None if e is None else self(e) for e in (lo, hi, step)))
            case NewAxis():
                return ast.Constant(None)

    def _apply(self, expr: Apply) -> ast.expr:
        if expr.prim == "taken":
            return self._taken(expr)
        operands = [self(arg) for arg in expr.args]
        match syntax_of(expr):
            case Infix(symbol):
                return infix(symbol, operands[0], operands[1])
            case Prefix(symbol):
                return ast.UnaryOp(UNARY_OF[symbol.strip()](), operands[0])
            case Call():
                return _Filled(operands).visit(_skeleton(expr.prim, expr.attrs))

    def _taken(self, expr: Apply) -> ast.expr:
        """Return entries taken along an axis; those of no index along it alone are copied."""
        match expr.args[0]:
            case Region(base, (*steps, Index((*before, Fancy(indices))))) if before == [
                Span(None, None, None)
            ] * cast("int", expr.attr("axis")):
                whole = self.region(self._printed(base.web), tuple(steps))
                return _Filled([whole, self(indices)]).visit(_skeleton(expr.prim, expr.attrs))
            case part:
                return method(self(part), "copy")


def _is_rest_of_mask(item: Item) -> bool:
    """Whether an item belongs to a mask's further axes: the first one is written as the mask."""
    match item:
        case Fancy(Apply("places") as places):
            return bool(places.attr("axis", 0))
        case _:
            return False


def infix(symbol: str, left: ast.expr, right: ast.expr) -> ast.expr:
    """Return an operator between two operands."""
    if symbol in BINARY_OF:
        return ast.BinOp(left, BINARY_OF[symbol](), right)
    return ast.Compare(left, [COMPARISON_OF[symbol]()], [right])


def syntax_of(expr: Apply) -> Syntax:
    """Return how an application is written: as the user wrote it, else the row's first way."""
    syntax = RULES[expr.prim].syntax
    for key, value in expr.attrs:
        if key == "form" and value in syntax:
            return syntax[value]  # type: ignore[index]
    return next(iter(syntax.values()))


@lru_cache(maxsize=4096)
def _skeleton(prim: str, attrs: tuple[tuple[str, object], ...]) -> ast.expr:
    """Return a template with its attributes filled in and marks where the operands go."""
    rule, given = RULES[prim], dict(attrs)
    syntax = rule.syntax.get(str(given.get("form"))) or next(iter(rule.syntax.values()))
    assert isinstance(syntax, Call)

    def option(match: re.Match[str]) -> str:
        key = match[1]
        default = rule.defaults.get(key)
        return "" if key in rule.defaults and given.get(key, default) == default else match[0]

    text = _OPTION.sub(option, _template(syntax.template)).replace("(, ", "(")
    text = _ATTRIBUTE.sub(lambda match: _as_text(given[match[1]]), text)
    return parsed(_template(text))


def _template(text: str) -> str:
    return _OPERAND.sub(lambda match: _PREFIX + match[1], text)


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else ast.unparse(literal(value))


class _Filled:
    """Puts operands where a skeleton has marks; what has no mark is shared."""

    def __init__(self, operands: list[ast.expr]) -> None:
        self._operands = operands

    def visit(self, node: ast.expr) -> ast.expr:  # noqa: C901  (a match over node kinds)
        match node:
            case ast.Name(id=identifier) if identifier.startswith(_PREFIX):
                return self._operands[int(identifier.removeprefix(_PREFIX))]
            case ast.Call(func=func, args=args, keywords=keywords):
                options = [ast.keyword(k.arg, self.visit(k.value)) for k in keywords]
                return ast.Call(self.visit(func), self._several(args), options)
            case ast.Attribute(value=value, attr=attr):
                return ast.Attribute(self.visit(value), attr)
            case ast.Subscript(value=value, slice=inner):
                return ast.Subscript(self.visit(value), self.visit(inner))
            case ast.BinOp(left=left, op=op, right=right):
                return ast.BinOp(self.visit(left), op, self.visit(right))
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                return ast.Compare(self.visit(left), ops, self._several(comparators))
            case ast.UnaryOp(op=op, operand=operand):
                return ast.UnaryOp(op, self.visit(operand))
            case ast.Tuple(elts=items) | ast.List(elts=items):
                return type(node)(self._several(items))
            case ast.Starred(value=value):
                return ast.Starred(self.visit(value))
            case ast.ListComp(elt=elt, generators=[over]):
                iterated = self.visit(over.iter)
                inner = ast.comprehension(over.target, iterated, over.ifs, over.is_async)
                return ast.ListComp(self.visit(elt), [inner])
            case ast.Slice(lower=lower, upper=upper, step=step):
                return ast.Slice(*(e and self.visit(e) for e in (lower, upper, step)))
            case _:
                return node

    def _several(self, nodes: list[ast.expr]) -> list[ast.expr]:
        filled: list[ast.expr] = []
        for node in nodes:
            mark = node.id.removeprefix(_PREFIX) if isinstance(node, ast.Name) else ""
            if mark in ("args", "rest"):
                filled += self._operands[mark == "rest" :]
            else:
                filled.append(self.visit(node))
        return filled
