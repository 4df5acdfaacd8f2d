"""Stores into the real or imaginary parts of an array: each is a store of complex numbers.

::

    z.real[i] = v        z[i] = v + 1j * z[i].imag
    z.imag += v          z += 1j * v
"""

from __future__ import annotations

import ast

from gradwright.frontend.aliases import store
from gradwright.frontend.lowering import attribute, operate
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import Num, Value, describe_type
from gradwright.ir.expressions import Apply, Expr, Region, Var, constant
from gradwright.ir.types import COMPLEX_NUMBER, Array, dtype_of, is_complex

PARTS = frozenset({"real", "imag"})


def part_of(value: Value) -> tuple[str, Expr] | None:
    """Return which part of which array a value is, None where it is none."""
    match value:
        case Num(Apply(prim, (Var() | Region() as whole,))) if prim in PARTS:
            return (prim, whole) if _has_parts(whole) else None
        case _:
            return None


def part_named(value: Value, name: str) -> tuple[str, Expr] | None:
    """Return which part of which array ``value.name`` is, None where it is none."""
    if not isinstance(value, Num) or name not in PARTS or not _has_parts(value.expr):
        return None
    return name, value.expr


def _has_parts(expr: Expr) -> bool:
    return isinstance(expr.type, Array) and is_complex(expr.type)


def store_part(
    reader: Reader, node: ast.AST, part: str, place: Region, value: Expr, op: str | None = None
) -> None:
    """Write a real value into one part of a region; `op` is that of an augmented store."""
    if is_complex(value.type):
        name = reader.webs.names[place.base.web]
        found, dtype = (
            describe_type(value.type),
            f"{dtype_of(_read(reader, node, part, place).type)}",
        )
        raise reader.refuse("GW311", node, found=found, name=f"{name}.{part}", dtype=dtype)
    if op == "add":
        store(reader, node, place, _placed(reader, node, part, value), add=True)
        return
    if op is not None:
        value = operate(reader, node, op, _read(reader, node, part, place), value)
    other = "imag" if part == "real" else "real"
    parts = {part: value, other: _read(reader, node, other, place)}
    both = [_placed(reader, node, name, parts[name]) for name in ("real", "imag")]
    store(reader, node, place, operate(reader, node, "add", *both))


def _read(reader: Reader, node: ast.AST, part: str, place: Region) -> Expr:
    found = attribute(reader, node, part, place if place.path else place.base)
    assert found is not None
    return found


def _placed(reader: Reader, node: ast.AST, part: str, value: Expr) -> Expr:
    """Return a real value as the complex number that has it in this part."""
    return (
        value
        if part == "real"
        else operate(reader, node, "mul", constant(1j, COMPLEX_NUMBER), value)
    )
