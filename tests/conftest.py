"""What holds for every test."""

import gc


def pytest_collection_finish() -> None:
    """Take the tests themselves out of what the garbage collector looks through, again and again."""
    gc.collect()
    gc.freeze()
