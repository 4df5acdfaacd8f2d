"""Masks and integer arrays of random programs: reads, stores, and stores with repeats."""

from tests.properties.generator import LENGTH
from tests.properties.jumps import Jumps
from tests.properties.program_text import Line, Statement


class Picking(Jumps):
    """Draws what NumPy calls advanced indexing, on vectors of the full length."""

    def full(self) -> str:
        return self.pick([name for name, n in self.scope.vectors.items() if n == LENGTH])

    def mask(self) -> str:
        """Return a condition on the entries of a vector."""
        return f"{self.full()} {self.pick(['<', '>', '<=', '>='])} {self.atom()}"

    def mask_store(self) -> list[Statement]:
        """Return a store by a boolean mask, which may have a name."""
        self.tags.add("mask store")
        before: list[Statement] = []
        mask = self.mask()
        if self.chance(0.4):
            name = self.fresh("mask")
            before, mask = [Line(f"{name} = {mask}")], name
        change = self.pick(
            [
                lambda: f"= {self.tame()}",
                lambda: f"= {self.number()}",
                lambda: f"*= {self.number()} * np.cos({self.atom()})",
                lambda: f"+= 0.3 * {self.atom()}",
            ]
        )()
        target = self.full()
        if self.chance(0.25):
            change = f"= 0.7 * np.sin({self.full()}[{mask}])"
        return [*before, Line(f"{target}[{mask}] {change}")]

    def mask_read(self) -> list[Statement]:
        """Return a reduction of entries that a mask picks."""
        self.tags.add("mask read")
        target = self.pick([n for n in self.scope.scalars if n not in self.scope.protected])
        if self.chance(0.4):
            chosen = f"np.where({self.mask()}, {self.full()}, {self.atom()})"
            return [Line(f"{target} = 0.2 * np.sin({chosen}).sum()")]
        return [Line(f"{target} = 0.3 * np.sin({self.full()}[{self.mask()}]).sum()")]

    def places_store(self) -> list[Statement]:
        """Return a store by integer indices of which some may recur."""
        count = int(self.rng.integers(2, 5))
        places = ", ".join(str(k) for k in self.rng.integers(0, LENGTH, count))
        target, value = self.full(), self.tame_vector(count)
        before: list[Statement] = []
        indices = f"[{places}]"
        if self.chance(0.4):
            indices = self.fresh("at")
            before = [Line(f"{indices} = np.array([{places}])")]
        if self.chance(0.35):
            self.tags.add("np.add.at")
            name = self.pick(["np.add", "np.subtract"])
            return [*before, Line(f"{name}.at({target}, {indices}, 0.4 * {value})")]
        self.tags.add("store by integers")
        sign = self.pick(["=", "=", "+= 0.4 *"])
        return [*before, Line(f"{target}[{indices}] {sign} {value}")]
