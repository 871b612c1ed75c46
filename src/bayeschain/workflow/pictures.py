"""Where a picture may be written; known before anything is drawn, without loading what draws it."""

from pathlib import Path
from typing import Final

from bayeschain.errors import Problem

ENDINGS: Final = (".svg", ".png")


def picture_problems(path: Path, *, overwrite: bool = False) -> list[Problem]:
    """What forbids to write a picture."""
    if path.suffix.lower() not in ENDINGS:
        return [Problem("A picture is written as .svg or .png.", "Choose such a name.", str(path))]
    if path.exists() and not overwrite:
        return [Problem("The file exists.", "Choose another name.", str(path))]
    if not path.parent.is_dir():
        return [Problem("The folder of this file does not exist.", "Make it, or choose another.", str(path))]
    return []
