"""Reverse mode: the program that computes a function's value and its gradient.

In: a program and which parameters the gradient is asked for. Out: a program whose parameters are the
upstream gradient and the same parameters, whose body is the forward sweep (with what it saves) and the
reverse sweep, and whose result is (value, gradients).

The steps: plant a tree of sites; pull each statement's seed back (`pullback`); find the states of
adjoints (`status`); name parts that are read again (`keep`); find what must be saved (`record`,
`saving`); write both sweeps (`sequence` orders each statement's update).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from gradwright.adjoint.keep import keep_parts
from gradwright.adjoint.masks import masked_webs
from gradwright.adjoint.names import Webs
from gradwright.adjoint.pullback import Contribution, Pullbacks
from gradwright.adjoint.recompute import plan_recomputations
from gradwright.adjoint.record import Recorder, is_reversed
from gradwright.adjoint.replay import call, operands
from gradwright.adjoint.results import Returns, as_argument, bind_results, upstream_of
from gradwright.adjoint.saving import Saving
from gradwright.adjoint.sequence import Sequencer, plain
from gradwright.adjoint.site import Arm, Site, plant, walk_sites
from gradwright.adjoint.status import States, Status, base_web, flow_back, is_narrow, joined
from gradwright.analysis.activity import active_webs, differentiated
from gradwright.analysis.flow import overwritten, reads
from gradwright.analysis.pythonness import python_webs
from gradwright.diagnostics import refusal
from gradwright.ir.expressions import (
    Apply,
    At,
    Const,
    Expr,
    Fancy,
    Index,
    Item,
    NewAxis,
    Region,
    Var,
    constant,
    subtrees,
)
from gradwright.ir.statements import (
    Assign,
    Block,
    Effect,
    For,
    ForEach,
    If,
    Leaf,
    NewStack,
    Node,
    Parameter,
    Pop,
    Program,
    Push,
    Stmt,
    Store,
    Tree,
    While,
    expressions_of,
    leaves,
    map_leaves,
    walk,
)
from gradwright.ir.types import FLOAT, INT, Array, is_differentiable, rank_of
from gradwright.rules.axes import expanded
from gradwright.rules.rule import RuleError
from gradwright.rules.symbolic import Sym
from gradwright.rules.table import apply

Rewrite = Callable[[Expr], Expr]
Observe = Callable[[Stmt, Expr], Stmt | None]


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
    written = _Reverse(program, wrt, bare, rewrite, replay)
    written.pullbacks.stored = stored
    written.observe = observe
    return written.run()


class _Reverse:
    def __init__(
        self, program: Program, wrt: Sequence[int], bare: bool, rewrite: Rewrite, replay: bool
    ) -> None:
        self.program = program
        self.replay = replay
        self.observe: Observe | None = None
        self.wrt = [program.parameters[k] for k in wrt]
        self.bare = bare
        self.rewrite = rewrite
        self.webs = Webs(program.names, _user_names(program))
        self.result, bound = bind_results(program, self.webs)
        self.body = (*program.body, *bound)
        self.upstream = upstream_of(program, self.result, self.webs)
        whole = replace(program, body=self.body, result=self.result)
        wanted = {
            leaf.value.web
            for p in self.wrt
            for leaf in leaves(p.tree)
            if isinstance(leaf.value, Var)
        }
        self.active = active_webs(whole, wanted)
        self.pullbacks = Pullbacks(self.active, _reduction_form(self.body))
        self.root = plant(self.body)
        self.saving = Saving(self.webs)
        self.sequencer = Sequencer(self.webs)
        self.masked = masked_webs(self.root)
        self.whole = whole

    def run(self) -> Program:
        """Return the written function."""
        self._note_definitions()
        start = self._start()
        self._contribute()
        flow_back(self.root, dict(start))
        for site in walk_sites(self.root):
            if site.live:
                keep_parts(site, self.webs.is_adjoint, self.webs.keep)
        recorder = Recorder(self.root, self.whole, self.webs.new)
        recorder.decide()
        plan_recomputations(recorder)
        recorder.record()
        self.names = recorder.names
        self.saving.plan(self.root)
        return self._assemble(start)

    # contributions

    def _note_definitions(self) -> None:
        bound: dict[int, list[Expr]] = {}
        for stmt in walk(self.body):
            if isinstance(stmt, Assign):
                bound.setdefault(stmt.target.web, []).append(stmt.value)
        for web, values in bound.items():
            if len(values) == 1:
                self.webs.definitions[web] = values[0]

    def _start(self) -> States:
        """Return the states at the end of the forward sweep: the upstream gradient, which is never ours."""
        states: States = {}
        self.opening: list[Stmt] = []
        for var, upstream in self.upstream.pairs:
            if var.web not in self.active:
                continue
            if var.web not in states and self.upstream.paths[upstream.web].isidentifier():
                self.webs.adjoint_of[var.web] = upstream
                states[var.web] = Status.SHARED
            else:
                self.opening += self.sequencer.receive(var, upstream, states, None)
        return states

    def _contribute(self) -> None:
        """Pull every statement's seed back, last statement first.

        A name bound once, in straight-line code, may turn out to receive one contribution only, and
        that smaller than the name (``dout`` for what a sum adds up): its adjoint stays that small.
        """
        received: dict[int, list[Contribution | None]] = defaultdict(list)
        writes = Counter(s.target.web for s in walk_sites(self.root) if s.target is not None)
        for var, _ in self.upstream.pairs:
            received[var.web].append(None)
        for site in reversed(self.root.sites):
            inner = [s for arm in site.arms for s in walk_sites(arm)]
            if isinstance(site.stmt, Assign) and writes[site.stmt.target.web] == 1:
                self._narrow(site.stmt.target, received[site.stmt.target.web])
            for each in (site, *inner):
                each.contributions = self._contributions(each)
                for part in each.contributions:
                    received[base_web(part)].append(part if each is site else None)

    def _narrow(self, target: Var, received: Sequence[Contribution | None]) -> None:
        match received:
            case [Contribution(Var(), value) as part] if (
                isinstance(target.type, Array) and is_narrow(part) and not isinstance(value, Const)
            ):
                self.webs.narrow_adjoint(target, value.type)
            case _:
                pass

    def _contributions(self, site: Site) -> list[Contribution]:
        match site.stmt:
            case Assign(target) if target.web in self.active:
                value, seed = differentiated(site.stmt), self.webs.adjoint(target)
                site.seed = seed
                result: Expr = Var(target.web, target.type, True)
            case Store(region, value) if region.base.web in self.active:
                seed = self.webs.adjoint_region(region)
                site.seed = seed.base
                base = Var(region.base.web, region.base.type, True)
                result = Region(base, region.path, region.type)
                if site.stmt.repeats and site.stmt.mode == "assign":
                    return self._repeating(site, site.stmt)
                if site.stmt.mode == "add":
                    result = None  # type: ignore[assignment]
            case _:
                return []
        if not self.pullbacks.carries(value):
            return []
        masked = seed_web(site) in self.masked
        parts = self.pullbacks.pull(value, seed, result, masked=masked)
        return _merged([Contribution(p.target, p.value) for p in parts], self.rewrite)

    def _repeating(self, site: Site, stmt: Store) -> list[Contribution]:
        """Pull back a store whose indices may recur: the value that is written last counts."""
        if not self.pullbacks.carries(stmt.value):
            return []
        name = self.webs.names[stmt.region.base.web]
        try:
            seed = last_written(self.webs.adjoint_region(stmt.region), stmt.region)
        except RuleError as error:
            raise refusal(error.code, stmt.origin, **{**error.details, "name": name}) from None
        masked = stmt.region.base.web in self.masked
        parts = self.pullbacks.pull(stmt.value, seed, None, masked=masked)
        return _merged(parts, self.rewrite)

    # the two sweeps

    def _assemble(self, start: States) -> Program:
        state = dict(start)
        backward = [*self.opening, *self._backward(self.root, state)]
        forward = self._forward(self.root)
        if self.replay:
            forward.insert(0, Effect("_replay.start()", ()))
        value, gradients, more = self._results(tuple(forward), tuple(backward), state)
        forward += more[0]
        backward += more[1]
        upstream = Parameter(self.upstream.name, self.upstream.tree, "positional_only")
        return replace(
            self.program,
            name=f"{self.program.name}_backward",
            parameters=(upstream, *self.program.parameters),
            body=(*forward, *backward),
            result=Node("tuple", (0, 1), (value, gradients), tuple),
            names=self.webs.names,
            paths={**self.program.paths, **self.upstream.paths},
            reverse_from=len(forward),
        )

    def _forward(self, arm: Arm) -> list[Stmt]:
        out: list[Stmt] = []
        group = self.saving.groups.get(id(arm.owner)) if arm.owner is not None else None
        for site in arm.sites:
            origin = site.stmt.origin
            out += [NewStack(stack, origin) for stack in self.saving.created.get(id(site), [])]
            if site.decision is not None and is_reversed(site):
                assert isinstance(site.stmt, If)
                out.append(Assign(site.decision, site.stmt.cond, origin))
            out += site.keeps
            if group is not None and group.place is site:
                out.append(Push(group.stack, tuple(group.names), origin))
            out += self._save(site)
            out += self._logged("record", site, after=False)
            out += self._forward_site(site)
            out += self._logged("record", site, after=True)
        if group is not None and group.place is None:
            out.append(Push(group.stack, tuple(group.names), arm.owner.stmt.origin))  # type: ignore[union-attr]
        for name in arm.ends:
            stack = self.saving.end_stacks.get((id(arm), name.web))
            if stack is not None:
                out.append(Push(stack, (name,), arm.sites[-1].stmt.origin))
        count = self.saving.counts.get(id(arm.owner)) if arm.owner is not None else None
        if count is not None:
            one = constant(1, INT)
            out.append(Assign(count, apply("add", count, one, form="infix"), None))
        return out

    def _save(self, site: Site) -> list[Stmt]:
        """Return the statement that saves what a site overwrites."""
        if not site.saves:
            return []
        assert site.target is not None
        region = isinstance(site.stmt, Store)
        what: Expr = (
            (site.region or site.stmt.region) if isinstance(site.stmt, Store) else site.target
        )
        single = self.saving.single.get(id(site))
        if single is not None:
            copied = region and isinstance(what.type, Array)
            value = apply("copy", what, form="method") if copied else what
            return [Assign(single, value, site.stmt.origin)]
        stack = self.saving.site_stacks.get(id(site))
        return [] if stack is None else [Push(stack, (what,), site.stmt.origin)]

    def _forward_site(self, site: Site) -> list[Stmt]:
        match site.stmt:
            case Assign() if site.value is not None:
                return [replace(site.stmt, value=site.value)]
            case Store() if site.value is not None:
                assert site.region is not None
                return [replace(site.stmt, value=site.value, region=site.region)]
            case If():
                then, orelse = (tuple(self._forward(arm)) for arm in site.arms)
                kept = site.decision if is_reversed(site) else None
                cond = site.stmt.cond if kept is None else kept
                return [replace(site.stmt, cond=cond, then=then, orelse=orelse)]
            case For():
                return [replace(site.stmt, body=tuple(self._forward(site.arms[0])))]
            case While():
                count = self.saving.counts.get(id(site))
                start = [] if count is None else [Assign(count, constant(0, INT))]
                body = tuple(self._forward(site.arms[0]))
                return [*start, replace(site.stmt, body=body)]
            case _:
                return [site.stmt]

    def _backward(self, arm: Arm, state: States) -> list[Stmt]:
        out: list[Stmt] = []
        for name in reversed(arm.ends):
            stack = self.saving.end_stacks.get((id(arm), name.web))
            if stack is not None:
                out.append(Pop((name,), stack))
        for site in reversed(arm.sites):
            out += self._backward_site(site, state)
        return out

    def _backward_site(self, site: Site, state: States) -> list[Stmt]:
        early, late = _recomputations(site)
        return early + self._backward_rest(site, late, state)

    def _backward_rest(self, site: Site, late: list[Stmt], state: States) -> list[Stmt]:
        match site.stmt:
            case Assign() | Store():
                assert site.target is not None
                restore = self._restore(site) + late
                return self._update(site, state, restore) if site.target.web in state else restore
            case If():
                settled = self.sequencer.settle(self._touched(site), state)
                return settled + self._backward_branch(site, state)
            case For() | While():
                settled = self.sequencer.settle(self._touched(site), state)
                return settled + self._backward_loop(site, state)
            case _:
                return []

    def _update(self, site: Site, state: States, restore: list[Stmt]) -> list[Stmt]:
        first = self._observed(site) + self._logged("compare", site, after=True)
        checks = self._logged("compare", site, after=False)
        return first + self.sequencer.update(site, state, restore, checks)

    def _observed(self, site: Site) -> list[Stmt]:
        """Return the statement that notes the adjoint of what a site binds, where asked for."""
        if self.observe is None or site.target is None:
            return []
        target = (site.region or site.stmt.region) if isinstance(site.stmt, Store) else site.target
        whole = isinstance(target, Var)
        adjoint = self.webs.adjoint(target) if whole else self.webs.adjoint_region(target)
        noted = self.observe(site.stmt, adjoint)
        return [] if noted is None else [noted]

    def _logged(self, method: str, site: Site, *, after: bool) -> list[Stmt]:
        """Return the statement that logs or compares what a live site's adjoint reads, when replaying."""
        if not self.replay or not site.live:
            return []
        values = operands(site, self.webs.is_adjoint, after=after)
        return [plain_effect(s) for s in call(method, site, values, after=after)]

    def _touched(self, site: Site) -> list[Var]:
        """Return the names whose adjoints a branch or loop changes."""
        if site.parent.owner is not None:
            return []
        webs = {base_web(p) for arm in site.arms for s in walk_sites(arm) for p in s.contributions}
        webs |= {s.target.web for arm in site.arms for s in walk_sites(arm) if s.target is not None}
        return [self.names[web] for web in sorted(webs)]

    def _restore(self, site: Site) -> list[Stmt]:
        """Return the statement that puts back what a site overwrote."""
        if not site.saves:
            return []
        assert site.target is not None
        what = (site.region or site.stmt.region) if isinstance(site.stmt, Store) else site.target
        single = self.saving.single.get(id(site))
        if single is not None:
            if isinstance(what, Region):
                return [Store(what, single, origin=None)]
            return [Assign(what, single)]
        stack = self.saving.site_stacks.get(id(site))
        return [] if stack is None else [Pop((what,), stack)]

    def _backward_branch(self, site: Site, state: States) -> list[Stmt]:
        assert isinstance(site.stmt, If)
        ends = [dict(state) for _ in site.arms]
        codes = [self._backward(arm, end) for arm, end in zip(site.arms, ends, strict=True)]
        after = joined(ends)
        for code, end in zip(codes, ends, strict=True):
            code.extend(self._zeros(after.keys() - end.keys(), end))
        state.clear()
        state.update(after)
        if not any(codes):
            return []
        cond = site.stmt.cond if site.decision is None else site.decision
        return [If(cond, tuple(codes[0]), tuple(codes[1]), site.stmt.origin)]

    def _zeros(self, missing: set[int], state: States) -> list[Stmt]:
        """Make zero adjoints where a path left them unwritten."""
        out: list[Stmt] = []
        for web in sorted(missing):
            out += self.sequencer.own_buffer(self._var(web), state, None)
        return out

    def _var(self, web: int) -> Var:
        return self.names[web]

    def _backward_loop(self, site: Site, state: States) -> list[Stmt]:
        assert isinstance(site.stmt, For | While)
        out: list[Stmt] = []
        for web, status in sorted(site.header.items()):
            if web not in state or (status is Status.OWNED and state[web] is Status.SHARED):
                out += self.sequencer.own_buffer(self._var(web), state, site.stmt.origin)
        inner = dict(site.header)
        body = self._backward(site.arms[0], inner)
        body += self._zeros(site.header.keys() - inner.keys(), inner)
        state.clear()
        state.update(site.header)
        loop = self._reversed_loop(site, tuple(body)) if body or is_reversed(site) else []
        if not body and not loop:
            return out
        return [*out, *loop, *self._restore(site)]

    def _reversed_loop(self, site: Site, body: Block) -> list[Stmt]:
        origin = site.stmt.origin
        group = self.saving.groups.get(id(site))
        if group is not None:
            return [ForEach(tuple(group.names), group.stack, body, origin)]
        if isinstance(site.stmt, For):
            return [replace(site.stmt, body=body, down=not site.stmt.down)]
        count = self.saving.counts[id(site)]
        zero, one = constant(0, INT), constant(1, INT)
        return [For(self.webs.new("step", INT), zero, count, one, body, origin=origin)]

    # results

    def _results(
        self, forward: Block, backward: Block, state: States
    ) -> tuple[Tree, Tree, tuple[list[Stmt], list[Stmt]]]:
        changed = overwritten(backward)
        stored = _stored_into(backward) - self.webs.adjoints
        returns = Returns(self.program, forward, backward)
        more: tuple[list[Stmt], list[Stmt]] = ([], [])

        def value_leaf(leaf: Leaf) -> Leaf:
            var = leaf.value
            owned = not isinstance(var.type, Array) or returns.is_owned(var)
            if isinstance(var, Var) and (var.web in changed or (stored and not owned)):
                kept = self.webs.new("value", var.type)
                value = (
                    var if owned and var.web not in stored else apply("copy", var, form="method")
                )
                more[0].append(Assign(kept, value))
                return Leaf(kept)
            return Leaf(returns.own(var))

        value = map_leaves(self.result, value_leaf)
        python = python_webs(forward + backward, self._python_parameters())

        def gradient_leaf(leaf: Leaf) -> Leaf:
            var = leaf.value
            if not isinstance(var, Var) or not is_differentiable(var.type):
                return leaf
            if var.web in state:
                found: Expr = self.webs.adjoint(var)
            else:
                zeros = self.sequencer.own_buffer(var, state, None)
                returns.note(zeros)
                more[1].extend(zeros)
                found = self.webs.adjoint(var)
                if not isinstance(var.type, Array):
                    python.add(found.web)
            found = as_argument(found, var, python)
            return Leaf(found if isinstance(found, Apply) else self._own(found, state, returns))

        trees = tuple(map_leaves(p.tree, gradient_leaf) for p in self.wrt)
        if self.bare:
            return value, trees[0], more
        return value, Node("tuple", tuple(range(len(trees))), trees, tuple), more

    def _own(self, gradient: Expr, state: States, returns: Returns) -> Expr:
        return returns.own(gradient)

    def _python_parameters(self) -> set[int]:
        trees = [self.upstream.tree, *(p.tree for p in self.program.parameters)]
        return {
            leaf.value.web
            for tree in trees
            for leaf in leaves(tree)
            if isinstance(leaf.value, Var) and getattr(leaf.value.type, "python", False)
        }


def seed_web(site: Site) -> int:
    """Return the web whose adjoint a statement's adjoint starts from."""
    assert site.target is not None
    return site.target.web


def _recomputations(site: Site) -> tuple[list[Stmt], list[Stmt]]:
    """Return the recomputations that may run at once, and those that need what the site overwrote."""
    needed = {site.target.web} if site.target is not None and not site.arms else set[int]()
    early: list[Stmt] = []
    late: list[Stmt] = []
    for again in site.recomputes:
        if needed.isdisjoint(var.web for var in reads(again.value)):
            early.append(again)
        else:
            late.append(again)
            needed.add(again.target.web)
    return early, late


def plain_effect(stmt: Stmt) -> Stmt:
    """Return a logging statement with its operands read where it stands."""
    assert isinstance(stmt, Effect)
    return replace(stmt, args=tuple(map(plain, stmt.args)))


def _stored_into(block: Block) -> set[int]:
    """Return the webs of arrays that a block changes in place."""
    found: set[int] = set()
    for stmt in walk(block):
        match stmt:
            case Store(region):
                found.add(region.base.web)
            case Pop(targets):
                found |= {target.base.web for target in targets if isinstance(target, Region)}
            case _:
                pass
    return found


def _first_axis_of_indices(items: Sequence[Item]) -> int:
    """Return where NumPy puts the axes of integer indices: where they stand together, else first."""
    places = [k for k, item in enumerate(items) if isinstance(item, At | Fancy)]
    together = places == list(range(places[0], places[-1] + 1))
    return places[0] if together else 0


def last_written(seed: Region, region: Region) -> Expr:
    """Return a region's adjoint where its subscripts name a place for the last time, else 0."""
    match region.path:
        case (Index(items),) if sum(isinstance(item, Fancy) for item in items) == 1:
            pass
        case _:
            raise RuleError("GW308")
    ((place, indices),) = [(k, i.indices) for k, i in enumerate(items) if isinstance(i, Fancy)]
    axis = sum(not isinstance(item, NewAxis) for item in items[:place])
    last = Sym(apply("is_last_write", indices, region.base, axis=axis, form="np"))
    trailing = rank_of(region.type) - _first_axis_of_indices(items) - 1
    if trailing:
        last = expanded(last, tuple(range(-trailing, 0)))
    return apply("where", last.expr, seed, constant(0.0, FLOAT), form="np")


def _user_names(program: Program) -> set[str]:
    return set(program.names.values())


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


def _merged(parts: list[Contribution], rewrite: Rewrite) -> list[Contribution]:
    """Return one contribution a target, their sum simplified."""
    sums: dict[Var | Region, Expr] = {}
    for part in parts:
        before = sums.get(part.target)
        value = part.value
        sums[part.target] = value if before is None else apply("add", before, value, form="infix")
    return [Contribution(target, rewrite(value)) for target, value in sums.items()]
