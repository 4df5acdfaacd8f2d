"""Statements of the IR to lines of Python.

``Store(a[i], a[i] * w)`` -> ``a[i] *= w``; ``For(…, down)`` -> ``for i in reversed(range(n)):``;
in the reverse part, the forward statement that a line differentiates stands beside it as a comment.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from gradwright.emit.comments import Comments
from gradwright.emit.conditions import negated
from gradwright.emit.expressions import Expressions, call, method, name, syntax_of
from gradwright.emit.flat import flat
from gradwright.emit.jumps import with_breaks
from gradwright.emit.layout import WIDTH, lay_out, lay_out_store
from gradwright.emit.messages import raise_value_error, words
from gradwright.emit.spread import spread
from gradwright.emit.takes import taken
from gradwright.ir.brackets import begins, is_bracket
from gradwright.ir.expressions import (
    Apply,
    Const,
    Expr,
    Index,
    Item,
    Region,
    Span,
    Step,
    Var,
    is_view_path,
)
from gradwright.ir.statements import (
    Assign,
    Block,
    Effect,
    For,
    ForEach,
    Guard,
    If,
    Leave,
    NewStack,
    Permute,
    Pop,
    Push,
    Stmt,
    Store,
    While,
)
from gradwright.ir.types import Array, List, Scalar
from gradwright.rules.rule import Infix

STEP = 4
AUGMENTED = frozenset({"+", "-", "*", "/", "//", "%", "**", "@"})
LIST_METHODS = {
    "appended": "append",
    "list_extended": "extend",
    "list_front": "pop",
    "list_regrown": "append",
    "list_reversed": "reverse",
}
OPPOSITE = {"==": ast.NotEq, "!=": ast.Eq}


@dataclass(slots=True)
class Statements:
    """Writes blocks; `names` are the printed names, `read` the webs that anything reads."""

    syntax: Expressions
    names: Mapping[int, str]
    read: frozenset[int]
    comments: Comments | None = None
    notes: Mapping[int, str] = field(default_factory=dict[int, str])
    taken: frozenset[tuple[Step, ...]] = frozenset()
    lines: list[str] = field(default_factory=list[str])

    def block(self, block: Block, indent: int) -> None:
        """Write the statements of a block."""
        start, outer = len(self.lines), indent
        before: Stmt | None = None
        for stmt in (*block, None):
            one = taken(before, stmt, self._same) if before is not None and stmt else None
            if one is not None:
                before = one
                continue
            if before is not None:
                indent = self._bracket(before, outer, indent)
            before = stmt
        self._close(outer, indent)
        if len(self.lines) == start:
            self.line("pass", outer)

    def _bracket(self, stmt: Stmt, outer: int, indent: int) -> int:
        """Write a statement; return how far the next one is indented: a `with` holds what follows."""
        if not is_bracket(stmt):
            self._stmt(stmt, indent)
            return indent
        self._close(outer, indent)
        if not begins(stmt) or not isinstance(stmt, Effect):
            return outer
        self.line(f"{stmt.text}:", outer)
        return outer + STEP

    def _close(self, outer: int, indent: int) -> None:
        """Leave out a `with` that holds nothing."""
        if indent > outer and self.lines[-1].startswith(" " * outer + "with "):
            self.lines.pop()

    def line(self, text: str, indent: int) -> None:
        """Write one line, or several that hang together."""
        self.lines.append(" " * indent + text)

    def put(self, before: str, value: ast.expr, after: str, indent: int) -> None:
        """Write ``before value after``, broken where it is too long."""
        self.line(lay_out(before, value, after, indent), indent)

    def _stmt(self, stmt: Stmt, indent: int) -> None:  # noqa: C901  (a match over node kinds)
        match stmt:
            case Assign() | Store():
                start = len(self.lines)
                self._assign(stmt, indent) if isinstance(stmt, Assign) else self._store(
                    stmt, indent
                )
                self._comment(start, stmt, indent)
                if isinstance(stmt, Assign):
                    self._annotate(stmt.target, indent)
            case Permute(targets, sources):
                shown = (", ".join(self.names[v.web] for v in vs) for vs in (targets, sources))
                self.line(" = ".join(shown), indent)
                self._comment(len(self.lines) - 1, stmt, indent)
            case NewStack(stack):
                self.line(f"{self.names[stack.web]} = []", indent)
                self._annotate(stack, indent)
            case Push(stack, values):
                self._push(stack, values, indent)
            case Pop(targets, stack):
                self._pop(targets, stack, indent)
            case If():
                self._if(stmt, indent, "if")
            case For() | ForEach() | While():
                self._loop(stmt, indent)
            case Leave():
                self.line("break", indent)
            case Guard(cond, message):
                self.put("if ", negated(self.syntax(cond)), ":", indent)
                self.lines += raise_value_error(words(message), (), indent + STEP)
            case Effect(text, args):
                self.line(text.format(*(flat(self.syntax(arg), 1) for arg in args)), indent)

    def _annotate(self, made: Var, indent: int) -> None:
        """Put the note on a name beside the line that made it, above where that is too long."""
        note = self.notes.get(made.web)
        if note is None or self.comments is not None:
            return
        line = f"{self.lines[-1]}  # {note}"
        if "\n" in line or len(line) > WIDTH:
            self.lines.insert(len(self.lines) - 1, f"{' ' * indent}# {note}")
        else:
            self.lines[-1] = line

    def _comment(self, start: int, stmt: Assign | Store | Permute, indent: int) -> None:
        if self.comments is not None:
            self.comments.note(self.lines, start, stmt.origin, indent)

    # Bindings and stores.

    def _assign(self, stmt: Assign, indent: int) -> None:
        target, value = stmt.target, stmt.value
        shown = self.names[target.web]
        if isinstance(value, Var) and self._same(value, target):
            return
        if isinstance(target.type, List):
            self._list(target, value, indent)
            return
        update = self._update(value, lambda e: isinstance(e, Var) and self._same(e, target))
        if update and isinstance(target.type, Scalar):
            self.put(f"{shown} {update[0]}= ", self.syntax(update[1]), "", indent)
        else:
            self.put(f"{shown} = ", self.syntax(value), "", indent)

    def _list(self, target: Var, value: Expr, indent: int) -> None:
        """Write a binding of a list: what changes it is a call of its method."""
        shown = self.names[target.web]
        if isinstance(value, Var):
            self.put(f"{shown} = ", call("list", self.syntax(value)), "", indent)
            return
        changed = self._changed(target, value)
        self.put("" if changed else f"{shown} = ", changed or self.syntax(value), "", indent)

    def _changed(self, target: Var, value: Expr) -> ast.expr | None:
        """Return the call of a list's method that a binding stands for, None where it is none."""
        match value:
            case Apply(prim, (Var() as own, *_)) if prim in LIST_METHODS and self._same(
                own, target
            ):
                operands = self._operands_of_method(value)
                return method(self.syntax(own), LIST_METHODS[prim], *operands)
            case _:
                return None

    def _operands_of_method(self, value: Apply) -> list[ast.expr]:
        """Return what is passed to the method that changes a list."""
        match value.prim:
            case "list_front":
                return []
            case "list_regrown" if len(value.args) == 1:
                return [ast.Constant(0.0)]
            case "list_regrown":
                last = ast.Subscript(
                    self.syntax(value.args[1]), ast.UnaryOp(ast.USub(), ast.Constant(1))
                )
                return [call("np.zeros_like", last)]
            case _:
                return [self.syntax(arg) for arg in value.args[1:]]

    def _same(self, one: Var, other: Var) -> bool:
        return self.names.get(one.web) == self.names[other.web]

    def _store(self, stmt: Store, indent: int) -> None:
        if self.comments is not None and stmt.region.path in self.taken:
            self.line(f"if {flat(self.syntax(stmt.region.base))}.size:", indent)
            indent += STEP
        region, value = stmt.region, stmt.value
        target = self.syntax(region)
        if stmt.mode == "add" and stmt.repeats:
            self._scatter(region, spread(self.syntax(value), value, region), indent)
        elif stmt.mode == "add":
            self._accumulate(target, _whole(region, bare=""), value, indent)
        elif (
            (update := self._update(value, lambda e: _is_region(e, region)))
            and _keeps(region, value)
            and not _is_entry(region)
        ):
            operator = f"{_whole(region, bare='')} {update[0]}= "
            self.line(lay_out_store(target, operator, self.syntax(update[1]), indent), indent)
        else:
            operator = f"{_whole(region)} = "
            self.line(lay_out_store(target, operator, self.syntax(value), indent), indent)

    def _accumulate(self, target: ast.expr, whole: str, value: Expr, indent: int) -> None:
        shown = self.syntax(value)
        sign = "+"
        if isinstance(shown, ast.UnaryOp) and isinstance(shown.op, ast.USub):
            sign, shown = "-", shown.operand
        self.line(lay_out_store(target, f"{whole} {sign}= ", shown, indent), indent)

    def _scatter(self, region: Region, value: ast.expr, indent: int) -> None:
        """Write an accumulation whose indices may recur."""
        *first, last = region.path
        assert isinstance(last, Index)
        base = self.syntax.region(self.syntax(region.base), tuple(first))
        items = [self._index(item) for item in last.items]
        index = items[0] if len(items) == 1 else ast.Tuple(items)
        self.put("", call("np.add.at", base, index, value), "", indent)

    def _index(self, item: Item) -> ast.expr:
        """Return one item of a subscript as a value of its own."""
        if not isinstance(item, Span):
            return self.syntax.subscript((item,))
        bounds: list[ast.expr] = [
            ast.Constant(None) if e is None else self.syntax(e)
            for e in (item.lo, item.hi, item.step)
        ]
        if item.step is None:
            bounds.pop()
        if len(bounds) == 2 and isinstance(bounds[0], ast.Constant) and bounds[0].value is None:
            bounds = bounds[1:]
        return call("slice", *bounds)

    def _update(self, value: Expr, is_target: Callable[[Expr], bool]) -> tuple[str, Expr] | None:
        """Return operator and operand of ``target op operand``."""
        if not isinstance(value, Apply) or len(value.args) != 2 or not is_target(value.args[0]):
            return None
        match syntax_of(value):
            case Infix(symbol) if symbol in AUGMENTED:
                return symbol, value.args[1]
            case _:
                return None

    # Stacks.

    def _pop(self, targets: Sequence[Var | Region], stack: Var, indent: int) -> None:
        taken = method(name(self.names[stack.web]), "pop")
        match targets:
            case [Region() as region]:
                operator = f"{_whole(region)} = "
                self.line(lay_out_store(self.syntax(region), operator, taken, indent), indent)
            case _:
                self.put(f"{', '.join(map(self._place, targets))} = ", taken, "", indent)

    def _place(self, target: Var | Region) -> str:
        whole = _whole(target) if isinstance(target, Region) else ""
        return flat(self.syntax(target)) + whole

    def _push(self, stack: Var, values: Sequence[Expr], indent: int) -> None:
        kept = [self._kept(value) for value in values]
        entry = kept[0] if len(kept) == 1 else ast.Tuple(kept)
        self.put("", method(name(self.names[stack.web]), "append", entry), "", indent)

    def _kept(self, value: Expr) -> ast.expr:
        """Return a value to be saved: a view would change with its base."""
        shown = self.syntax(value)
        view = isinstance(value, Region) and is_view_path(value.path)
        return method(shown, "copy") if view and isinstance(value.type, Array) else shown

    # Control flow.

    def _if(self, stmt: If, indent: int, word: str) -> None:
        cond, then, orelse = self.syntax(stmt.cond), stmt.then, stmt.orelse
        if not self._writes(then):
            cond, then, orelse = negated(cond), orelse, ()
        if not self._writes(then):
            return
        self.put(f"{word} ", cond, ":", indent)
        self.block(then, indent + STEP)
        if not self._writes(orelse):
            return
        if len(orelse) == 1 and isinstance(orelse[0], If) and self._writes(orelse[0].then):
            self._if(orelse[0], indent, "elif")
        else:
            self.line("else:", indent)
            self.block(orelse, indent + STEP)

    def _writes(self, block: Block) -> bool:
        """Whether anything of a block is written (a copy to the same name is not)."""
        return any(
            not (
                isinstance(s, Assign) and isinstance(s.value, Var) and self._same(s.value, s.target)
            )
            for s in block
        )

    def _loop(self, stmt: For | ForEach | While, indent: int) -> None:
        match stmt:
            case For():
                self.put(f"for {self._variable(stmt.var)} in ", self._numbers(stmt), ":", indent)
            case ForEach(targets, stack, beside=counter):
                variables = ", ".join(map(self._variable, targets))
                visited = call("reversed", name(self.names[stack.web]))
                if counter is not None and counter.var.web in self.read:
                    several = f"({variables})" if len(targets) > 1 else variables
                    variables = f"{self._variable(counter.var)}, {several}"
                    visited = call("zip", self._numbers(counter), visited)
                if (
                    len(f"{' ' * indent}for {variables} in reversed(") > WIDTH
                    and "(" not in variables
                ):
                    apart = f",\n{' ' * (indent + STEP)}".join(map(self._variable, targets))
                    self.lines.append(f"{' ' * indent}for (")
                    self.lines.append(f"{' ' * (indent + STEP)}{apart},")
                    self.put(") in ", visited, ":", indent)
                else:
                    self.put(f"for {variables} in ", visited, ":", indent)
            case While(cond):
                self.put("while ", self.syntax(cond), ":", indent)
        if self.comments is not None:
            self.comments.forget()
        self.block(with_breaks(stmt.body), indent + STEP)

    def _numbers(self, stmt: For) -> ast.expr:
        numbers = call("range", *self._bounds(stmt))
        backwards = stmt.down and stmt.var.web in self.read
        return call("reversed", numbers) if backwards else numbers

    def _variable(self, var: Var) -> str:
        return self.names[var.web] if var.web in self.read else "_"

    def _bounds(self, stmt: For) -> list[ast.expr]:
        start, stop, step = (self.syntax(e) for e in (stmt.start, stmt.stop, stmt.step))
        if not _is(stmt.step, 1):
            return [start, stop, step]
        return [stop] if _is(stmt.start, 0) else [start, stop]


def _is(expr: Expr, number: int) -> bool:
    return isinstance(expr, Const) and expr.value == number


def _is_region(expr: Expr, region: Region) -> bool:
    return expr is region or (expr is region.base and not region.path)


def _keeps(region: Region, value: Expr) -> bool:
    """Whether ``region op= operand`` may stand for the assignment: no cast that it would refuse."""
    types = (region.type, value.type)
    return all(isinstance(t, Scalar | Array) for t in types) and (
        types[0].dtype == types[1].dtype  # type: ignore[union-attr]
    )


def _is_entry(region: Region) -> bool:
    """Whether this is an array in a list: another is put there, it is not changed itself."""
    is_list = isinstance(region.base.type, List) and len(region.path) == 1
    return is_list and isinstance(region.type, Array)


def _whole(region: Region, bare: str = "[...]") -> str:
    """Return the subscript that a store into a whole array needs: a bare name is no place."""
    if not region.path:
        return bare
    return "" if isinstance(region.path[-1], Index) else "[...]"
