"""Decompositions of matrices: one call whose results are read off, each under a name of its own."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradwright.frontend import lowering
from gradwright.frontend.kinds import Args, Kwargs, Row
from gradwright.frontend.known import UNDECIDED, addressed, static_value
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import Container, Known, Missing, Num, Value, tuple_of
from gradwright.ir.expressions import Expr
from gradwright.ir.statements import Guard
from gradwright.ir.types import lengths_of, rank_of
from gradwright.rules.rule import RuleError
from gradwright.rules.spellings.decompositions import HALVES
from gradwright.rules.table import apply


def plain(reader: Reader, value: Value | None, default: object) -> object:
    """Return an option's value, `UNDECIDED` where data say it."""
    match value:
        case None:
            return default
        case Known(known):
            return known
        case Num(expr):
            return static_value(reader, expr)
        case _:
            return UNDECIDED


def matrices(
    reader: Reader, node: ast.AST, names: Sequence[str], given: Kwargs
) -> list[Expr] | None:
    """Return operands under names, None where one is no array."""
    values = [given.get(name) for name in names]
    if not all(isinstance(value, Num) for value in values):
        return None
    return [addressed(reader, node, reader.as_number(v, node)) for v in values if v is not None]


def made(
    reader: Reader, node: ast.AST, prim: str, operands: Sequence[Expr], **attrs: object
) -> Expr:
    """Return a decomposition under a name."""
    return reader.assign(prim, _applied(reader, node, prim, operands, attrs), node).expr


def part(
    reader: Reader, node: ast.AST, prim: str, operands: Sequence[Expr], **attrs: object
) -> Value:
    """Return one result under a name; it shares memory with the decomposition."""
    noun = prim.rpartition("_")[2]
    return reader.name_share(noun, _applied(reader, node, prim, operands, attrs), node)


def _applied(
    reader: Reader, node: ast.AST, prim: str, operands: Sequence[Expr], attrs: Kwargs | Any
) -> Expr:
    try:
        return apply(prim, *operands, form="np", **attrs)
    except RuleError as wrong:
        raise lowering.refused(reader, node, wrong) from None


def record(function: Callable[..., Any], names: str, *items: Value) -> Container:
    """Return results as the named tuple that NumPy gives."""
    sample: object = function(np.eye(1))
    cls: type[object] = type(sample)
    return Container("namedtuple", tuple(names.split()), items, cls)


def _bound(names: str, args: Args, kwargs: Kwargs) -> dict[str, Value] | None:
    order = names.split()
    found = dict(zip(order, args, strict=False)) | dict(kwargs)
    return found if len(args) <= len(order) and set(found) <= set(order) else None


def _eigh(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    given = _bound("a UPLO", args, kwargs)
    a = matrices(reader, node, ("a",), given) if given else None
    side = plain(reader, given.get("UPLO"), "L") if given else None
    if a is None or side not in ("L", "U"):
        return None
    uplo = HALVES[side]
    whole = made(reader, node, "eigh", a, uplo=uplo)
    w, v = (part(reader, node, f"eigen{k}", (whole, *a), uplo=uplo) for k in ("values", "vectors"))
    return record(np.linalg.eigh, "eigenvalues eigenvectors", w, v)


def _svd(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    given = _bound("a full_matrices compute_uv hermitian", args, kwargs)
    a = matrices(reader, node, ("a",), given) if given else None
    if a is None or given is None:
        return None
    full = plain(reader, given.get("full_matrices"), default=True)
    full = bool(full) if isinstance(full, int) else full
    vectors = plain(reader, given.get("compute_uv"), default=True)
    if not isinstance(full, bool) or plain(reader, given.get("hermitian"), default=False):
        return None
    if vectors is False:
        return Num(_applied(reader, node, "svdvals", a, {}))
    if full:
        _guard(
            reader,
            node,
            a[0],
            "eq",
            "np.linalg.svd of a matrix that is not square: ask for full_matrices=False",
        )
    whole = made(reader, node, "svd", a, full=full)
    parts = (part(reader, node, f"svd_{k}", (whole, *a), full=full) for k in ("u", "s", "vt"))
    return record(np.linalg.svd, "U S Vh", *parts)


def _guard(reader: Reader, node: ast.AST, a: Expr, op: str, message: str) -> None:
    """Check how many rows and columns a matrix has where its type does not say."""
    rank = rank_of(a.type)
    if rank < 2 or (op == "eq" and len(set(lengths_of(a.type)[-2:])) == 1):
        return
    rows, columns = (lowering.length(reader, node, a, rank + axis) for axis in (-2, -1))
    cond = lowering.operate(reader, node, op, rows, columns)
    reader.emit(Guard(cond, f"line {reader.at(node).line}: {message}", reader.at(node)))


def _qr(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    given = _bound("a mode", args, kwargs)
    a = matrices(reader, node, ("a",), given) if given else None
    mode = plain(reader, given.get("mode"), "reduced") if given else None
    if a is None or mode not in ("reduced", "r"):
        return None
    _guard(reader, node, a[0], "ge", "np.linalg.qr of a matrix with more columns than rows")
    whole = made(reader, node, "qr", a)
    q, r = (part(reader, node, prim, (whole, *a)) for prim in ("qr_q", "qr_r"))
    return r if mode == "r" else record(np.linalg.qr, "Q R", q, r)


def _slogdet(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    given = _bound("a", args, kwargs)
    a = matrices(reader, node, ("a",), given) if given else None
    if a is None:
        return None
    whole = made(reader, node, "slogdet", a)
    sign, log = (part(reader, node, f"slogdet_{k}", (whole, *a)) for k in ("sign", "log"))
    return record(np.linalg.slogdet, "sign logabsdet", sign, log)


def _lstsq(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    given = _bound("a b rcond", args, kwargs)
    operands = matrices(reader, node, ("a", "b"), given) if given else None
    rcond = plain(reader, given.get("rcond"), None) if given else None
    if operands is None or not isinstance(rcond, float | int | None):
        return None
    whole = made(reader, node, "lstsq", operands, rcond=rcond)
    solution = part(reader, node, "lstsq_solution", (whole, *operands))
    residuals = Missing("GW413", {"function": "the sum of squares of np.linalg.lstsq"})
    rank, values = (
        part(reader, node, prim, (whole, operands[0])) for prim in ("lstsq_rank", "lstsq_values")
    )
    return tuple_of(solution, residuals, rank, values)


DECOMPOSITIONS: dict[object, Row] = {
    np.linalg.eigh: _eigh,
    np.linalg.svd: _svd,
    np.linalg.qr: _qr,
    np.linalg.slogdet: _slogdet,
    np.linalg.lstsq: _lstsq,
}
