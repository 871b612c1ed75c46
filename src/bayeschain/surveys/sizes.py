"""What a file unpacks to: a small workbook can hold more than any memory."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from bayeschain.errors import Problem

MOST_UNPACKED: Final = 2 << 30
"""Bytes that a workbook may unpack to: a million rows of forty answers."""
SMALL: Final = 20 << 20
MOST_PACKED: Final = 200
"""Times that a part of a workbook may be smaller packed, where it is not small: honest sheets reach some 50."""


def bomb_problem(path: Path, label: str) -> Problem | None:
    """Problem of a workbook that unpacks to too much; None where it does not, or is no workbook.

    The sizes that it declares can be relied on: nothing unpacks a part beyond its own.
    """
    try:
        with ZipFile(path) as packed:
            parts = packed.infolist()
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    total = sum(part.file_size for part in parts)
    if total <= MOST_UNPACKED and not _is_packed_too_well(parts):
        return None
    return Problem(
        f"The workbook unpacks to {total / (1 << 20):,.0f} MB, which is not read.",
        "Save the answers as CSV, which may be as long as you like.",
        label,
    )


def _is_packed_too_well(parts: Iterable[ZipInfo]) -> bool:
    return any(part.file_size > SMALL and part.file_size > MOST_PACKED * part.compress_size for part in parts)
