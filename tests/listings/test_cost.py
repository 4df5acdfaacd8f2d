"""The counter of operations on code whose count can be told by reading it."""

import numpy as np
import pytest

from tests.listings.cost import operations, peak_bytes

COUNTS = [
    ("return x", 0),
    ("return -1.0", 0),
    ("return -x", 1),
    ("return 2.0 * 3.0 + 1.0", 0),
    ("return x + 2.0 * x", 2),
    ("return not x", 1),
    ("return 5.0 < x < 9.0", 1),
    ("return 0.0 < x < 3.0", 2),
    ("x += x * x\n    return x", 2),
    ("return abs(x)", 1),
    ("return max(x, -x)", 2),
    ("for i in range(3):\n        x = x * i\n    return x", 4),
    ("while x < 9.0:\n        x = x * 2.0\n    return x", 7),
    ("if x > 9.0:\n        raise ValueError\n    return x * x", 1),
    (
        "if x > 9:\n        raise ValueError\n    if -x > 0:\n        raise ValueError\n    return x",
        0,
    ),
    ("y = x + 1\n    if x > 9.0:\n        raise ValueError\n    return y", 2),
    ("return helper(x) * x", 3),
    ("return [x * k for k in range(2)]", 3),
    ("return x[0] if 0 else x", 0),
]


@pytest.mark.parametrize(("body", "count"), COUNTS)
def test_count(body, count):
    text = f"def helper(x):\n    return x * 2.0\n\n\ndef f(x):\n    {body}\n"
    assert operations(text, "f", (2.0,)) == count


def test_peak_counts_arrays_and_results():
    text = "import numpy as np\n\n\ndef f(x):\n    y = x * 2.0\n    return y + 1.0\n"
    assert 2 * 80_000 <= peak_bytes(text, "f", (np.ones(10_000),)) < 2.2 * 80_000
