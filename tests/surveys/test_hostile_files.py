"""Damaged and hostile files are read or answered with an InputError; nothing hangs or takes all memory."""

import io
import os
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from tests.support.hostile import Edit, damaged, members, valid_files, with_member, zipped
from tests.surveys.helpers import ONE_SURVEY, REPEATABLE, found, model, names

from bayeschain.errors import InputError
from bayeschain.specification import load_model
from bayeschain.surveys import columnar, probing, read_surveys, sizes, workbook
from bayeschain.surveys.probing import survives_reading

PIECES = st.sampled_from(
    [b"", b"<", b">", b'"', b"\0", b"\xff\xff\xff\xff", b"1e999", b"-", b";", b"\n", b"&a;", b"nan"]
)
EDITS = st.lists(
    st.tuples(st.integers(0, 999_999), st.integers(0, 8), PIECES | st.binary(max_size=4)), min_size=1, max_size=4
)
FEW = settings(REPEATABLE, max_examples=60)
ROWS = b'<row r="%d"><c r="A%d" t="n"><v>1</v></c></row>'


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    return valid_files(tmp_path_factory.mktemp("valid"))


def read_as(content: bytes, ending: str, folder: Path) -> None:
    """Read content as a survey; an InputError must say something that a terminal can show."""
    (folder / f"staff{ending}").write_bytes(content)
    try:
        read_surveys(model(ONE_SURVEY.replace("staff.csv", f"staff{ending}"), folder))
    except InputError as error:
        assert_told(error)


def assert_told(error: InputError) -> None:
    assert error.problems
    assert str(error).replace("\n", "").isprintable()


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet", ".sav", ".zsav"])
def test_undamaged_they_are_read(ending: str, valid: Mapping[str, bytes], tmp_path: Path) -> None:
    (tmp_path / f"staff{ending}").write_bytes(valid[ending])
    found = read_surveys(model(ONE_SURVEY.replace("staff.csv", f"staff{ending}"), tmp_path))
    assert found.respondents == 36


@FEW
@given(edits=EDITS)
def test_damaged_text(edits: list[Edit], valid: Mapping[str, bytes], tmp_path: Path) -> None:
    read_as(damaged(valid[".csv"], edits), ".csv", tmp_path)


@FEW
@given(edits=EDITS)
def test_damaged_parquet(edits: list[Edit], valid: Mapping[str, bytes], tmp_path: Path) -> None:
    read_as(damaged(valid[".parquet"], edits), ".parquet", tmp_path)


@FEW
@given(edits=EDITS)
def test_damaged_workbook(edits: list[Edit], valid: Mapping[str, bytes], tmp_path: Path) -> None:
    read_as(damaged(valid[".xlsx"], edits), ".xlsx", tmp_path)


@FEW
@given(edits=EDITS, which=st.integers(0, 100))
def test_workbook_with_a_damaged_part(
    edits: list[Edit], which: int, valid: Mapping[str, bytes], tmp_path: Path
) -> None:
    held = members(valid[".xlsx"])
    name = sorted(held)[which % len(held)]
    read_as(zipped(held | {name: damaged(held[name], edits)}), ".xlsx", tmp_path)


@settings(REPEATABLE, max_examples=4)
@given(edits=EDITS, ending=st.sampled_from([".sav", ".zsav"]))
def test_damaged_spss(edits: list[Edit], ending: str, valid: Mapping[str, bytes], tmp_path: Path) -> None:
    read_as(damaged(valid[ending], edits), ending, tmp_path)


def test_an_spss_file_that_ends_its_reader_is_refused(
    valid: Mapping[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "staff.sav").write_bytes(valid[".sav"])
    assert survives_reading(tmp_path / "staff.sav")
    monkeypatch.setattr(probing, "READ_ALL", "import os; os.abort()")
    assert "damaged" in found(tmp_path, ONE_SURVEY.replace("staff.csv", "staff.sav"))[0].message


def test_a_workbook_that_unpacks_to_more_than_memory_is_not_unpacked(
    valid: Mapping[str, bytes], tmp_path: Path
) -> None:
    memory = io.BytesIO(valid[".xlsx"])
    with ZipFile(memory, "a", ZIP_DEFLATED) as packed, packed.open("xl/media/x.xml", "w") as part:
        for _ in range(30):
            part.write(bytes(1 << 20))
    (tmp_path / "staff.xlsx").write_bytes(memory.getvalue())
    problem = found(tmp_path, ONE_SURVEY.replace("staff.csv", "staff.xlsx"))[0]
    assert "unpacks to 30 MB" in problem.message
    assert "CSV" in problem.remedy


def test_a_workbook_of_too_many_bytes_is_not_unpacked(
    valid: Mapping[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sizes, "MOST_UNPACKED", 1000)
    (tmp_path / "staff.xlsx").write_bytes(valid[".xlsx"])
    assert "unpacks to" in found(tmp_path, ONE_SURVEY.replace("staff.csv", "staff.xlsx"))[0].message


def test_entities_that_grow_are_not_expanded(valid: Mapping[str, bytes], tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY l0 "ha">{laughs}]><sst>&l11;</sst>'.encode()
    (tmp_path / "staff.xlsx").write_bytes(with_member(valid[".xlsx"], sheet1=bomb))
    assert "damaged" in found(tmp_path, ONE_SURVEY.replace("staff.csv", "staff.xlsx"))[0].message


def test_a_row_of_an_absurd_number_does_not_make_all_rows_before_it(
    valid: Mapping[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 2_000)
    held = members(valid[".xlsx"])["xl/worksheets/sheet1.xml"]
    far = held.replace(b"</sheetData>", ROWS % (2 * (10**9,)) + b"</sheetData>")
    assert far != held
    read_as(with_member(valid[".xlsx"], sheet1=far), ".xlsx", tmp_path)


def test_a_parquet_file_of_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar, "MOST_ROWS", 10)
    parquet.write_table(pa.table({"team": names(11)}), tmp_path / "staff.parquet")
    problem = found(tmp_path, ONE_SURVEY.replace("staff.csv", "staff.parquet"))[0]
    assert "11 rows; up to 10 are read" in problem.message


def test_names_of_columns_are_shown_in_characters_that_print(tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_bytes(b"team,le1,le\x062,tr1\nT1,1,2,3\n")
    assert all(str(each).isprintable() for each in found(tmp_path))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_a_pipe_that_nobody_writes_to_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "staff.csv")
    assert "pipe" in found(tmp_path)[0].message
    os.mkfifo(tmp_path / "model.yaml")
    with pytest.raises(InputError, match="a pipe"):
        load_model(tmp_path / "model.yaml")


def test_a_model_file_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.yaml").write_bytes(b"# " + bytes(b"x" * 4_000_000))
    with pytest.raises(InputError, match="too long"):
        load_model(tmp_path / "model.yaml")
