"""`sum`, `min`, `max`, `any`, `all`, … over what depends on data: loops with one name that they carry.

A fold is read as a function that is called once, the generator's own scope as in Python::

    sum(w[i] * x[i] for i in range(n) if x[i] > 0)      total = 0
                                                        for i in range(n):
                                                            if x[i] > 0:
                                                                total = total + w[i] * x[i]
"""

from __future__ import annotations

import ast
import functools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gradwright.frontend.comprehensions import called
from gradwright.frontend.lowering import operate
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import Counting, Known, Num, Value, Visiting, literal
from gradwright.frontend.visits import (
    ONE,
    count_of,
    depends_on_data,
    has_structure,
    item_at,
    known_items,
    visited,
)
from gradwright.ir.expressions import constant
from gradwright.ir.statements import Guard
from gradwright.ir.types import INT, Array

LIMIT_TERMS = 4
_SAFE_CALLS = frozenset({"range", "zip", "enumerate", "reversed", "len", "map", "min", "max"})


@dataclass(frozen=True, slots=True)
class Fold:
    """One call: the `for`s and the item of its generator, what is visited, and the options."""

    reader: Reader
    node: ast.Call
    generators: Sequence[ast.comprehension]
    item: ast.expr
    items: Value
    options: Mapping[str, Value]

    def free(self, name: str) -> str:
        """Return a name that the call does not use."""
        taken = {inner.id for inner in ast.walk(self.node) if isinstance(inner, ast.Name)}
        while name in taken:
            name += "_"
        return name

    def result(self, otherwise: str) -> str:
        """Return the name that the statement gives the result, else one that fits."""
        match self.reader.frame.statement:
            case ast.Assign([ast.Name(name)], value) if value is self.node:
                return self.free(name)
            case _:
                return self.free(otherwise)

    @property
    def takes_all(self) -> bool:
        """Whether every item is taken: there is one `for` and no `if`."""
        return len(self.generators) == 1 and not self.generators[0].ifs

    def parsed(self, text: str) -> list[ast.stmt]:
        """Return statements in which ITEM stands for the generator's item."""
        put = _Put({"ITEM": self.item, "TARGET": self.generators[0].target})
        tree = ast.parse(text)
        for inner in ast.walk(tree):
            ast.copy_location(inner, self.item)
        return [put.visit(stmt) for stmt in tree.body]

    def loops(self, text: str, items: str = "items") -> list[ast.stmt]:
        """Return the generator's loops around statements."""
        inner = self.parsed(text)
        for depth, one in reversed(list(enumerate(self.generators))):
            if one.ifs:
                test = one.ifs[0] if len(one.ifs) == 1 else ast.BoolOp(ast.And(), one.ifs)
                inner = [_at(ast.If(test, inner, []), one.ifs[0])]
            over = ast.Name(self.free(items), ast.Load()) if depth == 0 else one.iter
            inner = [_at(ast.For(one.target, over, inner, []), one.iter)]
        return inner

    def called(self, body: list[ast.stmt], passed: Mapping[str, Value]) -> Value:
        """Return what statements return, with names for what is passed."""
        own = {"first": self.first}
        given = {own.get(name) or self.free(name): value for name, value in passed.items()}
        return called(self.reader, self.node, body, given)

    @property
    def first(self) -> str:
        """Return the name that the first item is passed under: the generator's own, if it is one."""
        target = self.generators[0].target
        return target.id if isinstance(target, ast.Name) else self.free("first")

    def begun(self, text: str) -> list[ast.stmt]:
        """Return statements about the first item."""
        named = isinstance(self.generators[0].target, ast.Name)
        return self.parsed(text if named else f"TARGET = {self.first}\n{text}")

    def first_and_rest(self) -> dict[str, Value]:
        """Return the first item and the others; there must be one."""
        count = count_of(self.reader, self.node, self.items)
        if known_items(self.reader, self.node, self.items) is None:
            cond = operate(self.reader, self.node, "ge", count, ONE)
            line = self.reader.at(self.node).line
            message = f"line {line}: no items in {self.reader.shown(self.node)}"
            self.reader.emit(Guard(cond, message, self.reader.at(self.node)))
        elif known_items(self.reader, self.node, self.items) == 0:
            reason = "there are no items"
            raise self.reader.refuse("GW129", self.node, function="it", reason=reason)
        first = item_at(self.reader, self.node, self.items, literal(0).expr)  # type: ignore[union-attr]
        return {"first": first, "rest": Visiting("rest", (self.items,))}


def _at(stmt: ast.stmt, place: ast.AST) -> ast.stmt:
    return ast.copy_location(stmt, place)


class _Put(ast.NodeTransformer):
    """Puts the user's expressions where their names stand."""

    def __init__(self, parts: Mapping[str, ast.expr]) -> None:
        self.parts = parts

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self.parts.get(node.id, node)


# the folds ----------------------------------------------------------------------------------------


def _accumulated(op: str, start: float, noun: str) -> Callable[[Fold], Value]:
    def fold(one: Fold) -> Value:
        out = one.result(noun)
        text = f"{out} = {out} {op} ITEM"
        begin = one.options.get("start", literal(start))
        if "start" not in one.options and one.takes_all and _is_array(one):
            begun = one.begun(f"{out} = ITEM")
            body = [*begun, *one.loops(text, "rest"), *one.parsed(f"return {out}")]
            return one.called(body, one.first_and_rest())
        begun = one.parsed(f"{out} = {one.free('start')}")
        body = [*begun, *one.loops(text), *one.parsed(f"return {out}")]
        return one.called(body, {"items": one.items, "start": begin})

    return fold


def _is_array(one: Fold) -> bool:
    """Whether the items are arrays: found by reading one of them, of which nothing is kept."""
    reader = one.reader
    k = constant(0, INT) if has_structure(one.items) else reader.webs.new("k", INT)
    with reader.branch():
        first = item_at(reader, one.node, one.items, k)
        body = one.begun("return ITEM")
        found = one.called(body, {"first": first})
    return isinstance(found, Num) and isinstance(found.type, Array)


def _extreme(sign: str, noun: str) -> Callable[[Fold], Value]:
    """Return the fold of `max` or `min`: the first of equal items, as Python has it."""

    def fold(one: Fold) -> Value:
        out, item, rank, top = (one.free(n) for n in (noun, "item", "rank", "top"))
        key = one.options.get("key", Known(None))
        has_key = key != Known(None)
        ranked = f"{rank} = {one.free('key')}({item})\n" if has_key else ""
        if not has_key:
            rank, top = item, out
        keep = f"{out} = {item}" + (f"; {top} = {rank}" if has_key else "")
        passed = {"key": key} if has_key else {}
        value = f"{item} = ITEM\n{ranked}"
        if one.takes_all and "default" not in one.options:
            begun = one.begun(f"{value}{keep}")
            loop = one.loops(f"{value}if {rank} {sign} {top}:\n    {keep}", "rest")
            body = [*begun, *loop, *one.parsed(f"return {out}")]
            return one.called(body, {**one.first_and_rest(), **passed})
        found = one.free("found")
        default = one.options.get("default", literal(0))
        begun = one.parsed(f"{found} = False; {out} = {one.free('default')}; {top} = {out}")
        better = f"if not {found} or {rank} {sign} {top}:\n    {keep}\n    {found} = True"
        wrong = f"if not {found}:\n    raise ValueError('no items')\n"
        end = f"return {out}" if "default" in one.options else f"{wrong}return {out}"
        body = [*begun, *one.loops(value + better), *one.parsed(end)]
        return one.called(body, {"items": one.items, "default": default, **passed})

    return fold


def _quantified(stop: bool) -> Callable[[Fold], Value]:
    """Return the fold of `any` or `all`: it ends with the item that decides."""

    def fold(one: Fold) -> Value:
        test = "ITEM" if stop else "not ITEM"
        if len(one.generators) == 1:
            out = one.result("found" if stop else "holds")
            loop = one.loops(f"if {test}:\n    {out} = {stop}\n    break")
            body = [*one.parsed(f"{out} = {not stop}"), *loop, *one.parsed(f"return {out}")]
            return one.called(body, {"items": one.items})
        body = [*one.loops(f"if {test}:\n    return {stop}"), *one.parsed(f"return {not stop}")]
        return one.called(body, {"items": one.items})

    return fold


def _reduced(one: Fold) -> Value:
    out, function = one.result("result"), one.free("function")
    text = f"{out} = {function}({out}, ITEM)"
    passed = {"function": one.options["function"]}
    if "start" in one.options:
        begun = one.parsed(f"{out} = {one.free('start')}")
        body = [*begun, *one.loops(text), *one.parsed(f"return {out}")]
        passed |= {"items": one.items, "start": one.options["start"]}
        return one.called(body, passed)
    begun = one.begun(f"{out} = ITEM")
    body = [*begun, *one.loops(text, "rest"), *one.parsed(f"return {out}")]
    return one.called(body, {**passed, **one.first_and_rest()})


@dataclass(frozen=True, slots=True)
class _Row:
    """A function: how it folds, the names of what follows the items, and which option is first."""

    fold: Callable[[Fold], Value]
    options: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()
    place: int = 0


FOLDS: Mapping[object, _Row] = {
    sum: _Row(_accumulated("+", 0, "total"), ("start",), frozenset({"start"})),
    math.prod: _Row(_accumulated("*", 1, "product"), (), frozenset({"start"})),
    max: _Row(_extreme(">", "largest"), (), frozenset({"key", "default"})),
    min: _Row(_extreme("<", "smallest"), (), frozenset({"key", "default"})),
    any: _Row(_quantified(True)),
    all: _Row(_quantified(False)),
    functools.reduce: _Row(_reduced, ("start",), place=1),
}


# calls --------------------------------------------------------------------------------------------


def fold(reader: Reader, node: ast.Call, function: Value) -> Value | None:
    """Return a call that folds a generator of data, None for other calls."""
    row = _row(function)
    if row is None or len(node.args) <= row.place or not _is_shaped(node, row):
        return None
    argument = node.args[row.place]
    if isinstance(argument, ast.GeneratorExp | ast.ListComp):
        if not _is_safe(argument) or not _is_open(reader, argument):
            return None
        generators, item = argument.generators, argument.elt
        items_of = generators[0].iter
    elif _visits(reader, argument, function):
        target = ast.copy_location(ast.Name("item_", ast.Store()), argument)
        item = ast.copy_location(ast.Name("item_", ast.Load()), argument)
        generators = [ast.comprehension(target, argument, [], 0)]
        items_of = argument
    else:
        return None
    before = [reader.value(node.args[0])] if row.place else []
    items = visited(reader, items_of, reader.value(items_of))
    options = _options(reader, node, row)
    if before:
        options["function"] = before[0]
    return row.fold(Fold(reader, node, generators, item, items, options))


def _row(function: Value) -> _Row | None:
    if not isinstance(function, Known):
        return None
    try:
        return FOLDS.get(function.value)
    except TypeError:
        return None


def _is_shaped(node: ast.Call, row: _Row) -> bool:
    rest = len(node.args) - row.place - 1
    starred = any(isinstance(a, ast.Starred) for a in node.args)
    named = all(k.arg in row.named for k in node.keywords)
    return rest <= len(row.options) and not starred and named


def _options(reader: Reader, node: ast.Call, row: _Row) -> dict[str, Value]:
    given = dict(zip(row.options, node.args[row.place + 1 :], strict=False))
    given |= {k.arg: k.value for k in node.keywords if k.arg is not None}
    return dict(zip(given, reader.values(given.values()), strict=True))


def _is_safe(node: ast.GeneratorExp | ast.ListComp) -> bool:
    """Whether reading what is visited twice is as good as once, and nothing is bound outside."""
    if any(isinstance(inner, ast.NamedExpr) for inner in ast.walk(node)):
        return False
    if any(one.is_async for one in node.generators):
        return False
    return _is_pure(node.generators[0].iter)


def _is_pure(node: ast.expr) -> bool:
    return all(
        isinstance(inner.func, ast.Name) and inner.func.id in _SAFE_CALLS
        for inner in ast.walk(node)
        if isinstance(inner, ast.Call)
    )


def _is_open(reader: Reader, node: ast.GeneratorExp | ast.ListComp) -> bool:
    """Whether a generator's loop need not unroll, by what its first `for` visits."""
    value = _looked_at(reader, node.generators[0].iter)
    if depends_on_data(value):
        return True
    if not isinstance(value, Counting):
        return False
    count = known_items(reader, node, value)
    return count is None or count > LIMIT_TERMS


def _visits(reader: Reader, node: ast.expr, function: Value) -> bool:
    """Whether what is folded is an iterator over arrays, or an array that the rules do not fold."""
    if not _is_pure(node) or isinstance(node, ast.Starred):
        return False
    value = _looked_at(reader, node)
    if isinstance(value, Num):
        of_arrays = isinstance(value.type, Array) and value.type.rank > 0
        return of_arrays and function == Known(functools.reduce)
    return isinstance(value, Visiting | Counting)


def _looked_at(reader: Reader, node: ast.expr) -> Value:
    with reader.branch():
        return reader.value(node)
