"""Decompositions of matrices with one result."""

from __future__ import annotations

import numpy as np

from gradwright.ir.expressions import Expr
from gradwright.rules.arguments import Arguments
from gradwright.rules.rule import RuleError
from gradwright.rules.spelling import function
from gradwright.rules.table import apply

HALVES: dict[object, str | None] = {None: None, "L": None, "U": '"U"'}  # as they are printed


@function(np.linalg.eigvalsh, "a, UPLO=None", prim="eigvalsh")
def eigvalsh(given: Arguments, form: str) -> Expr:
    """Lower the eigenvalues of a symmetric matrix, of which one triangle is read."""
    half = given.static("UPLO")
    if half not in HALVES:
        raise RuleError("GW402", option="UPLO", found=repr(half))
    return apply("eigvalsh", given.operand("a"), uplo=HALVES[half], form=form)


@function(np.linalg.svdvals, "a", prim="svdvals")
def svdvals(given: Arguments, form: str) -> Expr:
    """Lower a matrix's singular values."""
    return apply("svdvals", given.operand("a"), form=form)


@function(np.linalg.pinv, "a, rcond=None, hermitian=!, rtol=!", prim="pinv")
def pinv(given: Arguments, form: str) -> Expr:
    """Lower a matrix's pseudoinverse."""
    return apply("pinv", given.operand("a"), rcond=given.static("rcond"), form=form)
