"""Random straight-line programs of arrays, each also as a module called with other shapes."""

import os

from tests.properties.array_programs import array_program, array_verdict, described, smallest

COUNT = 60
SEED = int(os.environ.get("GRADWRIGHT_SEED", "0"))


def test_random_array_programs():
    print(f"array programs from seed {SEED}")
    wrong, right = [], 0
    for seed in range(SEED, SEED + COUNT):
        program, arguments = array_program(seed)
        found = array_verdict(program, arguments)
        right += found.outcome == "right"
        if found.failed and len(wrong) < 3:
            wrong.append(described(smallest(program, arguments), arguments))
    assert wrong == []
    assert right >= 0.8 * COUNT
