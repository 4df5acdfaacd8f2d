"""Small trees of the IR from Python text, for tests of the passes that rewrite them."""

from __future__ import annotations

import ast

from gradwright.ir.expressions import Apply, Const, Expr, Var, constant
from gradwright.ir.types import FLOAT, INT, Array, AxisLength, symbol_form
from gradwright.rules.table import apply

_OPERATORS = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "truediv",
    ast.Pow: "pow",
}
_SIGNS = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**", "matmul": "@"}
VECTOR = Array("float64", (symbol_form(AxisLength("A", 0)),))


def tree(text: str) -> Expr:
    """Return an expression; lower-case names are floats, upper-case ones vectors; total(…) sums entries."""
    return _tree(ast.parse(text, mode="eval").body)


def _tree(node: ast.expr) -> Expr:
    match node:
        case ast.Name(name):
            return Var(ord(name), VECTOR if name.isupper() else FLOAT)
        case ast.Constant(int() | float() as value):
            return constant(value, INT if isinstance(value, int) else FLOAT)
        case ast.BinOp(left, op, right):
            return apply(_OPERATORS[type(op)], _tree(left), _tree(right), form="infix")
        case ast.Call(ast.Name("total"), [operand]):
            return apply("sum", _tree(operand), axis=None, keepdims=False, form="method")
        case ast.UnaryOp(ast.USub(), operand):
            return apply("neg", _tree(operand), form="infix")
        case _:
            raise AssertionError(ast.dump(node))


def text(expr: Expr) -> str:
    """Return the expression as text, every operation in parentheses."""
    match expr:
        case Var(web):
            return chr(web)
        case Const(value):
            return repr(value)
        case Apply("neg", (x,)):
            return f"(-{text(x)})"
        case Apply("sum", (x,)):
            return f"total({text(x)})"
        case Apply(prim, (a, b)):
            return f"({text(a)} {_SIGNS[prim]} {text(b)})"
        case _:
            raise AssertionError(expr)
