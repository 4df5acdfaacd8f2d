"""The cache of written functions: what makes a new one, what finds an old one."""

import threading

import pytest

from gradwright.execute import Cache, Specialised


def key_of(args, kwargs):
    return tuple(map(type, args)), tuple(kwargs)


def made(function=lambda dy, *args: args, **more):
    given = {"static": None, "holds": (), "captured": None, "convert": None, "one": 1.0}
    return Specialised(function, **{**given, **more})


class Maker:
    """Counts what it makes."""

    def __init__(self, **more):
        self.count = 0
        self.more = more

    def __call__(self, args, kwargs):
        self.count += 1
        return made(**{k: v(args) for k, v in self.more.items()})


def test_one_for_each_kind_of_arguments():
    make = Maker()
    cache = Cache(key_of, make)
    assert cache.find((1.0,), {}) is cache.find((2.0,), {})
    assert cache.find((1,), {}) is not cache.find((2.0,), {})
    assert make.count == 2


def test_values_that_the_code_depends_on_are_told_apart():
    def first(*args):
        return args[0]

    make = Maker(static=lambda args: (first, args[0]))
    cache = Cache(key_of, make)
    one, two = cache.find((1,), {}), cache.find((2,), {})
    assert one is not two
    assert cache.find((1,), {}) is one
    assert make.count == 2


def test_what_was_read_from_outside_must_hold():
    world = {"helper": "a"}

    def holds(
        args,
    ):
        seen = world["helper"]
        return (lambda: world["helper"] == seen,)

    make = Maker(holds=holds)
    cache = Cache(key_of, make)
    one = cache.find((1.0,), {})
    world["helper"] = "b"
    assert cache.find((1.0,), {}) is not one
    world["helper"] = "a"
    assert cache.find((1.0,), {}) is one
    assert make.count == 2


def test_what_is_kept_of_one_key_is_bounded():
    make = Maker(holds=lambda args: (lambda: False,))
    cache = Cache(key_of, make)
    for _ in range(200):
        cache.find((1.0,), {})
    assert make.count == 200
    assert len(next(iter(cache._known.values()))) <= 64


def test_threads_make_one():
    barrier = threading.Barrier(4)

    def make(args, kwargs):
        calls.append(args)
        return made()

    calls: list[object] = []
    cache = Cache(key_of, make)
    found = []

    def work():
        barrier.wait()
        found.append(cache.find((1.0,), {}))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1
    assert len(set(map(id, found))) == 1


def test_a_failure_is_not_kept():
    answers = [ValueError("no"), made()]

    def make(args, kwargs):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    cache = Cache(key_of, make)
    with pytest.raises(ValueError, match="no"):
        cache.find((1.0,), {})
    assert cache.find((1.0,), {}).one == 1.0


def test_call_converts_and_passes_hidden_arguments():
    def function(dy, x, *, scale):
        return dy * x * scale

    written = made(
        function,
        captured=lambda: {"scale": 3.0},
        convert=lambda args, kwargs: (tuple(map(float, args)), kwargs),
    )
    result = written(2.0, (5,), {})
    assert result == 30.0
    assert type(result) is float
