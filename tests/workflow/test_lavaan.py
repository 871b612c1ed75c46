"""The model as lavaan's text and an R script, in a folder."""

import json
import subprocess
from pathlib import Path
from shutil import which

import pytest
from tests.support.lavaan_case import MODEL

from bayeschain.errors import InputError
from bayeschain.specification import parse_model
from bayeschain.specification.lavaan import to_lavaan
from bayeschain.workflow.lavaan import write_lavaan


def test_text_and_script(tmp_path: Path) -> None:
    specification = parse_model(MODEL, tmp_path)
    text = write_lavaan(specification, tmp_path / "out")
    assert text.read_text(encoding="utf-8") == to_lavaan(specification)
    script = (tmp_path / "out" / "fit.R").read_text(encoding="utf-8")
    assert json.dumps(str(tmp_path / "staff.csv")) in script
    assert 'merge(answers, teams, by.x = "team", by.y = "team")' in script
    assert 'cluster = "team"' in script


def test_without_team_columns_no_table_is_joined(tmp_path: Path) -> None:
    text = MODEL.replace("  margin: {column: margin}\n", "").replace("  margin ~ b*goals + effort\n", "")
    text = text.replace("  through := a * b\n", "").replace("outcome: margin", "outcome: goals")
    write_lavaan(parse_model(text, tmp_path), tmp_path / "out")
    assert "merge" not in (tmp_path / "out" / "fit.R").read_text(encoding="utf-8")


def test_names_of_files_cannot_leave_their_quotes(tmp_path: Path) -> None:
    text = MODEL.replace("file: staff.csv", r"""file: 'a"); system("x").csv'""")
    write_lavaan(parse_model(text, tmp_path), tmp_path / "out")
    assert r"a\"); system(\"x\").csv" in (tmp_path / "out" / "fit.R").read_text(encoding="utf-8")


def test_nothing_is_written_where_lavaan_cannot_express_the_model(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="ordinal"):
        write_lavaan(
            parse_model(MODEL.replace("scale: [1, 5]}", "scale: [1, 5], likelihood: ordinal}")), tmp_path / "out"
        )
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(which("Rscript") is None, reason="R is not installed")
def test_r_reads_the_script(tmp_path: Path) -> None:
    write_lavaan(parse_model(MODEL, tmp_path), tmp_path / "out")
    parsed = subprocess.run(
        ["Rscript", "-e", "invisible(parse('fit.R'))"], cwd=tmp_path / "out", capture_output=True, text=True, timeout=60
    )
    assert parsed.returncode == 0, parsed.stderr
