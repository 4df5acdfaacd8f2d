"""Decompositions of matrices: eigenvalues of symmetric ones, singular values, QR, pseudoinverses.

A decomposition with several results is computed once; each result is a function of the matrix that
reads it off what was computed::

    factors = np.linalg.svd(a); u = factors[0]; s = factors[1]
"""

from __future__ import annotations

from collections.abc import Callable

from gradwright.ir.types import OUTCOME, Form, Scalar, Type, lengths_of, rank_of
from gradwright.rules.axes import expanded
from gradwright.rules.diagonal import ones_on
from gradwright.rules.dtypes import shaped
from gradwright.rules.factorise import lower_half
from gradwright.rules.lengths import literal, unknown
from gradwright.rules.linalg import meet, outer, swapped
from gradwright.rules.rule import Call, Cost, Infer, Pullback, Rule, RuleError
from gradwright.rules.solve import matrix, per_matrix, solved_dtype
from gradwright.rules.symbolic import Sym, call
from gradwright.rules.table import register

LOWER = "only one triangle is read, and only it has a derivative"
APART = "inf or nan where eigenvalues are equal"
SINGULAR = "inf or nan where singular values are equal or 0"


def product(a: Sym, b: Sym) -> Sym:
    """Return ``a @ b``."""
    return call("matmul", a, b, form="infix")


def shorter(a: Type) -> Form:
    """Return the lesser of a matrix's lengths."""
    rows, columns = lengths_of(a)[-2:]
    if rows is columns or rows.literal is not None is not columns.literal:
        known = rows.literal, columns.literal
        return rows if None in known else literal(min(n for n in known if n is not None))
    return unknown("shorter", rows, columns)


def of_rank_2(*types: Type) -> None:
    """Refuse what is no matrix."""
    for type_ in types:
        if rank_of(type_) != 2:
            raise RuleError("GW406", found=rank_of(type_))


def stacked(a: Type) -> tuple[Form, ...]:
    """Return the lengths of a stack of matrices, none for one matrix; numbers and vectors are refused."""
    if rank_of(a) < 2:
        raise RuleError("GW406", found=rank_of(a))
    return lengths_of(a)[:-2]


def outcome_type(a: Type, *_: Type, **__: object) -> Type:
    """Infer the type of a whole decomposition."""
    stacked(a)
    solved_dtype(a)
    return OUTCOME


def of_square(a: Type, **_: object) -> Type:
    """Infer the type of a whole decomposition of a square matrix."""
    matrix(a)
    return outcome_type(a)


def item(lengths: Callable[[Type], tuple[Form, ...]]) -> Infer:
    """Return the inference of one result of a decomposition."""

    def infer(made: Type, a: Type, *_: Type, **__: object) -> Type:
        return shaped(solved_dtype(a), lengths(a))

    return infer


# eigenvalues --------------------------------------------------------------------------------------


def rows_of(a: Type) -> tuple[Form, ...]:
    """Return the number of eigenvalues."""
    matrix(a)
    return lengths_of(a)[:-1]


def row(values: Sym) -> Sym:
    """Return a number for each column."""
    return values if values.rank == 1 else expanded(values, (-2,))


def eigen(made: Sym, a: Sym, uplo: str | None) -> tuple[Sym, Sym]:
    """Return eigenvalues and eigenvectors."""
    w, v = (call(f"eigen{k}", made, a, uplo=uplo, form="np") for k in ("values", "vectors"))
    return w, v


def half(x: Sym, uplo: str | None) -> Sym:
    """Return the triangle of a symmetric matrix that is read, with half of the diagonal."""
    return lower_half(x) if uplo is None else swapped(lower_half(x))


def by_values(dy: Sym, made: Sym, a: Sym, uplo: str | None = None) -> Sym:
    """Return v @ diag(dy) @ v.T, of the triangle that is read alone."""
    _, v = eigen(made, a, uplo)
    return half(2.0 * product(v * row(dy), swapped(v)), uplo)


def by_vectors(dy: Sym, made: Sym, a: Sym, uplo: str | None = None) -> Sym:
    """Return v @ (v.T @ dy / differences of eigenvalues) @ v.T, of the triangle that is read alone."""
    w, v = eigen(made, a, uplo)
    inner = product(v, apart(w, a) * product(swapped(v), dy))
    found = product(inner, swapped(v))
    return half(found + swapped(found), uplo)


def apart(w: Sym, model: Sym) -> Sym:
    """Return 1 / (w[j] - w[i]), 0 on the diagonal."""
    same = ones_on(model, 0)
    return (1.0 - same) / (expanded(w, (-2,)) - expanded(w, (-1,)) + same)


# singular values ----------------------------------------------------------------------------------


def thin(made: Sym, a: Sym, *, full: bool = False) -> tuple[Sym, Sym, Sym]:
    """Return u, s and vt, without what belongs to no singular value."""
    if full:
        made = call("svd", a, full=False, form="np")
    u, s, vt = (call(f"svd_{part}", made, a, form="np") for part in ("u", "s", "vt"))
    return u, s, vt


def by_singular_values(dy: Sym, made: Sym, a: Sym, *, full: bool) -> Sym:
    """Return u @ diag(dy) @ vt."""
    u, _, vt = thin(made, a, full=full)
    return product(u * row(dy), vt)


def turned(whole: Sym, s: Sym) -> Sym:
    """Return what a change of singular vectors asks of the matrix between them."""
    squares = s * s
    part = apart(squares, whole) * whole
    return part + swapped(part)


def by_left_vectors(dy: Sym, made: Sym, a: Sym, *, full: bool) -> Sym:
    """Return the adjoint of the matrix for that of u."""
    u, s, vt = thin(made, a, full=full)
    along = product(swapped(u), dy)
    inside = product(u, turned(along, s) * row(s))
    outside = (dy - product(u, along)) / row(s)
    return product(inside + outside, vt)


def by_right_vectors(dy: Sym, made: Sym, a: Sym, *, full: bool) -> Sym:
    """Return the adjoint of the matrix for that of vt."""
    u, s, vt = thin(made, a, full=full)
    along = product(vt, swapped(dy))
    inside = product(expanded(s, (-1,)) * turned(along, s), vt)
    outside = (dy - product(swapped(along), vt)) / expanded(s, (-1,))
    return product(u, inside + outside)


def singular_part(back: Callable[..., Sym]) -> Pullback:
    """Return the pullback of one result of a singular value decomposition."""
    return lambda dy, y, made, a, full=False: back(dy, made, a, full=full)


# QR, pseudoinverse, least squares -------------------------------------------------------------------


def by_factors(dy: Sym, made: Sym, a: Sym, middle: Callable[[Sym, Sym], Sym], *, q: bool) -> Sym:
    """Return (dq + q @ mirrored(m)) @ inv(r).T."""
    own, r = call("qr_q", made, a, form="np"), call("qr_r", made, a, form="np")
    m = middle(own, r)
    below = call("tril", m, k=-1, form="np")
    mirrored = product(own, call("tril", m, form="np") + swapped(below))
    whole = dy + mirrored if q else mirrored
    return swapped(call("solve", r, swapped(whole), form="np"))


def by_q(dy: Sym, y: Sym, made: Sym, a: Sym) -> Sym:
    """Return the adjoint of the matrix for that of q."""
    return by_factors(dy, made, a, lambda q, r: -product(swapped(dy), q), q=True)


def by_r(dy: Sym, y: Sym, made: Sym, a: Sym) -> Sym:
    """Return the adjoint of the matrix for that of r."""
    return by_factors(dy, made, a, lambda q, r: product(r, swapped(dy)), q=False)


def pinv_type(a: Type, **_: object) -> Type:
    """Infer the type of a pseudoinverse."""
    return shaped(solved_dtype(a), (*stacked(a), *lengths_of(a)[:-3:-1]))


def pinv_back(dy: Sym, y: Sym, a: Sym, rcond: object = None) -> Sym:
    """Return the adjoint where the rank stays as it is (Golub and Pereyra 1973)."""
    back = swapped(dy)
    inner = product(product(swapped(y), dy), swapped(y))
    rows = product(back - product(a, product(y, back)), product(y, swapped(y)))
    columns = product(product(swapped(y), y), back - product(product(back, y), a))
    return rows + columns - inner


def least_type(a: Type, b: Type, **_: object) -> Type:
    """Infer the type of a whole answer to a least-squares problem."""
    of_rank_2(a)
    if rank_of(b) not in (1, 2):
        raise RuleError("GW406", found=f"2 and {rank_of(b)}")
    meet(lengths_of(a)[0].literal, lengths_of(b)[0].literal)
    solved_dtype(a, b)
    return OUTCOME


def solution_type(made: Type, a: Type, b: Type, **_: object) -> Type:
    """Infer the type of a least-squares solution, one column or several."""
    return shaped(solved_dtype(a, b), (lengths_of(a)[1], *lengths_of(b)[1:]))


def between(a: Sym, b: Sym) -> Sym:
    """Return ``a @ b.T``, of vectors the outer product."""
    return outer(a, b) if a.rank == 1 else product(a, swapped(b))


def solution_by_matrix(dy: Sym, y: Sym, made: Sym, a: Sym, b: Sym) -> Sym:
    """Return the adjoint of the matrix where its rank stays as it is."""
    inverse = call("pinv", a, form="np")
    back = product(swapped(inverse), dy)
    rest = b - product(a, y)
    beside = dy - product(inverse, product(a, dy))
    found = between(rest, product(inverse, back)) - between(back, y)
    return found + between(product(swapped(inverse), y), beside)


def solution_by_right(dy: Sym, y: Sym, made: Sym, a: Sym, b: Sym) -> Sym:
    """Return pinv(a).T @ dy."""
    return product(swapped(call("pinv", a, form="np")), dy)


def _row(
    name: str,
    infer: Infer,
    pullbacks: tuple[Pullback | None, ...],
    template: str,
    noun: str,
    derivative: str = "0",
    ties: str = "",
) -> Rule:
    is_item = template.startswith("{0}[")
    return Rule(
        name=name,
        infer=infer,
        pullbacks=pullbacks,
        uses_shape=frozenset({1, 2} if is_item else ()),
        shares=frozenset({0} if is_item else ()),
        singular=any(back is not None for back in pullbacks),
        cost=Cost.FREE if is_item else Cost.PRODUCT,
        syntax={"np": Call(template)},
        defaults={"full": None, "uplo": None, "rcond": None},
        label=name,
        noun=noun,
        derivative=derivative,
        ties=ties,
    )


def scalar_of(made: Type, a: Type, **_: object) -> Type:
    """Infer the type of one number about a square matrix."""
    return shaped(solved_dtype(a), stacked(a))


ROWS = (
    _row("eigh", of_square, (None,), "np.linalg.eigh({0}, UPLO={uplo})", "eigen"),
    _row(
        "eigenvalues", item(rows_of), (None, lambda dy, y, made, a, uplo=None: by_values(dy, made, a, uplo)),
        "{0}[0]", "eigenvalues", "lower(v @ diag(dy) @ v.T)", LOWER,
    ),
    _row(
        "eigenvectors", item(lengths_of),
        (None, lambda dy, y, made, a, uplo=None: by_vectors(dy, made, a, uplo)),
        "{0}[1]", "eigenvectors", "lower(v @ (v.T @ dy / (w[j] - w[i])) @ v.T)",
        f"{LOWER}; {APART}",
    ),
    _row(
        "eigvalsh", lambda a, **_: shaped(solved_dtype(a), rows_of(a)),
        (lambda dy, y, a, uplo=None: by_values(dy, call("eigh", a, uplo=uplo, form="np"), a, uplo),),
        "np.linalg.eigvalsh({0}, UPLO={uplo})", "eigenvalues", "lower(v @ diag(dy) @ v.T)", LOWER,
    ),
    _row("svd", outcome_type, (None,), "np.linalg.svd({0}, full_matrices={full})", "factors"),
    _row(
        "svd_u", item(lambda a: (*lengths_of(a)[:-1], shorter(a))),
        (None, singular_part(by_left_vectors)),
        "{0}[0]", "u", "u @ turned(u.T @ dy) @ s @ vt + (dy - u @ u.T @ dy) @ inv(s) @ vt", SINGULAR,
    ),
    _row(
        "svd_s", item(lambda a: (*stacked(a), shorter(a))), (None, singular_part(by_singular_values)),
        "{0}[1]", "values", "u @ diag(dy) @ vt",
    ),
    _row(
        "svd_vt", item(lambda a: (*stacked(a), shorter(a), lengths_of(a)[-1])),
        (None, singular_part(by_right_vectors)),
        "{0}[2]", "vt", "u @ s @ turned(vt @ dy.T) @ vt + u @ inv(s) @ (dy - dy @ vt.T @ vt)", SINGULAR,
    ),
    _row(
        "svdvals", lambda a, **_: shaped(solved_dtype(a), (*stacked(a), shorter(a))),
        (lambda dy, y, a: by_singular_values(dy, a, a, full=True),),
        "np.linalg.svd({0}, compute_uv=False)", "values", "u @ diag(dy) @ vt",
    ),
    _row("qr", outcome_type, (None,), "np.linalg.qr({0})", "factors"),
    _row(
        "qr_q", item(lengths_of), (None, by_q), "{0}[0]", "q",
        "(dy + q @ mirrored(-dy.T @ q)) @ inv(r).T", "more columns than rows raise ValueError",
    ),
    _row(
        "qr_r", item(lambda a: (*stacked(a), *lengths_of(a)[-1:] * 2)), (None, by_r), "{0}[1]", "r",
        "q @ mirrored(r @ dy.T) @ inv(r).T", "more columns than rows raise ValueError",
    ),
    _row("slogdet", of_square, (None,), "np.linalg.slogdet({0})", "determinant"),
    _row("slogdet_sign", scalar_of, (None, None), "{0}[0]", "sign"),
    _row(
        "slogdet_log", scalar_of,
        (None, lambda dy, y, made, a: per_matrix(dy) * swapped(call("inv", a, form="np"))),
        "{0}[1]", "logarithm", "dy * inv(a).T", "a singular matrix raises LinAlgError",
    ),
    _row(
        "pinv", pinv_type, (pinv_back,), "np.linalg.pinv({0}, rcond={rcond})", "inverse",
        "-y.T @ dy @ y.T + what is beside the rows and columns", "where the rank stays as it is",
    ),
    _row("lstsq", least_type, (None, None), "np.linalg.lstsq({0}, {1}, rcond={rcond})", "answer"),
    _row(
        "lstsq_solution", solution_type, (None, solution_by_matrix, solution_by_right),
        "{0}[0]", "solution", "(b - a @ y) @ (pinv(a) @ g).T - g @ y.T + …, g = pinv(a).T @ dy",
        "where the rank stays as it is",
    ),
    _row(
        "lstsq_values", item(lambda a: (shorter(a),)),
        (None, lambda dy, y, made, a: by_singular_values(dy, made, a, full=True)),
        "{0}[3]", "values", "u @ diag(dy) @ vt",
    ),
    _row(
        "lstsq_rank", lambda *_, **__: Scalar("int64", False), (None, None), "{0}[2]", "rank",
    ),
)  # fmt: skip

register("Decompositions", ROWS)
