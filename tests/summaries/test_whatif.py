"""What if: against the structural equations on original scales."""

import numpy as np
import pytest
import xarray as xr
from tests.summaries.structural import do_slope

from bayeschain.errors import InputError
from bayeschain.summaries import drivers, effects, what_if
from bayeschain.summaries.fitted import Fitted
from bayeschain.summaries.outcome import outcome_of
from bayeschain.summaries.whatif import changes

# Model units in one point of the original scale: 1-5, 0-4 and 0-10.
STEP = {"trust": 25.0, "leadership": 25.0, "goals": 25.0, "stress": 25.0, "benefit": 10.0, "loyalty": 10.0}


@pytest.mark.parametrize("outcome", ["benefit", "margin"])
def test_changes_equal_do_on_original_scales(fitted: Fitted, outcome: str) -> None:
    draws, chain, about = fitted.posterior, fitted.specification.chain, outcome_of(fitted, outcome)
    found = changes(draws, about, fitted.scales)
    noise = np.zeros((2, len(chain.constructs)))
    y = draws.place[outcome]
    point = fitted.data["column_sd"].item() / 10.0 if outcome == "margin" else 0.1
    for m in (0, 17, 79):
        for s, source in enumerate(about.drivers):
            tau = draws.team_sd[m]
            for r, step in enumerate((STEP[source], tau[draws.place[source]])):
                change = do_slope(chain, draws.mean[m], draws.paths[0][m], noise, source, outcome, step)
                assert found[m, s, r, 0] == pytest.approx(change * point)
                assert found[m, s, r, 1] == pytest.approx(change / tau[y])


def test_a_sd_gives_the_standardised_total(fit: xr.DataTree) -> None:
    found = what_if(fit).sel(raised="sd", unit="sd")
    total = effects(fit).sel(effect="total: trust -> benefit", scale="standardised")
    cell = found.sel(driver="trust")
    assert cell["mean"].item() == pytest.approx(total["mean"].item())
    assert cell["prior_upper"].item() == pytest.approx(total["prior_upper"].item())


def test_a_lower_outcome_is_a_negative_change(army: xr.DataTree) -> None:
    change = what_if(army)["mean"].sel(driver="task_significance", raised="sd", unit="sd").item()
    signed = drivers(army)["mean"].sel(driver="task_significance", measure="total").item()
    assert change == pytest.approx(-signed)


def test_dims(fit: xr.DataTree) -> None:
    found = what_if(fit, mass=0.5)
    assert found["mean"].dims == ("driver", "raised", "unit")
    assert found["stage"].to_numpy().tolist() == [1, 1, 2, 2]
    assert found.attrs["interval_mass"] == 0.5


def test_what_nothing_leads_to_is_refused(fit: xr.DataTree) -> None:
    with pytest.raises(InputError, match="Nothing in the chain leads to 'trust'"):
        what_if(fit, "trust")
