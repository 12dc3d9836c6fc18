"""The notebook runs from its first cell to its last, and shows a series and a map."""

from pathlib import Path

import pytest


def test_the_notebook_runs_and_shows_two_pictures():
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    found = sorted(Path(__file__).parent.parent.glob("notebook/*.ipynb"))
    assert found, "the notebook lies beside the tests"
    for path in found:
        notebook = nbformat.read(path, as_version=4)
        nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
        outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
        assert sum("image/png" in output.get("data", {}) for output in outputs) == 2
