"""The team table: members and team columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from bayeschain.errors import InputError, Problem
from bayeschain.specification.options import TeamTableOptions
from bayeschain.specification.source import shown
from bayeschain.surveys.account import RowCount
from bayeschain.surveys.cells import numbers
from bayeschain.surveys.covariates import covariate_cells
from bayeschain.surveys.findings import NAMED, Tally, counted, place, separator_problems
from bayeschain.surveys.intake import NO_TEAM
from bayeschain.surveys.moments import Floats, Integers
from bayeschain.surveys.reading import File, read_chunks
from bayeschain.surveys.tables import Chunk, merge
from bayeschain.surveys.team_names import TeamIndex, team_name

NAME: Final = "teams"


@dataclass(frozen=True, eq=False)
class TeamTable:
    """What the team table says.

    Parameters
    ----------
    teams : tuple of str
        Teams of the table.
    size : (T,) float or None
        Members; NaN where not given. None where the model file names no such column.
    columns : (T, Z) float
        Team columns in original units; NaN where not given.
    size_name : str or None
        Column of the file that holds the size.
    column_names : tuple of str
        Columns of the file that hold the team columns.
    rows : RowCount
        Rows kept and lost.
    problems : tuple of Problem
        Empty when the table can be used.
    notes : tuple of str
        Plain sentences for the account.
    covariates : (T, Q) float
        Team covariates in original units; NaN where not given.
    covariate_names : tuple of str
        Columns of the file that hold them.
    units : tuple of str or None
        Unit of each team; empty where not given. None where the model file names no such column.
    unit_name : str or None
        Column of the file that holds them.
    became : tuple of tuple of str
        Teams that each team became in a later wave; empty where it stayed or is gone, or no such column is named.
    became_name : str or None
        Column of the file that holds them.
    """

    teams: tuple[str, ...]
    size: Floats | None
    columns: Floats
    size_name: str | None
    column_names: tuple[str, ...]
    rows: RowCount
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    covariates: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    covariate_names: tuple[str, ...] = ()
    units: tuple[str, ...] | None = None
    unit_name: str | None = None
    became: tuple[tuple[str, ...], ...] = ()
    became_name: str | None = None


def read_team_table(options: TeamTableOptions, columns: Sequence[str], file: File) -> TeamTable:
    """Read the team table.

    Parameters
    ----------
    options : TeamTableOptions
        Its columns for team, size and unit.
    columns : sequence of str
        Columns that constructs are measured by.
    file : File
        Where it is.

    Returns
    -------
    TeamTable
        With problems, where there are any; nothing is raised.
    """
    numeric = list(dict.fromkeys([*([options.size] if options.size else []), *columns]))
    wanted = list(
        dict.fromkeys([options.team, *numeric, *filter(None, [options.unit, options.became]), *options.covariates])
    )
    notes: list[str] = []
    try:
        table = merge(list(read_chunks(file, wanted, wanted, notes)), wanted)
    except InputError as error:
        nothing = RowCount(NAME, file.label, 0, 0, {})
        no_values = np.zeros((0, len(columns)))
        return TeamTable((), None, no_values, options.size, tuple(columns), nothing, error.problems, tuple(notes))
    problems: list[Problem] = []
    values = _numeric(table, numeric, file.label, problems)
    known = []
    for column in options.covariates:
        found, wrong = covariate_cells(column, table.columns[column], table.rows, file.label)
        known.append(found)
        problems += [] if column in numeric else wrong
    index = TeamIndex()
    codes = index.numbers(table.columns[options.team])
    named = codes >= 0
    problems += _duplicates(index.names, codes, table.rows, place(file.label, [options.team]))
    if options.size:
        problems += _sizes(values[options.size][named], table.rows[named], place(file.label, [options.size]))
    if not named.any():
        problems.append(Problem("The team table has no rows.", "It needs one row a team.", file.label))
    lost = int((~named).sum())
    if lost:
        notes.append(f"team table: {lost} of {len(table)} rows name no team and were left out.")
    first = np.flatnonzero(named)[np.unique(codes[named], return_index=True)[1]]
    return TeamTable(
        teams=index.names,
        size=values[options.size][first] if options.size else None,
        columns=np.array([values[column][first] for column in columns]).reshape(len(columns), len(first)).T,
        size_name=options.size,
        column_names=tuple(columns),
        rows=RowCount(NAME, file.label, len(table), len(first), {NO_TEAM: lost} if lost else {}),
        problems=tuple(problems),
        notes=tuple(notes),
        covariates=np.array([column[first] for column in known]).reshape(len(known), len(first)).T,
        covariate_names=options.covariates,
        units=tuple(team_name(cell) or "" for cell in table.columns[options.unit][first]) if options.unit else None,
        unit_name=options.unit,
        became=tuple(_names(table.columns[options.became][i]) if options.became else () for i in first),
        became_name=options.became,
    )


def _names(cell: object) -> tuple[str, ...]:
    """Names of teams in a cell, parted by semicolons."""
    parts = (team_name(part) for part in (team_name(cell) or "").split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))


def _numeric(table: Chunk, names: list[str], label: str, problems: list[Problem]) -> dict[str, Floats]:
    """Numbers of each column; notes cells that are none, and separators that cannot be trusted."""
    values: dict[str, Floats] = {}
    texts: dict[str, set[str]] = {}
    tally = Tally()
    for name in names:
        cells = table.columns[name]
        read = numbers(cells)
        infinite = np.isinf(read.values)
        tally.add_strange(name, cells, read.strange | infinite, table.rows)
        values[name] = np.where(infinite, np.nan, read.values)
        texts[name] = set(read.texts)
    problems += tally.problems(label, "value")
    problems += separator_problems(label, texts, table.comma_is_decimal, names)
    return values


def _duplicates(names: tuple[str, ...], codes: Integers, rows: Integers, where: str) -> list[Problem]:
    counts = np.bincount(codes[codes >= 0], minlength=len(names))
    repeated = np.flatnonzero(counts > 1)
    problems = []
    for team in repeated[:NAMED]:
        places = ", ".join(str(row) for row in rows[codes == team][:NAMED])
        says = f"Team {shown(names[team])} stands in {counts[team]} rows: {places}."
        problems.append(Problem(says, "The team table has one row a team: keep the right one.", where))
    if len(repeated) > NAMED:
        says = f"{len(repeated) - NAMED} more teams stand in several rows."
        problems.append(Problem(says, "The team table has one row a team.", where))
    return problems


def _sizes(size: Floats, rows: Integers, where: str) -> list[Problem]:
    wrong = np.isfinite(size) & ((size < 1) | (size != np.floor(size)))
    if not wrong.any():
        return []
    example = f"{size[wrong][0]:g} in row {rows[wrong][0]}"
    says = f"{counted(int(wrong.sum()), 'size is', 'sizes are')} not a whole number of people: {example}."
    return [Problem(says, "Give the number of members, or leave the cell empty.", where)]
