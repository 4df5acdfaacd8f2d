"""`python -m benchmarks`: measure everything, print tables, write JSON.

Gradient times are the least seconds a call, all contenders interleaved in one process.
"""

import argparse
import json
import platform
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.compile_time import corpus_times, dominant, first_calls, growth, slope
from benchmarks.gradients import call_overhead, gradient_times
from benchmarks.loops import costs, loop_cases

MICRO, MILLI = 1e6, 1e3


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return rows as text with aligned columns."""
    widths = [max(len(row[k]) for row in [head, *rows]) for k in range(len(head))]

    def line(row: list[str]) -> str:
        name, *numbers = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        return "  ".join([row[0].ljust(len(name)), *numbers]).rstrip()

    return "\n".join([line(head), "  ".join("-" * w for w in widths), *map(line, rows)])


def gradient_table(times: dict[str, dict[str, float]]) -> str:
    """Return the gradient times in microseconds, and the written function against the listing."""
    names = list(next(iter(times.values())))
    rows = []
    for case, found in times.items():
        ratio = f"{found['written'] / found['listing']:.2f}"
        rows.append([case, *(f"{found[name] * MICRO:.1f}" for name in names), ratio])
    return table(["µs a gradient", *names, "written / listing"], rows)


def cost_table(found: dict[str, dict[str, dict[str, int]]]) -> str:
    """Return executed operations, bytes saved and peaks of bytes: written, by hand, the ratio."""
    rows = []
    for case, measures in found.items():
        cells = []
        for counts in measures.values():
            ours, theirs = counts["written"], counts["by hand"]
            cells += [str(ours), str(theirs), f"{ours / theirs:.2f}"]
        rows.append([case, *cells])
    head = [
        "written / by hand",
        *(p for t in ("operations", "bytes saved", "peak") for p in (t, "", "")),
    ]
    return table(head, rows)


def corpus_table(times: dict[str, float]) -> str:
    """Return what the corpus' programs take to write: the median and the largest, in milliseconds."""
    ordered = sorted(times, key=lambda name: times[name])
    middle, last = ordered[len(ordered) // 2], ordered[-1]
    rows = [
        [
            f"{len(times)} programs",
            f"{times[middle] * MILLI:.1f}",
            f"{times[last] * MILLI:.1f}",
            last,
        ]
    ]
    return table(["the corpus", "median ms", "largest ms", "which"], rows)


def compile_table(times: dict[int, float]) -> str:
    """Return the compile times in milliseconds."""
    rows = [[str(n), f"{t * MILLI:.1f}", f"{t * MILLI / n:.3f}"] for n, t in times.items()]
    return table(["statements", "ms", "ms a statement"], rows)


def measured(options: argparse.Namespace) -> dict[str, Any]:
    """Run every measurement, printing each as it is done."""

    def show(*lines: str) -> None:
        sys.stdout.write("\n".join(lines) + "\n\n")
        sys.stdout.flush()

    gradients = gradient_times(options.seconds)
    show(gradient_table(gradients))
    loops = gradient_times(options.seconds, loop_cases())
    show(gradient_table(loops))
    cost = costs()
    show(cost_table(cost))
    overhead = call_overhead(options.seconds)
    rows = [[case, f"{t * MICRO:.2f}"] for case, t in overhead.items()]
    show(table(["the public call adds", "µs"], rows))
    first = first_calls(options.repeats)
    rows = [[n, *(f"{t[k] * MILLI:.1f}" for k in ("import", "call"))] for n, t in first.items()]
    show(table([f"fresh process, median of {options.repeats}", "import ms", "first call ms"], rows))
    corpus = corpus_times()
    show(corpus_table(corpus))
    times = growth()
    stages = dominant()
    show(compile_table(times), f"slope (log-log) {slope(times):.2f}")
    show("of 320 statements: " + ", ".join(f"{s} {share:.0%}" for s, share in stages.items()))
    return {
        "machine": {"python": platform.python_version(), "numpy": np.__version__},
        "gradient_seconds": gradients,
        "loop_seconds": loops,
        "loop_costs": cost,
        "corpus_write_seconds": corpus,
        "public_call_adds_seconds": overhead,
        "first_call_seconds": first,
        "write_seconds": times,
        "write_slope": slope(times),
        "write_shares": stages,
    }


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, measure, and write the JSON file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--seconds", type=float, default=4.0, help="for each case")
    parser.add_argument("--repeats", type=int, default=10, help="fresh processes for a first call")
    parser.add_argument("--json", type=Path, default=Path("benchmarks.json"))
    options = parser.parse_args(arguments)
    results = measured(options)
    options.json.write_text(json.dumps(results, indent=2) + "\n")
    sys.stdout.write(f"written to {options.json}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
