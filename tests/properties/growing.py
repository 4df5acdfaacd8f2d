"""Lists of random programs: lists that grow in loops and are read, and arrays kept in a list."""

from collections.abc import Callable

from tests.properties.generator import COLUMNS, LENGTH, Counter
from tests.properties.jumps import Jumps
from tests.properties.program_text import Block, Line, Statement


class Growing(Jumps):
    """Draws lists; every list is made, filled and read by statements of one block."""

    def grown_numbers(self) -> list[Statement]:
        """Return a list of scalars that a loop fills, and what reads it."""
        self.tags.add("list of scalars")
        name = self.fresh("items")
        first = [self.tame()] if self.chance(0.5) else []
        fill = self.filled(name, self.tame)
        start = Line(f"{name} = [{', '.join(first)}]")
        return [start, *fill, *self.read_numbers(name, known=bool(first))]

    def grown_rows(self) -> list[Statement]:
        """Return a list of arrays that a loop fills, and what reads it."""
        self.tags.add("list of arrays")
        name = self.fresh("rows")
        array = self.pick([n for n, k in self.scope.vectors.items() if k in (COLUMNS, LENGTH)])
        length = self.scope.vectors[array]

        def row() -> str:
            if self.chance(0.3):
                self.tags.add("list of copies")
                return f"{array}.copy()"
            return self.pick([f"np.sin({array} * {self.atom()})", f"0.6 * {array} - {self.atom()}"])

        start = Line(f"{name} = [{row()}]")
        return [start, *self.filled(name, row, array), *self.read_rows(name, length)]

    def filled(self, name: str, draw: Callable[[], str], array: str = "") -> list[Statement]:
        """Return a loop that appends to a list, once an iteration, under a condition, or to a length.

        array: what the list's rows are made of; it stays one array, or the rows may differ in length.
        """
        if self.chance(0.2):
            self.tags.add("list filled to a length")
            with self.inner_scope(), self.in_loop("while"):
                self.scope.protected.add(array)
                body = self.body(1) if self.chance(0.5) else ()
                grow = Line(f"{name}.append({draw()})")
            return [Block(f"while len({name}) < {int(self.rng.integers(1, 5))}:", (grow, *body))]
        counter = self.fresh("i")
        with self.inner_scope(), self.in_loop("for"):
            self.scope.counters.append(Counter(counter, 0, 3))
            self.scope.protected.add(array)
            before = self.body(2) if self.chance(0.7) else ()
            grow: Statement = Line(f"{name}.append({draw()})")
            if self.chance(0.25):
                self.tags.add("list that grows under a condition")
                grow = Block(f"if {self.condition()}:", (grow,))
            after = self.body(1) if self.chance(0.3) else ()
        return [Block(f"for {counter} in range({self.pick([2, 4, 4])}):", (*before, grow, *after))]

    def read_numbers(self, name: str, *, known: bool) -> list[Statement]:
        """Return statements that read a list of scalars; `known`: it has an entry."""
        target = self.pick([n for n in self.scope.scalars if n not in self.scope.protected])
        kinds = ["sum", "visit", *(["array", "last", "pop", "store"] if known else [])]
        kind = self.pick(kinds)
        self.tags.add(f"list read by {kind}")
        if kind == "visit":
            return self.visited(name, target)
        if kind == "array":
            return [Line(f"{target} = np.tanh(np.array({name}).sum())")]
        if kind == "pop":
            return [Line(f"{target} = np.sin({name}.pop() + sum({name}))")]
        if kind == "store":
            return [
                Line(f"{name}[-1] = {self.tame()}"),
                Line(f"{target} = np.sin(sum({name}))"),
            ]
        value = f"{name}[-1] * {name}[0]" if kind == "last" else f"sum({name}) * {self.number()}"
        return [Line(f"{target} = np.sin({value}) + 0.1 * len({name})")]

    def visited(self, name: str, target: str) -> list[Statement]:
        """Return a loop over a list."""
        value = self.fresh("q")
        with self.inner_scope(), self.in_loop("for"):
            self.scope.scalars.append(value)
            self.scope.protected.add(value)
            line = Line(f"{target} = 0.5 * {target} + 0.4 * np.sin({value} * {self.atom()})")
            body = (line, *(self.body(1) if self.chance(0.5) else ()))
        return [Block(f"for {value} in {name}:", body)]

    def read_rows(self, name: str, length: int) -> list[Statement]:
        """Return statements that read a list of arrays."""
        target = self.pick([n for n in self.scope.scalars if n not in self.scope.protected])
        kind = self.pick(["sum", "stack", "index", "visit"])
        kind = "store" if self.chance(0.01) else kind
        self.tags.add(f"list of arrays read by {kind}")
        if kind == "visit":
            row = self.fresh("row")
            line = Line(f"{target} = 0.5 * {target} + 0.3 * np.sin({row}).sum()")
            return [Block(f"for {row} in {name}:", (line,))]
        if kind == "store":
            entry = f"{name}[{self.pick([0, -1])}]"
            return [
                Line(f"{entry}[{int(self.rng.integers(length))}] = {self.tame()}"),
                Line(f"{target} = np.sin(sum({name})).sum() * 0.3"),
            ]
        value = {
            "sum": f"sum({name}).sum()",
            "stack": f"(np.stack({name}) ** 2).mean()",
            "index": f"({name}[0] * {name}[-1]).sum()",
        }[kind]
        return [Line(f"{target} = np.tanh({value} * {self.number()})")]

    def kept_in_list(self) -> list[Statement]:
        """Return statements that change arrays through a list which holds them."""
        names = [n for n in ("a", "b", "c") if n in self.scope.vectors]
        if not self.decided():
            return list(self.body(1))
        self.tags.add("arrays in a list")
        held = [names[k] for k in self.rng.permutation(len(names))[:2]]
        name = self.fresh("parts")
        start = Line(f"{name} = [{', '.join(held)}]")
        self.scope.protected |= set(held)
        if self.chance(0.5):
            store = Line(f"{name}[{self.pick([0, 1])}][{self.subscript(LENGTH)}] = {self.tame()}")
            return [start, store, *self.body(1)]
        part = self.fresh("part")
        with self.inner_scope(), self.in_loop("unrolled"):
            self.scope.vectors[part] = LENGTH
            store = Line(f"{part}[{self.subscript(LENGTH)}] = {self.tame()}")
            body = (store, *(self.body(1) if self.chance(0.5) else ()))
        return [start, Block(f"for {part} in {name}:", body)]
