"""Bugs in the analyses, in simplification and in forward mode."""

from tests.mutations.mutation import rows

MEMORY = rows(
    "analysis/memory.py",
    (
        "slices are taken for copies",
        "case Region(base, path) if is_view_path(path):\n            yield base.web",
        "case Region(base, path) if not is_view_path(path):\n            yield base.web",
    ),
    (
        "what a function only turns or reshapes is taken for new memory",
        "for arg in (arg for k, arg in enumerate(args) if k in shares):",
        "for arg in (arg for k, arg in enumerate(args) if k not in shares):",
    ),
    (
        "aliases do not change places with names",
        "return frozenset(_pair(places.get(a, a), places.get(b, b)) for a, b in pairs)",
        "return frozenset((a, b) for a, b in pairs if places)",
    ),
    (
        "an alias of an alias is none",
        "for source in sources for other in _others(pairs, source)} | sources",
        "for source in () for other in _others(pairs, source)} | sources",
    ),
    (
        "memory is forgotten when its name is bound anew",
        "if not self.leaves_memory:\n            return left",
        "if left is not None:\n            return left",
    ),
)
ANALYSIS = (
    *rows(
        "analysis/activity.py",
        (
            "names that change places hand nothing on",
            "pairs = list(zip(stmt.targets, stmt.sources, strict=True))",
            "pairs = []",
        ),
    ),
    *rows(
        "analysis/ownership.py",
        (
            "a view is taken for a new array",
            "return not is_view_path(path)",
            "return bool(path) or not is_view_path(path)",
        ),
        (
            "a reshaped array is taken for a new one",
            "return not rule.shares or (rule.passes_on and is_fresh(args[0]))",
            "return bool(rule) or is_fresh(args[0])",
        ),
    ),
    *rows(
        "analysis/flow.py",
        (
            "every shape is taken for fixed",
            "return isinstance(expr, Var) and is_fixed(expr.type)",
            "return isinstance(expr, Var)",
        ),
    ),
)
SUBSCRIPTS = rows(
    "analysis/subscripts.py",
    (
        "numbers from both ends are taken for other places",
        "return mine != theirs and (mine >= 0) == (theirs >= 0)",
        "return mine != theirs",
    ),
)
SIMPLIFICATION = (
    *rows(
        "simplify/copies.py",
        (
            "a copy is read through though what it copied was bound again",
            "if web not in (_web(k), _web(v))}",
            "if web != _web(k)}",
        ),
        (
            "a copy is dropped though it is read before it is bound again",
            "rebound -= {web for s in walk((stmt,)) for e in expressions_of(s) for web in names_in(e)}",
            "rebound -= {web for s in walk(()) for e in expressions_of(s) for web in names_in(e)}",
        ),
    ),
    *rows(
        "simplify/dead.py",
        (
            "what decides a branch is dead",
            "_collect(arm, feeds, roots, tuple(inner))",
            "_collect(arm, feeds, roots, around)",
        ),
        (
            "what decides an exit is dead",
            "return needed | stack | _leaving(stmt.body)",
            "return needed | stack",
        ),
    ),
    *rows(
        "simplify/idioms.py",
        (
            "an idiom whose part has a second reader",
            "if self.uses.reads[expr.web] != readers:",
            "if self.uses.reads[expr.web] < readers:",
        ),
        (
            "an idiom whose operand was overwritten",
            "return names_in(meaning).isdisjoint(changed)",
            "return bool(changed) or not changed",
        ),
        (
            "a shift that varies along the axis",
            "return own < 0 or lengths[own] is UNIT",
            "return own < 0 or len(lengths) > own",
        ),
    ),
    *rows(
        "simplify/sums.py",
        (
            "a product of a changed array leaves the loop",
            "return x.path == (at,) and x.base.web not in self.changed and is_fixed(x.type)",
            "return x.path == (at,) and is_fixed(x.type)",
        ),
        (
            "a sum that is read in the loop leaves it",
            "if self._mentions(stmt.region.base.web) != 1:",
            "if self._mentions(stmt.region.base.web) == 0:",
        ),
    ),
    *rows(
        "simplify/gathered.py",
        (
            "elements are picked first from what was overwritten",
            "if value is None or value.type is not region.type or names_in(value) & since:",
            "if value is None or value.type is not region.type:",
        ),
    ),
    *rows(
        "simplify/algebra.py",
        (
            "a difference in a difference keeps its sign",
            "_terms(b, -sign, found)",
            "_terms(b, sign, found)",
        ),
        (
            "a factor that broadcasts is cancelled",
            "return isinstance(wide.type, Array) and wide.type.lengths == narrow.type.lengths",
            "return isinstance(narrow.type, Array)",
        ),
    ),
)
