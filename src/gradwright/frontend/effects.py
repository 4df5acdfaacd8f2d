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
from gradwright.frontend.values import Container, Known, Num, Value
from gradwright.ir.expressions import Const, Expr, constant
from gradwright.ir.statements import Effect
from gradwright.ir.types import BOOL


def raised(reader: Reader, node: ast.Raise) -> Never:
    """Read a raise statement: control does not come back."""
    if node.exc is None:
        raise reader.refuse("GW124", node, found="raise")
    text, operands = Template(reader).of(node.exc)
    reader.emit(Effect(f"raise {text}", operands, reader.at(node)))
    return NEVER


def asserted(reader: Reader, node: ast.Assert) -> Never | None:
    """Read an assertion; one that is decided true leaves nothing."""
    cond = truth(reader, node.test)
    if cond is True:
        return None
    text, operands = ("", ()) if node.msg is None else Template(reader, 1).of(node.msg)
    message = f", {text}" if text else ""
    if isinstance(cond, bool):
        cond = constant(cond, BOOL)
    reader.emit(Effect("assert {0}" + message, (cond, *operands), reader.at(node)))
    return NEVER if isinstance(cond, Const) else None


def _is_text(node: ast.expr) -> bool:
    match node:
        case ast.JoinedStr() | ast.Constant(str()):
            return True
        case ast.BinOp(left, ast.Mod() | ast.Add(), _):
            return _is_text(left)
        case _:
            return False


class Template(ast.NodeTransformer):
    """Replaces numbers by placeholders in the text of an expression."""

    def __init__(self, reader: Reader, first: int = 0) -> None:
        self.reader = reader
        self.first = first
        self.operands: list[Expr] = []

    def of(self, node: ast.expr) -> tuple[str, tuple[Expr, ...]]:
        """Return the text of an expression, with its operands."""
        return self.filled(self.part(node))

    def of_call(self, called: str, node: ast.Call) -> tuple[str, tuple[Expr, ...]]:
        """Return the text of a call of a function that the written module names like this."""
        function = ast.parse(called, mode="eval").body
        return self.filled(ast.Call(function, *self.arguments(node.args, node.keywords)))

    def filled(self, node: ast.expr) -> tuple[str, tuple[Expr, ...]]:
        """Return the text of an expression that has placeholders, with its operands."""
        text = _in_double_quotes(node).replace("{", "{{").replace("}", "}}")
        for k in range(len(self.operands)):
            text = text.replace(f"_operand_{k}_", f"{{{k + self.first}}}")
        return text, tuple(self.operands)

    def part(self, node: ast.expr) -> ast.expr:  # noqa: C901  (a match over node kinds)
        """Return an expression with placeholders for its numbers."""
        match node:
            case ast.JoinedStr(values):
                return ast.JoinedStr([self.part(value) for value in values])
            case ast.FormattedValue(inner, conversion, spec):
                return ast.FormattedValue(self.part(inner), conversion, spec)
            case ast.Constant():
                return node
            case ast.Tuple(items):
                return ast.Tuple([self.part(item) for item in items], ast.Load())
            case ast.BinOp(left, ast.Mod() | ast.Add() as op, right) if _is_text(left):
                return ast.BinOp(self.part(left), op, self.part(right))
            case ast.Call(ast.Attribute(ast.Constant(str()) as text, "format"), args, keywords):
                function = ast.Attribute(text, "format", ast.Load())
                return ast.Call(function, *self.arguments(args, keywords))
            case ast.Call(function, args, keywords) if self.is_exception(function) and not keywords:
                return ast.Call(self.named(function), [self.part(a) for a in args], [])
            case ast.Name() | ast.Attribute() if self.is_exception(node):
                return self.named(node)
            case _:
                return self.operand(node)

    def arguments(
        self, args: list[ast.expr], keywords: list[ast.keyword]
    ) -> tuple[list[ast.expr], list[ast.keyword]]:
        """Return the arguments of a call that is kept."""
        named = [ast.keyword(k.arg, self.part(k.value)) for k in keywords]
        return [self.part(argument) for argument in args], named

    def is_exception(self, node: ast.expr) -> bool:
        """Whether a name is that of an exception class."""
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
        """Return what stands for an expression that is evaluated."""
        return self.written(node, self.reader.value(node))

    def written(self, node: ast.expr, value: Value) -> ast.expr:
        """Return a value as the written module can name it."""
        match value:
            case Num(expr):
                self.operands.append(expr)
                return ast.Name(f"_operand_{len(self.operands) - 1}_", ast.Load())
            case Known(None | str() | bytes() as known):
                return ast.Constant(known)
            case Container("list" | "tuple" as kind, _, items):
                parts = [self.written(node, item) for item in items]
                return (
                    ast.List(parts, ast.Load()) if kind == "list" else ast.Tuple(parts, ast.Load())
                )
            case _:
                raise self.reader.refuse("GW124", node, found=self.reader.shown(node))


def _in_double_quotes(node: ast.expr) -> str:
    """Return an expression's text with double quotes around texts, where nothing in them needs others."""
    text = ast.unparse(node)
    for part in ast.walk(node):
        if not isinstance(part, ast.JoinedStr | ast.Constant):
            continue
        shown = ast.unparse(part)
        start, quote, inner = shown.partition("'")
        if (
            quote
            and start in ("", "f")
            and shown.endswith("'")
            and not set(inner[:-1]) & set("'\"\\")
        ):
            text = text.replace(shown, f'{start}"{inner[:-1]}"')
    return text
