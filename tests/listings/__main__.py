"""Print what the written code costs against the listings: `python -m tests.listings`."""

import sys
import tempfile
from pathlib import Path

from tests.listings.cost import operations, peak_bytes
from tests.listings.forward_only import NAMES, listing
from tests.listings.test_listings import call, code_lines, written


def main() -> int:
    """Print operations, peak bytes and lines: ours, the listing's, the ratio."""
    row = "{:<12}{:>22}{:>24}{:>16}\n"
    out = [row.format("listing", "operations", "peak bytes", "lines")]
    for name in NAMES:
        with tempfile.TemporaryDirectory() as folder:
            case = listing(name, Path(folder))
            text, (_, arguments) = written(case), call(case)
        cells = []
        for measure in (operations, peak_bytes):
            ours, theirs = (
                measure(source, case.backward_name, arguments) for source in (text, case.text)
            )
            cells.append(f"{ours} / {theirs} = {ours / theirs:.3f}")
        lines = [code_lines(source, case.backward_name) for source in (text, case.text)]
        out.append(row.format(name, *cells, "{} / {}".format(*lines)))
    sys.stdout.write("".join(out))
    return 0


if __name__ == "__main__":
    sys.exit(main())
