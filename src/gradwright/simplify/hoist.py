"""A product summed over a loop becomes one product after it.

::

    for t in reversed(range(steps)):            for t in reversed(range(steps)):
        g = …; h = saved_h.pop()                    g_all[t] = …; h = saved_h[t]
        dwx += xs[t].T @ g                →     dwx = xs.reshape(rows, f).T @ g_all.reshape(rows, m)

In: a written program. It happens to loops that stand in no other statement, count up from 0 by 1 in the
forward sweep, and whose factors are elements of an array that the loop does not change, values saved
once an iteration, or temporaries of the iteration.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from gradwright.analysis.flow import names_in, overwritten
from gradwright.ir.expressions import (
    Apply,
    At,
    Const,
    Expr,
    Index,
    Region,
    Span,
    Var,
)
from gradwright.ir.rebuild import rebuild
from gradwright.ir.rewriting import with_expressions
from gradwright.ir.statements import (
    Assign,
    Block,
    For,
    NewStack,
    Pop,
    Program,
    Push,
    Stmt,
    Store,
    bound_by,
    expressions_of,
    walk,
)
from gradwright.ir.types import (
    INT,
    Array,
    Form,
    NamedLength,
    Type,
    UnknownLength,
    rank_of,
    symbol_form,
)
from gradwright.rules.table import apply
from gradwright.simplify.sums import Sum, Sums


def hoist_products(program: Program) -> Program:
    """Return the program with products that its reversed loops sum taken out of them."""
    for k in range(program.reverse_from or 0, len(program.body)):
        stmt = program.body[k]
        if isinstance(stmt, For) and stmt.down and _counts_from_zero(stmt):
            changed = _Hoist(program, k, stmt, Sums(program, k, stmt)).run()
            if changed is not None:
                return hoist_products(changed)
    return program


def _counts_from_zero(loop: For) -> bool:
    """Whether a reversed loop's variable takes the values 0, 1, … and nothing else changes it."""
    return (
        loop.down
        and loop.var.web not in overwritten(loop.body)
        and isinstance(loop.start, Const)
        and loop.start.value == 0
        and isinstance(loop.step, Const)
        and loop.step.value == 1
    )


@dataclass(slots=True, eq=False)
class _Hoist:
    program: Program
    place: int
    loop: For
    sums: Sums
    stacks: dict[int, Var] = field(default_factory=dict[int, Var])
    names: dict[int, str] = field(default_factory=dict[int, str])
    rows: Var | None = None

    def run(self) -> Program | None:
        """Return the program with this loop's sums taken out, or None where there is none to take."""
        self.names = dict(self.program.names)
        found = map(self.sums.sum_of, self.loop.body)
        sums = [each for each in found if each is not None]
        rights = {s.right for s in sums if s.left is not None}
        sums = [s for s in sums if s.right in rights]
        models = {right: self.sums.model_of(right) for right in rights}
        sums = [s for s in sums if models[s.right] is not None]
        if not sums:
            return None
        return self._rewrite(sums, {r: m for r, m in models.items() if m is not None})

    # the rewriting

    def _rewrite(self, sums: list[Sum], models: dict[Var, Var]) -> Program:
        self._name_stacks(sums)
        arrays = {g: self._array_for(g, f"{self.names[g.web]}_all") for g in models}
        before: list[Stmt] = [
            Assign(arrays[g], self._empty(model), self.loop.origin) for g, model in models.items()
        ]
        taken = {id(s.stmt) for s in sums}
        body = tuple(self._inside(s, arrays) for s in self.loop.body if id(s) not in taken)
        after = self._after(sums, arrays)
        head = self.program.body[: self.place]
        tail = self.program.body[self.place + 1 :]
        head, after = _without_zeros(head, after)
        loop = replace(self.loop, body=body)
        whole = (*self._with_arrays(head), *before, loop, *after, *tail)
        return replace(self.program, body=whole, names=self.names)

    def _new(self, hint: str, type_: Type) -> Var:
        web = max(self.names) + 1
        self.names[web] = hint
        return Var(web, type_)

    def _array_for(self, element: Var, hint: str) -> Var:
        assert isinstance(element.type, Array)
        lengths = (form_of(self.loop.stop), *element.type.lengths)
        return self._new(hint, Array(element.type.dtype, lengths))

    def _empty(self, model: Var) -> Expr:
        length = form_of(self.loop.stop)
        return apply("empty_stacked", self.loop.stop, model, length=length, form="np")

    def _name_stacks(self, sums: list[Sum]) -> None:
        for item in sums:
            if isinstance(item.left, Var):
                stack = self.sums.stack_of(item.left)
                if stack is not None and stack.web not in self.stacks:
                    self.stacks[stack.web] = self._array_for(item.left, self.names[stack.web])

    def _element(self, array: Var, element: Var) -> Region:
        return Region(array, (Index((At(self.loop.var),)),), element.type)

    def _with_arrays(self, head: Block) -> Block:
        """Turn the stacks that are read whole after the loop into arrays sized before it."""
        out: list[Stmt] = []
        for stmt in head:
            match stmt:
                case NewStack(stack, origin) if stack.web in self.stacks:
                    pushed = self._pushed(stack)
                    out.append(Assign(self.stacks[stack.web], self._empty(pushed), origin))
                case For() if stmt is self.sums.forward_loop():
                    out.append(replace(stmt, body=tuple(map(self._filled, stmt.body))))
                case _:
                    out.append(stmt)
        return tuple(out)

    def _pushed(self, stack: Var) -> Var:
        for stmt in walk(self.program.body):
            if isinstance(stmt, Push) and stmt.stack == stack and isinstance(stmt.values[0], Var):
                return stmt.values[0]
        raise AssertionError(stack)

    def _filled(self, stmt: Stmt) -> Stmt:
        if isinstance(stmt, Push) and stmt.stack.web in self.stacks:
            value = stmt.values[0]
            assert isinstance(value, Var)
            region = self._element(self.stacks[stmt.stack.web], value)
            return Store(region, value, origin=stmt.origin)
        return stmt

    def _inside(self, stmt: Stmt, arrays: dict[Var, Var]) -> Stmt:
        if isinstance(stmt, Pop) and stmt.stack.web in self.stacks:
            (target,) = stmt.targets
            assert isinstance(target, Var)
            return Assign(target, self._element(self.stacks[stmt.stack.web], target), stmt.origin)
        if isinstance(stmt, Assign) and stmt.target in arrays:
            region = self._element(arrays[stmt.target], stmt.target)
            stmt = Store(region, stmt.value, origin=stmt.origin)
        return self._read_from(stmt, arrays)

    def _read_from(self, stmt: Stmt, arrays: dict[Var, Var]) -> Stmt:
        def swap(node: Expr) -> Expr | None:
            found = arrays.get(node) if isinstance(node, Var) else None
            return (
                None if found is None or not isinstance(node, Var) else self._element(found, node)
            )

        return with_expressions(stmt, lambda e: rebuild(e, swap))

    def _after(self, sums: list[Sum], arrays: dict[Var, Var]) -> tuple[Stmt, ...]:
        flat: dict[Expr, Expr] = {}
        out: list[Stmt] = []
        found: list[Stmt] = []
        for item in sums:
            right = self._flat(arrays[item.right], flat, out)
            if item.left is None:
                value = _sum_rows(item, right)
            else:
                left = self._flat(self._whole(item.left), flat, out)
                value = apply("matmul", _turned(left), right, form=_form(item.node))
            found.append(replace(item.stmt, value=value))
        return (*out, *found)

    def _whole(self, left: Expr) -> Expr:
        """Return the whole array whose elements the factor is."""
        if isinstance(left, Region):
            base = left.base
            assert isinstance(base.type, Array)
            if base.type.lengths[0] is form_of(self.loop.stop):
                return base
            lengths = (form_of(self.loop.stop), *base.type.lengths[1:])
            part = Index((Span(None, self.loop.stop, None),))
            return Region(base, (part,), Array(base.type.dtype, lengths))
        assert isinstance(left, Var)
        stack = self.sums.stack_of(left)
        assert stack is not None
        return self.stacks[stack.web]

    def _flat(self, array: Expr, flat: dict[Expr, Expr], out: list[Stmt]) -> Expr:
        """Return the array as a matrix: its first two axes, steps and rows, as one."""
        if rank_of(array.type) < 3:
            return array
        known = flat.get(array)
        if known is None:
            assert isinstance(array.type, Array)
            rows = self._row_count(array, out)
            columns = apply("length", array, axis=2, form="shape")
            lengths = (UnknownLength(rows), array.type.lengths[2])
            type_lengths = tuple(n if isinstance(n, Form) else symbol_form(n) for n in lengths)
            known = apply("reshape", array, rows, columns, lengths=type_lengths, form="method")
            if isinstance(array, Var) and self.names[array.web].endswith("_all"):
                name = self._new(self.names[array.web], known.type)
                out.append(Assign(name, known, self.loop.origin))
                known = name
            flat[array] = known
        return known

    def _row_count(self, array: Expr, out: list[Stmt]) -> Expr:
        if self.rows is None:
            length = apply("length", array, axis=1, form="shape")
            value = apply("mul", self.loop.stop, length, form="infix")
            self.rows = self._new("rows", INT)
            out.append(Assign(self.rows, value, self.loop.origin))
        return self.rows


def form_of(count: Expr) -> Form:
    """Return a count as a length."""
    match count:
        case Const(value) if isinstance(value, int):
            return Form(value, ())
        case Var(web):
            return symbol_form(NamedLength(web))
        case Apply("length", (Var() as array,)) if isinstance(array.type, Array):
            axis = count.attr("axis", 0)
            assert isinstance(axis, int)
            return array.type.lengths[axis]
        case _:
            return symbol_form(UnknownLength(count))


def _sum_rows(item: Sum, right: Expr) -> Expr:
    """Return the sum over all rows of all steps, as the loop summed the rows of each."""
    if isinstance(item.node, Apply):
        return apply("sum", right, **dict(item.node.attrs))
    return apply("sum", right, axis=0, form="method")


def _turned(left: Expr) -> Expr:
    return apply("transpose", left, axes=(1, 0), form="T")


def _form(node: Expr) -> str:
    form = str(node.attr("form", "infix")) if isinstance(node, Apply) else "infix"
    return form if isinstance(node, Apply) and node.prim == "matmul" else "infix"


def _without_zeros(head: Block, after: tuple[Stmt, ...]) -> tuple[Block, tuple[Stmt, ...]]:
    """Let the product be the first write where the sum started from zeros made for it."""
    kept = list(head)
    out: list[Stmt] = []
    for stmt in after:
        zeros = _zeros_of(stmt, kept) if isinstance(stmt, Store) else None
        if zeros is None or not isinstance(stmt, Store):
            out.append(stmt)
        else:
            kept.remove(zeros)
            out.append(Assign(stmt.region.base, stmt.value, stmt.origin))
    return tuple(kept), tuple(out)


def _zeros_of(stmt: Store, head: list[Stmt]) -> Assign | None:
    """Return the statement that made the sum's zeros, if nothing else before the loop mentions the sum."""
    web = stmt.region.base.web
    mentions = [
        s
        for s in walk(tuple(head))
        if web in {w for e in expressions_of(s) for w in names_in(e)}
        or stmt.region.base in bound_by(s)
    ]
    if len(mentions) == 1 and isinstance(mentions[0], Assign) and mentions[0] in head:
        value = mentions[0].value
        if isinstance(value, Apply) and value.prim == "zeros_like":
            return mentions[0]
    return None
