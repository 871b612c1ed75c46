"""What if: against the structural equations on original scales."""

import numpy as np
import pytest
import xarray as xr
from tests.summaries.structural import do_slope, outcomes
from tests.support.fake_fit import MODEL, fake_fit

from bayeschain.errors import InputError
from bayeschain.summaries import downstream, drivers, effects, tiers, what_if
from bayeschain.summaries.fitted import Fitted
from bayeschain.summaries.outcome import outcome_of
from bayeschain.summaries.whatif import changes

# Model units in one point of the original scale: 1-5, 0-4 and 0-10.
STEP = {"trust": 25.0, "leadership": 25.0, "goals": 25.0, "stress": 25.0, "benefit": 10.0, "loyalty": 10.0}


@pytest.mark.parametrize("outcome", ["benefit", "margin"])
def test_changes_equal_do_on_original_scales(fitted: Fitted, outcome: str) -> None:
    draws, chain, about = fitted.posterior, fitted.specification.chain, outcome_of(fitted, outcome)
    found = changes(draws, [(name, outcome) for name in about.drivers], fitted)
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
    found = what_if(fit).sel(raised_in="all_teams", raised="sd", unit="sd")
    total = effects(fit).sel(effect="total: trust -> benefit", scale="standardised")
    cell = found.sel(driver="trust")
    assert cell["mean"].item() == pytest.approx(total["mean"].item())
    assert cell["prior_upper"].item() == pytest.approx(total["prior_upper"].item())


def test_the_weakest_third_raised_team_by_team(fitted: Fitted, fit: xr.DataTree) -> None:
    """Take each draw's residuals from its latents, raise the construct in that draw's weakest third, solve again."""
    draws, chain = fitted.posterior, fitted.specification.chain
    source, target = "leadership", "benefit"
    s, t, by = (draws.place[name] for name in (source, target, "trust"))
    everybody, before, after = [], [], []
    for m in range(len(draws.mean)):
        eta, mean, slope = draws.latent[m], draws.mean[m], draws.paths[0][m]
        B = draws.direct[0][m]
        noise = (eta - mean) @ (np.eye(len(mean)) - B).T
        thirds = np.array_split(np.argsort(eta[:, by]), 3)
        raised = eta[:, s].copy()
        raised[thirds[0]] += draws.team_sd[m, s]
        then = outcomes(chain, mean, slope, noise, {source: raised})[target]
        everybody.append(0.1 * (then - eta[:, t]).mean())
        before.append(0.1 * (eta[thirds[2], t].mean() - eta[thirds[0], t].mean()))
        after.append(0.1 * (then[thirds[2]].mean() - then[thirds[0]].mean()))
    cell = downstream(fit, source).sel(
        change=f"{source} -> {target}", raised_in="weakest_tier", raised="sd", unit="points"
    )
    assert cell["mean"].item() == pytest.approx(np.mean(everybody))
    assert cell["upper"].item() == pytest.approx(np.quantile(everybody, 0.95))
    for name, values in (("gap", before), ("gap_after", after)):
        assert cell[name].item() == pytest.approx(np.mean(values))
        assert cell[f"{name}_lower"].item() == pytest.approx(np.quantile(values, 0.05))


def test_gaps_are_those_of_the_tiers(fit: xr.DataTree) -> None:
    means = tiers(fit)["mean"].sel(estimand="these_teams", construct="benefit")
    gap = what_if(fit)["gap"].sel(raised_in="weakest_tier", raised="sd", unit="points", driver="goals")
    assert gap.item() == pytest.approx((means.sel(tier="highest") - means.sel(tier="lowest")).item())
    assert np.isnan(what_if(fit)["gap"].sel(raised_in="all_teams")).all()


def test_the_tier_construct_of_the_model_file_says_who_is_weakest(army: xr.DataTree, fit: xr.DataTree) -> None:
    assert what_if(fit).attrs["weakest_tier"] == "lowest"
    found = what_if(army)
    assert found.attrs["tier_construct"] == "leadership"
    assert found.attrs["tier_share"] == pytest.approx(17 / 49)


def test_without_tiers_teams_are_sorted_by_the_outcome() -> None:
    text = "\n".join(line for line in MODEL.splitlines() if not line.startswith("tiers:"))
    found = what_if(fake_fit(text.replace("outcome: benefit", "outcome: stress"), teams=11, draws=5, prior_draws=5))
    assert found.attrs["tier_construct"] == "stress"
    assert found.attrs["weakest_tier"] == "highest"
    assert found.attrs["tier_share"] == pytest.approx(3 / 11)


def test_ranks_follow_the_better_direction(fit: xr.DataTree, army: xr.DataTree) -> None:
    for each in (fit, army):
        ranked, total = what_if(each), drivers(each).sel(measure="total")
        for name in total["driver"].values:
            cell = ranked.sel(driver=name, raised="sd")
            assert cell["rank_mean"].item() == pytest.approx(total["rank_mean"].sel(driver=name).item(), abs=0.35)
        np.testing.assert_array_equal(np.diff(ranked["stage"]) >= 0, True)


def test_a_lower_outcome_is_a_negative_change(army: xr.DataTree) -> None:
    cell = {"driver": "task_significance", "raised_in": "all_teams", "raised": "sd", "unit": "sd"}
    change = what_if(army)["mean"].sel(cell).item()
    signed = drivers(army)["mean"].sel(driver="task_significance", measure="total").item()
    assert change == pytest.approx(-signed)


def test_dims(fit: xr.DataTree) -> None:
    found = what_if(fit, mass=0.5)
    assert found["mean"].dims == ("driver", "raised_in", "raised", "unit")
    assert found["stage"].to_numpy().tolist() == [1, 1, 2, 2]
    assert found.attrs["interval_mass"] == 0.5


def test_everything_downstream_agrees_with_the_outcome(fit: xr.DataTree) -> None:
    pairs, ranked = downstream(fit), what_if(fit)
    assert set(pairs["target"].values) == {"goals", "stress", "benefit", "loyalty", "margin"}
    for name in ranked["driver"].values:
        one = pairs.sel(change=f"{name} -> benefit")
        np.testing.assert_allclose(one["mean"], ranked["mean"].sel(driver=name))


def test_what_nothing_leads_to_is_refused(fit: xr.DataTree) -> None:
    with pytest.raises(InputError, match="Nothing in the chain leads to 'trust'"):
        what_if(fit, "trust")
    with pytest.raises(InputError, match="Nothing in the chain follows from 'margin'"):
        downstream(fit, "margin")
