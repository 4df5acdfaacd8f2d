"""The text form of the IR, for tests and for people who debug a pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
    Var,
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
    Program,
    Push,
    Stmt,
    Store,
    While,
    leaves,
)


class Text:
    """Prints expressions and statements with each web as ``hint.id``."""

    def __init__(self, names: Mapping[int, str]) -> None:
        self.names = names

    def expr(self, e: Expr) -> str:
        """Return one expression."""
        match e:
            case Const(value):
                return repr(value)
            case Var(web, _, after):
                return f"{self.names.get(web, 'v')}.{web}{chr(39) if after else ''}"
            case Region(base, path):
                return self.expr(base) + "".join(map(self.step, path))
            case Apply(prim, args, attrs):
                shown = [self.expr(a) for a in args]
                shown += [f"{k}={v}" for k, v in attrs if k != "form"]
                return f"{prim}({', '.join(shown)})"
            case Choose(cond, then, orelse):
                return f"choose({self.expr(cond)}, {self.expr(then)}, {self.expr(orelse)})"
            case Both(op, left, right):
                return f"{op}({self.expr(left)}, {self.expr(right)})"

    def step(self, step: Step) -> str:
        """Return one step of a region's path."""
        if isinstance(step, Index):
            return f"[{', '.join(map(self.item, step.items))}]"
        if isinstance(step, Reshape):
            return f".reshape({', '.join(map(self.expr, step.lengths))})"
        return f".T{step.axes}"

    def item(self, item: Item) -> str:
        """Return one item of a subscript."""
        match item:
            case At(e):
                return self.expr(e)
            case Fancy(e):
                return f"@{self.expr(e)}"
            case Span(lo, hi, by):
                return ":".join("" if e is None else self.expr(e) for e in (lo, hi, by))
            case NewAxis():
                return "None"

    def block(self, block: Block, indent: str = "") -> Iterator[str]:
        """Yield a block's lines."""
        for stmt in block:
            yield from self.stmt(stmt, indent)

    def stmt(self, stmt: Stmt, indent: str) -> Iterator[str]:  # noqa: C901, PLR0912
        """Yield a statement's lines."""
        inner = indent + "    "
        match stmt:
            case Assign(target, value, _, meaning):
                note = "" if meaning is None else f"  # means {self.expr(meaning)}"
                yield f"{indent}{self.expr(target)} = {self.expr(value)}{note}"
            case Store(region, value, mode, repeats):
                sign = {"assign": "=", "add": "+="}[mode] + ("*" if repeats else "")
                yield f"{indent}{self.expr(region)} <{sign} {self.expr(value)}"
            case Permute(targets, sources):
                shown = (", ".join(map(self.expr, names)) for names in (targets, sources))
                yield indent + " = ".join(shown)
            case NewStack(stack):
                yield f"{indent}{self.expr(stack)} = []"
            case Push(stack, values):
                yield f"{indent}push {self.expr(stack)}: {', '.join(map(self.expr, values))}"
            case Pop(targets, stack):
                yield f"{indent}{', '.join(map(self.expr, targets))} = pop {self.expr(stack)}"
            case If(cond, then, orelse):
                yield f"{indent}if {self.expr(cond)}:"
                yield from self.block(then, inner)
                if orelse:
                    yield f"{indent}else:"
                    yield from self.block(orelse, inner)
            case For(var, start, stop, step, body, down):
                bounds = ", ".join(map(self.expr, (start, stop, step)))
                yield f"{indent}for {self.expr(var)} in {'down' if down else 'up'}({bounds}):"
                yield from self.block(body, inner)
            case ForEach(targets, stack, body, beside=beside):
                yield f"{indent}for {', '.join(map(self.expr, targets))} in {self.expr(stack)}:"
                yield from () if beside is None else self.block((beside,), f"{indent}beside ")
                yield from self.block(body, inner)
            case While(cond, body):
                yield f"{indent}while {self.expr(cond)}:"
                yield from self.block(body, inner)
            case Leave():
                yield f"{indent}leave"
            case Guard(cond, message):
                yield f"{indent}guard {self.expr(cond)}: {message}"
            case Effect(text, args):
                yield indent + text.format(*map(self.expr, args))


def program_text(program: Program) -> str:
    """Return a whole program as text, one statement a line."""
    text = Text(program.names)
    params = ", ".join(text.expr(leaf.value) for p in program.parameters for leaf in leaves(p.tree))
    result = ", ".join(text.expr(leaf.value) for leaf in leaves(program.result))
    lines = [f"{program.name}({params}):", *text.block(program.body, "    ")]
    return "\n".join([*lines, f"    return {result}", ""])
