"""The tangent of an expression: a tree that is linear in the tangents of the names in it.

::

    np.exp(x) * w + b        dx * np.exp(x) * w + np.exp(x) * dw + db

An elementwise row's pullback gives partial * tangent. A row that is linear in an operand is applied
to the operand's tangent. Every other row's pullback is transposed: it is linear in the upstream
gradient, so that pulling the tangent back through *its* tree gives the directional derivative.
None stands for a tangent that is 0.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import cast

from gradwright.adjoint.pullback import MASKS, Mask, Pullbacks, add, fit, pullback_of
from gradwright.analysis.activity import has_pullback, sources
from gradwright.analysis.flow import names_in
from gradwright.analysis.ownership import is_fresh
from gradwright.ir.expressions import Apply, Choose, Expr, Region, Var, children, constant
from gradwright.ir.rebuild import rebuild
from gradwright.ir.types import FLOAT, Array, List, dtype_of, lengths_of
from gradwright.rules.convert import in_dtype_of
from gradwright.rules.lists import zeros_of
from gradwright.rules.rule import Rule, RuleError
from gradwright.rules.symbolic import Sym, real_part
from gradwright.rules.table import apply, rule_of
from gradwright.rules.whole import whole
from gradwright.tangent.names import TangentWebs

Rewrite = Callable[[Expr], Expr]


class Tangents:
    """Gives expressions' tangents; `infinite` are webs whose tangents may be infinite."""

    def __init__(self, webs: TangentWebs, infinite: frozenset[int]) -> None:
        self._webs = webs
        self._infinite = infinite
        self._sources: dict[Expr, frozenset[int]] = {}
        self.calls: dict[
            Expr, Expr
        ] = {}  # of functions that are written apart, and those of their jvps

    def carries(self, expr: Expr) -> bool:
        """Whether some active name stands in an expression differentiably."""
        return any(web in self._webs.active for web in sources(expr, self._sources))

    def of(self, expr: Expr, result: Expr | None = None) -> Expr | None:
        """Return the tangent; `result` stands for the expression's own value where that has a name.

        Raises
        ------
        RuleError
            Where a primitive has no directional derivative.
        """
        return _Tree(self, self._webs, expr, result).of(expr)

    def may_be_infinite(self, expr: Expr) -> bool:
        """Whether a tangent may be infinite or undefined where the value is not."""
        return may_be_infinite(expr, self._infinite)


class _Tree:
    """The tangents of one expression's parts, each once."""

    def __init__(
        self, tangents: Tangents, webs: TangentWebs, root: Expr, result: Expr | None
    ) -> None:
        self._tangents = tangents
        self._webs = webs
        self._root = root
        self._result = result
        self._memo: dict[Expr, Expr | None] = {}

    def of(self, expr: Expr) -> Expr | None:
        if expr not in self._memo:
            self._memo[expr] = self._of(expr) if self._tangents.carries(expr) else None
        return self._memo[expr]

    def _of(self, expr: Expr) -> Expr | None:
        match expr:
            case Var():
                return self._webs.of(expr)
            case Region():
                return self._webs.of_region(expr)
            case Choose(cond, then, orelse, type_):
                arms = [self._arm(arm, expr) for arm in (then, orelse)]
                return Choose(cond, arms[0], arms[1], type_)
            case Apply("outcome", (Apply("called") as made,)):
                return self._call(expr, made)
            case Apply():
                return self._apply(expr)
            case _:
                raise AssertionError(f"no tangent of {expr}")

    def _call(self, node: Apply, made: Apply) -> Expr:
        """Return the tangent of a call of a function that is written apart: it comes beside the value."""
        args = [made.args[k] for k in cast("tuple[int, ...]", made.attr("wrt"))]
        moves = [self.of(arg) for arg in args]
        tangents = [
            zero_like(arg) if move is None else in_dtype_of(in_shape(move, arg), arg)
            for arg, move in zip(args, moves, strict=True)
        ]
        pushed = apply("called_tangent", *made.args, *tangents, function=made.attr("function"))
        self._tangents.calls[made] = pushed
        return apply("tangent_of", pushed, value=node.type)

    def _arm(self, arm: Expr, node: Choose) -> Expr:
        tangent = self.of(arm)
        if tangent is None:
            return zero_like(arm)
        return in_shape(tangent, node)

    def _apply(self, node: Apply) -> Expr | None:
        rule = rule_of(node)
        varied = [
            k for k, a in enumerate(node.args) if has_pullback(rule, k) and self.of(a) is not None
        ]
        jointly = set[int]() if rule.elementwise and len(node.args) > 1 else joint_operands(rule)
        parts: list[Expr] = []
        if together := [k for k in varied if k in jointly]:
            parts.append(self._applied(node, set(together), jointly))
        for k in (k for k in varied if k not in jointly):
            if rule.elementwise:
                part = self._pulled(node, k, alone=len(varied) == 1)
            elif k in rule.linear:
                part = self._applied(node, {k}, set())
            else:
                part = self._transposed(node, k)
            parts += [] if part is None else [part]
        return reduce(add, parts) if parts else None

    def _applied(self, node: Apply, varied: set[int], jointly: set[int]) -> Expr:
        """Return a linear primitive of tangents, and of zeros for what it is linear in beside them."""
        args = [
            self._whole(arg) if k in varied else zero_like(arg) if k in jointly else arg
            for k, arg in enumerate(node.args)
        ]
        if isinstance(
            node.type, List
        ):  # an entry that is an array of its own has a tangent of its own
            args = [own(a, of=arg) for a, arg in zip(args, node.args, strict=True)]
        attrs = dict(node.attrs)
        if node.prim == "list_sum":  # of no entries it is 0.0, where the value may be the int 0
            attrs["form"] = "floats"
        return apply(node.prim, *args, **attrs)

    def _whole(self, arg: Expr) -> Expr:
        """Return an operand's tangent in the operand's shape."""
        tangent = self.of(arg)
        assert tangent is not None
        return in_shape(tangent, arg)

    def _operands(self, node: Apply, dy: Expr) -> list[Sym]:
        y = self._result if node is self._root and self._result is not None else node
        form = str(node.attr("form", "np"))
        return [Sym(e, form) for e in (dy, y, *node.args)]

    def _pulled(self, node: Apply, k: int, *, alone: bool) -> Expr | None:
        """Return an elementwise row's partial derivative times the operand's tangent."""
        dy = self.of(node.args[k])
        assert dy is not None
        named = self._result is not None and node is self._root
        from_result = named and not all(isinstance(a, Var | Region) for a in node.args)
        found = self._row(node, k, dy, alone=alone, from_result=from_result)
        found = real_part(found, node)
        if MASKS.get(node.prim) == Mask.LIMIT and self._tangents.may_be_infinite(node.args[k]):
            return _selected(found, dy)
        return found

    def _row(self, node: Apply, k: int, dy: Expr, *, alone: bool, from_result: bool) -> Expr:
        rule = rule_of(node)
        attrs = {name: value for name, value in node.attrs if name != "form"}
        operands = self._operands(node, dy)
        if callable(rule.pullbacks):
            return rule.pullbacks(k, *operands, **attrs).expr
        pullback = pullback_of(rule, k, alone=alone, from_result=from_result)
        assert pullback is not None
        return pullback(*operands, **attrs).expr

    def _transposed(self, node: Apply, k: int) -> Expr | None:
        """Return the operand's tangent pulled back through the row's pullback."""
        upstream = self._webs.new("upstream", node.type)
        tree = self._row(node, k, upstream, alone=False, from_result=False)
        form = str(node.attr("form", "np"))
        form = form if form in ("np", "method") else "np"
        pulled = Pullbacks(frozenset({upstream.web}), form)
        if not pulled.carries(tree):
            if upstream.web in names_in(tree):
                raise RuleError("GW413", function=rule_of(node).label)
            return None
        seed = fit(self._whole(node.args[k]), tree, form)
        parts = [part.value for part in pulled.pull(tree, seed)]
        found = reduce(add, parts)
        if upstream in _values_read(found):
            raise RuleError("GW413", function=rule_of(node).label)
        shape = self._operands(node, upstream)[1].expr
        return rebuild(found, lambda e: shape if e is upstream else None)


def joint_operands(rule: Rule) -> set[int]:
    """Return the operands in which a row is linear taken together; it reads only their shapes.

    A product is linear in each operand, with the other as it is: its pullbacks read that.
    """
    return set(rule.linear & rule.shape_only)


def _values_read(expr: Expr) -> set[Expr]:
    """Return the parts of a tree that are evaluated for more than their shape."""
    seen: set[Expr] = set()
    todo = [expr]
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            shapes = rule_of(node).uses_shape if isinstance(node, Apply) else frozenset[int]()
            todo += [child for k, child in enumerate(children(node)) if k not in shapes]
    return seen


def _selected(found: Expr, dy: Expr) -> Expr:
    """Return ``np.where(mask, dy, 0.0)`` for ``dy * mask``: an infinite tangent times 0 is 0 there."""
    match found:
        case Apply("mul", (value, mask)) if value is dy and dtype_of(mask.type) == "bool":
            if isinstance(mask.type, Array):
                return apply("where", mask, dy, constant(0.0, FLOAT), form="np")
            return Choose(mask, dy, constant(0.0, FLOAT), dy.type)
        case _:
            return found


def in_shape(tangent: Expr, model: Expr) -> Expr:
    """Return a tangent in a value's shape, an array where that is one."""
    if isinstance(model.type, List):
        return tangent
    numbers = isinstance(tangent.type, Array), isinstance(model.type, Array)
    if numbers == (False, True) and not lengths_of(model.type):
        return apply("as_array", tangent, form="np")
    return whole(Sym(tangent), Sym(model)).expr


def own(tangent: Expr, *, of: Expr) -> Expr:
    """Return a tangent, copied where it is another's array and the value an array of its own."""
    if isinstance(tangent.type, Array) and is_fresh(of) and not is_fresh(tangent):
        return apply("copy", tangent, form="method")
    return tangent


def zero_like(expr: Expr) -> Expr:
    """Return a zero of an expression's shape."""
    if isinstance(expr.type, List):
        empty = expr.type.element is None
        return apply("list_of", form="display") if empty else zeros_of(Sym(expr)).expr
    if isinstance(expr.type, Array):
        return apply("zeros_like", expr, form="np")
    return constant(0.0, FLOAT)


def may_be_infinite(expr: Expr, infinite: frozenset[int]) -> bool:
    """Whether a tangent may be infinite: a singular row, or a name whose tangent may be, is in it."""
    todo, seen = [expr], set[Expr]()
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        match node:
            case Apply():
                if rule_of(node).singular:
                    return True
                todo += node.args
            case Choose(_, then, orelse):
                todo += [then, orelse]
            case Var(web) | Region(base=Var(web)):
                if web in infinite:
                    return True
            case _:
                pass
    return False
