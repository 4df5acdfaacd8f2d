"""Every bug of the table can still be seeded: its text stands exactly once, and what it gives is Python."""

import ast
import collections

import pytest

from tests.mutations.mutation import ROOT, Mutation
from tests.mutations.table import MUTATIONS


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: m.name.replace(" ", "_"))
def test_applies_exactly_once(mutation: Mutation):
    before = (ROOT / "gradwright" / mutation.path).read_text()
    after = mutation.applied(ROOT)
    assert ast.dump(ast.parse(after)) != ast.dump(ast.parse(before))


def test_there_are_enough_and_no_two_are_one():
    assert len(MUTATIONS) >= 40
    names = collections.Counter(m.name for m in MUTATIONS)
    texts = collections.Counter((m.path, m.new) for m in MUTATIONS)
    assert [name for name, n in (*names.items(), *texts.items()) if n > 1] == []
