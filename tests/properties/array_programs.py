"""Random straight-line programs of arrays: broadcasting, unit axes, reductions, products, shapes.

What loops and stores do not exercise: which axis of which operand is summed in the adjoint, views of
every kind as operands, lengths that are computed. Each program is also written as a module and called
with other shapes. `python -m tests.properties.array_programs --count 1000 --seed 0`.
"""

import argparse
import re
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

import gradwright as gw
from tests.corpus.other_arguments import misbehaviour
from tests.corpus.rows import Row
from tests.properties.program_text import Line, Program
from tests.properties.shrinker import shrunk
from tests.properties.verdict import ERROR, RIGHT, WRONG, Verdict, compiled, verdict

NAMES = ("a", "b", "c")
STEPS = 7
Shape = tuple[int, ...]
Drawn = tuple[str, Shape]


def broadcast(left: Shape, right: Shape) -> Shape | None:
    """Return the shape of an elementwise operation, None if there is none."""
    try:
        return np.broadcast_shapes(left, right)
    except ValueError:
        return None


@dataclass
class Arrays:
    """Draws a program step by step; every step binds one new array."""

    seed: int
    known: dict[str, Shape] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng([3, self.seed])

    def pick(self, options: list[Any]) -> Any:
        return options[int(self.rng.integers(len(options)))]

    def operand(self) -> Drawn:
        return self.pick(list(self.known.items()))

    def axis(self, shape: Shape) -> int:
        return int(self.rng.integers(-len(shape), len(shape)))

    def shapes(self) -> list[Shape]:
        """Return shapes of the arguments, out of few lengths, so that they often fit."""
        lengths = [1, 2, 3, 3, 4]
        return [tuple(self.pick(lengths) for _ in range(self.rng.integers(1, 4))) for _ in NAMES]

    def program(self) -> tuple[Program, list[Shape]]:
        shapes = self.shapes()
        self.known = dict(zip(NAMES, shapes, strict=True))
        steps: list[Callable[[], str | None]] = [
            self.elementwise, self.elementwise, self.elementwise, self.unary, self.reduce,
            self.product, self.reshaped, self.indexed, self.joined, self.chosen, self.gathered,
        ]  # fmt: skip
        while len(self.lines) < STEPS:
            step = self.pick(steps)
            text = step()
            if text:
                self.bind(text, step.__name__)
        made = [name for name in self.known if name not in NAMES]
        terms = [f"(np.sin({name}) * {0.3 + 0.1 * k:.1f}).sum()" for k, name in enumerate(made)]
        result = " + ".join(terms)
        if self.rng.random() < 0.4:
            result += f", np.sin({made[-1]})"
        body = tuple(self.lines)
        return Program(self.seed, NAMES, body, result, tags=frozenset(self.tags)), shapes

    def bind(self, text: str, tag: str) -> None:
        """Add `vN = text` if Python can run it; its shape is found by running it."""
        space: dict[str, Any] = {"np": np, **{n: np.ones(s) for n, s in self.known.items()}}
        try:
            value = np.asarray(eval(text, space))
        except (ValueError, IndexError):
            return
        if value.ndim > 4 or not 0 < value.size <= 200 or value.dtype.kind != "f":
            return
        name = f"v{len(self.lines)}"
        self.lines.append(Line(f"{name} = {text}"))
        self.known[name] = value.shape
        self.tags.add(tag)

    def elementwise(self) -> str | None:
        (left, shape), (right, other) = self.operand(), self.operand()
        if broadcast(shape, other) is None:
            return None
        forms = ("{} * {}", "{} + {}", "{} - {}", "{} / (1.5 + {} ** 2)", "np.sin({}) * {}")
        return self.pick([*forms]).format(left, right)

    def unary(self) -> str:
        name, _ = self.operand()
        forms = (
            "np.tanh({})",
            "np.exp(-{0} * {0})",
            "np.cos({}) * 0.7",
            "-{}",
            "{} ** 2",
            "2.0 * {}",
        )
        return self.pick([*forms]).format(name)

    def reduce(self) -> str | None:
        name, shape = self.operand()
        if not shape:
            return None
        axis = self.pick([self.axis(shape), self.axis(shape), None, tuple(range(len(shape)))[:2]])
        keep = self.pick(["", ", keepdims=True"])
        how = self.pick(["sum", "sum", "mean", "prod", "cumsum", "var"])
        if how == "cumsum":
            return f"np.cumsum({name}, axis={self.axis(shape)})"
        return f"{name}.{how}(axis={axis}{keep})"

    def product(self) -> str:
        (left, _), (right, _) = self.operand(), self.operand()
        return self.pick(["{} @ {}", "np.dot({}, {})", "{} @ {}.T", "np.outer({}, {})"]).format(
            left, right
        )

    def reshaped(self) -> str | None:
        name, shape = self.operand()
        if not shape:
            return None
        flat = int(np.prod(shape))
        forms = [
            "{}.T",
            "{}.ravel()",
            "{}.reshape(-1, 1)",
            "{}[None]",
            "{}[..., None]",
            "{}.reshape(1, -1)",
        ]
        forms += [f"{{}}.reshape({shape[-1]}, {flat // shape[-1]})", "np.expand_dims({}, 0)"]
        forms += ["np.swapaxes({}, 0, -1)", f"np.flip({{}}, axis={self.axis(shape)})"]
        forms += [f"np.roll({{}}, 1, axis={self.axis(shape)})"]
        forms += ["np.repeat({}, 2, axis=0)", "{}.reshape({}.shape[0], -1)"]
        return self.pick(forms).replace("{}", name)

    def indexed(self) -> str | None:
        name, shape = self.operand()
        if not shape:
            return None
        forms = [
            "{}[0]",
            "{}[-1]",
            "{}[..., 0]",
            "{}[1:]",
            "{}[:-1]",
            "{}[::-1]",
            "{}[:2]",
            "{}[..., 1:]",
        ]
        forms += [
            "{}[:, 0]",
            "{}[:, None]",
            "{}[0, ..., None]",
            "{}[::2]",
            "{}[..., ::-1]",
            "{}[:1]",
        ]
        return self.pick(forms).replace("{}", name)

    def joined(self) -> str:
        (left, shape), (right, _) = self.operand(), self.operand()
        axis = self.axis(shape) if shape else 0
        how = self.pick(["concatenate", "stack"])
        return f"np.{how}([{left}, {right}, {left}], axis={axis})"

    def chosen(self) -> str:
        (left, _), (right, _) = self.operand(), self.operand()
        return self.pick(
            [
                f"np.where({left} > 0.3, {left}, {right} * 2.0)",
                f"np.clip({left}, -0.55, 0.45)",
                f"np.maximum({left}, 0.15)",
                f"np.where({left} < {right} - 0.2, {right}, 0.5)",
            ]
        )

    def gathered(self) -> str | None:
        name, shape = self.operand()
        if not shape:
            return None
        index = ", ".join(str(int(k)) for k in self.rng.integers(0, shape[0], 3))
        forms = [f"{name}[np.array([{index}])]"]
        if len(shape) > 1:
            index = ", ".join(str(int(k)) for k in self.rng.integers(0, shape[1], 3))
            forms += [f"{name}[:, [{index}]]", f"{name}[0, np.array([{index}])]"]
            forms += [f"np.take({name}, np.array([{index}]), axis=1)"]
        return self.pick(forms)


def array_program(seed: int) -> tuple[Program, tuple[np.ndarray, ...]]:
    """Return the program of a seed with its arguments."""
    program, shapes = Arrays(seed).program()
    rng = np.random.default_rng([5, seed])
    return program, tuple(rng.normal(size=shape) for shape in shapes)


def array_verdict(program: Program, arguments: tuple[np.ndarray, ...]) -> Verdict:
    """Return the verdict on a program, with its written module called with other shapes too."""
    found = verdict(program, arguments)
    if found.outcome != RIGHT:
        return found
    function = compiled(program)
    row = Row("properties/array", "", function, arguments, (0, 1, 2), "complex", "right", "")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            text = gw.source(function, *arguments, wrt=(0, 1, 2))
            wrong = next(misbehaviour(row, text), None)
        except Exception as problem:
            return Verdict(ERROR, f"{type(problem).__name__}: {problem}")
    return Verdict(WRONG, f"other arguments: {wrong}") if wrong else found


def smallest(program: Program, arguments: tuple[np.ndarray, ...]) -> Program:
    """Return a smaller program that fails in the same way."""
    outcome = array_verdict(program, arguments).outcome

    def fails(candidate: Program) -> bool:
        return all_read(candidate) and array_verdict(candidate, arguments).outcome == outcome

    found = True
    while found:
        candidates = [without(program, k) for k in range(len(program.body))]
        smaller = next((c for c in candidates if c is not None and fails(c)), None)
        program, found = smaller or program, smaller is not None
    return shrunk(program, fails, seconds=20)


def without(program: Program, k: int) -> Program | None:
    """Return the program without a statement and the result's terms that read it."""
    line = program.body[k]
    name = line.text.partition(" = ")[0] if isinstance(line, Line) else ""
    terms = re.split(r" \+ |, (?=np)", program.result)
    kept = [term for term in terms if not re.search(rf"\b{name}\b", term)]
    body = program.body[:k] + program.body[k + 1 :]
    return replace(program, body=body, result=" + ".join(kept)) if kept else None


def all_read(program: Program) -> bool:
    """Say whether every name is read: what is not is dropped, with what it would have raised."""
    texts = [*(line.text for line in program.body if isinstance(line, Line)), program.result]
    names = [text.partition(" = ")[0] for text in texts[:-1]]
    return all(
        any(re.search(rf"\b{name}\b", later) for later in texts[k + 1 :])
        for k, name in enumerate(names)
    )


def described(program: Program, arguments: tuple[np.ndarray, ...]) -> str:
    """Return a failing program with its shapes and what is wrong."""
    found = array_verdict(program, arguments)
    shapes = [a.shape for a in arguments]
    return f"seed {program.seed}: {found.outcome}: {found.detail}\n{shapes}\n{program.text}"


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, run, and print what fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.properties.array_programs")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=5)
    options = parser.parse_args(arguments)
    counts: dict[str, int] = {}
    failing = []
    for seed in range(options.seed, options.seed + options.count):
        program, values = array_program(seed)
        found = array_verdict(program, values)
        label = f"{found.outcome} {found.detail}" if found.outcome == "refused" else found.outcome
        counts[label] = counts.get(label, 0) + 1
        if found.failed:
            failing.append((program, values))
    for program, values in failing[: options.show]:
        sys.stdout.write(described(smallest(program, values), values) + "\n")
    sys.stdout.write(f"{counts}\nfailing seeds: {[program.seed for program, _ in failing]}\n")
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main())
