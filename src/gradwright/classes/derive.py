"""A layer's forward to its reverse part alone: what the gradients are computed from, and what is kept.

::

    forward: exps = …; output = exps / …      the reverse part reads output alone: nothing is kept
    forward: output = inputs @ weights        it reads inputs and weights: inputs is kept

The forward sweep is the class's own code and stays as it is. What the reverse part reads is an
attribute (a parameter, or one that forward stores), kept by an added line, or computed again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gradwright.adjoint import reverse
from gradwright.analysis.cost import cost_of
from gradwright.analysis.flow import names_in, overwritten
from gradwright.classes.derived import Derived
from gradwright.classes.finish import finished, webs_read, webs_read_by
from gradwright.classes.forward import Forward
from gradwright.classes.keeping import Keepable, changes, keepable
from gradwright.classes.parts import TOKEN
from gradwright.classes.shapes import read_shapes_elsewhere
from gradwright.classes.unfold import Unfolding
from gradwright.diagnostics import Location, refusal
from gradwright.ir.expressions import Apply, Expr, Var, constant, subtrees
from gradwright.ir.rebuild import rebuild
from gradwright.ir.rewriting import dropped, with_expressions
from gradwright.ir.statements import (
    Assign,
    Block,
    For,
    Guard,
    Leaf,
    Node,
    Parameter,
    Program,
    Stmt,
    Store,
    Tree,
    expressions_of,
    leaves,
    map_leaves,
    walk,
)
from gradwright.ir.types import FLOAT
from gradwright.rules.rule import Cost
from gradwright.simplify.algebra import Algebra
from gradwright.simplify.dead import drop_dead
from gradwright.simplify.gathered import pick_first
from gradwright.simplify.hoist import hoist_products
from gradwright.simplify.idioms import annotate

MANY = 1000
ONCE = {"layer": "a part's output", "draw": "a random draw", "random": "a random draw"}


def derive(forward: Forward, *, alone: bool = False) -> Derived:
    """Return the reverse part of a layer's forward; `alone`: the upstream gradient is 1."""
    return _Derivation(forward, alone=alone).run()


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A reverse part that reads some names from attributes: `again` is what it computes again."""

    written: Program
    program: Program
    held: Mapping[int, str]
    arguments: tuple[Var, ...]
    kept: frozenset[int]

    @property
    def again(self) -> Block:
        return self.program.body[: self.program.reverse_from]

    @property
    def lines(self) -> int:
        """The number of lines that are added to forward; many where it would have to run again."""
        return len(self.arguments) + len(self.kept) + (MANY if self.cut else 0)

    @property
    def cut(self) -> str:
        """What would have to run again and cannot: a part, a random draw."""
        exprs = [expr for stmt in walk(self.again) for expr in expressions_of(stmt)]
        found = {n.prim for e in exprs for n in subtrees(e) if isinstance(n, Apply)}
        return next((what for prim, what in ONCE.items() if prim in found), "")


class _Derivation:
    def __init__(self, forward: Forward, *, alone: bool) -> None:
        self.forward = forward
        self.alone = alone
        self.layer = forward.layer
        self.location: Location = self.layer.source.location(self.layer.node)
        self.changes = changes(forward.program.body)
        self.once = _depending_on_calls(forward.program)
        self.finals = {var.web: f"self.{name}" for name, var in forward.finals.items()}
        self.finals.update(self._also_held())

    def _also_held(self) -> dict[int, str]:
        """Return the names that an attribute is bound to as they are: ``self.x = x``."""
        return {
            stmt.value.web: self.finals[stmt.target.web]
            for stmt in self.forward.program.body
            if isinstance(stmt, Assign)
            and isinstance(stmt.value, Var)
            and stmt.target.web in self.finals
            and self.changes.get(stmt.target.web, 0) == 1
            and self.changes.get(stmt.value.web, 0) <= 1
        }

    def run(self) -> Derived:
        """Return what backward is written from."""
        self._check()
        best = self._of_results(frozenset(self.finals))
        if best.lines:
            other = self._of_results(frozenset(self.finals) | keepable(self.forward).keys())
            best = other if other.lines < best.lines else best
        if best.cut:
            raise self._refused(f"{best.cut} is read that nothing keeps: give it a name")
        names = (best.program, best.held, best.arguments, best.kept)
        program, kept = finished(self.forward, self._wanted(), *names)
        return Derived(self.forward, program, self._wanted(), kept)

    def _of_results(self, stored: frozenset[int]) -> _Attempt:
        """Return the best attempt whose derivatives read these results rather than operands."""
        self.written = self._reversed(stored)
        self.leaves = self._leaves()
        self.upstream = self.written.parameters[0]
        return self._chosen()

    def _check(self) -> None:
        if not self._wanted() and not self.forward.slots.parts:
            raise self._refused("nothing that it reads is a float")
        slots = self.forward.slots
        own = slots.read | slots.written | slots.itself.used
        for name in sorted({self.layer.naming.gradient(p.name) for p in self._wanted()}):
            if name in own or callable(getattr(self.layer.cls, name, None)):
                raise self._refused(f"self.{name} would be a gradient, and is something else")

    def _refused(self, reason: str) -> Exception:
        return refusal("GW506", self.location, name=self.layer.name, reason=reason)

    def _wanted(self) -> tuple[Parameter, ...]:
        return tuple(p for p in self.forward.wrt if not p.name.startswith(TOKEN))

    # the reverse part

    def _reversed(self, stored: frozenset[int]) -> Program:
        """Return the written program with the gradients alone as result, the parts' calls unfolded."""
        program = annotate(pick_first(self.forward.program))
        names = [p.name for p in program.parameters]
        wrt = [names.index(p.name) for p in self.forward.wrt]
        written = reverse(program, wrt, bare=False, rewrite=Algebra(), stored=stored)
        assert isinstance(written.result, Node)
        written = replace(written, result=written.result.children[1])
        written = _alone(written) if self.alone else written
        written = hoist_products(drop_dead(written))
        split = written.reverse_from
        forward, backward = written.body[:split], written.body[split:]
        unfolding = Unfolding(
            self.forward.slots.parts, dict(written.names), dict(written.paths), self.location
        )
        backward = unfolding.block(self.forward.program.body, backward)
        result = unfolding.tree(self._without_tokens(written.result))
        return replace(
            written,
            body=(*forward, *backward),
            result=result,
            names=unfolding.names,
            paths=unfolding.paths,
        )

    def _without_tokens(self, result: Tree) -> Tree:
        assert isinstance(result, Node)
        pairs = zip(self.forward.wrt, result.children, strict=True)
        kept = tuple(tree for p, tree in pairs if not p.name.startswith(TOKEN))
        return Node("tuple", tuple(range(len(kept))), kept, tuple)

    # what is at hand

    def _leaves(self) -> dict[int, str]:
        """Return the names that the layer's attributes hold from the start to the end."""
        slots = self.forward.slots
        found: dict[int, str] = {}
        for parameter in self.forward.program.parameters:
            if not parameter.name.startswith("self."):
                continue
            if parameter.name.removeprefix("self.") in slots.changed:
                continue
            for leaf in leaves(parameter.tree):
                if isinstance(leaf.value, Var):
                    found[leaf.value.web] = self.written.paths[leaf.value.web]
        return found

    def _outputs(self) -> dict[int, str]:
        """Return the names of the parts' outputs that the parts keep."""
        found: dict[int, str] = {}
        for stmt in walk(self.forward.program.body):
            if isinstance(stmt, Assign) and _is_layer(stmt.value):
                assert isinstance(stmt.value, Apply)
                path = str(stmt.value.attr("path"))
                output = self.forward.slots.parts[path].interface.output
                if output is not None:
                    found[stmt.target.web] = f"{path}.{output}"
        return found

    def _chosen(self) -> _Attempt:
        """Return the attempt with the fewest lines and the least that is computed again."""
        local = keepable(self.forward)
        best = self._attempt({})
        for web in reversed(local):
            if web not in {var.web for stmt in walk(best.again) for var in _bound(stmt)}:
                continue
            chosen = {w: local[w] for w in (*best.kept, web)}
            other = self._attempt(chosen)
            spared = cost_of_block(best.again) - cost_of_block(other.again)
            if other.lines <= best.lines or (spared >= Cost.FUNCTION and not other.cut):
                best = other
        return best

    def _attempt(self, local: Mapping[int, Keepable]) -> _Attempt:
        held = {**self._outputs(), **self.leaves, **self.finals}
        held |= {web: one.attribute for web, one in local.items()}
        while True:
            program = self._reading(held)
            wrong = self._unfit(program, held) - self.leaves.keys()
            if not wrong:
                break
            held = {web: path for web, path in held.items() if web not in wrong}
        read = webs_read(program)
        arguments = tuple(v for v in self._arguments() if v.web in read and v.web not in held)
        kept = frozenset(local) & held.keys()
        return _Attempt(self.written, program, held, arguments, kept)

    def _reading(self, held: Mapping[int, str]) -> Program:
        """Return the program with the held names read, not computed, and without what is dead then."""
        split = self.written.reverse_from
        forward, backward = self.written.body[:split], self.written.body[split:]
        forward = dropped(
            forward,
            lambda s: self._is_left_out(s) or (bool(_changed(s)) and _changed(s) <= held.keys()),
        )
        program = replace(self.written, body=(*forward, *backward), reverse_from=len(forward))
        program = read_shapes_elsewhere(drop_dead(program), held, self._arguments(), self.upstream)
        return _without_empty_loops(program)

    def _is_left_out(self, stmt: Stmt) -> bool:
        """Whether a statement is a check of lengths that only parts and draws know."""
        if not isinstance(stmt, Guard):
            return False
        return bool(names_in(stmt.cond) & self.once)

    def _unfit(self, program: Program, held: Mapping[int, str]) -> set[int]:
        """Return held names whose value at the end of forward is not what is read."""
        split = program.reverse_from
        again, backward = program.body[:split], program.body[split:]
        wrong = set(overwritten(backward) & held.keys())
        wrong |= {web for web in held if web in overwritten(again)}
        several = {web for web in held if self.changes.get(web, 0) > 1}
        return wrong | (several & webs_read_by(again))

    def _arguments(self) -> tuple[Var, ...]:
        """Return the numbers that forward is called with, and attributes as they were before it."""
        return tuple(
            leaf.value
            for p in self.forward.program.parameters
            if not p.name.startswith(TOKEN)
            for leaf in leaves(p.tree)
            if isinstance(leaf.value, Var) and leaf.value.web not in self.leaves
        )


def cost_of_block(block: Block) -> int:
    """Return what a block costs, each statement once."""
    return sum(cost_of(expr) for stmt in walk(block) for expr in expressions_of(stmt))


def _depending_on_calls(program: Program) -> set[int]:
    """Return the names whose values come from parts or random draws."""
    found: set[int] = set()
    before = -1
    while len(found) > before:
        before = len(found)
        for stmt in walk(program.body):
            exprs = expressions_of(stmt)
            called = any(
                isinstance(n, Apply) and n.prim in ONCE for e in exprs for n in subtrees(e)
            )
            if called or any(names_in(e) & found for e in exprs):
                found |= _changed(stmt)
    return found


def _without_empty_loops(program: Program) -> Program:
    """Return the program without loops that only count, where no statement but a loop reads it."""
    split = program.reverse_from
    again, backward = program.body[:split], program.body[split:]
    outside = webs_read_by(tuple(stmt for stmt in program.body if not isinstance(stmt, For)))
    kept = dropped(again, lambda stmt: _counts(stmt) and not _counters(stmt) & outside)
    return replace(program, body=(*kept, *backward), reverse_from=len(kept))


def _counts(stmt: Stmt) -> bool:
    """Whether a loop does nothing but count."""
    return isinstance(stmt, For) and all(map(_counts, stmt.body))


def _counters(stmt: Stmt) -> set[int]:
    return {inner.var.web for inner in walk((stmt,)) if isinstance(inner, For)}


def _alone(program: Program) -> Program:
    """Return a written program with 1 for the upstream gradient."""
    given = {leaf.value for leaf in leaves(program.parameters[0].tree)}
    plain = Algebra()

    def seeded(expr: Expr) -> Expr:
        return plain(rebuild(expr, lambda node: constant(1.0, FLOAT) if node in given else None))

    split = program.reverse_from
    backward = (with_expressions(stmt, seeded) for stmt in program.body[split:])
    body = (*program.body[:split], *backward)
    result = map_leaves(program.result, lambda leaf: Leaf(seeded(leaf.value)))
    return replace(program, body=body, result=result)


def _is_layer(expr: Expr) -> bool:
    return isinstance(expr, Apply) and expr.prim == "layer"


def _changed(stmt: Stmt) -> set[int]:
    match stmt:
        case Assign(target):
            return {target.web}
        case Store(region):
            return {region.base.web}
        case _:
            return set()


def _bound(stmt: Stmt) -> list[Var]:
    return [stmt.target] if isinstance(stmt, Assign) else []
