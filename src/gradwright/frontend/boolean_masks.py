"""Boolean masks as subscripts: an integer array for each of the mask's axes, as NumPy means them.

``x[mask]`` -> ``Region(x, Fancy(places(mask, axis=0)), …)``; it is printed as a mask again. How many
entries a mask has is not known: two readings of one mask are as long only where nothing between them
can have changed it.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from gradwright.frontend.equal_lengths import assume_equal
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import Num, Value, describe_type
from gradwright.ir.expressions import Expr, Fancy, Item, Region, Var, subtrees
from gradwright.ir.statements import Assign, Guard, Stmt, Store
from gradwright.ir.types import UNIT, Array, Form, lengths_of, rank_of
from gradwright.rules.table import apply


def mask_of(part: object) -> Expr | None:
    """Return the mask that a subscript is, None where it is none."""
    if isinstance(part, Num) and isinstance(part.type, Array) and part.type.dtype == "bool":
        return part.expr if part.type.rank else None
    return None


def named_mask(reader: Reader, node: ast.AST, part: Value) -> Value:
    """Return a mask under a name: a store must not change the mask that it goes by."""
    mask = mask_of(part)
    if mask is None or isinstance(mask, Var | Region):
        return part
    return reader.name_share("mask", mask, node)


def mask_items(
    reader: Reader, node: ast.AST, mask: Expr, base: Expr, first: int
) -> tuple[Item, ...]:
    """Return one item for each axis of a mask that lies on a base's axes from the first on."""
    covered = lengths_of(base.type)[first : first + rank_of(mask.type)]
    for axis, (length, own) in enumerate(zip(covered, lengths_of(mask.type), strict=True)):
        if (length is UNIT) != (own is UNIT):
            details = {"first": describe_type(base.type), "second": describe_type(mask.type)}
            raise reader.refuse("GW211", node, **details)
        assume_equal(reader, node, (base, first + axis), (mask, axis))
    count = _count(reader, mask)
    axes = range(rank_of(mask.type))
    return tuple(Fancy(apply("places", mask, axis=k, length=count, form="np")) for k in axes)


def _count(reader: Reader, mask: Expr) -> Form:
    """Return how many entries a mask has; the same as before where nothing has changed it."""
    webs = {part.web for part in subtrees(mask) if isinstance(part, Var)}
    for block, place, known, count in reader.mask_counts:
        if known is mask and block is reader.out and not _changes(reader, webs, block[place:]):
            return count
    found = reader.webs.unknown()
    reader.mask_counts.append((reader.out, len(reader.out), mask, found))
    return found


def _changes(reader: Reader, webs: set[int], block: Sequence[Stmt]) -> bool:
    """Whether statements may change what is read of these names."""
    related = {web for one in webs for web in reader.webs.connected(one)}
    for stmt in block:
        match stmt:
            case Guard():
                pass
            case Assign(target) if target.web not in webs:
                pass
            case Store(region) if region.base.web not in related:
                pass
            case _:
                return True
    return False
