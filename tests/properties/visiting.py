"""Loops of random programs over arrays, and over `enumerate` and `zip` of them."""

from tests.properties.generator import COLUMNS, LENGTH, ROWS, Counter
from tests.properties.jumps import Jumps
from tests.properties.program_text import Block, Line, Statement


class Visiting(Jumps):
    """Draws loops over arrays; `visited_names` are those of the loop that is being drawn."""

    def __init__(self, seed: int, size: int = 14) -> None:
        super().__init__(seed, size)
        self.visited_names: set[str] = set()

    def whole(self) -> str:
        """Return a vector of the full length, or one turned around."""
        name = self.pick([n for n in ("a", "b", "c") if n in self.scope.vectors])
        self.visited_names.add(name)
        return self.pick([name, name, f"{name}[::-1]"])

    def visit(self) -> list[Statement]:
        """Return a loop over one array, over the rows of a matrix, or over several at once."""
        return self.pick(
            [self.visit_entries, self.visit_numbered, self.visit_pairs, self.visit_rows]
        )()

    def entry_names(self, count: int) -> list[str]:
        """Return new scalar names that only the loop binds; what is visited mostly keeps its name."""
        if self.chance(0.95):
            self.scope.protected |= self.visited_names
        self.visited_names = set()
        names = [self.fresh("e") for _ in range(count)]
        self.scope.scalars += names
        self.scope.protected |= set(names)
        return names

    def visit_entries(self) -> list[Statement]:
        self.tags.add("loop over an array")
        array = self.whole()
        with self.inner_scope(), self.in_loop("for"):
            (name,) = self.entry_names(1)
            body = self.body(3)
        return [Block(f"for {name} in {array}:", body, self.otherwise())]

    def visit_numbered(self) -> list[Statement]:
        self.tags.add("loop over enumerate")
        array, counter = self.whole(), self.fresh("i")
        with self.inner_scope(), self.in_loop("for"):
            (name,) = self.entry_names(1)
            self.scope.counters.append(Counter(counter, 0, LENGTH - 1))
            body = self.body(3)
        return [Block(f"for {counter}, {name} in enumerate({array}):", body)]

    def visit_pairs(self) -> list[Statement]:
        self.tags.add("loop over zip")
        arrays = f"{self.whole()}, {self.whole()}"
        with self.inner_scope(), self.in_loop("for"):
            first, second = self.entry_names(2)
            body = self.body(3)
        return [Block(f"for {first}, {second} in zip({arrays}):", body)]

    def visit_rows(self) -> list[Statement]:
        self.tags.add("loop over rows")
        row, turned = self.fresh("row"), self.chance(0.2)
        length = ROWS if turned else COLUMNS
        with self.inner_scope(), self.in_loop("for"):
            self.scope.vectors[row] = length
            store = ()
            if self.chance(0.5):
                self.tags.add("row view stored into")
                store = (Line(f"{row}[{self.subscript(length)}] = {self.tame()}"),)
            body = (*store, *self.body(2))
        return [Block(f"for {row} in {'m.T' if turned else 'm'}:", body)]
