"""`raise` and `assert`: kept as they stand in the forward sweep, with operands filled in.

``raise ValueError(f"bad {x}")`` -> ``Effect("raise ValueError(f'bad {{{0}}}')", (x,))``
"""

from __future__ import annotations

import ast
import builtins
import sys
from typing import cast

from gradwright.frontend.blocks import NEVER, Never
from gradwright.frontend.conditions import truth
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import Known, Num, Value
from gradwright.ir.expressions import Const, Expr, constant
from gradwright.ir.statements import Effect
from gradwright.ir.types import BOOL


def raised(reader: Reader, node: ast.Raise) -> Never:
    """Read a raise statement: control does not come back."""
    if node.exc is None:
        raise reader.refuse("GW124", node, found="raise")
    text, operands = _Template(reader).of(node.exc)
    reader.emit(Effect(f"raise {text}", operands, reader.at(node)))
    return NEVER


def asserted(reader: Reader, node: ast.Assert) -> Never | None:
    """Read an assertion; one that is decided true leaves nothing."""
    cond = truth(reader, node.test)
    if cond is True:
        return None
    text, operands = ("", ()) if node.msg is None else _Template(reader, 1).of(node.msg)
    message = f", {text}" if text else ""
    if isinstance(cond, bool):
        cond = constant(cond, BOOL)
    reader.emit(Effect("assert {0}" + message, (cond, *operands), reader.at(node)))
    return NEVER if isinstance(cond, Const) else None


class _Template(ast.NodeTransformer):
    """Replaces numbers by placeholders in the text of an expression."""

    def __init__(self, reader: Reader, first: int = 0) -> None:
        self.reader = reader
        self.first = first
        self.operands: list[Expr] = []

    def of(self, node: ast.expr) -> tuple[str, tuple[Expr, ...]]:
        text = ast.unparse(self.part(node)).replace("{", "{{").replace("}", "}}")
        for k in range(len(self.operands)):
            text = text.replace(f"_operand_{k}_", f"{{{k + self.first}}}")
        return text, tuple(self.operands)

    def part(self, node: ast.expr) -> ast.expr:
        match node:
            case ast.JoinedStr(values):
                return ast.JoinedStr([self.part(value) for value in values])
            case ast.FormattedValue(inner, conversion, spec):
                return ast.FormattedValue(self.part(inner), conversion, spec)
            case ast.Constant():
                return node
            case ast.Tuple(items):
                return ast.Tuple([self.part(item) for item in items], ast.Load())
            case ast.Call(function, args, keywords) if self.is_exception(function) and not keywords:
                return ast.Call(self.named(function), [self.part(a) for a in args], [])
            case ast.Name() | ast.Attribute() if self.is_exception(node):
                return self.named(node)
            case _:
                return self.operand(node)

    def is_exception(self, node: ast.expr) -> bool:
        if not isinstance(node, ast.Name | ast.Attribute):
            return False
        value = self.reader.value(node)
        return (
            isinstance(value, Known)
            and isinstance(value.value, type)
            and issubclass(value.value, BaseException)
        )

    def named(self, node: ast.expr) -> ast.expr:
        """Return an exception class as the written module can name it."""
        value = self.reader.value(node)
        assert isinstance(value, Known)
        cls = cast("type", value.value)
        name = cls.__name__
        if getattr(builtins, name, None) is cls:
            return ast.Name(name, ast.Load())
        module = cls.__module__
        home = sys.modules.get(module)
        if module == "__main__" or getattr(home, name, None) is not cls:
            raise self.reader.refuse("GW124", node, found=f"raise {name}")
        self.reader.imports[name] = f"from {module} import {name}"
        return ast.Name(name, ast.Load())

    def operand(self, node: ast.expr) -> ast.expr:
        value: Value = self.reader.value(node)
        match value:
            case Num(expr):
                self.operands.append(expr)
                return ast.Name(f"_operand_{len(self.operands) - 1}_", ast.Load())
            case Known(None | str() | bytes() as known):
                return ast.Constant(known)
            case _:
                raise self.reader.refuse("GW124", node, found=self.reader.shown(node))
