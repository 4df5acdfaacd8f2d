"""Functions of the module `operator`: each stands for the operator that it is called after."""

from __future__ import annotations

import ast
import operator

from gradwright.frontend.kinds import Args, Kwargs, Row, needs
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import Value

_BINARY: dict[str, type[ast.operator]] = {
    "add": ast.Add,
    "sub": ast.Sub,
    "mul": ast.Mult,
    "truediv": ast.Div,
    "floordiv": ast.FloorDiv,
    "mod": ast.Mod,
    "pow": ast.Pow,
    "matmul": ast.MatMult,
}
_COMPARISONS: dict[str, type[ast.cmpop]] = {
    "lt": ast.Lt,
    "le": ast.LtE,
    "gt": ast.Gt,
    "ge": ast.GtE,
    "eq": ast.Eq,
    "ne": ast.NotEq,
}


def _binary(op: type[ast.operator]) -> Row:
    def row(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
        from gradwright.frontend.expressions import binary

        needs(reader, node, "an operator", args, (2,))
        return binary(reader, node, op(), args[0], args[1])

    return row


def _comparison(op: type[ast.cmpop]) -> Row:
    def row(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
        from gradwright.frontend.comparisons import compared

        needs(reader, node, "an operator", args, (2,))
        return compared(reader, node, op(), args[0], args[1])

    return row


OPERATOR_FORMS: dict[object, Row] = {
    **{getattr(operator, name): _binary(op) for name, op in _BINARY.items()},
    **{getattr(operator, name): _comparison(op) for name, op in _COMPARISONS.items()},
}
