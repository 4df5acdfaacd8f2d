"""Bugs in reverse mode: what is accumulated, in which order, what is saved and when it comes back."""

from tests.mutations.mutation import rows

ACCUMULATION = rows(
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
PIECES = rows(
    "adjoint/pieces.py",
    (
        "a first write from a region is a view",
        "return copied(value) if views_region(value) else value",
        "return value",
    ),
)
ORDER = rows(
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
STATES = rows(
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
RECORD = rows(
    "adjoint/record.py",
    (
        "a name that is bound again is not saved",
        "if target.web in need and not site.is_flagged:",
        "if target.web in need and site.is_flagged:",
    ),
    (
        "a store through another name saves nothing",
        "any(~web in need for web in partners & self.ended):\n            return True",
        "any(~web in need for web in partners & self.ended):\n            return False",
    ),
    (
        "what the last iteration saved by its name is not read again",
        "or any(~web in need for web in partners & self.ended):",
        "or any(~web in need for web in partners & need):",
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
        "the name that keeps a decision is not saved",
        "need.add(site.decision.web)",
        "need.discard(site.decision.web)",
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
SAVING = rows(
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
SWEEPS = rows(
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
CONTRIBUTIONS = rows(
    "adjoint/contribute.py",
    (
        "an infinite derivative counts where its value was not chosen",
        "masked = self.masked.get(target.web, Mask.NONE)",
        "masked = Mask.NONE",
    ),
    (
        "every write counts where indices recur",
        'if stmt.repeats and stmt.mode == "assign" and self.webs',
        'if stmt.repeats and stmt.mode != "assign" and self.webs',
    ),
    (
        "an augmented store's result is taken for what it added",
        'made = None if stmt.mode == "add" else Region(base, stmt.region.path, stmt.region.type)',
        "made = Region(base, stmt.region.path, stmt.region.type)",
    ),
)
RECOMPUTATION = rows(
    "adjoint/recompute.py",
    (
        "a value is recomputed though its operands changed on the way",
        "if not stays or not known:",
        "if not known:",
    ),
    (
        "what a recomputation reads is recomputed after it",
        "if again or any(web in reversed_reads(s) for s in inside):",
        "if any(web in reversed_reads(s) for s in inside):",
    ),
    (
        "a name that is bound twice is recomputed",
        "or len(recorder.writes[web]) != 1 or site.keeps:",
        "or site.keeps:",
    ),
)
OVERLAPS = rows(
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
)
ENDS = rows(
    "adjoint/ends.py",
    (
        "the value is returned after the reverse sweep changed it",
        "changes = isinstance(var, Var) and var.web in self._changed",
        "changes = isinstance(var, Region) and bool(self._changed)",
    ),
    (
        "two gradients are one array",
        "if isinstance(expr, Var) and owned and expr.web not in self._returned:",
        "if isinstance(expr, Var) and owned:",
    ),
)
PULLBACKS = rows(
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
