"""The chapter's notebook runs from top to bottom, and `docs/chapter.md` is what it shows.

`UPDATE=1 pytest tests/examples/test_notebook.py` writes the page anew.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "examples" / "code_backpropagation.ipynb"
PAGE = ROOT / "docs" / "chapter.md"


@pytest.fixture(scope="module")
def cells() -> list[Any]:
    """Return the executed cells."""
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3")
    return client.execute().cells


def page_of(cells: list[Any]) -> str:
    """Return executed cells as a page of text."""
    return "\n\n".join(part for cell in cells for part in parts_of(cell)) + "\n"


def parts_of(cell: Any) -> Iterator[str]:
    """Yield a cell's text or code, and what the code shows."""
    if cell.cell_type == "markdown":
        yield cell.source
        return
    yield f"```python\n{cell.source}\n```"
    shown = "".join(map(text_of, cell.outputs)).strip("\n")
    if shown:
        yield f"```text\n{shown}\n```"


def text_of(output: Any) -> str:
    """Return one output as text; an output of another kind has none here."""
    if output.output_type == "stream":
        assert output.name == "stdout", output.text
        return output.text
    return output.data["text/plain"] + "\n"


def test_the_page_is_what_the_notebook_shows(cells):
    page = page_of(cells)
    if os.environ.get("UPDATE"):
        PAGE.write_text(page, encoding="utf-8")
    assert page == PAGE.read_text(encoding="utf-8")


def test_the_notebook_is_kept_without_outputs():
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    assert all(not cell.outputs and cell.execution_count is None for cell in code)


def test_it_learns(cells):
    shown = "".join(text_of(output) for cell in cells for output in cell.get("outputs", ()))
    last = [line for line in shown.splitlines() if line.startswith("step")][-1]
    assert float(last.split()[-1]) >= 0.95
