"""CSV: what is written comes back, whatever the delimiter, decimal mark and encoding."""

import codecs
import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.surveys.helpers import REPEATABLE, Row, staff_file

from bayeschain.errors import InputError
from bayeschain.surveys import delimited
from bayeschain.surveys.cells import numbers
from bayeschain.surveys.moments import Floats, Integers
from bayeschain.surveys.reading import File, read_chunks
from bayeschain.surveys.tables import merge
from bayeschain.surveys.team_names import team_name

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=6)


def written(rows: Sequence[Row], delimiter: str, decimal: str, newline: str) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline)
    for row in rows:
        writer.writerow([str(cell).replace(".", decimal) if isinstance(cell, float) else cell for cell in row])
    return text.getvalue()


WANTED = ("team", "x", "y")


def read(path: Path, notes: list[str] | None = None) -> tuple[list[str | None], Floats, Integers]:
    chunks = list(read_chunks(File(path, path.name), WANTED, {"team"}, [] if notes is None else notes))
    chunk = merge(chunks, list(WANTED))
    teams = [team_name(cell) for cell in chunk.columns["team"]]
    return teams, np.column_stack([numbers(chunk.columns[name]).values for name in ("x", "y")]), chunk.rows


@REPEATABLE
@given(
    rows=st.lists(st.tuples(NAMES, st.floats(0, 100).map(lambda x: round(x, 3)), st.integers(0, 9)), min_size=1),
    delimiter=st.sampled_from(",;\t|"),
    decimal=st.sampled_from(".,"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_round_trip(
    tmp_path: Path, rows: list[tuple[str, float, int]], delimiter: str, decimal: str, encoding: str, newline: str
) -> None:
    text = written([("no", "team", "x", "y"), *((0, *row) for row in rows)], delimiter, decimal, newline)
    path = staff_file(tmp_path, text.encode(encoding))
    teams, values, places = read(path)
    assert teams == [team_name(name) for name, _, _ in rows]
    np.testing.assert_array_equal(values, [[x, y] for _, x, y in rows])
    assert places.tolist() == list(range(2, len(rows) + 2))


def test_semicolons_and_decimal_commas_of_a_spreadsheet(tmp_path: Path) -> None:
    path = staff_file(tmp_path, codecs.BOM_UTF8 + "team;x;y\r\nMyynti;3,5;4\r\nÄlyt;2;1,25\r\n".encode())
    teams, values, _ = read(path)
    assert teams == ["Myynti", "Älyt"]
    assert values.tolist() == [[3.5, 4], [2, 1.25]]


def test_names_decide_the_delimiter(tmp_path: Path) -> None:
    """The header has more commas than semicolons."""
    path = staff_file(tmp_path, "team;x;y;a,b,c,d,e\nA;1;2;p,q,r,s,t\n")
    assert read(path)[1].tolist() == [[1, 2]]


def test_the_delimiter_may_be_declared(tmp_path: Path) -> None:
    path = staff_file(tmp_path, "sep=;\r\nteam;x;y\r\nA;1;2\r\n")
    teams, values, rows = read(path)
    assert (teams, values.tolist(), rows.tolist()) == (["A"], [[1, 2]], [3])


def test_windows_letters_are_read_with_a_note(tmp_path: Path) -> None:
    notes: list[str] = []
    path = staff_file(tmp_path, "team,x,y\nOK,1,2\nHämeenlinna – €,1,2\n".encode("cp1252"))
    assert read(path, notes=notes)[0] == ["OK", "Hämeenlinna – €"]
    assert len(notes) == 1
    assert "staff.csv is not UTF-8 (see line 3) and was read as Windows-1252" in notes[0]


def test_latin_letters_that_windows_does_not_know(tmp_path: Path) -> None:
    notes: list[str] = []
    path = staff_file(tmp_path, b"team,x,y\nH\xe4me \x81,1,2\n")
    assert read(path, notes=notes)[0] == ["Häme \x81"]
    assert "Latin-1" in notes[0]


def test_quotes_newlines_and_empty_lines(tmp_path: Path) -> None:
    path = staff_file(tmp_path, '\n"te\nam",team,x,y\n\n"a, ""b""","two\nlines",1,2\n,,,\n\n0,B,3,4\n\n')
    teams, values, rows = read(path)
    assert teams == ["two lines", "B"]
    assert values.tolist() == [[1, 2], [3, 4]]
    assert rows.tolist() == [4, 7]


def test_short_rows_are_missing_answers(tmp_path: Path) -> None:
    assert np.isnan(read(staff_file(tmp_path, "team,x,y\nA,1,2\nB,1\n"))[1]).tolist() == [[False, False], [False, True]]


def test_an_empty_cell_behind_the_last_column_is_no_matter(tmp_path: Path) -> None:
    assert read(staff_file(tmp_path, "team;x;y\nA;1;2;\nB;3;4;\n"))[1].tolist() == [[1, 2], [3, 4]]


def test_spaces_around_column_names(tmp_path: Path) -> None:
    assert read(staff_file(tmp_path, "team , x,y \nA,1,2\n"))[1].tolist() == [[1, 2]]


def test_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A column may be numbers in one chunk and text in the next; rows keep their numbers."""
    monkeypatch.setattr(delimited, "CELLS_A_CHUNK", 4)
    monkeypatch.setattr(delimited, "FEWEST_ROWS", 2)
    path = staff_file(tmp_path, "team,x,y\nA,1,2\nB,3,4\n7,x,\n7.0,5,6\n8,1,1\n")
    chunks = list(read_chunks(File(path, "staff.csv"), ["team", "x", "y"], {"team"}, []))
    assert [len(chunk) for chunk in chunks] == [2, 2, 1]
    assert [chunk.columns["x"].dtype.kind for chunk in chunks] == ["f", "O", "f"]
    assert [chunk.rows.tolist() for chunk in chunks] == [[2, 3], [4, 5], [6]]
    assert chunks[2].columns["team"].tolist() == ["8"]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("team,x,y\nA,1,2\nB,1,5,2\n", 3),
        ("team,x,y\nA,1,5,2\nB,1,2\n", 2),
        ("team,x,y\nA,1,5,2,5\nB,1,5,2,5\n", 2),
        ("team,x,y\nA,1,5,,5\nB,1,2\n", 2),
        ("team,x,y\nA,1,2\nA,1,2\nB,1,5,2,5\n", 4),
        ("\nteam,x,y\nA,1,2\nB,1,5,2,5\n", 4),
    ],
)
def test_a_row_with_too_many_cells_is_never_shifted(tmp_path: Path, text: str, row: int) -> None:
    path = staff_file(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read(path)
    (problem,) = caught.value.problems
    assert problem.where == f"staff.csv, row {row}"
    assert "has more cells than the 3 column names" in problem.message
    assert "decimal commas need another delimiter" in problem.remedy


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('team,x,y\nA,1,"2\nB,1,2\n', 'A quote (") is opened and never closed.'),
        (b"team,x,y\nA,1,2\n\0\0,1,2\n", "The file holds bytes that no text has."),
        ("team,x,y\nA,1,2\n".encode("utf-16-le"), "The file holds bytes that no text has."),
        (codecs.BOM_UTF16_LE + b"t\x00e\x00a", "The file is no valid UTF-16 text."),
    ],
)
def test_what_is_no_table(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(staff_file(tmp_path, content))
    (problem,) = caught.value.problems
    assert problem.message == message
    assert problem.where.startswith("staff.csv")
    assert problem.remedy
