"""From a fit to the files of its report."""

from pathlib import Path

import pytest
from tests.support.fake_fit import fake_fit

from bayeschain.errors import InputError
from bayeschain.inference import load, store
from bayeschain.surveys import Account, RowCount, WaveStep
from bayeschain.workflow.reporting import report, stored_account, stored_steps, with_account


def test_a_report_is_written_from_a_fit_alone(tmp_path: Path) -> None:
    path = report(fake_fit(), tmp_path / "report")
    assert path == tmp_path / "report" / "report.html"
    assert path.stat().st_size > 10_000
    assert {each.name for each in path.parent.iterdir()} == {"report.html", "report.xlsx", "tables", "figures"}


@pytest.mark.usefixtures("no_figures")
def test_a_report_is_replaced_only_when_told(tmp_path: Path) -> None:
    fit = fake_fit()
    report(fit, tmp_path / "report")
    with pytest.raises(InputError):
        report(fit, tmp_path / "report")
    report(fit, tmp_path / "report", overwrite=True)


def test_a_stored_fit_carries_the_account(tmp_path: Path) -> None:
    account = Account((RowCount("staff", "staff.csv", 10, 8, {"missing answers": 2}),), ())
    fit = with_account(fake_fit(), account)
    store(fit, tmp_path / "posterior.nc")
    read = stored_account(load(tmp_path / "posterior.nc"))
    assert read is not None
    assert read.drop(columns="outcome").to_numpy().tolist() == [["row", "staff", "missing answers", "<5"]]
    assert stored_account(fake_fit()) is None


def test_a_stored_fit_carries_what_became_of_teams(tmp_path: Path) -> None:
    account = Account((), (), steps=(WaveStep("2024", "2025", 12, 8, 3, 1, 2, 1, 14, 2, 1, 3),))
    store(with_account(fake_fit(), account), tmp_path / "posterior.nc")
    read = stored_steps(load(tmp_path / "posterior.nc"))
    assert read is not None
    assert read.to_numpy().tolist() == account.wave_lineage().to_numpy().tolist()
    assert stored_steps(with_account(fake_fit(), Account((), ()))) is None
