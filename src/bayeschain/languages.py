"""Languages that a report can be written in: English, and one for each catalogue in `locale`."""

from pathlib import Path
from typing import Final

SOURCE: Final = "en"
"""Language of the texts in the code."""

FOLDER: Final = Path(__file__).parent / "locale"
FILE: Final = Path("LC_MESSAGES") / "bayeschain.po"


def languages() -> tuple[str, ...]:
    """Codes of the languages, English first."""
    return SOURCE, *sorted(path.parents[1].name for path in FOLDER.glob(f"*/{FILE.as_posix()}"))


def catalogue_file(language: str) -> Path:
    """File of a language's catalogue."""
    return FOLDER / language / FILE
