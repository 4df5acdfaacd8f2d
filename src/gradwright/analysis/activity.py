"""Activity: a web is active if it is varied (depends on `wrt`) and useful (the result depends on it).

::

    y = x * 2; n = len(x); z = np.floor(x); return y.sum()      active: x, y
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from gradwright.ir.expressions import Apply, Both, Choose, Const, Expr, Region, Var
from gradwright.ir.statements import Assign, Permute, Program, Store, leaves, walk
from gradwright.ir.types import is_differentiable
from gradwright.rules.rule import Rule
from gradwright.rules.table import rule_of


def active_webs(program: Program, wrt: Iterable[int]) -> frozenset[int]:
    """Return the webs that are both varied and useful."""
    forwards: dict[int, set[int]] = defaultdict(set)
    backwards: dict[int, set[int]] = defaultdict(set)
    memo: dict[Expr, frozenset[int]] = {}
    for stmt in walk(program.body):
        if isinstance(stmt, Assign):
            pairs = [(stmt.target, differentiated(stmt))]
        elif isinstance(stmt, Store):
            pairs = [(stmt.region.base, stmt.value)]
        elif isinstance(stmt, Permute):
            pairs = list(zip(stmt.targets, stmt.sources, strict=True))
        else:
            continue
        for target, value in pairs:
            if not is_differentiable(target.type):
                continue
            for source in sources(value, memo):
                forwards[source].add(target.web)
                backwards[target.web].add(source)
    results = {web for leaf in leaves(program.result) for web in sources(leaf.value, memo)}
    return _reachable(wrt, forwards) & _reachable(results, backwards)


def differentiated(stmt: Assign) -> Expr:
    """Return the expression whose derivative the statement has."""
    return stmt.value if stmt.meaning is None else stmt.meaning


def sources(expr: Expr, memo: dict[Expr, frozenset[int]]) -> frozenset[int]:
    """Return the webs that an expression depends on differentiably."""
    found = memo.get(expr)
    if found is None:
        found = memo[expr] = _sources(expr, memo)
    return found


def _sources(expr: Expr, memo: dict[Expr, frozenset[int]]) -> frozenset[int]:
    if not is_differentiable(expr.type):
        return frozenset()
    match expr:
        case Const() | Both():
            return frozenset()
        case Var(web):
            return frozenset({web})
        case Region(base):
            return frozenset({base.web})
        case Choose(_, then, orelse):
            return sources(then, memo) | sources(orelse, memo)
        case Apply(_, args):
            rule = rule_of(expr)
            parts = [sources(arg, memo) for k, arg in enumerate(args) if has_pullback(rule, k)]
            return frozenset[int]().union(*parts)


def has_pullback(rule: Rule, position: int) -> bool:
    """Whether a primitive has a derivative in this operand."""
    if callable(rule.pullbacks):
        return True
    return position < len(rule.pullbacks) and rule.pullbacks[position] is not None


def _reachable(start: Iterable[int], edges: dict[int, set[int]]) -> frozenset[int]:
    seen = set(start)
    todo = list(seen)
    while todo:
        for web in edges.get(todo.pop(), ()):
            if web not in seen:
                seen.add(web)
                todo.append(web)
    return frozenset(seen)
