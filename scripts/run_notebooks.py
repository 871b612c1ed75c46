"""Run every notebook and write it with its output.

Usage: python scripts/run_notebooks.py [OUT] [NAME …]

Notebooks are scripts in the percent format, so that changes can be read. OUT gets them as .ipynb; one that fails
ends the command with its error.
"""

import sys
from pathlib import Path
from time import perf_counter

import jupytext
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
SECONDS_A_CELL = 600


def main() -> None:
    """Run all notebooks, or those named."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "notebooks"
    names = sys.argv[2:] or sorted(path.stem for path in (ROOT / "notebooks").glob("*.py"))
    out.mkdir(parents=True, exist_ok=True)
    for name in names:
        start = perf_counter()
        notebook = jupytext.read(ROOT / "notebooks" / f"{name}.py")
        NotebookClient(notebook, timeout=SECONDS_A_CELL, resources={"metadata": {"path": str(out)}}).execute()
        jupytext.write(notebook, out / f"{name}.ipynb")
        print(f"{name}: {perf_counter() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
