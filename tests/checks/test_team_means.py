"""The normal distribution of the teams' scale means, against the one of their items."""

from itertools import product

import numpy as np
import pytest
from tests.checks.conftest import known_fit
from tests.support.designs import dense_sources, random_design

from bayeschain.checks.team_means import team_means
from bayeschain.model.equations import team_mean_moments
from bayeschain.summaries.fitted import open_fit

KINDS = ("reflective", "finite", "manifest")


@pytest.mark.parametrize(
    ("aggregation", "measurement"), [*product(KINDS, ["latent"]), ("reflective", "manifest"), ("finite", "manifest")]
)
def test_moments_are_averages_of_those_of_the_items(aggregation: str, measurement: str) -> None:
    design = random_design(3, (aggregation, "reflective"), (measurement, "latent"))
    fit = known_fit(design)
    found, (sources, mean, phi) = team_means(open_fit(fit)), dense_sources(design)
    for j in range(len(design.surveys.teams)):
        n = [int(source.n[j]) for source in design.surveys.sources]
        share = []
        for source, name in zip(design.surveys.sources, design.layout.surveys, strict=True):
            assert source.members is not None
            kind, own = design.specification.surveys[name].aggregation, max(int(source.n[j]), 1)
            share.append({"reflective": 1 / own, "finite": 1 / own - 1 / source.members[j], "manifest": 0.0}[kind])
        seen, rows = [], []
        for dense, size in zip(sources, n, strict=True):
            if size:
                owner = dense.constructs[dense.loading.argmax(axis=1)]
                seen += list(dense.constructs)
                rows += [(owner == c) / (owner == c).sum() for c in dense.constructs]
        blocks = np.zeros((len(rows), sum(len(s.theta) for s, size in zip(sources, n, strict=True) if size)))
        at = row = 0
        for dense, size in zip(sources, n, strict=True):
            if size:
                width, tall = len(dense.theta), len(dense.constructs)
                blocks[row : row + tall, at : at + width] = rows[row : row + tall]
                at, row = at + width, row + tall
        centre, covariance = team_mean_moments(sources, mean, phi, n, share)
        np.testing.assert_allclose(found.mean[0, j][seen], blocks @ centre)
        np.testing.assert_allclose(found.covariance(j)[0][np.ix_(seen, seen)], blocks @ covariance @ blocks.T)
        own_precision = found.precision(j)[1]
        here = np.isfinite(found.observed[j])
        assert set(np.flatnonzero(here)) >= set(seen)
        assert not own_precision[~here].any()


def test_observed_means_and_scatter_are_those_of_the_persons() -> None:
    design = random_design(4)
    found = team_means(open_fit(known_fit(design)))
    place = design.layout.constructs.index("goals")
    scales = [y[:, 4:8].mean(axis=1) for y in design.answers[0]]
    expected = [scale.mean() if len(scale) else np.nan for scale in scales]
    np.testing.assert_allclose(found.observed[:, place], expected)
    assert found.scatter[place] == pytest.approx(sum(((s - s.mean()) ** 2).sum() for s in scales if len(s)))
    assert np.isnan(found.scatter[design.layout.constructs.index("margin")])
