"""The page about all runs: in the language that the model files share, what cannot be translated marked as English."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from bayeschain.checks.verdict import Verdict
from bayeschain.messages import Message
from bayeschain.report.wording import Wording
from bayeschain.workflow.batch.contents import contents
from bayeschain.workflow.batch.finding import language_of
from bayeschain.workflow.batch.summary import write_summary
from bayeschain.workflow.batch.work import in_short, told, told_of
from bayeschain.workflow.manifest import told as told_in_manifest
from bayeschain.workflow.starting import new_study

GOOD = Verdict("convergence", "pass", Message("This is a preview."), Message(""), pd.DataFrame())
PROBLEM = {"where": "a.yaml", "message": "Unknown key 'outcom'.", "remedy": "Did you mean 'outcome'?"}


def manifest(exit_code: int, changes: dict[str, Any]) -> dict[str, Any]:
    return {"verdict": told_in_manifest(GOOD, exit_code, "fi"), "changes": changes}


RUNS = {
    "good": {**told_of(manifest(0, {"compared": 120, "beyond_uncertainty": 3})), "done_now": False},
    "shaky": {**told_of(manifest(3, {"withheld": "everything"})), "done_now": True},
    "wrong": {**told(2, "", in_short(1), problems=[PROBLEM]), "done_now": True},
    "broken": {**told(1, "", "The disk is full."), "done_now": True},
}


def study(folder: Path, *languages: str) -> list[Path]:
    """Model files in these languages, whose surveys are not there."""
    new_study(folder)
    text = (folder / "model.yaml").read_text(encoding="utf-8")
    (folder / "model.yaml").unlink()
    (folder / "data" / "staff.csv").unlink()
    paths = [folder / f"{number}.yaml" for number in range(len(languages))]
    for path, language in zip(paths, languages, strict=True):
        path.write_text(text.replace("language: en", f"language: {language}"), encoding="utf-8")
    return paths


def test_in_english() -> None:
    page = contents(RUNS, {"good", "broken"}, 61.4, Wording())
    assert page.title == "Summary of 4 runs"
    assert page.summary == (
        "1 run is done. 1 run failed. 1 run has wrong input. 1 run is not to be trusted. Written in 61 s."
    )
    assert [row.status for row in page.rows] == [
        "done (up to date)",
        "not to be trusted",
        "wrong input",
        "failed; the report is that of an earlier run",
    ]
    assert [row.changed for row in page.rows] == ["3 of 120", "withheld", "–", "–"]
    assert page.rows[0].found == "This is a preview."
    assert page.rows[2].problems == ("a.yaml: Unknown key 'outcom'. Did you mean 'outcome'?",)
    assert {row.language for row in page.rows} == {page.problem_language} == {""}


def test_in_finnish_with_what_is_english_marked(tmp_path: Path) -> None:
    page = contents(RUNS, {"good", "broken"}, 61.4, Wording("fi"))
    assert page.title == "Yhteenveto 4 ajosta"
    assert page.summary.startswith("1 ajo on valmis. 1 ajo epäonnistui.")
    assert [row.found for row in page.rows] == [
        "Tämä on ennakkotulos.",
        "Tämä on ennakkotulos.",
        "Syötteessä on 1 ongelma.",
        "The disk is full.",
    ]
    assert [row.changed for row in page.rows] == ["3/120", "suojattu", "–", "–"]
    assert [row.language for row in page.rows] == ["", "", "", "en"]
    write_summary(tmp_path, RUNS, 61.4, "fi")
    html = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert '<html lang="fi" dir="ltr">' in html
    assert '<ul lang="en"><li dir="auto">a.yaml: Unknown key' in html
    assert '<span lang="en">The disk is full.</span>' in html
    table = pd.read_csv(tmp_path / "summary.csv")
    assert list(table["status"]) == ["done", "not to be trusted", "wrong input", "failed"]
    assert table["sentence"][0] == "This is a preview."


def test_a_manifest_that_knows_no_other_language_is_told_in_english() -> None:
    old = {"verdict": {"exit_code": 0, "status": "pass", "sentence": "The chains agree."}}
    (row,) = contents({"old": {**told_of(old), "done_now": True}}, {"old"}, 1.0, Wording("fi")).rows
    assert (row.found, row.language) == ("The chains agree.", "en")


def test_the_manifest_has_the_sentence_in_both_languages() -> None:
    facts = told_in_manifest(GOOD, 0, "fi")
    assert (facts["sentence"], facts["said"]) == ("This is a preview.", "Tämä on ennakkotulos.")


@pytest.mark.parametrize(
    ("languages", "shared"), [(("fi", "fi"), "fi"), (("fi", "en"), "en"), (("fi", "nonsense"), "fi"), (("xx",), "en")]
)
def test_the_language_is_the_one_that_model_files_share(
    tmp_path: Path, languages: tuple[str, ...], shared: str
) -> None:
    assert language_of(study(tmp_path / "study", *languages)) == shared
