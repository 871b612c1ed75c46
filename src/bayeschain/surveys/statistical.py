"""SPSS files (.sav, .zsav): codes as numbers, missing values as SPSS declares them, value labels beside them."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyreadstat

from bayeschain.errors import InputError, Problem, visible
from bayeschain.specification.source import shown
from bayeschain.surveys.probing import survives_reading
from bayeschain.surveys.tables import Chunk, Labels

CELLS_A_CHUNK: Final = 2_000_000
FEWEST_ROWS: Final = 1_000


class SpssTable:
    """An SPSS file; only the needed variables are read, and answers that SPSS declares missing are missing.

    Parameters
    ----------
    path : Path
        The file.
    label : str
        The file as the user named it.
    sheet : str or None
        Sheet that the model file names; an SPSS file has none.
    notes : list of str
        Receives what the reader should know.

    Raises
    ------
    InputError
        When the file is damaged or a sheet is asked for.
    """

    def __init__(self, path: Path, label: str, sheet: str | None, notes: list[str]) -> None:
        if sheet is not None:
            raise InputError([Problem(f"An SPSS file has no sheet {shown(sheet)}.", "Remove 'sheet'.", label)])
        self._path, self._label, self._notes = path, label, notes
        if not survives_reading(path):
            raise InputError([Problem("The SPSS file is damaged.", "Save it again in SPSS as .sav.", label)])
        self._about = self._read(metadataonly=True, user_missing=True)[1]
        self.head = [list(self._about.column_names)]

    def _read(self, **how: Any) -> tuple[Any, Any]:
        try:
            frame, about = pyreadstat.read_sav(str(self._path), **how)
        except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError, OverflowError, KeyError) as error:
            says = f"The SPSS file cannot be read ({visible(str(error))})."
            remedy = "Save it again in SPSS as .sav, in Unicode."
            raise InputError([Problem(says, remedy, self._label)]) from error
        return frame, about

    def chunks(self, header: int, positions: Mapping[str, int], text: Collection[str]) -> Iterator[Chunk]:
        """Cases; see `tables.Table`. Rows are numbered as SPSS numbers cases, from 1."""
        names = self.head[header]
        needed = {name: names[place] for name, place in positions.items()}
        labels = {name: self._labels(column) for name, column in needed.items() if self._labels(column)}
        strings = frozenset(name for name, column in needed.items() if self._is_string(column)).difference(text)
        self._notes += [
            f"{self._label}: teams are named by the codes of {shown(name)}, not by its value labels."
            for name in text
            if name in labels and len(positions) > len(text)
        ]
        size = max(FEWEST_ROWS, CELLS_A_CHUNK // len(names))
        first = 0
        while True:
            frame, _ = self._read(usecols=list(dict.fromkeys(needed.values())), row_offset=first, row_limit=size)
            rows = np.arange(first + 1, first + 1 + len(frame), dtype=np.int64)
            columns = {name: frame[column] for name, column in needed.items()}
            cells = {
                name: column.to_numpy(dtype=np.float64 if column.dtype.kind in "iuf" else object)
                for name, column in columns.items()
            }
            filled = (frame.notna() & (frame.astype(object) != "")).any(axis=1).to_numpy()
            yield Chunk(rows[filled], {name: cell[filled] for name, cell in cells.items()}, False, labels, strings)
            first += len(frame)
            if len(frame) < size:
                return

    def _labels(self, column: str) -> Labels:
        """Labels of the codes of a numeric variable that are answers: SPSS does not declare them missing."""
        labels = self._about.variable_value_labels.get(column, {})
        missing = self._about.missing_ranges.get(column, [])
        return {
            float(code): str(label)
            for code, label in labels.items()
            if isinstance(code, int | float) and not any(each["lo"] <= code <= each["hi"] for each in missing)
        }

    def _is_string(self, column: str) -> bool:
        return str(self._about.readstat_variable_types[column]) == "string"

    def close(self) -> None:
        """Nothing is held open."""
