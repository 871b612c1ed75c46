"""Valid files of every kind, and what damages them."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pandas as pd
import pyreadstat
from openpyxl import Workbook

type Edit = tuple[int, int, bytes]
"""Place (in millionths of the length), bytes removed there, and bytes put in."""

COLUMNS = ("team", "le1", "le2", "tr1")
ROWS = [
    [f"T{team}", 1 + (2 * team + person) % 5, 1 + (team * person) % 5, 1 + (team + person) % 5]
    for team in range(12)
    for person in range(3)
]


def valid_files(folder: Path) -> dict[str, bytes]:
    """Content of a staff survey by the ending of its name."""
    frame = pd.DataFrame(ROWS, columns=list(COLUMNS))
    book, memory = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in [COLUMNS, *ROWS]:
        sheet.append(list(row))
    book.save(memory)
    frame.to_parquet(folder / "x.parquet")
    pyreadstat.write_sav(frame, str(folder / "x.sav"), variable_value_labels={"le1": {1: "no", 5: "yes"}})
    pyreadstat.write_sav(frame, str(folder / "x.zsav"), compress=True)
    return {
        ".csv": frame.to_csv(index=False).encode(),
        ".xlsx": memory.getvalue(),
        ".parquet": (folder / "x.parquet").read_bytes(),
        ".sav": (folder / "x.sav").read_bytes(),
        ".zsav": (folder / "x.zsav").read_bytes(),
    }


def damaged(content: bytes, edits: Sequence[Edit]) -> bytes:
    """Content after edits."""
    for place, removed, put in edits:
        at = place * len(content) // 1_000_000
        content = content[:at] + put + content[at + removed :]
    return content


def members(workbook: bytes) -> dict[str, bytes]:
    """Files in a workbook."""
    with ZipFile(io.BytesIO(workbook)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def zipped(held: Mapping[str, bytes]) -> bytes:
    """Pack a workbook of files."""
    memory = io.BytesIO()
    with ZipFile(memory, "w", ZIP_DEFLATED) as packed:
        for name, content in held.items():
            packed.writestr(name, content)
    return memory.getvalue()


def with_member(workbook: bytes, **changed: Any) -> bytes:
    """Workbook with other files in it, by the end of their names: sheet1, sharedStrings, workbook, styles."""
    held = members(workbook)
    for end, content in changed.items():
        name = next(each for each in held if each.endswith(f"/{end}.xml"))
        held[name] = content
    return zipped(held)
