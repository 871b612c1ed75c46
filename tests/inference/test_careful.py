"""A second pass with smaller steps where transitions diverged, and only there."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from tests.conftest import MODEL, Case

from bayeschain.checks import convergence
from bayeschain.inference import Progress, Settings, fit
from bayeschain.inference.careful import CAREFUL, STANDARD, USUAL, Passes, sample_carefully
from bayeschain.inference.compiling import Compiled
from bayeschain.inference.fitting import settings_for
from bayeschain.inference.sampling import Sampled
from bayeschain.specification import SamplingOptions, parse_model

SETTINGS = Settings(draws=4, tune=1, chains=2, seed=1, cores=1, target_accept=0.8)


class Sampler:
    """Diverges a given number of times in each pass."""

    def __init__(self, *divergences: int) -> None:
        self._left = list(divergences)
        self.seen: list[Settings] = []

    def __call__(self, settings: Settings) -> Sampled:
        self.seen.append(settings)
        marks = np.zeros(8)
        marks[: self._left.pop(0)] = 1.0
        statistics = xr.Dataset({"diverging": (("chain", "draw"), marks.reshape(2, 4))})
        return Sampled({"pass": np.array(len(self.seen))}, statistics)


def passes_of(sampler: Sampler, settings: Settings = SETTINGS) -> tuple[Passes, list[str]]:
    told: list[Progress] = []
    found = sample_carefully(sampler, settings, told.append)
    return found, [each.phase for each in told]


def test_without_divergences_there_is_one_pass() -> None:
    found, told = passes_of(Sampler(0))
    assert (found.settings, found.diverged_at_first, told) == (SETTINGS, 0, [])


@pytest.mark.parametrize("left", [0, 2])
def test_with_them_the_draws_are_those_of_a_second_pass_alone(left: int) -> None:
    sampler = Sampler(3, left)
    found, told = passes_of(sampler)
    careful = replace(SETTINGS, target_accept=CAREFUL)
    assert sampler.seen == [SETTINGS, careful]
    assert (found.settings, found.diverged_at_first, told) == (careful, 3, ["again"])
    assert found.sampled.named["pass"] == 2
    assert found.sampled.statistics["diverging"].sum() == left


def test_who_is_careful_already_has_one_pass() -> None:
    found, _ = passes_of(Sampler(3), replace(SETTINGS, target_accept=CAREFUL))
    assert found.diverged_at_first == 0


def test_a_fit_says_how_it_was_sampled(case: Case, compiled: Compiled, monkeypatch: pytest.MonkeyPatch) -> None:
    assert case.fit.attrs["diverged_at_first"] == 0
    assert case.fit.attrs["target_accept"] == STANDARD

    def pretend(draw: object, settings: Settings, report: object) -> Passes:
        assert callable(draw)
        return Passes(draw(replace(settings, target_accept=0.9)), replace(settings, target_accept=0.9), 5)

    monkeypatch.setattr("bayeschain.inference.fitting.sample_carefully", pretend)
    few = {"draws": 20, "tune": 20, "chains": 1, "compiled": compiled}
    again = fit(case.model, **few)  # type: ignore[arg-type]
    assert (again.attrs["diverged_at_first"], again.attrs["target_accept"]) == (5, 0.9)
    given = fit(case.model, target_accept=0.7, **few)  # type: ignore[arg-type]
    assert (given.attrs["diverged_at_first"], given.attrs["target_accept"]) == (0, 0.7)


@pytest.mark.parametrize(("tried", "advised"), [(0.8, "0.98"), (0.98, "0.99"), (0.99, "0.99")])
def test_what_is_advised_was_not_tried(case: Case, tried: float, advised: str) -> None:
    diverging = case.fit["sample_stats"].to_dataset()
    diverging["diverging"] = diverging["diverging"].copy()
    diverging["diverging"][0, 0] = 1.0
    tree = case.fit.copy()
    tree["sample_stats"] = xr.DataTree(diverging)
    tree.attrs["target_accept"] = tried
    assert f"target_accept of {advised}" in str(convergence(tree).remedy)
    assert case.fit.attrs["target_accept"] == STANDARD


def test_steps_are_larger_in_standard_coordinates_alone(case: Case) -> None:
    ordinal = parse_model(MODEL.replace("scale: [1, 5]", "scale: [1, 5], likelihood: ordinal"))
    assert settings_for(case.specification).target_accept == STANDARD
    assert settings_for(case.specification, sampler="pymc").target_accept == USUAL
    assert settings_for(ordinal).target_accept == USUAL
    given = replace(case.specification, sampling=SamplingOptions(target_accept=0.9))
    assert settings_for(given).target_accept == 0.9
