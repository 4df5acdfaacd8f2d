"""Values scattered by `np.add.at`, in the shape that it reads rightly."""

from __future__ import annotations

import ast

from gradwright.ir.expressions import Expr, Fancy, Index, Region
from gradwright.ir.types import rank_of


def spread(shown: ast.expr, value: Expr, region: Region) -> ast.expr:
    """Return what is scattered; a vector that is spread over an index of more axes gets these.

    Where the target is a vector, too, `np.add.at` reads past the end of the vector of values.
    """
    match region.path[-1]:
        case Index((Fancy(indices),)) if rank_of(value.type) == 1 < rank_of(indices.type):
            if rank_of(region.type) != rank_of(indices.type):
                return shown
            axes = [ast.Constant(None)] * (rank_of(indices.type) - 1)
            return ast.Subscript(shown, ast.Tuple([*axes, ast.Constant(...)]))
        case _:
            return shown
