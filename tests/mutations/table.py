"""Bugs to seed into the compiler: each an exact text in one of its modules and what is put there instead."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2] / "src"


@dataclass(frozen=True, slots=True)
class Mutation:
    """One bug: `old` stands exactly once in the module `path`, below the package."""

    name: str
    path: str
    old: str
    new: str

    def applied(self, root: Path) -> str:
        """Return the module's text with the bug in, read below a source root."""
        text = (root / "gradwright" / self.path).read_text()
        assert text.count(self.old) == 1, f"{self.name}: {text.count(self.old)} places"
        return text.replace(self.old, self.new)


def _rows(path: str, *rows: tuple[str, str, str]) -> tuple[Mutation, ...]:
    return tuple(Mutation(name, path, old, new) for name, old, new in rows)


ACCUMULATION = _rows(
    "adjoint/sequence.py",
    (
        "what is kept of an adjoint is a view of it",
        "out.append(Assign(name, plain(copied(step.value)), origin))",
        "out.append(Assign(name, plain(step.value), origin))",
    ),
    (
        "an array's second contribution replaces the first",
        'return [Store(Region(adjoint, (), adjoint.type), value, "add", origin=origin)]',
        'return [Store(Region(adjoint, (), adjoint.type), value, "assign", origin=origin)]',
    ),
    (
        "a scalar's second contribution replaces the first",
        "total = plus(adjoint, value)",
        "total = value",
    ),
    (
        "a region's contribution is assigned, not added",
        'mode = "assign" if fresh and not repeats else "add"',
        'mode = "add" if repeats else "assign"',
    ),
    (
        "indices that recur are assigned, not added",
        'mode = "assign" if fresh and not repeats else "add"',
        'mode = "assign" if fresh else "add"',
    ),
    (
        "the adjoint of a region that was written is not zeroed",
        "if first is not adjoint:\n                out.append",
        "if same and first is not adjoint:\n                out.append",
    ),
    (
        "the adjoint of a name that was bound is not forgotten",
        "status = state.pop(target.web)\n        if not kept:",
        "status = state[target.web]\n        if not kept:",
    ),
    (
        "a shared buffer is not copied before it is changed",
        'copied = apply("list_copy" if is_list else "copy", adjoint, form="method")',
        'copied = apply("list_copy", adjoint, form="method") if is_list else adjoint',
    ),
    (
        "a shared buffer is taken for an owned one",
        "in_place = status is Status.OWNED and isinstance(target.type, Array)",
        "in_place = isinstance(target.type, Array)",
    ),
    (
        "several names take over one buffer",
        "took = sole and step.value is seed",
        "took = step.value is seed",
    ),
    (
        "a name that has an adjoint is lent another",
        "and step.target.web not in state\n            and isinstance(step.value, Var)",
        "and isinstance(step.value, Var)",
    ),
)
PIECES = _rows(
    "adjoint/pieces.py",
    (
        "a first write from a region is a view",
        "if isinstance(value, Region):\n        return copied(value)",
        "if isinstance(value, Region):\n        return value",
    ),
)
ORDER = _rows(
    "adjoint/order.py",
    (
        "the new value is read after the old one was put back",
        "return early, [step for step in steps if step not in early]",
        "return [], steps",
    ),
    (
        "a step that needs both versions runs at once",
        "if new and old:\n                return None",
        "if new and old and step.temporary:\n                return None",
    ),
)
STATES = _rows(
    "adjoint/status.py",
    (
        "a buffer is owned where one of two paths owns it",
        "result[web] = min(status, result.get(web, Status.OWNED))",
        "result[web] = max(status, result.get(web, Status.SHARED))",
    ),
    (
        "a name keeps a buffer that it has lent",
        "return status\n    return Status.SHARED",
        "return status\n    return Status.OWNED",
    ),
    (
        "adjoints do not change places with their names",
        "state[source.web] = old[target.web]",
        "state[target.web] = old[target.web]",
    ),
    (
        "one of several takes over the buffer",
        "if selves or len(bare) != 1:",
        "if selves or not bare:",
    ),
)
RECORD = _rows(
    "adjoint/record.py",
    (
        "a name that is bound again is not saved",
        "if target.web in need and not site.is_flagged:",
        "if target.web in need and site.is_flagged:",
    ),
    (
        "a store through another name saves nothing",
        "(self.partners.get(id(site.stmt), ())):\n            return True",
        "(self.partners.get(id(site.stmt), ())):\n            return False",
    ),
    (
        "names that changed places do not change back",
        "site.undone = site.undone or not need.isdisjoint(places)",
        "site.undone = bool(site.undone)",
    ),
    (
        "what is needed does not change places with the names",
        "return {places.get(web, web) for web in need} | self._unfixed(site)",
        "return need | self._unfixed(site)",
    ),
    (
        "a loop's body is looked at once",
        "if end <= need:\n                break",
        "if end:\n                break\n            if end <= need:\n                break",
    ),
    (
        "a condition is evaluated again though its operands changed",
        "return cheap and all(self.is_stable(var, site) for var in reads(cond))",
        "return cheap",
    ),
    (
        "a condition's name is read though it was bound again",
        "return not any(write.index > site.index for write in self.writes[cond.web])",
        "return True",
    ),
    (
        "names of a loop's body are not saved at its end",
        "if arm.depth > 0 and arm is not self.root:",
        "if arm.depth > 1 and arm is not self.root:",
    ),
    (
        "memory is no longer read when its name was saved",
        "need.add(~web)",
        "need.discard(~web)",
    ),
    (
        "a store changes only the name that it goes through",
        "return own | self.memory.mates(site.target.web) if isinstance(site.stmt, Store) else own",
        "return own",
    ),
    (
        "a write in a later iteration is not seen",
        "write.index > site.index or _shares_loop(write, site) for write",
        "write.index > site.index for write",
    ),
)
SAVING = _rows(
    "adjoint/saving.py",
    (
        "an old value comes back before others read the new one",
        "if other.index > site.index and web in reversed_reads(other):\n            return False",
        "if other.index < site.index and web in reversed_reads(other):\n            return False",
    ),
    (
        "the stack of an inner loop is not saved",
        "if site.parent.depth > 0:\n            site.parent.ends.append(name)",
        "if site.parent.depth > 1:\n            site.parent.ends.append(name)",
    ),
    (
        "a name is pushed before its last change",
        "names += [name for name in body.ends if self._last_change(name, body) < limit]",
        "names += [name for name in body.ends if name not in names]",
    ),
)
_SAVE = "            out += self._save(site)\n"
_RECORD = '            out += self.logged("record", site, False)\n'
_SITE = "            out += self._site(site)\n"
SWEEPS = _rows(
    "adjoint/sweeps.py",
    (
        "a region is saved without a copy",
        "copied = region and isinstance(what.type, Array)",
        "copied = region and isinstance(what.type, Stmt)",
    ),
    (
        "what is overwritten is saved afterwards",
        _SAVE + _RECORD + _SITE,
        _RECORD + _SITE + _SAVE,
    ),
    (
        "the statements of a block are reversed in forward order",
        "for site in reversed(arm.sites):\n            out += self._site(site, state)",
        "for site in arm.sites:\n            out += self._site(site, state)",
    ),
    (
        "a loop is reversed in forward order",
        "loop = replace(site.stmt, body=body, down=not site.stmt.down)",
        "loop = replace(site.stmt, body=body)",
    ),
    (
        "the flag of an exit is not reset",
        "left = [reset, *left]",
        "left = [*left]",
    ),
    (
        "a loop that was left early is reversed from one iteration too few",
        "return self._reached(loop, var if loop.stmt.down else _further(var, step))",
        "return self._reached(loop, var)",
    ),
    (
        "the arm of a branch that writes no adjoint makes no zeros",
        "code.extend(self._zeros(after.keys() - end.keys(), end))",
        "code.extend(self._zeros(set(), end))",
    ),
    (
        "a recomputation runs before its operand is put back",
        "if needed.isdisjoint(var.web for var in reads(again.value)):",
        "if again.value is not None:",
    ),
)
CONTRIBUTIONS = _rows(
    "adjoint/contribute.py",
    (
        "an infinite derivative counts where its value was not chosen",
        "masked = self.masked.get(target.web, Mask.NONE)",
        "masked = Mask.NONE",
    ),
    (
        "every write counts where indices recur",
        'if stmt.repeats and stmt.mode == "assign":',
        'if stmt.repeats and stmt.mode != "assign":',
    ),
    (
        "an augmented store's result is taken for what it added",
        'made = None if stmt.mode == "add" else Region(base, stmt.region.path, stmt.region.type)',
        "made = Region(base, stmt.region.path, stmt.region.type)",
    ),
)
RECOMPUTATION = _rows(
    "adjoint/recompute.py",
    (
        "a value is recomputed though its operands changed on the way",
        "if not stays or not known:",
        "if not known:",
    ),
    (
        "a value is recomputed though later iterations change its operands",
        "if not stays or not known:",
        "if not stays:",
    ),
    (
        "a name that is bound twice is recomputed",
        "or len(recorder.writes[web]) != 1 or site.keeps:",
        "or site.keeps:",
    ),
)
OVERLAPS = _rows(
    "adjoint/overlap.py",
    (
        "an element that was read in the same iteration is not seen",
        "if gap > 0:\n                return True",
        "if gap >= 0:\n                return True",
    ),
    (
        "a statement's own operand is taken for intact",
        "return reading.after",
        "return True",
    ),
    (
        "negative indices are taken for positive ones",
        "if offset is None or not self._bounds(store).is_natural(index):",
        "if offset is None:",
    ),
) + _rows(
    "analysis/subscripts.py",
    (
        "numbers from both ends are taken for other places",
        "return mine != theirs and (mine >= 0) == (theirs >= 0)",
        "return mine != theirs",
    ),
)
ENDS = _rows(
    "adjoint/ends.py",
    (
        "the value is returned after the reverse sweep changed it",
        "changes = isinstance(var, Var) and var.web in self._changed",
        "changes = isinstance(var, Region) and bool(self._changed)",
    ),
    (
        "two gradients are one array",
        "if isinstance(expr, Var) and self.is_owned(expr) and expr.web not in self._returned:",
        "if isinstance(expr, Var) and self.is_owned(expr):",
    ),
)
PULLBACKS = _rows(
    "adjoint/pullback.py",
    (
        "an adjoint is summed over the last axes",
        "leading = tuple(a - offset for a in range(rank - target_rank) if a >= offset)",
        "leading = tuple(offset - a - 1 for a in range(rank - target_rank) if a >= offset)",
    ),
    (
        "an operand that stands twice gets the last of two adjoints",
        "adjoints[arg] = value if before is None else add(before, value)",
        "adjoints[arg] = value",
    ),
)
MEMORY = _rows(
    "analysis/memory.py",
    (
        "slices are taken for copies",
        "case Region(base, path) if is_view_path(path):\n            yield base.web",
        "case Region(base, path) if not is_view_path(path):\n            yield base.web",
    ),
    (
        "the other arm of a conditional expression is no alias",
        "yield from (*shared_with(then), *shared_with(orelse))",
        "yield from shared_with(then)",
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
    *_rows(
        "analysis/activity.py",
        (
            "names that change places hand nothing on",
            "pairs = list(zip(stmt.targets, stmt.sources, strict=True))",
            "pairs = []",
        ),
    ),
    *_rows(
        "analysis/ownership.py",
        (
            "a view is taken for a new array",
            "return not is_view_path(path)",
            "return bool(path) or not is_view_path(path)",
        ),
        (
            "a reshaped array is taken for a new one",
            "return not rule_of(expr).shares",
            "return bool(rule_of(expr))",
        ),
    ),
    *_rows(
        "analysis/flow.py",
        (
            "every shape is taken for fixed",
            "return isinstance(expr, Var) and is_fixed(expr.type)",
            "return isinstance(expr, Var)",
        ),
    ),
)
SIMPLIFICATION = (
    *_rows(
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
    *_rows(
        "simplify/dead.py",
        (
            "a store through an alias is dead",
            "todo |= (feeds[web] | memory.mates(web)) - live",
            "todo |= feeds[web] - live",
        ),
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
    *_rows(
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
    *_rows(
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
    *_rows(
        "simplify/gathered.py",
        (
            "elements are picked first from what was overwritten",
            "if value is None or value.type is not region.type or names_in(value) & since:",
            "if value is None or value.type is not region.type:",
        ),
    ),
    *_rows(
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
MUTATIONS = (
    *(ACCUMULATION + PIECES + ORDER + STATES + RECORD + SAVING + SWEEPS + CONTRIBUTIONS),
    *(RECOMPUTATION + OVERLAPS + ENDS + PULLBACKS + MEMORY + ANALYSIS + SIMPLIFICATION),
)
