"""Jumps of random programs: `break`, `continue`, `return` in loops, `else` of loops, loops that unroll."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.properties.generator import Counter, Generator
from tests.properties.program_text import Block, Line, Statement


class Jumps(Generator):
    """Draws jumps; `loops` are the loops around, `several` says whether two results are returned.

    before: what stands at the program's begin.
    """

    depth = 0

    def __init__(self, seed: int, size: int = 14) -> None:
        super().__init__(seed, size)
        self.loops: list[str] = []
        self.before: list[Statement] = []
        self.several = self.chance(0.15)

    def body(self, most: int) -> tuple[Statement, ...]:
        """Return the statements of a block (`Statements` draws them)."""
        raise NotImplementedError

    def decided(self) -> bool:
        """Say whether names may be handed on here: rarely where only the data tell which is whose."""
        if self.depth > len(self.loops):
            return self.chance(0.04)
        return not self.loops or self.chance(0.5)

    @contextmanager
    def in_loop(self, kind: str) -> Iterator[None]:
        self.loops.append(kind)
        self.depth += 1
        yield
        self.depth -= 1
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

    def search(self) -> list[Statement]:
        """Return a loop that says by a name of the program's own whether something was found."""
        self.tags.add("flag of the program")
        flag, counter = self.fresh("found"), self.fresh("i")
        with self.inner_scope(), self.in_loop("for"):
            self.scope.counters.append(Counter(counter, 0, 4))
            first = self.body(2)
            then = [*(self.body(1) if self.chance(0.5) else ()), Line(f"{flag} = True")]
            if self.chance(0.7):
                then.append(Line("break"))
            last = self.body(1)
            asks = Block(f"if {self.condition()}:", tuple(then), last if self.chance(0.3) else ())
            body = (*first, asks, *last) if self.chance(0.7) else (*first, asks)
        start = [] if self.chance(0.2) and self.loops else [Line(f"{flag} = False")]
        if not start:
            self.before.append(Line(f"{flag} = False"))
        loop = Block(f"for {counter} in range(5):", body)
        return [*start, loop, Block(f"if {flag}:", self.found())]

    def found(self) -> tuple[Statement, ...]:
        """Return what is done where something was found."""
        if not self.loops or self.chance(0.4):
            return self.body(2)
        last = "continue" if self.loops[-1] == "for" and self.chance(0.4) else "break"
        return (*(self.body(1) if self.chance(0.4) else ()), Line(last))

    def endless(self) -> list[Statement]:
        """Return a loop that nothing but a jump ends."""
        self.tags.add("endless loop")
        name = self.fresh("k")
        last = "break" if self.chance(0.7) else self.returned()
        leave = Block(f"if {name} > {int(self.rng.integers(0, 4))}:", (Line(last),))
        with self.inner_scope(), self.in_loop("while"):
            parts = [self.body(2), (Line(f"{name} = {name} + 1"), leave), self.body(1)]
        kept = parts[: 2 + self.chance(0.5)]
        return [
            Line(f"{name} = 0"),
            Block("while True:", tuple(stmt for part in kept for stmt in part)),
        ]
