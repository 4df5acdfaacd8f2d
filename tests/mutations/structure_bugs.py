"""Bugs where names change places, loops are left, functions are cut in halves, lists grow, indices choose."""

from tests.mutations.mutation import rows

EXCHANGES = rows(
    "adjoint/sweeps.py",
    (
        "names that changed places in a ring go on round it",
        "return stmt.targets, tuple(places[target] for target in stmt.targets)",
        "return stmt.targets, tuple(places and stmt.sources)",
    ),
    (
        "the flag of an exit is reset by the first who asks it",
        "last = min(asked, key=lambda asker: asker.index, default=None)",
        "last = max(asked, key=lambda asker: asker.index, default=None)",
    ),
    (
        "the one iteration that a loop was left in is the next",
        "once = _only_left(body, Assign(site.stmt.var, last, origin))",
        "once = _only_left(body, Assign(site.stmt.var, reached, origin))",
    ),
)
EXITS = rows(
    "adjoint/exits.py",
    (
        "a flag that an outer loop sets again is taken for fresh",
        "return leaves_too and around is not None and self._is_fresh(flag, around)",
        "return leaves_too and around is not None",
    ),
    (
        "a flag that is set elsewhere tells of this exit",
        "(len(sets) == 1 if own else True)",
        "(len(sets) >= 1 if own else True)",
    ),
)
HALVES = rows(
    "adjoint/halves.py",
    (
        "a half returns an array that it also keeps",
        "if value in saved or shared or not all(map(is_fresh, own)):",
        "if shared or not all(map(is_fresh, own)):",
    ),
    (
        "what one arm binds is taken for bound by both",
        "found |= _surely_bound(stmt.then) & _surely_bound(stmt.orelse)",
        "found |= _surely_bound(stmt.then) | _surely_bound(stmt.orelse)",
    ),
)
LISTS = (
    *rows(
        "adjoint/sequence.py",
        (
            "a list that another holds gets shorter in place",
            "out = self.own_buffer(own, state, origin)\n        seed",
            "out = self.own_buffer(own, state, origin)[:0]\n        seed",
        ),
        (
            "what overlaps what is written is read after it was zeroed",
            "begun = first is not adjoint",
            "begun = first is None",
        ),
        (
            "a view of an adjoint that has changed is read as it is",
            "return adjoint.web in found or not found.isdisjoint(self.views)",
            "return adjoint.web in found",
        ),
    ),
    *rows(
        "adjoint/sweeps.py",
        (
            "what a loop changes in place is not made its own before it",
            "if web not in state or (status is Status.OWNED and state[web] is Status.SHARED):",
            "if web not in state:",
        ),
    ),
)
INDICES = (
    *rows(
        "adjoint/names.py",
        (
            "indices that are spread over others are taken for distinct",
            "if any(rank_of(indices.type) > 1 for indices in fancy):\n                return True",
            "if any(rank_of(indices.type) > 1 for indices in fancy):\n                return False",
        ),
        (
            "one index that is spread makes the others distinct",
            "whole = [i for i in fancy if lengths_of(i.type) != (UNIT,)] or fancy",
            "whole = fancy",
        ),
    ),
    *rows(
        "adjoint/contribute.py",
        (
            "indices that stand apart are taken for standing together",
            "return places[0] if together else 0",
            "return places[0] if together else places[0]",
        ),
    ),
    *rows(
        "adjoint/masks.py",
        (
            "a mask that a store replaces entries by hides nothing",
            'return isinstance(stmt, Store) and stmt.mode != "add" and not is_view_path(stmt.region.path)',
            'return isinstance(stmt, Store) and stmt.mode == "add" and not is_view_path(stmt.region.path)',
        ),
    ),
)
CLASHES = rows(
    "analysis/memory.py",
    (
        "an alias that an iteration leaves is not seen by the next",
        "pairs |= after\n                return pairs",
        "return pairs | after\n                return pairs",
    ),
    (
        "a store into the caller's array goes unseen",
        "if other < 0 or other in live.after[id(store)]",
        "if other in live.after[id(store)]",
    ),
    (
        "what the next iteration reads is not needed at a store",
        "head |= inner\n                return head | read",
        "return head | inner | read\n                return head | read",
    ),
)
TANGENTS = (
    *rows(
        "tangent/blocks.py",
        (
            "a tangent is another's array though a store reaches it",
            "return not self._shared.isdisjoint({target.web, *primals})",
            "return not self._shared.isdisjoint({target.web} & primals)",
        ),
        (
            "a store's tangent is written after the store",
            "return [*parts, moved, replace(stmt, region=region, value=value)]",
            "return [*parts, replace(stmt, region=region, value=value), moved]",
        ),
        (
            "a tangent that reads the old value comes after the new one",
            "return [*parts, moved, primal] if reads_old else [*parts, primal, moved]",
            "return [*parts, moved, primal] if reads_new else [*parts, primal, moved]",
        ),
        (
            "an entry's tangents stand before its values",
            "return [replace(stmt, stack=self._stack(stmt.stack), values=(*values, *pushed))]",
            "return [replace(stmt, stack=self._stack(stmt.stack), values=(*pushed, *values))]",
        ),
        (
            "an entry's tangents are taken out in another order",
            "return [targets[k] for k in slots]",
            "return [targets[k] for k in slots[::-1]]",
        ),
    ),
    *rows(
        "tangent/sharing.py",
        (
            "names that change places share no memory",
            "yield from (var.web for var in (*targets, *sources))",
            "yield from (var.web for var in (*targets, *sources)[:0])",
        ),
    ),
)
HOISTING = (
    *rows(
        "simplify/hoist.py",
        (
            "a sum over some steps takes the whole array",
            "if base.type.lengths[0] is form_of(self.loop.stop):",
            "if base.type.lengths[0] is not None:",
        ),
        (
            "a loop that leaves steps out fills an array of all",
            "and loop.step.value == 1",
            "and loop.step.value != 0",
        ),
        (
            "zeros that something else changed are dropped",
            "if len(mentions) == 1 and isinstance(mentions[0], Assign)",
            "if mentions and isinstance(mentions[0], Assign)",
        ),
    ),
    *rows(
        "simplify/sums.py",
        (
            "what was pushed is read whole though a store changes it",
            "return stack if single and known and not stored else None",
            "return stack if single and known else None",
        ),
    ),
)
LAYOUT = rows(
    "analysis/layout.py",
    (
        "an array like another is taken for one in C's order",
        'if prim in AS_MODEL or prim == "copy":\n            return is_contiguous(model, webs)',
        'if prim in AS_MODEL or prim == "copy":\n            return True',
    ),
)
