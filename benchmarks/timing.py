"""Timing of several contenders, interleaved: the least time of a call over all rounds."""

import time
from collections.abc import Callable

Contender = Callable[[], object]
ROUND_SECONDS = 0.004


def calls_in_a_round(contender: Contender) -> int:
    """Return how many calls take about the time of a round."""
    contender()
    start = time.perf_counter()
    contender()
    once = max(time.perf_counter() - start, 1e-7)
    return max(1, min(2000, int(ROUND_SECONDS / once)))


def interleaved(contenders: dict[str, Contender], seconds: float) -> dict[str, float]:
    """Return each contender's least seconds a call; rounds alternate until the time is spent."""
    counts = {name: calls_in_a_round(contender) for name, contender in contenders.items()}
    least = dict.fromkeys(contenders, float("inf"))
    until = time.perf_counter() + seconds
    rounds = 0
    while rounds < 5 or time.perf_counter() < until:
        rounds += 1
        for name, contender in contenders.items():
            count = counts[name]
            start = time.perf_counter()
            for _ in range(count):
                contender()
            least[name] = min(least[name], (time.perf_counter() - start) / count)
    return least
