"""The statements of random programs: each draws itself from the generator of expressions."""

from collections.abc import Callable

from tests.properties.generator import COLUMNS, HELPERS, LENGTH, ROWS, Counter
from tests.properties.growing import Growing
from tests.properties.picking import Picking
from tests.properties.program_text import Block, Line, Program, Statement
from tests.properties.visiting import Visiting

DEPTH = 3


class Statements(Growing, Visiting, Picking):
    """Draws bodies and whole programs."""

    def program(self) -> Program:
        """Return a program that has used up its size."""
        body: list[Statement] = []
        body += self.preparations()
        while self.left > 0:
            body += self.statement()
        return Program(
            self.seed,
            ("x", "y", "a", "b", "m"),
            (*self.before, *body),
            self.result(),
            tuple(HELPERS[name] for name in sorted(self.helpers)),
            frozenset(self.tags),
        )

    def preparations(self) -> list[Statement]:
        body: list[Statement] = []
        for name in ("a", "b", "m"):
            if self.chance(0.6):
                body.append(Line(f"{name} = {name}.copy()"))
            else:
                self.tags.add("argument stored into")
        if self.chance(0.6):
            self.scope.vectors["c"] = LENGTH
            body.append(
                Line(self.pick([f"c = np.zeros({LENGTH})", "c = np.zeros_like(a)", "c = a * b"]))
            )
        for name in ("s", "t")[: int(self.rng.integers(1, 3))]:
            body.append(Line(f"{name} = {self.tame()}"))
            self.scope.scalars.append(name)
        return body

    def result(self) -> str:
        """Return a result that reads every array and scalar of the function's own scope."""
        terms = [f"{name} * {self.number()}" for name in self.scope.scalars]
        terms += [f"(np.sin({name}) * {self.number()}).sum()" for name in self.scope.vectors]
        terms += [f"({name} * {name}).sum()" for name in self.scope.matrices]
        kept = [term for term in terms if self.chance(0.8)] or terms
        if self.several:
            self.tags.add("several results")
            return f"{' + '.join(kept)}, a * {self.number()}"
        return " + ".join(kept)

    def body(self, most: int) -> tuple[Statement, ...]:
        with self.inner_scope():
            found: list[Statement] = []
            for _ in range(int(self.rng.integers(1, most + 1))):
                found += self.statement()
        return tuple(found)

    def statement(self) -> list[Statement]:
        self.left -= 1
        simple: list[Callable[[], list[Statement]]] = [
            self.assign,
            self.assign,
            self.augment,
            self.store_element,
            self.store_element,
            self.store_element,
            self.augment_element,
            self.augment_element,
            self.store_slice,
            self.augment_slice,
            self.temporary,
            self.parallel,
            self.rebind_vector,
            self.alias,
            self.change_by_helper,
            self.store_matrix,
            self.constant_store,
            self.swap,
            self.swap,
            self.hand_on,
            self.mask_store,
            self.mask_read,
            self.places_store,
            self.kept_in_list,
        ]
        nested = [self.loop, self.loop, self.loop, self.branch, self.branch, self.repeat_while]
        nested += [self.loop_over_numbers, self.search, self.endless, self.visit, self.visit]
        nested += [self.grown_numbers, self.grown_rows]
        if self.loops:
            simple += [self.jump] * 4
        return self.pick(simple + nested * 2 if self.depth < DEPTH else simple)()

    # simple statements

    def target(self) -> str:
        return self.pick([n for n in self.scope.scalars if n not in self.scope.protected])

    def assign(self) -> list[Statement]:
        value = self.tame()
        return [Line(f"{self.target()} = {value}")]

    def augment(self) -> list[Statement]:
        self.tags.add("augmented scalar")
        name = self.target()
        change = self.pick(
            [
                f"+= 0.2 * np.sin({self.scalar()})",
                f"*= np.cos({self.scalar(1)})",
                f"-= 0.2 * {self.atom()}",
                f"/= 1.5 + {self.atom()} ** 2",
            ]
        )
        return [Line(f"{name} {change}")]

    def temporary(self) -> list[Statement]:
        """Bind a name that only this block reads."""
        name = self.fresh("u")
        line = Line(f"{name} = {self.tame()}")
        self.scope.scalars.append(name)
        return [line, *self.assign()]

    def parallel(self) -> list[Statement]:
        self.tags.add("parallel assignment")
        if self.chance(0.5):
            first, second = self.target(), self.target()
            if first != second:
                return [Line(f"{first}, {second} = {self.tame()}, {self.tame()}")]
        first, second = self.element(), self.element()
        return [Line(f"{first}, {second} = {second}, {first}")]

    def store_element(self) -> list[Statement]:
        self.tags.add("element store")
        value = self.tame()
        return [Line(f"{self.element()} = {value}")]

    def constant_store(self) -> list[Statement]:
        self.tags.add("constant store")
        return [Line(f"{self.element()} = {self.number()}")]

    def augment_element(self) -> list[Statement]:
        self.tags.add("augmented element")
        change = self.pick(
            [
                f"+= 0.2 * np.sin({self.scalar()})",
                f"*= np.cos({self.scalar(1)})",
                f"-= 0.3 * {self.atom()}",
                f"+= 0.1 * {self.atom()} * {self.atom()}",
                f"/= 1.5 + {self.atom()} ** 2",
            ]
        )
        return [Line(f"{self.element()} {change}")]

    def region(self) -> tuple[str, int]:
        """Return a slice of a vector or a row of a matrix, with its length."""
        length = int(self.rng.integers(2, LENGTH + 1))
        name = self.pick(list(self.scope.vectors))
        length = min(length, self.scope.vectors[name])
        region = self.slice_of(name, length) or name
        return (region if region != name else f"{name}[:]"), length

    def store_slice(self) -> list[Statement]:
        self.tags.add("slice store")
        region, length = self.region()
        if self.chance(0.15):
            return [Line(f"{region} = {self.tame()}")]
        return [Line(f"{region} = {self.tame_vector(length)}")]

    def augment_slice(self) -> list[Statement]:
        self.tags.add("augmented slice")
        region, length = self.region()
        if region.endswith("[:]") and self.chance(0.5):
            region = region[:-3]
        change = self.pick(
            [
                f"+= 0.2 * np.sin({self.vector(length)})",
                f"*= np.cos({self.vector(length, 1)})",
                f"-= 0.3 * {self.vector_atom(length)}",
                f"*= 0.7 * {self.atom()}",
                f"/= 1.5 + {self.vector_atom(length)} ** 2",
            ]
        )
        return [Line(f"{region} {change}")]

    def store_matrix(self) -> list[Statement]:
        name = self.pick(list(self.scope.matrices))
        rows, columns = self.scope.matrices[name]
        self.tags.add("row or column store")
        if self.chance(0.5):
            return [Line(f"{name}[{self.subscript(rows)}] = {self.tame_vector(columns)}")]
        return [Line(f"{name}[:, {self.subscript(columns)}] = {self.tame_vector(rows)}")]

    def rebind_vector(self) -> list[Statement]:
        """Bind an array's name to a new array; a name that is a view's base stays what it is."""
        self.tags.add("array rebound")
        names = [
            n for n in ("a", "b", "c") if n in self.scope.vectors and n not in self.scope.protected
        ]
        if not names:
            return self.assign()
        name = self.pick(names)
        return [Line(f"{name} = {self.tame_vector(LENGTH)}")]

    def whole_vectors(self, *, protected: bool = False) -> list[str]:
        """Return the names of whole vectors, without those that views are taken from unless asked for."""
        return [
            name
            for name in ("a", "b", "c")
            if name in self.scope.vectors and (protected or name not in self.scope.protected)
        ]

    def swap(self) -> list[Statement]:
        """Let names of arrays change places."""
        names = self.whole_vectors(protected=self.chance(0.02))
        if len(names) < 2 or (self.depth > len(self.loops) and not self.decided()):
            return self.rebind_vector()
        names = [names[k] for k in self.rng.permutation(len(names))]
        if len(names) == 3 and self.chance(0.4):
            self.tags.add("rotation")
            first, second, third = names
            return [Line(f"{first}, {second}, {third} = {second}, {third}, {first}")]
        first, second = names[:2]
        self.tags.add("swap")
        if self.chance(0.3):
            spare = self.fresh("spare")
            return [
                Line(f"{spare} = {first}"),
                Line(f"{first} = {second}"),
                Line(f"{second} = {spare}"),
            ]
        return [Line(f"{first}, {second} = {second}, {first}")]

    def hand_on(self) -> list[Statement]:
        """Let a name stand for another's array, or for a copy of it that was changed first."""
        names = self.whole_vectors(protected=self.chance(0.02))
        if len(names) < 2:
            return self.rebind_vector()
        first, second = (names[k] for k in self.rng.permutation(len(names))[:2])
        if self.chance(0.5) and self.decided() and not self.loops:
            self.tags.add("array handed on")
            return [Line(f"{first} = {second}")]
        self.tags.add("new array handed on")
        new = self.fresh("new")
        change = f"{new}[{self.subscript(LENGTH)}] = {self.tame()}"
        inner = f"{new}[1:-1] = 0.5 * ({first}[:-2] + {second}[2:])"
        start = self.pick([f"{first}.copy()", f"{first} * {second}", f"np.zeros_like({first})"])
        lines = [
            Line(f"{new} = {start}"),
            Line(self.pick([change, inner])),
            Line(f"{first} = {new}"),
        ]
        return lines if self.chance(0.6) else [*lines, *self.store_element()]

    def alias(self) -> list[Statement]:
        """Name a part of an array; stores through the name change the array."""
        name = self.fresh("v")
        kind = self.pick(["slice", "slice", "strided", "row", "column", "transpose", "helper"])
        base = self.pick([n for n in ("a", "b", "c") if n in self.scope.vectors])
        start = int(self.rng.integers(0, 3))
        views = {
            "slice": (f"{base}[{start}:]", LENGTH - start),
            "strided": (f"{base}[{start % 2}::2]", 3),
            "row": (f"m[{self.subscript(ROWS)}]", COLUMNS),
            "column": (f"m[:, {self.subscript(COLUMNS)}]", ROWS),
            "transpose": ("m.T", 0),
            "helper": (f"rest({base}, {start})", LENGTH - start),
        }
        if kind == "helper":
            self.helpers.add("rest")
        text, length = views[kind]
        self.tags.add(f"alias by {kind}")
        self.scope.protected.add(base if kind in ("slice", "strided", "helper") else "m")
        if length:
            self.scope.vectors[name] = length
        else:
            self.scope.matrices[name] = (COLUMNS, ROWS)
        return [Line(f"{name} = {text}"), *self.store_element()]

    def change_by_helper(self) -> list[Statement]:
        base = self.pick([n for n in ("a", "b", "c") if n in self.scope.vectors])
        if self.chance(0.5):
            self.helpers.add("blend")
            self.tags.add("helper blend")
            region, _ = self.region()
            return [Line(f"{region} = blend({region}, {self.atom()})")]
        self.helpers.add("smooth")
        self.tags.add("helper that stores")
        return [Line(f"smooth({self.pick([base, f'{base}[1:]'])}, {self.atom()})")]

    # nested statements

    def ranges(self) -> list[tuple[str, int, int]]:
        """Return ranges as text with the least and largest value of their counters."""
        most = LENGTH
        found = [
            (f"range({most})", 0, most - 1),
            ("range(len(a))", 0, most - 1),
            (f"range(1, {most - 1})", 1, most - 2),
            ("range(1, len(b))", 1, most - 1),
            ("range(3)", 0, 2),
            ("range(2)", 0, 1),
            ("range(0)", 0, 0),
            (f"range({most - 1}, 0, -1)", 1, most - 1),
            (f"range({most - 2}, -1, -2)", 0, most - 2),
            (f"range(0, {most}, 2)", 0, most - 2),
            (f"reversed(range(1, {most}))", 1, most - 1),
            ("range(m.shape[0])", 0, ROWS - 1),
        ]
        for counter in self.scope.counters:
            found += [(f"range({counter.name})", 0, max(0, counter.high - 1))] * 2
            found.append((f"range({counter.name}, {most})", counter.low, most - 1))
        return found

    def loop(self) -> list[Statement]:
        text, low, high = self.pick(self.ranges())
        name = self.fresh("i")
        if any(counter.name in text for counter in self.scope.counters):
            self.tags.add("triangular loop")
        self.tags.add(f"for at depth {self.depth + 1}")
        with self.inner_scope():
            self.scope.counters.append(Counter(name, low, high))
            with self.in_loop("for"):
                body = self.body(3)
        return [Block(f"for {name} in {text}:", body, self.otherwise())]

    def branch(self) -> list[Statement]:
        self.tags.add("branch in a loop" if self.scope.counters else "branch")
        condition = self.condition()
        self.depth += 1
        body = self.body(2)
        other = self.body(2) if self.chance(0.6) else ()
        self.depth -= 1
        return [Block(f"if {condition}:", body, other)]

    def repeat_while(self) -> list[Statement]:
        """Repeat until a value that grows by at least 0.4 has passed a limit."""
        self.tags.add("while")
        name = self.fresh("w")
        first = Line(f"{name} = np.sin({self.scalar()})")
        with self.inner_scope():
            self.scope.scalars.append(name)
            self.scope.protected.add(name)
            with self.in_loop("while"):
                body = self.body(2)
            step = Line(f"{name} = {name} + 0.4 + 0.2 * np.sin({self.scalar(1)}) ** 2")
        if self.depth == 0:
            self.scope.scalars.append(name)
        return [first, Block(f"while {name} < {self.number()}:", (*body, step), self.otherwise())]


def random_program(seed: int, size: int = 14) -> Program:
    """Return the program of a seed."""
    return Statements(seed, size).program()
