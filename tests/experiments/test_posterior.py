"""Posterior calibration: truths are draws of the fit, ranks where all is known, a run from end to end, refusals."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from json import dumps, loads

import numpy as np
import pytest
import xarray as xr
from scipy.stats import kstest
from tests.conftest import Case
from tests.support.fake_fit import MODEL, fake_fit, fake_surveys

from bayeschain.errors import InputError, RunError
from bayeschain.experiments import Design, calibrate, posterior
from bayeschain.experiments.calibrate import varying
from bayeschain.experiments.posterior import CalibratingGiven, at_hand
from bayeschain.experiments.posterior_truth import truth_from_posterior
from bayeschain.experiments.quantities import fitted_quantities
from bayeschain.experiments.tasks import Task
from bayeschain.experiments.true_values import true_quantities
from bayeschain.inference import Settings
from bayeschain.inference.schema import constant_data
from bayeschain.model.parameters import Layout
from bayeschain.specification import parse_model
from bayeschain.surveys import PartialMoments, Surveys
from bayeschain.surveys.appending import appended

PAIRS = MODEL.replace("  through := a", "  goals ~~ stress\n  through := a")
MANIFEST = MODEL.replace("scale: [1, 5]}", "scale: [1, 5], measurement: manifest}")
DESIGN = Design(6, {"staff": (3, 6), "customers": (3, 6)}, seed=1)
FEW = Settings(draws=60, tune=60, chains=1, seed=0, cores=1, target_accept=0.8)


@pytest.fixture(autouse=True)
def few_probes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What varies is found from few truths."""
    monkeypatch.setattr(calibrate, "PROBES", 12)


def told_of(fit: xr.DataTree, surveys: Surveys) -> xr.DataTree:
    """The fit with the data of other surveys."""
    fit["constant_data"] = xr.DataTree(constant_data(Layout(parse_model(fit.attrs["model_text"])), surveys))
    return fit


@pytest.mark.parametrize("text", [MODEL, PAIRS, MANIFEST], ids=["plain", "pairs", "manifest"])
def test_a_truth_has_the_quantities_of_its_draw(text: str) -> None:
    """True values follow from fewer parameters, by formulas of their own."""
    spec, surveys = parse_model(text), fake_surveys(text)
    fit = told_of(fake_fit(text, chains=2, draws=3, prior_draws=2), at_hand(parse_model(text), surveys))
    found = fitted_quantities(fit)
    for seed in range(3):
        truth, latents = truth_from_posterior(fit, spec, np.random.default_rng(seed))
        latents = latents.set_axis([f"Team {j:02d}" for j in range(1, 25)])
        true = true_quantities(truth, latents)
        names = varying(spec, replace(DESIGN, teams=24))
        assert set(names) <= set(found)
        rng = np.random.default_rng(seed)
        at = 3 * int(rng.integers(2)) + int(rng.integers(3))
        np.testing.assert_allclose([true[n] for n in names], [found[n][at] for n in names], rtol=1e-9, atol=1e-9)


@dataclass(frozen=True)
class Uninformed:
    """A chain that answers tell nothing: the posterior of all is that of the answers at hand, by independent draws."""

    layout: Layout
    fitted: xr.DataTree

    def fit(self, surveys: Surveys, settings: Settings) -> xr.DataTree:
        rng = np.random.default_rng(settings.seed)
        draws = self.fitted["posterior"].to_dataset()
        if settings.draws < draws.sizes["draw"]:
            draws = draws.isel(draw=rng.choice(draws.sizes["draw"], settings.draws, replace=False))
        old = draws["team_latent"].sizes["team"]
        teams = [*range(old), *rng.integers(old, size=len(surveys.teams) - old)]
        draws = draws.isel(team=teams).assign_coords(team=list(surveys.teams))
        found = xr.DataTree.from_dict({"posterior": draws, "sample_stats": self.fitted["sample_stats"].to_dataset()})
        found.attrs.update(self.fitted.attrs)
        return told_of(found, surveys)


def made_up(monkeypatch: pytest.MonkeyPatch, fit: xr.DataTree) -> None:
    """Nothing is compiled or sampled."""
    monkeypatch.setattr(posterior, "compiled_given", lambda spec, _: Uninformed(Layout(spec), fit))


def test_ranks_are_uniform_where_answers_tell_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made_up(monkeypatch, fake_fit(chains=2, draws=1500, prior_draws=2))
    settings = replace(FEW, draws=10, chains=2)
    job = CalibratingGiven(MODEL, at_hand(parse_model(MODEL), fake_surveys()), DESIGN, 3, settings, ranked=20)
    ready = job.prepare()
    results = [job.replicate(ready, Task(0, number, 8)) for number in range(40)]
    names = [name for name in results[0]["ranks"] if not name.startswith(("tier", "best", "team", "rank"))]
    assert {"path_standardised: benefit ~ goals", "icc: trust", "item_sd: staff.le1", "total, raw: goals -> margin"} < {
        *names
    }
    rng = np.random.default_rng(1)
    places = [(np.array([each["ranks"][name] for each in results]) + rng.uniform(size=40)) / 21.0 for name in names]
    assert min(kstest(place, "uniform").pvalue for place in places) * len(names) > 0.01


def test_chains_that_disagree_give_no_truths(monkeypatch: pytest.MonkeyPatch) -> None:
    fit = fake_fit(chains=2, draws=50, prior_draws=2)
    draws = fit["posterior"].to_dataset()
    fit["posterior"] = xr.DataTree(draws.assign(icc=draws["icc"] + 0.4 * draws["chain"]))
    made_up(monkeypatch, fit)
    job = CalibratingGiven(MODEL, at_hand(parse_model(MODEL), fake_surveys()), DESIGN, 3, FEW)
    with pytest.raises(RunError, match="answers at hand disagree"):
        job.prepare()


def test_two_data_sets_from_end_to_end(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posterior, "GIVEN", replace(FEW, draws=150, tune=150, chains=2))
    monkeypatch.setattr(posterior, "RHAT_LIMIT_NUISANCE", 2.0)
    job = CalibratingGiven(
        case.specification.text, at_hand(case.specification, case.surveys), DESIGN, 3, FEW, ranked=30
    )
    ready = job.prepare()
    first, second, again = (job.replicate(ready, Task(0, number, 1)) for number in (0, 1, 0))
    assert first == again == loads(dumps(first))
    assert first["ranks"] != second["ranks"]
    assert {"team third: Team 03", "team level: Team 01, trust", "defined, raw: through := a * b"} < set(first["ranks"])
    assert all(0 <= rank <= 30 for each in (first, second) for rank in each["ranks"].values())


def test_the_answers_at_hand_are_known_by_their_hash_and_lose_their_names() -> None:
    surveys = fake_surveys(teams=12)
    named = replace(surveys, teams=tuple(f"Branch {j}" for j in range(12)))
    hand = at_hand(parse_model(MODEL), named)
    assert hand.teams[:2] == ("Team 01", "Team 02")
    assert not hand.account.teams
    assert (hand.column_mean.item(), hand.column_sd.item()) == (50.0, 10.0)
    job = CalibratingGiven(MODEL, hand, DESIGN, 3)
    twice = replace(job, surveys=appended(hand, hand))
    assert job == replace(job, surveys=at_hand(parse_model(MODEL), surveys))
    assert job.description()["answers"] != twice.description()["answers"]
    assert "Branch" not in dumps(job.description())


def somebody(items: int) -> PartialMoments:
    """One person, of the first team, who answered the first item alone."""
    means = np.full((1, items), np.nan)
    means[0, 0] = 50.0
    none = np.zeros(0, dtype=np.int64)
    return PartialMoments(np.array([0]), np.array([1]), means, none, np.zeros((0, items)))


TEAMS = "team: team}\nconstructs"
STAFF = "scale: [1, 5]}"
CUSTOMERS = "scale: [0, 10]}"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({STAFF: "scale: [1, 5], likelihood: ordinal}"}, ["people are parameters"]),
        ({STAFF: "scale: [1, 5], adjust: [tenure]}"}, ["Covariates are measured"]),
        (
            {TEAMS: "team: team, covariates: [age]}\nconstructs", "a*leadership + trust": "a*leadership + trust + age"},
            ["Covariates are measured"],
        ),
        ({TEAMS: "team: team, unit: area}\nconstructs"}, ["unit of a new team"]),
        ({STAFF: "scale: [1, 5], measurement: manifest}"}, ["people who skipped items"]),
        (
            {
                STAFF: "scale: [1, 5], likelihood: ordinal}",
                CUSTOMERS: "scale: [0, 10], measurement: manifest}",
            },
            ["people are parameters", "people who skipped items"],
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(changes: dict[str, str], told: Sequence[str]) -> None:
    text = MODEL
    for one, other in changes.items():
        assert one in text
        text = text.replace(one, other)
    surveys = fake_surveys()
    sources = [replace(source, partial=somebody(len(source.items))) for source in surveys.sources]
    with pytest.raises(InputError) as refused:
        at_hand(parse_model(text), replace(surveys, sources=tuple(sources)))
    messages = [problem.message for problem in refused.value.problems]
    assert len(messages) == len(told)
    assert all(part in message for part, message in zip(told, messages, strict=True))
