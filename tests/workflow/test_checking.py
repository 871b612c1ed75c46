"""A check says what was read and lost, and agrees with formulas applied to the answers themselves."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.support.fake_fit import MODEL, fake_surveys

from bayeschain.errors import InputError
from bayeschain.specification import parse_model
from bayeschain.workflow.checking import check
from bayeschain.workflow.events import Event, Note
from bayeschain.workflow.inputs import Inputs, read_inputs


def scale_mean(
    study: Path, survey: str, items: list[str], reverse: list[str], ends: tuple[float, float]
) -> pd.DataFrame:
    answers = pd.read_csv(study.parent / "data" / f"{survey}.csv")
    for item in reverse:
        answers[item] = sum(ends) - answers[item]
    return pd.DataFrame({"team": answers["team"], "mean": answers[items].mean(axis=1)})


def test_agreement_is_that_of_the_answers(study: Path) -> None:
    found = check(study).agreement.set_index("construct").loc["trust"]
    scale = scale_mean(study, "staff", ["tr1", "tr2", "tr3"], ["tr3"], (1, 5))
    groups = [part.to_numpy() for _, part in scale.groupby("team")["mean"]]
    N, J = len(scale), len(groups)
    between = sum(len(g) * (g.mean() - scale["mean"].mean()) ** 2 for g in groups) / (J - 1)
    within = sum(((g - g.mean()) ** 2).sum() for g in groups) / (N - J)
    k = N / J
    assert found["classical_icc1"] == pytest.approx((between - within) / (between + (k - 1) * within))
    assert found["classical_icc2"] == pytest.approx((between - within) / between)
    assert found["mean"] == pytest.approx(scale["mean"].mean())
    answers = pd.read_csv(study.parent / "data" / "staff.csv")
    variances = answers.groupby("team")[["tr1", "tr2", "tr3"]].var().mean(axis=1)
    q = np.minimum(variances / ((5**2 - 1) / 12), 1)
    assert found["rwg_median"] == pytest.approx(np.median(3 * (1 - q) / (3 * (1 - q) + q)))


def test_sizes_of_teams_are_counted(study: Path) -> None:
    staff = pd.read_csv(study.parent / "data" / "staff.csv")
    rows = staff[staff["team"] != "Team 03"]
    alone = rows[rows["team"] == "Team 04"].head(1)
    few = rows[rows["team"] == "Team 05"].head(3)
    rest = rows[~rows["team"].isin(["Team 04", "Team 05"])]
    pd.concat([rest, alone, few]).to_csv(study.parent / "data" / "staff.csv", index=False)
    counts = ["teams", "not_reached", "fewest", "alone", "below_minimum", "respondents"]
    staff_row = check(study).groups[counts].iloc[0]
    assert list(staff_row) == [11, 1, 1, 1, 2, len(rest) + 4]


def test_losses_are_told_by_reason_and_notes_by_the_listener(study: Path) -> None:
    path = study.parent / "data" / "staff.csv"
    staff = pd.read_csv(path).astype({"le1": "Int64"})
    items = [name for name in staff.columns if name != "team"]
    staff[items] = staff[items].astype("Int64")
    staff.loc[[0, 20], items] = pd.NA
    staff[staff["team"] != "Team 12"].to_csv(path, index=False)
    told: list[Event] = []
    checked = check(study, progress=told.append)
    files = checked.files.set_index("survey")
    assert files.loc["staff", "lost"] == 2
    assert files.loc["customers", "lost"] == 0
    assert checked.tables()["lost"]["count"].tolist() == ["<5"]
    assert any("11 of 12 teams" in event.message for event in told if isinstance(event, Note))
    assert "12 teams" in checked.sentence


def test_skipped_items_are_told_item_by_item(study: Path) -> None:
    path = study.parent / "data" / "staff.csv"
    staff = pd.read_csv(path).astype({"le1": "Int64"})
    staff.loc[[0, 20, 21], "le1"] = pd.NA
    staff.to_csv(path, index=False)
    (row,) = check(study).tables()["skipped items"].to_dict("records")
    assert (row["survey"], row["item"], row["missing"]) == ("staff", "le1", "<5")
    assert row["respondents"] == len(staff)
    assert pd.isna(row["answered"])


TABLE = "teams: {file: data/areas.csv, team: team, unit: area, covariates: [age]}"


def test_covariates_and_units_are_told(study: Path) -> None:
    folder, rng = study.parent / "data", np.random.default_rng(1)
    staff = pd.read_csv(folder / "staff.csv")
    staff["tenure"] = rng.uniform(0.0, 20.0, len(staff))
    staff.to_csv(folder / "staff.csv", index=False)
    names = sorted(staff["team"].unique())
    area = ["alone", *["north" if j > 4 else "south" for j in range(1, len(names))]]
    table = pd.DataFrame({"team": names, "area": area, "age": rng.normal(40.0, 8.0, len(names))})
    table.to_csv(folder / "areas.csv", index=False)
    text = study.read_text(encoding="utf-8")
    text = text.replace("team: team, scale: [1, 5]}", "team: team, scale: [1, 5], adjust: [tenure]}")
    text = text.replace("\nconstructs:", f"\n{TABLE}\nconstructs:")
    study.write_text(text.replace("trust ~ leadership", "trust ~ leadership + age"), encoding="utf-8")
    found = check(study)
    assert list(found.units.iloc[0][["units", "fewest_teams", "alone"]]) == [3, 1, 1]
    rows = found.covariates.set_index("covariate")
    tenure = staff["tenure"]
    assert rows.loc["tenure", "known_of"] == "staff"
    assert rows.loc["tenure", "mean"] == pytest.approx(tenure.mean())
    assert rows.loc["tenure", "sd"] == pytest.approx(tenure.std())
    within = (tenure - tenure.groupby(staff["team"]).transform("mean")).pow(2).sum()
    assert rows.loc["tenure", "between_teams"] == pytest.approx(1 - within / (len(staff) - 1) / tenure.var())
    assert rows.loc["age", "sd"] == pytest.approx(table["age"].std())
    assert {"units", "covariates"} <= set(found.tables())


def test_tables_without_rows_are_left_out(study: Path) -> None:
    assert list(check(study).tables()) == ["files", "groups", "agreement", "assumed before the data"]


def test_inputs_may_be_given(study: Path) -> None:
    inputs = read_inputs(study)
    study.unlink()
    assert check(inputs).surveys is inputs.surveys


def test_wrong_input_is_told(study: Path) -> None:
    (study.parent / "data" / "staff.csv").write_text("")
    with pytest.raises(InputError, match="empty"):
        check(study)


def with_small_teams(study: Path, alter: float = 0.0) -> None:
    """Staff answers in which two teams have 2 respondents; these answer lower by `alter`."""
    path = study.parent / "data" / "staff.csv"
    staff = pd.read_csv(path)
    small = staff["team"].isin(["Team 04", "Team 05"])
    few = staff[small].groupby("team").head(2)
    items = [name for name in few.columns if name != "team"]
    few[items] = (few[items] - alter).clip(1, 5)
    pd.concat([staff[~small], few]).to_csv(path, index=False)


def test_withheld_teams_enter_no_printed_average(study: Path) -> None:
    """Raw averages, agreement and sizes on a screen or in a log are of the teams that a report would show."""
    with_small_teams(study)
    first = check(study)
    with_small_teams(study, alter=2.0)
    second = check(study)
    means = [found.tables()["agreement"]["mean"].tolist() for found in (first, second)]
    assert means[0] == means[1]
    assert first.agreement["mean"].tolist() != second.agreement["mean"].tolist()
    staff = first.tables()["groups"].to_dict("records")[0]
    assert staff["smallest"] >= 5
    assert staff["teams_withheld"] >= 3
    assert not {"alone", "below_minimum", "fewest"} & set(staff)


def test_a_withheld_total_is_told_nowhere_before_the_fit() -> None:
    """With one respondent a team the total says that each has one: neither log nor tables have it."""
    specification, surveys = parse_model(MODEL), fake_surveys(people=(1, 1))
    heard: list[Event] = []
    found = check(Inputs(specification, surveys, Path("model.yaml"), {}, 0.0), progress=heard.append)
    notes = [event.message for event in heard if isinstance(event, Note)]
    assert any("staff at least 5 respondents" in note for note in notes)
    assert not any("23 respondents" in note for note in notes)
    tables = found.tables()
    assert tables["files"]["kept"].isna().all()
    assert tables["groups"]["respondents"].isna().all()
    assert tables["agreement"]["mean"].isna().all()
