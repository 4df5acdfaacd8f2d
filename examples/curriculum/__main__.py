"""``python -m examples.curriculum`` prints the table of figures; ``--long`` the rows that take minutes.

``--rows WORD`` takes only the rows in whose section or name the word stands. The exit code is 1 if a row does
not agree.
"""

import argparse

from examples.curriculum.rows import ROWS
from examples.curriculum.table import lines, measure


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m examples.curriculum", description=__doc__)
    parser.add_argument("--long", action="store_true", help="the rows that take minutes")
    parser.add_argument("--rows", default="", metavar="WORD", help="only rows with this word")
    args = parser.parse_args()
    chosen = [r for r in ROWS if r.long == args.long and args.rows in f"{r.section} {r.name}"]
    agree = []

    def measured():
        for row in chosen:
            one = measure(row)
            agree.append(one.agrees)
            yield one

    for line in lines(measured()):
        print(line, flush=True)
    return 0 if all(agree) else 1


if __name__ == "__main__":
    raise SystemExit(main())
