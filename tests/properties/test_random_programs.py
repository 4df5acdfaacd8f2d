"""Random programs in every run of the tests: none wrong, none failing without a line.

The first seed changes from day to day and is printed; GRADWRIGHT_SEED sets it.
"""

import datetime as dt
import os

from tests.properties.random_programs import Report, describe, findings, smallest

COUNT = 500
SECONDS = 600.0


def first_seed() -> int:
    """Return the seed of the first program: of the environment, else of the day."""
    today = dt.datetime.now(tz=dt.UTC).date()
    return int(os.environ.get("GRADWRIGHT_SEED", today.toordinal() * 1000))


def test_random_programs():
    seed, report = first_seed(), Report.empty()
    print(f"random programs from seed {seed}")
    for found in findings(seed, COUNT, jobs=1, budget=SECONDS):
        report.add(found)
    print("\n".join(report.lines()))
    assert [describe(smallest(found)) for found in report.failures[:3]] == []
    total = report.outcomes.total()
    assert total >= COUNT or os.environ.get("CI") is None, f"only {total} programs in {SECONDS} s"
    assert report.outcomes["invalid"] <= total * 0.02
    assert report.outcomes["right"] >= total * 0.5, "most programs of this language are written"
