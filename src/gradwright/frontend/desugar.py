"""Syntax that stands for simpler syntax, written out before a function is read.

::

    match mode:                         if mode == "a": …
        case "a": …                     else: …
        case _: …

    while (e := f(x)) > tol: …          e = f(x)
                                        while e > tol: …; e = f(x)

    if p and (e := f(x)) > 0: …         if p:
                                            if (e := f(x)) > 0: …

    g = (v * v for v in a)              s = sum(v * v for v in a)
    s = sum(g)

    with np.errstate(…): …              Entered; …; Ended
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence

from gradwright.frontend.scopes import SCOPES
from gradwright.ir.naming import unused

Definition = ast.FunctionDef | ast.AsyncFunctionDef
_BLOCKS = ("body", "orelse")


class Entered(ast.stmt):
    """A `with` begins."""

    node: ast.With


class Ended(ast.stmt):
    """A `with` ends."""

    node: ast.With


def desugared(node: Definition) -> Definition:
    """Return a definition whose statements are in the simpler syntax."""
    if not any(_concerns(inner) for inner in ast.walk(node)):
        return node
    taken = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
    taken |= {inner.arg for inner in ast.walk(node) if isinstance(inner, ast.arg)}
    new = copy.copy(node)
    new.body = _Desugar(taken).block(used_at_once(node))
    return new


def _concerns(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Match | ast.With)
        or (isinstance(node, ast.While) and _has_walrus(node.test))
        or (isinstance(node, ast.If) and _asks_later(node.test))
        or (isinstance(node, ast.Assign) and isinstance(node.value, ast.GeneratorExp))
    )


def _has_walrus(node: ast.AST) -> bool:
    return any(isinstance(inner, ast.NamedExpr) for inner in ast.walk(node))


class _Desugar:
    def __init__(self, taken: set[str]) -> None:
        self.taken = taken

    def name(self, hint: str) -> str:
        """Return a name that the function does not use."""
        return unused(hint, self.taken)

    def block(self, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        return [new for stmt in body for new in self.statement(stmt)]

    def statement(self, stmt: ast.stmt) -> list[ast.stmt]:
        if isinstance(stmt, SCOPES) or not any(map(_concerns, ast.walk(stmt))):
            return [stmt]
        match stmt:
            case ast.Match():
                return _Match(self, stmt).statements()
            case ast.With():
                return self.around(stmt)
            case _:
                new = copy.copy(stmt)
                for field in _BLOCKS:
                    if getattr(stmt, field, None):
                        setattr(new, field, self.block(getattr(stmt, field)))
                if isinstance(new, ast.If | ast.While) and _asks_later(new.test):
                    return _asked_in_turn(new)
                if isinstance(new, ast.While) and _has_walrus(new.test):
                    return _asked_first(new)
                return [new]

    # with

    def around(self, stmt: ast.With) -> list[ast.stmt]:
        """Return the statements of a `with` between its begin and its end."""
        body = self.left(self.block(stmt.body), stmt, in_loop=False)
        return [_mark(Entered(), stmt), *body, _mark(Ended(), stmt)]

    def left(self, body: Sequence[ast.stmt], node: ast.With, *, in_loop: bool) -> list[ast.stmt]:
        """Return statements in which what jumps out of the `with` ends it before."""
        return [new for stmt in body for new in self._left(stmt, node, in_loop=in_loop)]

    def _left(self, stmt: ast.stmt, node: ast.With, *, in_loop: bool) -> list[ast.stmt]:
        match stmt:
            case ast.Return(value) if value is not None:
                name = self.name("out")
                kept = ast.Assign([ast.Name(name, ast.Store())], value)
                out = ast.Return(ast.Name(name, ast.Load()))
                return [_placed(kept, stmt), _mark(Ended(), node), _placed(out, stmt)]
            case ast.Break() | ast.Continue() if not in_loop:
                return [_mark(Ended(), node), stmt]
            case ast.If() | ast.For() | ast.While():
                inside = in_loop or isinstance(stmt, ast.For | ast.While)
                new = copy.copy(stmt)
                new.body = self.left(stmt.body, node, in_loop=inside)
                new.orelse = self.left(stmt.orelse, node, in_loop=in_loop)
                return [new]
            case _:
                return [stmt]


def _mark(mark: Entered | Ended, node: ast.With) -> ast.stmt:
    mark.node = node
    return ast.copy_location(mark, node)


def _placed(node: ast.stmt, place: ast.AST) -> ast.stmt:
    """Return a made statement whose new parts stand where another one stands."""
    for inner in ast.walk(node):
        if not hasattr(inner, "lineno"):
            ast.copy_location(inner, place)
    return node


# conditions ---------------------------------------------------------------------------------------


def _asks_later(test: ast.expr) -> bool:
    """Whether a condition assigns in a part that is not always evaluated."""
    return isinstance(test, ast.BoolOp) and any(map(_has_walrus, test.values[1:]))


def _asked_in_turn(stmt: ast.If | ast.While) -> list[ast.stmt]:
    """Return a statement whose condition's parts are conditions of their own, one inside of the other."""
    if isinstance(stmt, ast.If):
        return _nested(stmt.test, stmt.body, stmt.orelse)
    if stmt.orelse:
        return [stmt]
    new = copy.copy(stmt)
    new.test = ast.copy_location(ast.Constant(True), stmt.test)
    new.body = _nested(stmt.test, stmt.body, [ast.copy_location(ast.Break(), stmt.test)])
    return [new]


def _nested(test: ast.expr, body: list[ast.stmt], orelse: list[ast.stmt]) -> list[ast.stmt]:
    if not _asks_later(test):
        return [ast.copy_location(ast.If(test, body, orelse), test)]
    assert isinstance(test, ast.BoolOp)
    first, *rest = test.values
    more = rest[0] if len(rest) == 1 else ast.copy_location(ast.BoolOp(test.op, rest), test)
    if isinstance(test.op, ast.And):
        arms = _nested(more, body, orelse), copy.deepcopy(orelse)
    else:
        arms = body, _nested(more, copy.deepcopy(body), orelse)
    return [ast.copy_location(ast.If(first, *arms), test)]


# generators ---------------------------------------------------------------------------------------


def used_at_once(node: Definition) -> list[ast.stmt]:
    """Return a definition's body with generators put where the next statement uses them, and nothing else."""
    names = [inner for inner in ast.walk(node) if isinstance(inner, ast.Name)]
    once = {n.id for n in names if sum(other.id == n.id for other in names) == 2}
    return _PutGenerators(once).block(node.body)


class _PutGenerators(ast.NodeTransformer):
    def __init__(self, once: set[str]) -> None:
        self.once = once
        self.known: dict[str, ast.GeneratorExp] = {}

    def block(self, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        out: list[ast.stmt] = []
        for place, stmt in enumerate(body):
            match stmt:
                case ast.Assign([ast.Name(name)], ast.GeneratorExp() as made) if (
                    name in self.once and _uses(body[place + 1 : place + 2], name)
                ):
                    self.known[name] = made
                case _:
                    out.append(self._inside(stmt))
        return out

    def _inside(self, stmt: ast.stmt) -> ast.stmt:
        if isinstance(stmt, SCOPES):
            return stmt
        if any(name in self.known for name in _loads(stmt)):
            stmt = self.visit(copy.deepcopy(stmt))
        new = copy.copy(stmt)
        for field in _BLOCKS:
            if getattr(stmt, field, None):
                setattr(new, field, self.block(getattr(stmt, field)))
        return new

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self.known.get(node.id, node) if isinstance(node.ctx, ast.Load) else node


def _uses(stmts: Sequence[ast.stmt], name: str) -> bool:
    """Whether a statement surely evaluates a name once: not in an inner block or function."""
    for stmt in stmts:
        head = stmt.iter if isinstance(stmt, ast.For) else stmt
        if isinstance(head, ast.Assign | ast.Expr | ast.Return | ast.AugAssign | ast.expr):
            inner = [n for n in ast.walk(head) if isinstance(n, SCOPES)]
            return name in _loads(head) and not any(name in _loads(n) for n in inner)
    return False


def _loads(node: ast.AST) -> Iterator[str]:
    return (n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))


# while --------------------------------------------------------------------------------------------


def _asked_first(loop: ast.While) -> list[ast.stmt]:
    """Return a loop whose condition's assignments stand before it and at its body's end."""
    asked = list(_asked(loop.test))
    if len(asked) != sum(isinstance(n, ast.NamedExpr) for n in ast.walk(loop.test)):
        return [loop]
    if any(isinstance(inner, ast.Continue) for stmt in loop.body for inner in _own(stmt)):
        return [loop]
    new = copy.copy(loop)
    new.test = _Named().visit(copy.deepcopy(loop.test))
    binds = [
        _placed(ast.Assign([e.target], _Named().visit(copy.deepcopy(e.value))), e) for e in asked
    ]
    new.body = [*loop.body, *binds]
    return [*binds, new]


class _Named(ast.NodeTransformer):
    """Reads the names that assignment expressions bind."""

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.AST:
        return ast.copy_location(ast.Name(node.target.id, ast.Load()), node)


def _asked(node: ast.expr) -> Iterator[ast.NamedExpr]:
    """Yield the assignment expressions that are evaluated whatever happens, before all else."""
    match node:
        case ast.NamedExpr():
            yield from _asked(node.value)
            yield node
        case ast.Compare(left, _, comparators) if len(comparators) == 1:
            yield from _asked(left)
            if isinstance(left, ast.Name | ast.Constant | ast.NamedExpr):
                yield from _asked(comparators[0])
        case ast.BoolOp(_, values):
            yield from _asked(values[0])
        case ast.UnaryOp(_, operand):
            yield from _asked(operand)
        case ast.Call(ast.Name() | ast.Attribute(ast.Name()), args, []) if args:
            yield from _asked(args[0])
        case _:
            pass


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and what is inside of it, but for inner loops and functions."""
    yield node
    if not isinstance(node, (*SCOPES, ast.For, ast.While)):
        for inner in ast.iter_child_nodes(node):
            yield from _own(inner)


# match --------------------------------------------------------------------------------------------


class _Match:
    """One `match`: its subject by name, its cases as conditions. A pattern that is none stays."""

    def __init__(self, desugar: _Desugar, node: ast.Match) -> None:
        self.desugar = desugar
        self.node = node
        self.before: list[ast.stmt] = []

    def statements(self) -> list[ast.stmt]:
        whole = isinstance(self.node.subject, ast.Tuple)
        if not all(_is_plain(case.pattern, whole=whole) for case in self.node.cases):
            return [self.node]
        subject = self.named(self.node.subject)
        chain: list[ast.stmt] = []
        for case in reversed(self.node.cases):
            test, names = self.test(case.pattern, subject)
            if case.guard is not None:
                guard = _Replaced(names).visit(copy.deepcopy(case.guard))
                test = guard if test is None else self.at(ast.BoolOp(ast.And(), [test, guard]))
            bound = [
                _placed(ast.Assign([ast.Name(name, ast.Store())], value), case.pattern)
                for name, value in names.items()
            ]
            body = [*bound, *self.desugar.block(case.body)]
            chain = body if test is None else [_placed(ast.If(test, body, chain), case.pattern)]
        return [*self.before, *chain]

    def named(self, node: ast.expr) -> ast.expr:
        """Return the subject as a name, a literal, or a tuple of those: it is evaluated once."""
        match node:
            case ast.Name() | ast.Constant():
                return node
            case ast.Tuple(items) if not any(isinstance(e, ast.Starred) for e in items):
                return self.at(ast.Tuple([self.named(e) for e in items], ast.Load()))
            case _:
                name = self.desugar.name("subject")
                assign = ast.Assign([ast.Name(name, ast.Store())], node)
                self.before.append(_placed(assign, node))
                return self.at(ast.Name(name, ast.Load()))

    def at(self, node: ast.expr) -> ast.expr:
        return ast.copy_location(node, self.node.subject)

    def test(
        self, pattern: ast.pattern, subject: ast.expr
    ) -> tuple[ast.expr | None, dict[str, ast.expr]]:
        """Return the condition of a pattern, None where it always fits, and the names it binds."""
        match pattern:
            case ast.MatchValue(value):
                return self.at(ast.Compare(subject, [ast.Eq()], [value])), {}
            case ast.MatchSingleton(value):
                constant = self.at(ast.Constant(value))
                return self.at(ast.Compare(subject, [ast.Is()], [constant])), {}
            case ast.MatchAs(inner, name):
                test, names = (None, {}) if inner is None else self.test(inner, subject)
                return test, names if name is None else {**names, name: subject}
            case ast.MatchOr(patterns):
                tests = [self.test(inner, subject)[0] for inner in patterns]
                found = [test for test in tests if test is not None]
                whole = self.at(ast.BoolOp(ast.Or(), found)) if len(found) == len(tests) else None
                return whole, {}
            case ast.MatchSequence(patterns):
                return self.sequence(patterns, subject)
            case _:
                raise AssertionError(pattern)

    def sequence(
        self, patterns: Sequence[ast.pattern], subject: ast.expr
    ) -> tuple[ast.expr | None, dict[str, ast.expr]]:
        assert isinstance(subject, ast.Tuple)
        if len(patterns) != len(subject.elts):
            return self.at(ast.Constant(False)), {}
        tests: list[ast.expr] = []
        names: dict[str, ast.expr] = {}
        for inner, part in zip(patterns, subject.elts, strict=True):
            test, bound = self.test(inner, part)
            names |= bound
            if test is not None:
                tests.append(test)
        if len(tests) > 1:
            return self.at(ast.BoolOp(ast.And(), tests)), names
        return (tests[0] if tests else None), names


def _is_plain(pattern: ast.pattern, *, whole: bool) -> bool:
    """Whether a pattern compares with values; `whole`: a tuple that is written out stands against it."""
    match pattern:
        case ast.MatchValue() | ast.MatchSingleton():
            return not whole
        case ast.MatchAs(inner, _):
            return inner is None or _is_plain(inner, whole=whole)
        case ast.MatchOr(patterns):
            bind = any(isinstance(p, ast.MatchAs) and p.name for p in ast.walk(pattern))
            return not bind and all(_is_plain(inner, whole=whole) for inner in patterns)
        case ast.MatchSequence(patterns) if whole:
            return all(_is_plain(inner, whole=False) for inner in patterns)
        case _:
            return False


class _Replaced(ast.NodeTransformer):
    def __init__(self, names: dict[str, ast.expr]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self.names.get(node.id, node)
