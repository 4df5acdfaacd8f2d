"""Who may share memory, and what a store does about it.

A name that shares memory with another binds a web (`Assign(v, Region)`) only if no store in the
whole program reaches that memory. The first reading finds the stores; where one reaches a share, the
place is noted in `Decisions.views` and the function is read again: there the name *is* the region.
What cannot be a region (a name that is one of two arrays after a join, a reshape) is refused.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

import numpy as np

from gradwright.analysis.memory import Clash, clashes, shared_with
from gradwright.diagnostics import Location, refusal
from gradwright.frontend.equal_lengths import assume_equal
from gradwright.frontend.known import form_of
from gradwright.frontend.lowering import operate
from gradwright.frontend.reader import Reader
from gradwright.frontend.types import is_integer
from gradwright.frontend.values import Num, describe_type
from gradwright.frontend.view_steps import read_anew, region_of_view
from gradwright.ir.expressions import (
    Apply,
    Const,
    Expr,
    Fancy,
    Index,
    Region,
    Step,
    Var,
    constant,
    is_view_path,
    subtrees,
)
from gradwright.ir.rebuild import rebuild_path
from gradwright.ir.statements import Assign, Program, Stmt, Store, walk
from gradwright.ir.types import UNIT, Array, List, Scalar, lengths_of
from gradwright.rules.scatter import DISTINCT


def bind(reader: Reader, hint: str, expr: Expr, node: ast.AST) -> Num:
    """Bind a fresh web to an expression, or let the name stand for a region that is stored into."""
    sources = tuple(shared_with(expr))
    site = None if is_given_back(expr) else reader.site(node, hint)
    if sources and site in reader.decisions.views:
        return Num(_as_view(reader, expr, node, sources[0]))
    var = reader.webs.new(hint, expr.type)
    note(reader, var, expr)
    reader.emit(Assign(var, expr, reader.at(node)))
    for source in sources:
        reader.webs.share(var.web, source)
        reader.shares[var.web] = (site, reader.at(node))
    return Num(var)


def is_given_back(expr: Expr) -> bool:
    """Whether a value is that of a call which may return its argument: no name can stand for it."""
    return isinstance(expr, Apply) and expr.prim == "given_back"


def note(reader: Reader, var: Var, expr: Expr) -> None:
    """Note what is known of a scalar's value: its form, or the value itself."""
    if not isinstance(var.type, Scalar):
        return
    if isinstance(expr, Const):
        reader.webs.known[var.web] = expr
    elif isinstance(expr, Var) and expr.web in reader.webs.known:
        reader.webs.known[var.web] = reader.webs.known[expr.web]
    elif (negative := _negative(expr)) is not None:
        reader.webs.known[var.web] = negative
    if is_integer(var.type):
        found = form_of(reader, expr)
        if found is not None:
            reader.webs.forms[var.web] = found


def _negative(expr: Expr) -> Const | None:
    """Return the number that a sign before a constant makes: ``-np.inf``."""
    match expr:
        case Apply("neg", (Const(float(value)),)):
            return constant(-value, expr.type)
        case _:
            return None


def _as_view(reader: Reader, expr: Expr, node: ast.AST, source: int) -> Expr:
    """Return the region that a name is to stand for, its indices captured.

    Of what cannot be stored into, that is the expression itself: each reading evaluates it anew.
    """
    match read_anew(reader, expr, node) or region_of_view(reader, expr, node):
        case Var() as var:
            return var
        case Region(base, path, type_):
            return Region(base, _captured(reader, path, node), type_)
        case Apply(prim, (inner, *rest), attrs, type_) if not is_given_back(expr):
            owner = _as_view(reader, inner, node, source)
            return Apply(prim, (owner, *(_fixed(reader, e, node) for e in rest)), attrs, type_)
        case _:
            found = reader.shown(node)
            raise reader.refuse("GW312", node, found=found, name=reader.webs.names[source])


def _captured(reader: Reader, path: tuple[Step, ...], node: ast.AST) -> tuple[Step, ...]:
    """Return the path with what it reads from arrays bound to names: the view keeps old indices."""
    return rebuild_path(path, lambda e: _fixed(reader, e, node))


def _fixed(reader: Reader, e: Expr, node: ast.AST) -> Expr:
    if any(isinstance(part, Region) for part in subtrees(e)):
        return reader.assign("index", e, node).expr
    return e


# stores -------------------------------------------------------------------------------------------


def store(
    reader: Reader,
    node: ast.AST,
    region: Region,
    value: Expr,
    *,
    add: bool = False,
    each: bool = False,
) -> None:
    """Write a value into a region, after all that may share its memory was seen to.

    each: an index that is repeated is added to as often, as ``np.add.at`` does.
    """
    base = region.base
    if isinstance(base.type, Array) and not base.type.rank:
        name = reader.webs.names[base.web]
        raise reader.refuse("GW131", node, target=f"{name}[...], an array without axes,")
    if isinstance(base.type, List):
        raise reader.refuse("GW315", node, name=reader.webs.names[base.web])
    touched = sorted({base.web, *reader.webs.aliases(base.web)})
    _owned(reader, reader.at(node), touched)
    _fits(reader, node, region, value)
    repeats = may_repeat(region)
    if add and repeats and not each:
        value, add = operate(reader, node, "add", region, value), False
    mode = "add" if add else "assign"
    reader.emit(Store(region, value, mode, repeats, reader.at(node)))


def is_stored(reader: Reader, region: Region, block: Iterable[Stmt]) -> bool:
    """Whether statements may store into what a region reads."""
    read = {part.web for part in subtrees(region) if isinstance(part, Var)}
    related = {web for one in read for web in reader.webs.connected(one)}
    return any(
        isinstance(stmt, Store) and stmt.region.base.web in related for stmt in walk(tuple(block))
    )


def _owned(reader: Reader, at: Location, touched: Iterable[int]) -> None:
    """See to everything that may share memory with what is stored into."""
    for web in touched:
        _own(reader, at, web)
        site = reader.shares[web][0] if web in reader.shares else None
        if site is not None and site not in reader.decisions.views:
            reader.decisions.views.add(site)
            reader.decisions.added = True


def _own(reader: Reader, at: Location, web: int) -> None:
    if web in reader.webs.origins:
        raise refusal("GW304", at, name=reader.webs.names[web])
    if web in reader.paths and reader.paths[web] not in reader.decisions.copied:
        reader.decisions.copied.add(reader.paths[web])
        reader.decisions.added = True


def settle_stores(reader: Reader, program: Program) -> None:
    """Judge the stores of a whole program, loops and branches followed: copy, take as a view, or refuse.

    What the caller passed is copied at the start where a store reaches it. Where another name that is
    read later holds the memory, the names that may share it become views; if all are, it is refused.
    """
    found = clashes(program)
    for clash in found:
        if clash.other < 0:
            _own(reader, _origin(clash.store), ~clash.other)
    if reader.decisions.added:
        return
    for clash in found:
        if clash.other >= 0:
            _take_as_view(reader, clash)


def _take_as_view(reader: Reader, clash: Clash) -> None:
    base = clash.store.region.base.web
    root = reader.webs.find
    related = {
        web for web in (base, clash.other) for id_ in reader.shares if root(id_) == web
        for web in reader.webs.connected(id_)
    }  # fmt: skip
    shares = [reader.shares[web] for web in sorted(related) if web in reader.shares]
    open_ = [site for site, _ in shares if site is not None and site not in reader.decisions.views]
    if not open_:
        line = shares[-1][1].line if shares else _origin(clash.store).line
        names = reader.webs.names
        raise refusal(
            "GW302", _origin(clash.store), first=names[base], second=names[clash.other], line=line
        )
    reader.decisions.views.update(open_)
    reader.decisions.added = True


def _origin(store: Store) -> Location:
    assert store.origin is not None
    return store.origin


def _fits(reader: Reader, node: ast.AST, region: Region, value: Expr) -> None:
    """Refuse what NumPy would refuse or round; take lengths as equal that are no literal 1."""
    assert isinstance(value.type, Array | Scalar)
    target = reader.webs.types[region.base.web]
    assert isinstance(target, Array)
    kinds = [np.dtype(t.dtype).kind for t in (target, value.type)]
    if "biufc".index(kinds[0]) < "biufc".index(kinds[1]):
        raise reader.refuse(
            "GW311", node, found=describe_type(value.type),
            name=reader.webs.names[region.base.web], dtype=target.dtype,
        )  # fmt: skip
    goal, own = lengths_of(region.type), lengths_of(value.type)
    extra = len(own) - len(goal)
    if extra > 0:
        raise reader.refuse(
            "GW211", node, first=describe_type(region.type), second=describe_type(value.type)
        )
    for k, length in enumerate(own):
        if length is not UNIT:
            _meet(reader, node, (region, k - extra), (value, k))


def _meet(reader: Reader, node: ast.AST, goal: tuple[Region, int], own: tuple[Expr, int]) -> None:
    wanted = lengths_of(goal[0].type)[goal[1]]
    found = lengths_of(own[0].type)[own[1]]
    literals = (wanted.literal, found.literal)
    if wanted is UNIT or (None not in literals and literals[0] != literals[1]):
        first, second = f"a length of {wanted.literal}", f"one of {found.literal or 'more'}"
        raise reader.refuse("GW211", node, first=first, second=second)
    assume_equal(reader, node, goal, own)


def may_repeat(region: Region) -> bool:
    """Whether integer arrays among a region's subscripts may name one place twice."""
    return any(
        isinstance(item, Fancy) and not _is_distinct(item.indices)
        for step in region.path
        if isinstance(step, Index)
        for item in step.items
    )


def _is_distinct(indices: Expr) -> bool:
    return isinstance(indices, Apply) and indices.prim in DISTINCT


def whole(base: Expr) -> Region | None:
    """Return an array as a region that can be stored into, None where it has no name."""
    match base:
        case Region(_, path) if is_view_path(path):
            return base
        case Var():
            return Region(base, (), base.type)
        case _:
            return None
