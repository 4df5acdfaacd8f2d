"""Broadcasting of lengths: what the result has, and which lengths are taken as equal."""

from __future__ import annotations

from collections.abc import Sequence

from gradwright.ir.types import UNIT, Form, Type, lengths_of
from gradwright.rules.rule import RuleError


def broadcast_lengths(types: Sequence[Type]) -> tuple[Form, ...]:
    """Return the lengths of the broadcast; two that differ, neither 1, are taken as equal."""
    return broadcast([lengths_of(t) for t in types])


def broadcast(shapes: Sequence[tuple[Form, ...]]) -> tuple[Form, ...]:
    """Return the lengths that these shapes broadcast to."""
    rank = max(map(len, shapes), default=0)
    padded = [(UNIT,) * (rank - len(shape)) + shape for shape in shapes]
    return tuple(agreed(lengths) for lengths in zip(*padded, strict=True))


def agreed(lengths: Sequence[Form]) -> Form:
    """Return the one length of an axis: a literal if there is one, 1 only if all are."""
    wide = [length for length in lengths if length is not UNIT]
    literals = {length for length in wide if length.literal is not None}
    if len(literals) > 1:
        shown = " and ".join(sorted(str(length.literal) for length in literals))
        raise RuleError("GW416", lengths=shown)
    return next(iter(literals), wide[0] if wide else UNIT)


def assumed_equal(shapes: Sequence[tuple[Form, ...]]) -> list[tuple[int, int, int, int]]:
    """Return (operand, axis, operand, axis) of lengths that broadcasting takes as equal."""
    rank = max(map(len, shapes), default=0)
    pairs: list[tuple[int, int, int, int]] = []
    for axis in range(rank):
        first: tuple[int, int, Form] | None = None
        for k, shape in enumerate(shapes):
            own = axis - (rank - len(shape))
            if own < 0 or (length := shape[own]) is UNIT:
                continue
            if first is None:
                first = (k, own, length)
            elif length is not first[2]:
                pairs.append((first[0], first[1], k, own))
    return pairs
