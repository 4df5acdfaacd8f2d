"""The first call in fresh processes, and the time to write programs of growing length."""

import cProfile
import math
import pstats
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
from tests.corpus import ROWS as CORPUS
from tests.kernels import ROWS as KERNELS

import gradwright as gw
from benchmarks.generated import seconds_to_write, straight_line

ROOT = Path(__file__).parents[1]
LENGTHS = (10, 40, 160, 320, 640)
FIRST_CALL = """
import time
from tests.listings.{module} import ARGUMENTS, WRT, {name}
wrt = WRT if len(WRT) > 1 else WRT[0]
start = time.perf_counter()
from gradwright import value_and_grad
imported = time.perf_counter()
value_and_grad({name}, wrt)(*ARGUMENTS)
print(imported - start, time.perf_counter() - imported)
"""
FUNCTIONS = {
    "neuron": "neuron",
    "classifier": "loss",
    "newton": "root",
    "recurrent": "rnn",
    "stencil": "seidel",
}


def first_call(module: str, repeats: int) -> dict[str, float]:
    """Return median seconds of the import and of the first call after it, over fresh processes."""
    program = FIRST_CALL.format(module=module, name=FUNCTIONS[module])
    command = [sys.executable, "-c", program]
    times = [
        [float(part) for part in done.stdout.split()]
        for done in (
            subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
            for _ in range(repeats)
        )
    ]
    imports, calls = zip(*times, strict=True)
    return {"import": statistics.median(imports), "call": statistics.median(calls)}


def first_calls(repeats: int) -> dict[str, dict[str, float]]:
    """Return the first call's seconds of each listing with a scalar result."""
    return {module: first_call(module, repeats) for module in FUNCTIONS}


def corpus_times() -> dict[str, float]:
    """Return the seconds to write each program of the corpus and of the kernels, the second time."""
    found = {}
    for row in [*CORPUS, *KERNELS]:
        if row.outcome != "right":
            continue
        times = []
        for _ in range(2):
            arguments = row.fresh()
            start = time.perf_counter()
            gw.source(row.function, *arguments, wrt=row.wrt)
            times.append(time.perf_counter() - start)
        found[row.name] = min(times)
    return found


def growth() -> dict[int, float]:
    """Return the seconds to write programs of each length."""
    seconds_to_write(20)
    return {length: seconds_to_write(length) for length in LENGTHS}


def slope(times: dict[int, float]) -> float:
    """Return the slope of time over length, both logarithmic, by least squares: 1 is linear.

    Lengths from 40 on: below, what a call costs whatever it does would flatten the line.
    """
    points = [(math.log(n), math.log(t)) for n, t in times.items() if n >= 40]
    return float(np.polyfit(*zip(*points, strict=True), 1)[0])


def dominant(statements: int = 320) -> dict[str, float]:
    """Return the share of the time spent in each stage's own code, the largest first."""
    program = straight_line(statements, mark=77)
    arguments = (np.linspace(0.1, 0.9, 5), np.linspace(0.2, 0.4, 5))
    profile = cProfile.Profile()
    profile.runcall(gw.source, program, *arguments, wrt=(0, 1))
    spent: Counter[str] = Counter()
    for (path, _, _), (_, _, own, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        parts = Path(path).parts
        inside = parts[parts.index("gradwright") + 1 :] if "gradwright" in parts else ()
        spent["/".join(inside[:2]) or "Python and NumPy"] += own
    total = sum(spent.values())
    return {stage: seconds / total for stage, seconds in spent.most_common(8)}
