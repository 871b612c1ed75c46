"""Fake surveys as the files that a model file names."""

from pathlib import Path

import pandas as pd

from bayeschain.conventions import wave_of
from bayeschain.experiments.simulate import Sample
from bayeschain.specification.model_file import Specification


def sample_texts(specification: Specification, drawn: Sample) -> dict[str, str]:
    """CSV text of every file that a model file names.

    Parameters
    ----------
    specification : Specification
        A model file whose data files are all CSV.
    drawn : Sample
        Fake surveys.

    Returns
    -------
    dict of str to str
        Text by file name, as the model file writes it.
    """
    tables: dict[str, list[pd.DataFrame]] = {}
    for survey, answers in drawn.answers.items():
        options = specification.surveys[survey]
        mine = answers.assign(**{options.wave: wave_of(survey)}) if options.wave else answers
        tables.setdefault(options.file, []).append(mine)
    texts = {file: _csv(pd.concat(parts, ignore_index=True)) for file, parts in tables.items()}
    if specification.teams is not None and drawn.team_table is not None:
        texts[specification.teams.file] = _csv(drawn.team_table)
    return texts


def write_sample(specification: Specification, drawn: Sample, folder: str | Path) -> tuple[Path, ...]:
    """Write fake surveys as CSV files.

    Parameters
    ----------
    specification : Specification
        A model file whose data files are all CSV.
    drawn : Sample
        Fake surveys.
    folder : str or Path
        Where the file names of the model file are relative to.

    Returns
    -------
    tuple of Path
        The files written.
    """
    written = []
    for name, text in sample_texts(specification, drawn).items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        written.append(path)
    return tuple(written)


def _csv(table: pd.DataFrame) -> str:
    """CSV text; columns of whole numbers are written without a decimal point."""
    numbers = table.select_dtypes("number")
    whole = {name: "Int64" for name in numbers if (numbers[name].dropna() % 1 == 0).all()}
    return table.astype(whole).to_csv(index=False, lineterminator="\n")
