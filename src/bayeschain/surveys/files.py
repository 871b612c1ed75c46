"""Whether a file exists, and is what its name says."""

from pathlib import Path
from typing import Final

from bayeschain.errors import Problem, did_you_mean
from bayeschain.specification.source import shown

TEXT: Final = "text"
WORKBOOK: Final = "workbook"
PARQUET: Final = "parquet"
SPSS: Final = "spss"

SUFFIXES: Final = {
    ".csv": TEXT,
    ".tsv": TEXT,
    ".txt": TEXT,
    ".tab": TEXT,
    ".dat": TEXT,
    ".xlsx": WORKBOOK,
    ".xlsm": WORKBOOK,
    ".parquet": PARQUET,
    ".pq": PARQUET,
    ".sav": SPSS,
    ".zsav": SPSS,
}

SIGNATURES: Final = (
    (b"PK\x03\x04", WORKBOOK),
    (b"PAR1", PARQUET),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old"),
    (b"$FL2", SPSS),
    (b"$FL3", SPSS),
    (b"\x1f\x8b", "packed"),
    (b"%PDF", "pdf"),
)

NAMES: Final = {
    TEXT: "a text file (CSV)",
    WORKBOOK: "an Excel workbook (.xlsx)",
    PARQUET: "a Parquet file",
    SPSS: "an SPSS file (.sav)",
}

REFUSED: Final = {
    "old": (
        "is an Excel workbook in the old .xls format, or one with a password.",
        "Save it as .xlsx without a password, or as CSV.",
    ),
    "portable": ("is a portable SPSS file, which cannot be read.", "Save it in SPSS as .sav."),
    "packed": ("is a compressed file.", "Unpack it first."),
    "pdf": ("is a PDF document.", "Export the answers as CSV or Excel."),
    "html": ("is a web page, whatever its name says.", "Open it in a spreadsheet program and save it as .xlsx or CSV."),
    "ods": ("is an OpenDocument spreadsheet, which cannot be read.", "Save it as .xlsx or CSV."),
}


def kind_of_file(path: Path, label: str) -> str | Problem:
    """Say what a file is, by its content.

    Parameters
    ----------
    path : Path
        The file.
    label : str
        The file as the user named it, for messages.

    Returns
    -------
    str or Problem
        ``text``, ``workbook``, ``parquet`` or ``spss``; a problem when it is missing, empty, or something else.
    """
    if path.is_dir():
        return Problem("This is a folder, not a file.", f"Name the file inside it.{_inside(path)}", label)
    if not path.exists():
        return _missing(path, label)
    if not path.is_file():
        return Problem("This is a pipe or a device, not a file.", "Save the answers in a file first.", label)
    try:
        with path.open("rb") as file:
            start = file.read(1024)
    except OSError as error:
        return Problem(f"The file cannot be opened: {error.strerror}.", "Check who may read it.", label)
    if not start.strip(b" \t\r\n\xef\xbb\xbf\xff\xfe\x00"):
        return Problem("The file is empty.", "It needs a row of column names and one row a respondent.", label)
    return _checked(path, label, _content(start))


def _content(start: bytes) -> str:
    for signature, kind in SIGNATURES:
        if start.startswith(signature):
            return kind
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "html" if text.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml")) else TEXT


def _checked(path: Path, label: str, content: str) -> str | Problem:
    suffix = path.suffix.casefold()
    if suffix == ".ods":
        content = "ods"
    elif suffix == ".por":
        content = "portable"
    if content in REFUSED:
        says, remedy = REFUSED[content]
        return Problem(f"The file {says}", remedy, label)
    promised = SUFFIXES.get(suffix)
    if promised is not None and promised != content:
        right = {TEXT: ".csv", WORKBOOK: ".xlsx", PARQUET: ".parquet", SPSS: ".sav"}[content]
        return Problem(
            f"The name says {NAMES[promised]}, but the content is that of {NAMES[content]}.",
            f"Rename it to end in {right}, or save it again as {NAMES[promised]}.",
            label,
        )
    return content


def _missing(path: Path, label: str) -> Problem:
    if not path.parent.is_dir():
        return Problem(f"There is no folder {shown(str(path.parent))}.", "Correct the path of the file.", label)
    near = did_you_mean(path.name, _readable(path.parent))
    return Problem("There is no such file.", near or "The folder holds no file that can be read.", label)


def _inside(folder: Path) -> str:
    names = _readable(folder)
    return f" It holds: {', '.join(names[:12])}{', …' if len(names) > 12 else ''}." if names else ""


def _readable(folder: Path) -> list[str]:
    """Names of the data files in a folder."""
    try:
        return sorted(each.name for each in folder.iterdir() if each.suffix.casefold() in SUFFIXES and each.is_file())
    except OSError:
        return []
