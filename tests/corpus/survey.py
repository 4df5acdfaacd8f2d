"""What becomes of every program of the corpus: `python -m tests.corpus.survey [PART OF A NAME]`.

Prints a line for each program that is not right, and for a single one its source and what was written.
"""

import collections
import inspect
import sys
import traceback
import warnings

import gradwright as gw
from tests.corpus import ROWS, Row
from tests.corpus.written import complaint
from tests.reference import forward_result, upstream_like, worst_entry


def became_of(row: Row) -> tuple[str, str]:
    """Return right, refused, WRONG or CRASH for a row, and what was seen."""
    result = forward_result(row.function, row.fresh())
    try:
        value, gradients = gw.vjp(row.function, row.wrt)(upstream_like(result), *row.fresh())
        problem = complaint(row, row.arguments, gradients)
    except gw.GradwrightError as refusal:
        place = f"line {refusal.lineno}" if refusal.lineno is not None else "no line"
        return ("refused" if refusal.lineno else "CRASH"), f"{refusal.code} at {place}"
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        text = " ".join(str(error).split())[:160]
        return "CRASH", f"{type(error).__name__}: {text} ({last.filename[-40:]}:{last.lineno})"
    if problem is None and worst_entry(value, result)[0] > 0.0:
        problem = f"value, {worst_entry(value, result)[1]}"
    return ("WRONG", problem) if problem else ("right", "")


def main(part: str) -> int:
    """Print the survey of the rows whose name contains `part`."""
    rows = [row for row in ROWS if part in row.name and row.outcome != "refused"]
    counts: collections.Counter[str] = collections.Counter()
    for row in rows:
        kind, detail = became_of(row)
        counts[kind] += 1
        if kind != "right":
            sys.stdout.write(f"{kind:8} {row.name:48} {detail}\n")
    sys.stdout.write(", ".join(f"{n} {kind}" for kind, n in counts.most_common()) + "\n")
    if len(rows) == 1:
        function = getattr(rows[0].function, "func", rows[0].function)
        sys.stdout.write(inspect.getsource(function) + "\n")
        sys.stdout.write(gw.source(rows[0].function, *rows[0].fresh(), wrt=rows[0].wrt))
    return counts["WRONG"] + counts["CRASH"]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(min(1, main(sys.argv[1] if len(sys.argv) > 1 else "")))
