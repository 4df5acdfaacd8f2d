"""Pull a seed back through one expression: which names receive which contributions.

::

    z = inputs @ weights + biases        seed dz
    inputs <- dz @ weights.T;  weights <- inputs.T @ dz;  biases <- dz.sum(axis=0)
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from gradwright.analysis.activity import has_pullback
from gradwright.ir.expressions import (
    Apply,
    Both,
    Choose,
    Const,
    Expr,
    Region,
    Var,
    children,
    constant,
)
from gradwright.ir.types import FLOAT, UNIT, Array, Form, List, is_differentiable, lengths_of
from gradwright.rules.convert import in_dtype_of
from gradwright.rules.lists import zeros_of
from gradwright.rules.rule import Pullback, Rule
from gradwright.rules.symbolic import Sym, real_part
from gradwright.rules.table import apply, rule_of
from gradwright.rules.whole import whole


class Mask(IntEnum):
    """What may have made an adjoint 0: nothing, a limit (``maximum``, ``clip``), a branch not taken."""

    NONE = 0
    LIMIT = 1
    BRANCH = 2


_LIMITS = ("maximum", "minimum", "fmax", "fmin", "clip", "clip_low", "clip_high")
_BRANCHES = ("where", "tril", "triu")
MASKS = {**dict.fromkeys(_BRANCHES, Mask.BRANCH), **dict.fromkeys(_LIMITS, Mask.LIMIT)}


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one name, or one region of it, receives."""

    target: Var | Region
    value: Expr


class Pullbacks:
    """Pulls seeds back; `active` are the webs that receive contributions.

    stored: results that the reverse sweep has at hand rather than the operands.
    """

    def __init__(
        self,
        active: frozenset[int],
        reduction_form: str = "method",
        stored: frozenset[int] = frozenset(),
    ) -> None:
        self.active = active
        self.reduction_form = reduction_form
        self.stored = stored
        self._carries: dict[Expr, bool] = {}

    def carries(self, expr: Expr) -> bool:
        """Whether some active name stands in an expression differentiably."""
        found = self._carries.get(expr)
        if found is None:
            found = self._carries[expr] = is_differentiable(expr.type) and self._has_active(expr)
        return found

    def _has_active(self, expr: Expr) -> bool:
        match expr:
            case Apply(_, args):
                rule = rule_of(expr)
                return any(self.carries(arg) for k, arg in enumerate(args) if has_pullback(rule, k))
            case Var(web) | Region(Var(web)):
                return web in self.active
            case Choose(_, then, orelse):
                return self.carries(then) or self.carries(orelse)
            case Const() | Both():
                return False

    def pull(
        self, expr: Expr, seed: Expr, result: Expr | None = None, *, masked: Mask = Mask.NONE
    ) -> list[Contribution]:
        """Return the contributions of an expression whose value's adjoint is `seed`.

        `result` names the expression's value where it has a name. `masked`: what may have made
        the seed 0; there a derivative that is infinite counts for nothing.
        """
        behind = {expr: masked}
        nodes = [node for node in subtrees_outside_choices(expr) if self.carries(node)]
        adjoints: dict[Expr, Expr] = {expr: real_part(seed, expr)} if nodes else {}
        found: list[Contribution] = []
        for node in reversed(nodes):
            dy = adjoints.pop(node, None)
            if dy is None:
                continue
            match node:
                case Var() | Region():
                    value = fit(dy, node, self.reduction_form)
                    found.append(Contribution(node, in_dtype_of(value, node)))
                case Apply():
                    y = result if node is expr else None
                    hidden = behind.get(node, Mask.NONE)
                    passed = max(hidden, MASKS.get(node.prim, Mask.NONE))
                    for arg, value in self._operands(node, dy, y, masked=hidden):
                        before = adjoints.get(arg)
                        adjoints[arg] = value if before is None else add(before, value)
                        behind[arg] = max(passed, behind.get(arg, Mask.NONE))
                case Choose():
                    found += self._choice(node, dy)
                case Const() | Both():
                    pass
        return found[::-1]

    def _choice(self, node: Choose, dy: Expr) -> list[Contribution]:
        found: list[Contribution] = []
        for arm, taken in ((node.then, True), (node.orelse, False)):
            for part in self.pull(arm, fit(dy, arm, self.reduction_form), masked=Mask.BRANCH):
                zero = zero_like(part.target)
                then, orelse = (part.value, zero) if taken else (zero, part.value)
                value = Choose(node.cond, then, orelse, part.value.type)
                found.append(Contribution(part.target, value))
        return found

    def _reads_result(self, node: Apply, y: Expr | None) -> bool:
        """Whether a derivative should read the result, which has a name, rather than the operands."""
        if isinstance(y, Var) and y.web in self.stored:
            return True
        return y is not None and not all(isinstance(a, Var | Const | Region) for a in node.args)

    def _operands(
        self, node: Apply, dy: Expr, y: Expr | None, *, masked: Mask
    ) -> list[tuple[Expr, Expr]]:
        rule = rule_of(node)
        varied = [
            k for k, arg in enumerate(node.args) if has_pullback(rule, k) and self.carries(arg)
        ]
        attrs = {name: value for name, value in node.attrs if name != "form"}
        form = str(node.attr("form", "np"))
        dy = fit(dy, node, self.reduction_form) if not rule.elementwise else dy
        operands = [Sym(e, form) for e in (dy, node if y is None else y, *node.args)]
        if not (rule.elementwise or rule.spreads):
            operands[0] = whole(operands[0], operands[1])
        guards = bool(masked and rule.singular and rule.elementwise) and not _is_tame(node, masked)
        lazy = guards and not isinstance(node.type, Array)
        if lazy:  # one number decides, also where a store spreads the value over a region
            dy = fit(dy, node, self.reduction_form)
            y = None if y is None or isinstance(y.type, Array) else y
            operands[:2] = [Sym(e, form) for e in (dy, node if y is None else y)]
        elif guards:
            operands[1:] = [Sym(_tamed(dy, s.expr, rule.tame), form) for s in operands[1:]]
        found: list[tuple[Expr, Expr]] = []
        for k in varied:
            alone = len(varied) == 1
            pullback = pullback_of(rule, k, alone=alone, from_result=self._reads_result(node, y))
            if callable(rule.pullbacks):
                value = rule.pullbacks(k, *operands, **attrs)
            else:
                assert pullback is not None
                value = pullback(*operands, **attrs)
            target = node.args[k]
            part = real_part(value.expr, target)
            if rule.elementwise:
                if lazy:
                    part = Choose(_is_not_zero(dy), part, constant(0.0, FLOAT), part.type)
                part = sum_to(part, node, target, self.reduction_form)
            found.append((target, part))
        return found


def _is_tame(node: Apply, masked: Mask) -> bool:
    """Whether the derivative is finite wherever the value is, or, behind a branch, everywhere.

    A quotient is infinite where its derivative is, so a limit alone hides nothing; a literal operand
    keeps the derivative finite: ``x / 2.0``, ``x ** 3``.
    """
    if masked is Mask.LIMIT and node.prim == "truediv":
        return True
    if len(node.args) != 2 or not isinstance(last := node.args[1], Const):
        return False
    if not isinstance(last.value, int | float):
        return False
    return last.value >= 1 if node.prim == "pow" else node.prim == "truediv" and last.value != 0


def _is_not_zero(dy: Expr) -> Expr:
    """Return whether an adjoint counts; where it is differentiated again, so does one that moves."""
    return apply("is_moved", dy, constant(0.0, FLOAT), form="infix")


def _tamed(dy: Expr, primal: Expr, tame: float) -> Expr:
    """Return a primal value, and where dy is 0 one at which the derivative is finite: 0 times it is 0."""
    if isinstance(primal, Const) or not is_differentiable(primal.type):
        return primal
    return apply("where", _is_not_zero(dy), primal, constant(tame, FLOAT), form="np")


def pullback_of(rule: Rule, k: int, *, alone: bool, from_result: bool) -> Pullback | None:
    """Return a row's pullback for one operand; alone: no other is varied; from_result: y has a name."""
    if callable(rule.pullbacks):
        return None
    if rule.from_result and rule.from_result[k] is not None and from_result and alone:
        return rule.from_result[k]
    if alone and rule.alone and rule.alone[k] is not None:
        return rule.alone[k]
    return rule.pullbacks[k]


def subtrees_outside_choices(expr: Expr) -> list[Expr]:
    """Return the distinct nodes, operands first, without those that only a Choose's arms hold."""
    order: list[Expr] = []
    seen: set[Expr] = set()
    stack: list[tuple[Expr, bool]] = [(expr, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            if not isinstance(node, Choose | Region):
                stack.extend((child, False) for child in reversed(children(node)))
    return order


def add(a: Expr, b: Expr) -> Expr:
    """Return the sum of two contributions."""
    if isinstance(a.type, List):
        return apply("list_added", a, b)
    return apply("add", a, b, form="infix")


def zero_like(target: Expr) -> Expr:
    """Return a zero of the target's shape."""
    if isinstance(target.type, List):
        return zeros_of(Sym(target)).expr
    if isinstance(target.type, Array):
        return apply("zeros_like", target, form="np")
    return constant(0.0, FLOAT)


def fit(value: Expr, target: Expr, reduction_form: str) -> Expr:
    """Return the value summed over the axes that the target does not have (or has as unit axes)."""
    return sum_to(value, None, target, reduction_form)


def sum_to(value: Expr, through: Expr | None, target: Expr, form: str) -> Expr:
    """Return what the target receives of `value`, an adjoint of `through` (None: of the value's own shape).

    Axes along which the target was broadcast are summed; where the value itself leaves such an
    axis out, it is broadcast to the shape of `through` first.
    """
    full = lengths_of(value.type if through is None else through.type)
    if full == lengths_of(target.type) == lengths_of(value.type):
        return value
    rank = max(len(full), len(lengths_of(target.type)), len(lengths_of(value.type)))
    full, wanted = _aligned(full, rank), _aligned(lengths_of(target.type), rank)
    summed = [axis for axis in range(rank) if full[axis] is not UNIT and wanted[axis] is UNIT]
    own = _aligned(lengths_of(value.type), rank)
    if through is not None and any(own[axis] is UNIT for axis in summed):
        value = apply("broadcast_like", value, through, form="np")
    extra = len(lengths_of(value.type)) - len(lengths_of(target.type))
    if extra <= 0 and not summed:
        return value
    return _sum_axes(value, summed, rank, len(lengths_of(target.type)), form)


def _aligned(lengths: tuple[Form, ...], rank: int) -> tuple[Form, ...]:
    return (UNIT,) * (rank - len(lengths)) + lengths


def _sum_axes(value: Expr, summed: list[int], rank: int, target_rank: int, form: str) -> Expr:
    offset = rank - len(lengths_of(value.type))
    if target_rank == 0:
        return apply("sum", value, axis=None, keepdims=False, form=form)
    leading = tuple(a - offset for a in range(rank - target_rank) if a >= offset)
    if leading:
        value = apply("sum", value, axis=_axis(leading), keepdims=False, form=form)
    gone = offset + len(leading)
    inner = tuple(a - gone for a in summed if a >= max(gone, rank - target_rank))
    if inner:
        value = apply("sum", value, axis=_axis(inner), keepdims=True, form=form)
    return value


def _axis(axes: tuple[int, ...]) -> int | tuple[int, ...]:
    return axes[0] if len(axes) == 1 else axes
