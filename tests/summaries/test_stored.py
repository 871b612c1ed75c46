"""Summaries of a fit that was stored and read back."""

from collections.abc import Callable
from pathlib import Path

import pytest
import xarray as xr

from bayeschain.errors import RunError
from bayeschain.inference.storage import load, store
from bayeschain.summaries import agreement, comparisons, downstream, drivers, effects, teams, tiers, what_if

SUMMARIES = [agreement, comparisons, downstream, drivers, effects, teams, tiers, what_if]


@pytest.fixture(scope="module")
def loaded(fit: xr.DataTree, tmp_path_factory: pytest.TempPathFactory) -> xr.DataTree:
    folder: Path = tmp_path_factory.mktemp("stored")
    return load(store(fit, folder / "posterior.nc"))


@pytest.mark.parametrize("summary", SUMMARIES)
def test_a_loaded_fit_gives_the_same(
    fit: xr.DataTree, loaded: xr.DataTree, summary: Callable[[xr.DataTree], xr.Dataset]
) -> None:
    xr.testing.assert_allclose(summary(loaded), summary(fit), rtol=1e-12)


@pytest.mark.parametrize("summary", SUMMARIES)
def test_a_summary_says_its_interval_and_makes_a_table(
    company: xr.DataTree, summary: Callable[[xr.DataTree], xr.Dataset]
) -> None:
    found = summary(company)
    assert found.attrs["interval_mass"] == 0.9
    assert found.attrs["interval_kind"] == "eti"
    assert not found.to_dataframe().empty


@pytest.mark.parametrize("summary", SUMMARIES)
def test_another_tree_is_refused(summary: Callable[[xr.DataTree], xr.Dataset]) -> None:
    with pytest.raises(RunError, match="not a fit of bayeschain"):
        summary(xr.DataTree())
