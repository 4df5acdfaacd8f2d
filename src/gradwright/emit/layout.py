"""Statements that are too long for one line, broken as the formatter breaks them.

``x = a + b`` -> ``x = (`` / ``a`` / ``+ b`` / ``)``: calls and displays break in their brackets,
chains of operators before the operators, in parentheses that are added only then.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gradwright.emit import flat as one_line
from gradwright.emit.document import (
    SOFT,
    SPACE,
    Document,
    FitsExpanded,
    Group,
    IfBroken,
    Indented,
    Layout,
    Line,
)
from gradwright.emit.flat import flat, precedence
from gradwright.emit.parentheses import can_omit_parentheses, needs_no_parentheses

WIDTH = 100


def lay_out(before: str, value: ast.expr, after: str, indent: int) -> str:
    """Return ``before value after`` on one line if it fits, else broken."""
    text = before + one_line.bare(value) + after
    if indent + len(text) <= WIDTH and "\n" not in text:
        return text
    return Layout(WIDTH).lay_out([before, _outermost(value), after], indent)


def lay_out_store(target: ast.expr, operator: str, value: ast.expr, indent: int) -> str:
    """Return ``target operator value``; the target's brackets break only where the value's do not help."""
    text = lay_out(flat(target) + operator, value, "", indent)
    if indent + len(text.partition("\n")[0]) <= WIDTH:
        return text
    broken: list[Document] = [_document(target, _BARE), operator, _outermost(value)]
    return Layout(WIDTH).lay_out(broken, indent)


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands around an expression: nothing, brackets, optional parentheses (of a group)."""

    kind: Literal["bare", "brackets", "optional"]
    group: Group | None = None

    def line(self, flat_text: str) -> Document:
        """A line that breaks only inside of parentheses."""
        if self.kind == "brackets":
            return Line(flat_text)
        return flat_text if self.group is None else IfBroken(Line(flat_text), flat_text, self.group)

    def grouped(self, content: Document) -> Document:
        """A group that exists only inside of parentheses."""
        if self.kind == "brackets":
            return Group(content)
        return content if self.group is None else Group(content, only=self.group)

    def bracketed(self, left: str, content: Document, right: str) -> Document:
        """Brackets whose content may stand on lines of its own."""
        inner: Document = [Group([Indented([SOFT, content]), SOFT]), right]
        return [left, inner if self.group is None else FitsExpanded(inner, self.group)]


_BRACKETS = _Place("brackets")
_BARE = _Place("bare")


class _Optional:
    """Optional parentheses around an expression whose brackets may break without them."""

    @staticmethod
    def around(value: ast.expr) -> Document:
        inner: list[Document] = []
        group = Group(inner)
        content = _document(value, _Place("optional", group))
        inner.extend(
            [
                IfBroken("(", "", group),
                Indented([SOFT, content], only=group),
                SOFT,
                IfBroken(")", "", group),
            ]
        )
        return group


def _outermost(value: ast.expr) -> Document:
    if isinstance(value, ast.Tuple) and len(value.elts) > 1:
        return _in_parentheses_if_broken(_comma_lines(value.elts, _BRACKETS))
    if needs_no_parentheses(value):
        return _document(value, _BARE)
    if can_omit_parentheses(value):
        return _Optional.around(value)
    return _in_parentheses_if_broken(_document(value, _BRACKETS))


def _in_parentheses_if_broken(content: Document) -> Document:
    return Group([IfBroken("("), Indented([SOFT, content]), SOFT, IfBroken(")")])


def _document(  # noqa: C901, PLR0912  (a match over node kinds)
    value: ast.expr, place: _Place, level: int = one_line.TUPLE
) -> Document:
    if precedence(value) < level:
        return place.bracketed("(", _document(value, _BRACKETS), ")")
    match value:
        case ast.BinOp() | ast.BoolOp() | ast.Compare():
            return place.grouped(_chain(_flattened(value), place))
        case ast.IfExp():
            return place.grouped(_choices(value, place))
        case ast.UnaryOp(op=op, operand=operand):
            symbol = one_line.UNARY[type(op)][0]
            return [symbol, _document(operand, place, one_line.operand_level(value))]
        case ast.Call():
            return [_document(value.func, place, one_line.ATOM), _arguments(value, place)]
        case ast.Attribute(value=inner, attr=name) if not isinstance(inner, ast.Constant):
            return [_document(inner, place, one_line.ATOM), f".{name}"]
        case ast.Subscript(value=inner):
            return [_document(inner, place, one_line.ATOM), _subscript(value, place)]
        case ast.Slice():
            parts = one_line.parts_of_slice(value)
            return [
                p if isinstance(p, str) else _document(p, _BRACKETS, one_line.CHOICE) for p in parts
            ]
        case ast.Tuple(elts=items):
            return _display("(", items, ")", place)
        case ast.List(elts=items):
            return _display("[", items, "]", place)
        case ast.Set(elts=items):
            return _display("{", items, "}", place)
        case ast.ListComp():
            return place.bracketed("[", _comprehension(value), "]")
        case ast.GeneratorExp():
            return place.bracketed("(", _comprehension(value), ")")
        case ast.Dict(keys=keys, values=values):
            pairs = [
                [f"{flat(key)}: " if key else "**", _document(item, _BRACKETS, one_line.CHOICE)]
                for key, item in zip(keys, values, strict=True)
            ]
            return place.bracketed("{", _lines(pairs), "}")
        case _:
            return flat(value)


def _choices(value: ast.IfExp, place: _Place) -> list[Document]:
    """Break before `if` and before `else`, also of the choice that stands after an `else`."""
    last = value.orelse
    parts = [_document(value.body, place, one_line.OR), place.line(" "), "if "]
    parts += [_document(value.test, place, one_line.OR), place.line(" "), "else "]
    if isinstance(last, ast.IfExp):
        return parts + _choices(last, place)
    return [*parts, _document(last, place, one_line.CHOICE)]


@dataclass(frozen=True, slots=True)
class _Operand:
    value: ast.expr
    level: int


@dataclass(frozen=True, slots=True)
class _Operator:
    text: str
    level: int


def _flattened(value: ast.expr, level: int = one_line.TUPLE) -> list[_Operand | _Operator]:
    """Return a tree of operators as the row of operands and operators that is read."""
    if precedence(value) < level:
        return [_Operand(value, level)]
    match value:
        case ast.BinOp(left=left, right=right):
            lo, hi = one_line.operand_levels(value)
            own = precedence(value)
            operator = _Operator(one_line.operator_text(value), own)
            return [*_flattened(left, lo), operator, *_flattened(right, hi)]
        case ast.BoolOp(op=op, values=values):
            own = precedence(value)
            word = " or " if isinstance(op, ast.Or) else " and "
            return _joined(values, [word] * (len(values) - 1), own)
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            words = [f" {one_line.COMPARISONS[type(op)]} " for op in ops]
            return _joined([left, *comparators], words, one_line.COMPARE)
        case _:
            return [_Operand(value, level)]


def _joined(
    operands: Sequence[ast.expr], words: Sequence[str], level: int
) -> list[_Operand | _Operator]:
    row = _flattened(operands[0], level + 1)
    for word, operand in zip(words, operands[1:], strict=True):
        row += [_Operator(word, level), *_flattened(operand, level + 1)]
    return row


def _chain(row: Sequence[_Operand | _Operator], place: _Place) -> Document:
    """Break before the loosest operators, group what is between them."""
    if len(row) == 1:
        operand = row[0]
        assert isinstance(operand, _Operand)
        return _document(operand.value, place, operand.level)
    lowest = min(part.level for part in row if isinstance(part, _Operator))
    document: list[Document] = []
    start = 0
    for k, part in enumerate(row):
        if isinstance(part, _Operator) and part.level == lowest:
            document.append(_slice_of_chain(row[start:k], place))
            space = " " if part.text.startswith(" ") else ""
            document += [place.line(space), part.text.lstrip()]
            start = k + 1
    return [*document, _slice_of_chain(row[start:], place)]


def _slice_of_chain(row: Sequence[_Operand | _Operator], place: _Place) -> Document:
    content = _chain(row, place)
    return content if len(row) == 1 else place.grouped(content)


def _lines(items: Sequence[Document]) -> Document:
    """Items with commas, on lines of their own where the group around them breaks."""
    document: list[Document] = []
    for k, item in enumerate(items):
        document += [",", SPACE, item] if k else [item]
    return [*document, IfBroken(",")]


def _comma_lines(items: Sequence[ast.expr], place: _Place) -> Document:
    return _lines([_document(item, place, one_line.CHOICE) for item in items])


def _display(left: str, items: Sequence[ast.expr], right: str, place: _Place) -> Document:
    if not items:
        return left + right
    if left == "(" and len(items) == 1:
        return place.bracketed(left, [_document(items[0], _BRACKETS, one_line.CHOICE), ","], right)
    return place.bracketed(left, _comma_lines(items, _BRACKETS), right)


def _comprehension(value: ast.ListComp | ast.GeneratorExp) -> Document:
    parts: list[Document] = [_document(value.elt, _BRACKETS, one_line.CHOICE)]
    for inner in value.generators:
        iterable = _document(inner.iter, _BRACKETS, one_line.OR)
        parts += [SPACE, f"for {one_line.bare(inner.target)} in ", iterable]
        for cond in inner.ifs:
            parts += [SPACE, "if ", _document(cond, _BRACKETS, one_line.OR)]
    return Group(parts)


def _arguments(call: ast.Call, place: _Place) -> Document:
    if (generator := one_line.lone_generator(call)) is not None:
        return place.bracketed("(", _comprehension(generator), ")")
    given: list[Document] = [
        [prefix, _document(arg, _BRACKETS, one_line.CHOICE)]
        for prefix, arg in one_line.arguments(call)
    ]
    return place.bracketed("(", Group(_lines(given)), ")") if given else "()"


def _subscript(value: ast.Subscript, place: _Place) -> Document:
    items = one_line.items_of(value)
    if len(items) > 1:
        return place.bracketed("[", _comma_lines(items, _BRACKETS), "]")
    return place.bracketed("[", _document(items[0], _BRACKETS, one_line.CHOICE), "]")
