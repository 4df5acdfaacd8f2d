"""Idioms of forward code whose derivative is better than that of their parts.

::

    exps = np.exp(x - x.max(axis=1, keepdims=True))     means 0: read nowhere else
    probs = exps / exps.sum(axis=1, keepdims=True)      means softmax(x, axis=1)

An idiom annotates statements (`Assign.meaning`); one that stands inside of a larger expression, or is
returned, gets a statement of its own first. It fires only on
proof: the parts have no other reader, the shift is constant along the axis (then the value does not
depend on it), and nothing between the parts overwrites what they read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from gradwright.analysis.flow import names_in, overwritten
from gradwright.analysis.memory import Memory
from gradwright.diagnostics import Location
from gradwright.ir.expressions import (
    Apply,
    Both,
    Choose,
    Const,
    Expr,
    Index,
    NewAxis,
    Region,
    Span,
    Var,
    children,
    constant,
    subtrees,
)
from gradwright.ir.rebuild import rebuild
from gradwright.ir.rewriting import within
from gradwright.ir.statements import (
    Assign,
    Block,
    Leaf,
    Program,
    Stmt,
    Store,
    bound_by,
    expressions_of,
    leaves,
    map_leaves,
    walk,
)
from gradwright.ir.types import FLOAT, UNIT, Array, Type, lengths_of, rank_of
from gradwright.rules.table import apply, rule_of


@dataclass(slots=True)
class _Uses:
    """How often each web is read, how often it is bound, and the program's names."""

    memory: Memory
    names: dict[int, str]
    reads: Counter[int] = field(default_factory=Counter[int])
    bound: Counter[int] = field(default_factory=Counter[int])

    def new(self, hint: str, type_: Type) -> Var:
        """Return a new name."""
        web = max(self.names, default=-1) + 1
        self.names[web] = hint
        return Var(web, type_)


def annotate(program: Program) -> Program:
    """Return the program with the meaning of idioms on their statements."""
    uses = _Uses(Memory(program.body), dict(program.names))
    for stmt in walk(program.body):
        for expr in expressions_of(stmt):
            _count(expr, uses)
        for var in bound_by(stmt):
            uses.bound[var.web] += 1
    for leaf in leaves(program.result):
        _count(leaf.value, uses)
    view = _View(uses)
    _block(program.body, view)
    result = map_leaves(program.result, lambda leaf: _returned(leaf, view, program.origin))
    return replace(program, body=tuple(view.before), result=result, names=uses.names)


def _returned(leaf: Leaf, view: _View, origin: Location | None) -> Leaf:
    value = _apart(leaf.value, view, origin, "out")
    return leaf if value is leaf.value else Leaf(value, leaf.origin)


def _count(expr: Expr, uses: _Uses) -> None:
    """Count how many nodes of a tree have each name as operand (a node that is shared counts once)."""
    if isinstance(expr, Var):
        uses.reads[expr.web] += 1
    for node in subtrees(expr):
        for child in children(node):
            if isinstance(child, Var):
                uses.reads[child.web] += 1


def _block(block: Block, view: _View) -> Block:
    """Append the statements of a block to what the view sees, with their meanings."""
    uses = view.uses
    for stmt in block:
        match stmt:
            case Assign(_, Apply() as value, origin, None):
                whole = replace(stmt, value=_apart(value, view, origin))
                view.add(replace(whole, meaning=view.meaning(whole.value)))
            case Store(_, Apply() as value, origin=origin):
                view.add(replace(stmt, value=_apart(value, view, origin)))
            case _:
                view.add(within(stmt, lambda inner: _block(inner, _View(uses))))
    return tuple(view.before)


def _apart(value: Expr, view: _View, origin: Location | None, whole: str | None = None) -> Expr:
    """Give idioms inside of an expression statements of their own; the whole one, if it has a name."""
    nodes = tuple(subtrees(value))
    if any(isinstance(node, Choose | Both) for node in nodes):
        return value
    named: dict[Expr, Var] = {}
    for node in nodes:
        if not isinstance(node, Apply) or node.prim not in STARTS or (node is value and not whole):
            continue
        meaning = view.meaning(node)
        if isinstance(meaning, Apply):
            hint = whole if node is value else rule_of(meaning).noun
            named[node] = view.uses.new(hint or meaning.prim, node.type)
            view.add(Assign(named[node], node, origin, meaning))
    return rebuild(value, named.get) if named else value


@dataclass(slots=True)
class _View:
    """What a statement sees of those before it in its block: names that only it reads, by definition."""

    uses: _Uses
    before: list[Stmt] = field(default_factory=list[Stmt])
    places: dict[int, int] = field(default_factory=dict[int, int])
    consumed: list[int] = field(default_factory=list[int])

    def add(self, stmt: Stmt) -> None:
        """Append a statement."""
        if isinstance(stmt, Assign):
            self.places[stmt.target.web] = len(self.before)
        self.before.append(stmt)

    def meaning(self, value: Expr) -> Expr | None:
        """Return what an expression means where it completes an idiom, whose parts mean 0 then."""
        for idiom in IDIOMS:
            self.consumed = []
            meaning = idiom(value, self)
            if meaning is not None and meaning.type is value.type and self.is_proved(meaning):
                for k in self.consumed:
                    part = self.before[k]
                    assert isinstance(part, Assign)
                    self.before[k] = replace(part, meaning=constant(0.0, FLOAT))
                return meaning
        return None

    def definition(self, expr: Expr, readers: int = 1) -> Expr:
        """Return what a name stands for where it has just `readers` readers, else the expression itself."""
        if not isinstance(expr, Var) or self.uses.bound[expr.web] != 1:
            return expr
        if self.uses.reads[expr.web] != readers:
            return expr
        k = self.places.get(expr.web)
        stmt = None if k is None else self.before[k]
        if k is None or not isinstance(stmt, Assign) or stmt.meaning is not None:
            return expr
        if k not in self.consumed:
            self.consumed.append(k)
        return stmt.value

    def is_proved(self, meaning: Expr) -> bool:
        """Whether nothing since the first consumed statement overwrites what the meaning reads."""
        if not self.consumed:
            return True
        since = tuple(self.before[min(self.consumed) :])
        changed = self.uses.memory.with_mates(overwritten(since))
        return names_in(meaning).isdisjoint(changed)


def _axis_of(node: Apply) -> int | None:
    """Return the one axis that a sum reduces, from 0; None where it is not one."""
    axis, rank = node.attr("axis"), rank_of(node.args[0].type)
    if axis is None:
        return 0 if rank == 1 else None
    for k in range(rank):
        if axis in (k, k - rank, (k,), (k - rank,)):
            return k
    return None


def _is_constant_along(shift: Expr, rank: int, axis: int) -> bool:
    lengths = lengths_of(shift.type)
    own = axis - (rank - len(lengths))
    return own < 0 or lengths[own] is UNIT


def _unshifted(exponent: Expr, rank: int, axis: int) -> tuple[Expr, Expr | None] | None:
    """Return (x, shift) of ``x - shift`` with a shift constant along the axis; (x, None) of a name."""
    match exponent:
        case Apply("sub", (Var() | Region() as x, shift)) if rank_of(x.type) == rank and (
            _is_constant_along(shift, rank, axis)
        ):
            return x, shift
        case Var() | Region():
            return exponent, None
        case _:
            return None


def _spans(total: Expr, rank: int) -> bool:
    """Whether a sum over the axis broadcasts back along that axis."""
    return isinstance(total, Apply) and (bool(total.attr("keepdims")) or rank == 1)


def sigmoid(value: Expr, view: _View) -> Expr | None:
    """Recognise ``1 / (1 + np.exp(-x))``."""
    match value:
        case Apply("truediv", (Const(1 | 1.0), total)) if isinstance(value.type, Array):
            total = view.definition(total)
        case _:
            return None
    match total:
        case Apply("add", (Const(1 | 1.0), exp)) | Apply("add", (exp, Const(1 | 1.0))):
            exp = view.definition(exp)
        case _:
            return None
    match exp:
        case Apply("exp", (exponent,)):
            exponent = view.definition(exponent)
        case _:
            return None
    match exponent:
        case Apply("neg", (x,)) if x.type is value.type:
            return apply("sigmoid", x, form="np")
        case _:
            return None


def softmax(value: Expr, view: _View) -> Expr | None:
    """Recognise ``exps / exps.sum(axis, keepdims=True)``."""
    match value:
        case Apply("truediv", (exps, total)):
            total = view.definition(total)
        case _:
            return None
    match total:
        case Apply("sum", (summed,)) if summed is exps and isinstance(exps.type, Array):
            axis = _axis_of(total)
        case _:
            return None
    rank = exps.type.rank
    if axis is None or not _spans(total, rank):
        return None
    inner = view.definition(exps, readers=2)
    match inner:
        case Apply("exp", (exponent,)):
            found = _unshifted(view.definition(exponent), rank, axis)
        case _:
            return None
    return None if found is None else apply("softmax", found[0], axis=axis, form=total.attr("form"))


def log_softmax(value: Expr, view: _View) -> Expr | None:
    """Recognise ``shifted - np.log(np.exp(shifted).sum(axis, keepdims=True))``."""
    match value:
        case Apply("sub", (shifted, logarithm)) if isinstance(shifted.type, Array):
            rank = shifted.type.rank
        case _:
            return None
    found = _log_of_sum(logarithm, view)
    if found is None or found[0] is not shifted:
        return None
    _, total, axis = found
    if not _spans(total, rank):
        return None
    inner = _unshifted(view.definition(shifted, readers=2), rank, axis)
    return None if inner is None else apply("log_softmax", inner[0], axis=axis, form="np")


def _log_of_sum(expr: Expr, view: _View) -> tuple[Expr, Apply, int] | None:
    """Return (exponent, the sum, axis) of ``log(sum(exp(exponent), axis))``."""
    match view.definition(expr):
        case Apply("log", (total,)):
            total = view.definition(total)
        case _:
            return None
    match total:
        case Apply("sum", (exps,)) if (axis := _axis_of(total)) is not None:
            exps = view.definition(exps)
        case _:
            return None
    match exps:
        case Apply("exp", (exponent,)):
            return exponent, total, axis
        case _:
            return None


def logsumexp(value: Expr, view: _View) -> Expr | None:
    """Recognise ``shift + np.log(np.exp(x - shift).sum(axis))`` in either order."""
    match value:
        case Apply("add", (a, b)):
            return _logsumexp(a, b, view) or _logsumexp(b, a, view)
        case _:
            return None


def _logsumexp(shift: Expr, logarithm: Expr, view: _View) -> Expr | None:
    kept = list(view.consumed)
    found = _log_of_sum(logarithm, view)
    if found is not None:
        exponent, total, axis = found
        rank = rank_of(exponent.type)
        inner = _unshifted(view.definition(exponent), rank, axis)
        if inner is not None and inner[1] is not None and _is_same(inner[1], shift, axis, rank):
            keepdims = bool(total.attr("keepdims"))
            attrs: dict[str, object] = {"keepdims": True} if keepdims else {}
            return apply("logsumexp", inner[0], axis=axis, form="np", **attrs)
    view.consumed = kept
    return None


def _is_same(inside: Expr, outside: Expr, axis: int, rank: int) -> bool:
    """Whether the shift inside is the shift outside, itself or with the reduced axis put back."""
    if isinstance(inside.type, Array) and rank_of(outside.type) == rank - 1 >= 1:
        match inside:
            case Apply("expand_dims", (base,)) if base is outside:
                return inside.attr("axes") == (axis,)
            case Region(base, (Index(items),)) if base is outside:
                wanted = [axis == k for k in range(len(items))]
                new = [isinstance(item, NewAxis) for item in items]
                return new == wanted and all(_is_whole(item) for item in items)
            case _:
                return False
    same_rank = rank_of(outside.type) == rank or not isinstance(inside.type, Array)
    return inside is outside and same_rank and not isinstance(inside, Const)


def _is_whole(item: object) -> bool:
    return isinstance(item, NewAxis) or item is Span(None, None, None)


STARTS = frozenset({"truediv", "sub", "add"})
IDIOMS: tuple[Callable[[Expr, _View], Expr | None], ...] = (
    sigmoid,
    softmax,
    log_softmax,
    logsumexp,
)
