"""The picture of the priors."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from scipy.stats import beta, kstest
from tests.conftest import MODEL
from tests.support.fake_fit import fake_fit

from bayeschain.errors import InputError
from bayeschain.specification import parse_model
from bayeschain.summaries.priors import CORRELATION, GAP, ICC, NAMES, TIER
from bayeschain.workflow.before import prior_values
from bayeschain.workflow.pictures import picture_problems
from bayeschain.workflow.prior_figure import plot_prior, save_prior

SPECIFICATION = parse_model(MODEL)


def test_values_are_those_of_the_priors() -> None:
    values = prior_values(SPECIFICATION, 200)
    assert tuple(values) == tuple(NAMES)
    assert kstest(values[ICC], beta(2.0, 12.0).cdf).pvalue > 1e-4
    assert len(values[CORRELATION]) == 200 * 6
    assert abs(np.mean(values[CORRELATION])) < 0.06


def test_without_tiers_there_is_no_tier() -> None:
    text = MODEL.replace("tiers: {by: trust, show: [leadership, benefit]}\n", "")
    assert not {TIER, GAP} & set(prior_values(parse_model(text), 5))


def titles(figure: Figure) -> list[str]:
    """Title of each panel: its lines above the median."""
    return [" ".join(each.get_text() for each in reversed(ax.texts[1:])) for ax in figure.axes]


def test_a_panel_for_each_quantity() -> None:
    assert titles(plot_prior(SPECIFICATION)) == [str(each) for each in NAMES.values()]


def test_speaks_the_language_of_the_report() -> None:
    figure = plot_prior(parse_model(MODEL + "report: {language: fi}\n"), quantity=ICC)
    assert titles(figure) == ["Muuttujan ICC"]
    assert figure.axes[0].texts[0].get_text().startswith("0,1")


def test_one_quantity_in_given_axes() -> None:
    ax = Figure().add_subplot()
    assert plot_prior(SPECIFICATION, ax, quantity=TIER) is ax.get_figure()
    assert ax.texts[1].get_text() == NAMES[TIER]
    with pytest.raises(ValueError, match="no quantity 'nonsense'"):
        plot_prior(SPECIFICATION, quantity="nonsense")


def test_a_fit_has_draws_of_its_own() -> None:
    assert titles(plot_prior(fake_fit(draws=2, prior_draws=20))) == [str(each) for each in NAMES.values()]


@pytest.mark.parametrize("name", ["priors.svg", "priors.png"])
def test_picture_as_a_file(tmp_path: Path, name: str) -> None:
    path = save_prior(SPECIFICATION, tmp_path / name)
    assert path.read_bytes()[:5] == (b"<?xml" if name.endswith("svg") else b"\x89PNG\r")
    assert [each.name for each in tmp_path.iterdir()] == [name]
    with pytest.raises(InputError, match="exists"):
        save_prior(SPECIFICATION, path)


def test_wrong_places_are_refused(tmp_path: Path) -> None:
    for place in ("priors.pdf", "nowhere/priors.svg"):
        assert len(picture_problems(tmp_path / place)) == 1
