"""Jumps of random programs: `break`, `continue`, `return` in loops, `else` of loops, loops that unroll."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.properties.generator import Generator
from tests.properties.program_text import Block, Line, Statement


class Jumps(Generator):
    """Draws jumps; `loops` are the loops around, `several` says whether two results are returned."""

    def __init__(self, seed: int, size: int = 14) -> None:
        super().__init__(seed, size)
        self.loops: list[str] = []
        self.several = self.chance(0.15)

    def body(self, most: int) -> tuple[Statement, ...]:
        """Return the statements of a block (`Statements` draws them)."""
        raise NotImplementedError

    @contextmanager
    def in_loop(self, kind: str) -> Iterator[None]:
        self.loops.append(kind)
        yield
        self.loops.pop()

    def jump(self) -> list[Statement]:
        """Return a branch one arm of which leaves the iteration, the loop or the function."""
        kinds = ["break", "break", "return", "continue"]
        kind = self.pick(kinds[:3] if self.loops[-1] == "while" else kinds)
        self.tags.add(f"{kind} at depth {len(self.loops)}")
        if self.loops[-1] == "unrolled":
            self.tags.add(f"{kind} in an unrolled loop")
        condition = self.condition()
        before = self.body(1) if self.chance(0.4) else ()
        last = Line(self.returned() if kind == "return" else kind)
        other = self.body(2) if self.chance(0.3) else ()
        if self.chance(0.2):
            return [Block(f"if {condition}:", other or (Line("pass"),), (*before, last))]
        return [Block(f"if {condition}:", (*before, last), other)]

    def returned(self) -> str:
        """Return a return statement of what the function gives at its end, too."""
        value = f"{self.atom()} * {self.number()} + {self.scalar(1)}"
        return f"return {value}, a * {self.number()}" if self.several else f"return {value}"

    def otherwise(self) -> tuple[Statement, ...]:
        """Return the else of a loop."""
        if not self.chance(0.12):
            return ()
        self.tags.add("else of a loop")
        return self.body(1)

    def loop_over_numbers(self) -> list[Statement]:
        """Return a loop that unrolls."""
        self.tags.add("unrolled loop")
        name = self.fresh("q")
        items = ", ".join([self.atom(), self.number(), self.atom()][: self.pick([2, 3])])
        with self.inner_scope(), self.in_loop("unrolled"):
            self.scope.scalars.append(name)
            self.scope.protected.add(name)
            body = self.body(3)
        return [Block(f"for {name} in ({items}):", body, self.otherwise())]
