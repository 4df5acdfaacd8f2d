"""Programs built by hand: webs by name, expressions by the table's primitives."""

from gradwright.diagnostics import Location
from gradwright.ir.expressions import At, Const, Expr, Fancy, Index, Region, Span, Var, constant
from gradwright.ir.statements import (
    Assign,
    EntryCheck,
    Leaf,
    Node,
    Parameter,
    Program,
    Store,
)
from gradwright.ir.types import (
    FLOAT,
    INT,
    UNIT,
    Array,
    AxisLength,
    Scalar,
    lengths_of,
    symbol_form,
)
from gradwright.rules import apply

NUMBER = Scalar("float64", False)


class Build:
    """Collects webs, their hints and their paths."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self.paths: dict[int, str] = {}
        self.parameters: list[Parameter] = []
        self.checks: list[EntryCheck] = []

    def web(self, hint: str, type_=FLOAT) -> Var:
        web = len(self.names) + 1
        self.names[web] = hint
        return Var(web, type_)

    def array(
        self, name: str, rank: int, dtype="float64", unit=(), equal=(), floating=False
    ) -> Var:
        """A parameter that is an array."""
        lengths = (UNIT if k in unit else symbol_form(AxisLength(name, k)) for k in range(rank))
        return self._parameter(name, Array(dtype, tuple(lengths)), equal, floating)

    def number(self, name: str, type_=FLOAT) -> Var:
        """A parameter that is a number."""
        return self._parameter(name, type_)

    def _parameter(self, name, type_, equal=(), floating=False) -> Var:
        var = self.web(name, type_)
        self.paths[var.web] = name
        self.parameters.append(Parameter(name, Leaf(var)))
        self.checks.append(EntryCheck(name, var, equal, floating))
        return var

    def numbers(self, name: str, count: int) -> list[Var]:
        """A parameter that is a list of numbers."""
        webs = []
        for k in range(count):
            var = self.web(f"{name}_{k}")
            self.paths[var.web] = f"{name}[{k}]"
            webs.append(var)
        tree = Node("list", tuple(range(count)), tuple(map(Leaf, webs)), list)
        self.parameters.append(Parameter(name, tree))
        return webs

    def program(self, name, body, result, **more) -> Program:
        return Program(
            name,
            tuple(self.parameters),
            tuple(body),
            result,
            self.names,
            self.paths,
            checks=tuple(self.checks),
            **more,
        )


def number(value: float) -> Const:
    return constant(value, INT if isinstance(value, int) else FLOAT)


def op(prim: str, *args, **attrs) -> Expr:
    """A primitive; numbers are literals."""
    operands = [number(a) if isinstance(a, int | float) else a for a in args]
    return apply(prim, *operands, **{"form": "infix", **attrs})


def fun(prim: str, *args, **attrs) -> Expr:
    return op(prim, *args, **{"form": "np", **attrs})


def at(base: Var, *indices, type_=None) -> Region:
    """``base[i, j]``; a slice object is a span, an array indexes fancily."""
    items, lengths = [], list(lengths_of(base.type))
    kept = []
    for k, index in enumerate(indices):
        if isinstance(index, slice):
            bounds = (index.start, index.stop, index.step)
            items.append(
                Span(
                    *(None if b is None else number(b) if isinstance(b, int) else b for b in bounds)
                )
            )
            kept.append(lengths[k])
        elif isinstance(index, int):
            items.append(At(number(index)))
        elif isinstance(index.type, Array):
            items.append(Fancy(index))
            kept = (
                [*kept, *index.type.lengths]
                if not any(isinstance(i, Fancy) for i in items[:-1])
                else kept
            )
        else:
            items.append(At(index))
    kept += lengths[len(indices) :]
    dtype = base.type.dtype
    found = Array(dtype, tuple(kept)) if kept else Scalar(dtype, False)
    return Region(base, (Index(tuple(items)),), type_ or found)


def line(text: str, number_: int) -> Location:
    return Location("f.py", number_, 1, text, len(text) + 1)


def let(target: Var, value: Expr, origin=None) -> Assign:
    return Assign(target, value, origin)


def put(region: Region, value: Expr, origin=None, **more) -> Store:
    return Store(region, value, origin=origin, **more)


def pair(value, *gradients) -> Node:
    """The result of a written program."""
    leaf = [Leaf(g) if not isinstance(g, Node) else g for g in gradients]
    many = Node("tuple", tuple(range(len(leaf))), tuple(leaf), tuple)
    return Node("tuple", (0, 1), (Leaf(value), many if len(leaf) > 1 else leaf[0]), tuple)


def listed(*values) -> Node:
    return Node("list", tuple(range(len(values))), tuple(map(Leaf, values)), list)
