"""Timing of several contenders, interleaved: the least time of a call over all rounds."""

import time
from collections.abc import Callable

Contender = Callable[[], object]
ROUND_SECONDS = 0.002
LEAST_ROUNDS = 3


def calls_in_a_round(contender: Contender) -> int:
    """Return how many calls take about the time of a round."""
    contender()
    start = time.perf_counter()
    contender()
    once = max(time.perf_counter() - start, 1e-7)
    return max(1, min(2000, int(ROUND_SECONDS / once)))


def interleaved(contenders: dict[str, Contender], seconds: float) -> dict[str, float]:
    """Return each contender's least seconds a call.

    Rounds alternate; each contender has the same share of the time, so that a slow one leaves after
    few rounds (three at least) and does not take the others' chances of an undisturbed one.
    """
    counts = {name: calls_in_a_round(contender) for name, contender in contenders.items()}
    least = dict.fromkeys(contenders, float("inf"))
    left = dict.fromkeys(contenders, seconds / len(contenders))
    rounds = 0
    while rounds < LEAST_ROUNDS or max(left.values()) > 0.0:
        rounds += 1
        for name, contender in contenders.items():
            if rounds > LEAST_ROUNDS and left[name] <= 0.0:
                continue
            start = time.perf_counter()
            for _ in range(counts[name]):
                contender()
            taken = time.perf_counter() - start
            left[name] -= taken
            least[name] = min(least[name], taken / counts[name])
    return least
