"""Reverse mode: the program that computes a function's value and its gradient.

In: a program and which parameters the gradient is asked for. Out: a program whose parameters are the
upstream gradient and the same parameters, whose body is the forward sweep (with what it saves) and the
reverse sweep, and whose result is (value, gradients).

The steps: plant a tree of sites; pull each statement's seed back (`pullback`); find the states of
adjoints (`status`); name parts that are read again (`keep`); find what must be saved (`record`,
`saving`); write both sweeps (`sequence` orders each statement's update).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gradwright.adjoint.contribute import Contributor, Rewrite
from gradwright.adjoint.ends import Ends, stored_into, webs_passed
from gradwright.adjoint.exits import find_exits
from gradwright.adjoint.instead import keep_instead
from gradwright.adjoint.keep import keep_parts
from gradwright.adjoint.names import Webs
from gradwright.adjoint.pullback import Pullbacks
from gradwright.adjoint.recompute import needless, plan_recomputations
from gradwright.adjoint.record import Recorder, forget
from gradwright.adjoint.results import bind_results, upstream_of
from gradwright.adjoint.saving import Saving
from gradwright.adjoint.sequence import Sequencer
from gradwright.adjoint.site import plant, walk_sites
from gradwright.adjoint.status import States, Status, flow_back
from gradwright.adjoint.sweeps import Backward, Forward, Observe, logger
from gradwright.analysis.activity import active_webs
from gradwright.analysis.memory import Memory
from gradwright.ir.expressions import Apply, Expr, Var, subtrees
from gradwright.ir.statements import (
    Assign,
    Block,
    Effect,
    Guard,
    Node,
    Parameter,
    Program,
    Stmt,
    expressions_of,
    leaves,
    walk,
)
from gradwright.ir.types import List
from gradwright.rules.table import apply


def reverse(
    program: Program,
    wrt: Sequence[int],
    *,
    bare: bool,
    rewrite: Rewrite,
    replay: bool = False,
    observe: Observe | None = None,
    stored: frozenset[int] = frozenset(),
) -> Program:
    """Return the written function of a program.

    Parameters
    ----------
    program
        The forward program.
    wrt
        Positions of the parameters that the gradient is asked for.
    bare
        Whether the gradient is that of the one parameter, not a tuple.
    rewrite
        Simplifies one tree of an adjoint.
    replay
        Whether the written function checks that it reads the values that the forward sweep had.
    observe
        Gives, for a forward statement and the adjoint of what it binds, what is to run where that
        adjoint is known.
    stored
        Webs whose values the reverse sweep has at hand: it reads them rather than their operands.
    """
    written = _Reverse(program, wrt, rewrite, stored)
    return written.run(bare=bare, replay=replay, observe=observe)


class _Reverse:
    def __init__(
        self, program: Program, wrt: Sequence[int], rewrite: Rewrite, stored: frozenset[int]
    ) -> None:
        self.program = program
        self.wrt = [program.parameters[k] for k in wrt]
        self.webs = Webs(program.names, program.names.values())
        self.result, bound = bind_results(program, self.webs)
        self.upstream = upstream_of(program, self.result, self.webs)
        self.whole = replace(program, body=(*program.body, *bound), result=self.result)
        given = (leaf.value for p in self.wrt for leaf in leaves(p.tree))
        self.active = active_webs(self.whole, {v.web for v in given if isinstance(v, Var)})
        pullbacks = Pullbacks(self.active, _reduction_form(self.whole.body))
        pullbacks.stored = stored
        self.root = plant(self.whole.body)
        self.contributor = Contributor(self.root, self.webs, pullbacks, rewrite)
        self.sequencer = Sequencer(self.webs)

    def run(self, *, bare: bool, replay: bool, observe: Observe | None) -> Program:
        """Return the written function."""
        self._note_definitions()
        opening, start = self._start()
        self.contributor.contribute([var for var, _ in self.upstream.pairs])
        flow_back(self.root, dict(start))
        for site in walk_sites(self.root):
            if site.live:
                keep_parts(site, self.webs.is_adjoint, self.webs.keep)
        find_exits(self.root, self.whole)
        recorder = self._recorded()
        if keep_instead(recorder, self.webs.is_adjoint, self.webs.keep):
            forget(self.root)
            recorder = self._recorded()
        saving = Saving(self.webs)
        saving.plan(self.root)
        logged = logger(self.webs, replay=replay)
        sweep = Backward(
            self.webs, saving, self.sequencer, recorder.names, recorder.memory, logged, observe
        )
        backward = [*opening, *sweep.block(self.root, start)]
        forward = Forward(saving, logged).block(self.root)
        if replay:
            forward.insert(0, Effect("_replay.start()", ()))
        return self._assembled(forward, backward, start, bare=bare)

    def _recorded(self) -> Recorder:
        never: set[int] = set()
        while True:
            recorder = Recorder(self.root, self.whole, self.webs.new)
            recorder.decide()
            plan_recomputations(recorder, never)
            recorder.record()
            if not (found := needless(self.root)):
                return recorder
            never |= found
            forget(self.root)

    def _note_definitions(self) -> None:
        bound: dict[int, list[Expr]] = {}
        for stmt in walk(self.whole.body):
            if isinstance(stmt, Assign):
                bound.setdefault(stmt.target.web, []).append(stmt.value)
        changed = Memory(self.whole.body).with_mates(stored_into(self.whole.body))
        for web, values in bound.items():
            if len(values) == 1 and web not in changed:
                self.webs.definitions[web] = values[0]

    def _start(self) -> tuple[list[Stmt], States]:
        """Return the states at the end of the forward sweep: the upstream gradient, which is never ours."""
        states: States = {}
        opening: list[Stmt] = []
        for var, upstream in self.upstream.pairs:
            if var.web not in self.active:
                continue
            if isinstance(var.type, List):
                opening.append(_as_long(var, upstream, self.upstream.paths[upstream.web]))
            if var.web not in states and self.upstream.paths[upstream.web].isidentifier():
                self.webs.adjoint_of[var.web] = upstream
                states[var.web] = Status.SHARED
            else:
                opening += self.sequencer.receive(var, upstream, states, None)
        return opening, states

    def _assembled(
        self, forward: list[Stmt], backward: list[Stmt], state: States, *, bare: bool
    ) -> Program:
        given = webs_passed((self.upstream.tree, *(p.tree for p in self.program.parameters)))
        ends = Ends(self.webs, self.sequencer, tuple(forward), tuple(backward), state, given)
        value = ends.value(self.result)
        trees = tuple(ends.gradient(p.tree, self._python_parameters()) for p in self.wrt)
        gradients = trees[0] if bare else Node("tuple", tuple(range(len(trees))), trees, tuple)
        upstream = Parameter(self.upstream.name, self.upstream.tree, "positional_only")
        forward = [*forward, *ends.kept]
        return replace(
            self.program,
            name=f"{self.program.name}_backward",
            parameters=(upstream, *self.program.parameters),
            body=(*forward, *backward, *ends.zeros),
            result=Node("tuple", (0, 1), (value, gradients), tuple),
            names=self.webs.names,
            paths={**self.program.paths, **self.upstream.paths},
            reverse_from=len(forward),
        )

    def _python_parameters(self) -> set[int]:
        trees = [self.upstream.tree, *(p.tree for p in self.program.parameters)]
        return {
            leaf.value.web
            for tree in trees
            for leaf in leaves(tree)
            if isinstance(leaf.value, Var) and getattr(leaf.value.type, "python", False)
        }


def _as_long(var: Var, upstream: Var, path: str) -> Guard:
    """Return the check that the upstream gradient of a list has as many entries."""
    lengths = [apply("list_length", items) for items in (upstream, var)]
    return Guard(apply("eq", *lengths, form="infix"), f"{path}: not as many entries as the result")


def _reduction_form(body: Block) -> str:
    """Return how the written code spells sums: as the forward code does, methods where it has none."""
    forms = [
        str(node.attr("form"))
        for stmt in walk(body)
        for expr in expressions_of(stmt)
        for node in _applies(expr)
        if node.prim in ("sum", "mean", "max", "matmul") and node.attr("form") != "infix"
    ]
    return "np" if forms and all(form in ("np", "dot") for form in forms) else "method"


def _applies(expr: Expr) -> list[Apply]:
    return [node for node in subtrees(expr) if isinstance(node, Apply)]
