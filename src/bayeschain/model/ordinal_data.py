"""Surveys with ordinal answers as the flat data and the plan that the ordinal kernel reads."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bayeschain.model.forward import width_of
from bayeschain.model.gaps import means_places
from bayeschain.model.moments import pack_sources, rows_place, scatter_places, team_order
from bayeschain.model.parameters import Floats, Layout
from bayeschain.model.sources import SourceStatistics, sampling_share, source_statistics
from bayeschain.model.thresholds import fixed_error_sd
from bayeschain.specification.files import Specification
from bayeschain.surveys import OrdinalAnswers, SourceMoments, Surveys
from bayeschain.surveys.ordinal import midpoints

SMALLEST_UNIT = 5.0
"""Least unit of people's coordinates, POMP, where nearly all answer alike. It only scales what is sampled."""


def is_ordinal(specification: Specification) -> bool:
    """Whether any survey has an ordinal likelihood."""
    return any(survey.likelihood == "ordinal" for survey in specification.surveys.values())


def used_categories(specification: Specification, surveys: Surveys) -> tuple[tuple[float, ...], ...]:
    """Scores of the categories of each ordinal item that anybody used, in the order of `Layout.ordinal_items`."""
    layout = Layout(specification)
    return tuple(each for i in layout.ordinal_sources for each in answers_of(layout, surveys, i).categories)


def all_categories(specification: Specification) -> tuple[tuple[float, ...], ...]:
    """Scores of all categories of each ordinal item, used or not, in the order of `Layout.ordinal_items`."""
    layout, found = Layout(specification), []
    for construct in (each for i in layout.ordinal_sources for each in layout.sources[i]):
        low, high = construct.scale or specification.surveys[construct.survey or ""].scale
        found += [tuple(np.linspace(0.0, 100.0, round(high - low) + 1).tolist())] * len(construct.items)
    return tuple(found)


def answers_of(layout: Layout, surveys: Surveys, source: int) -> OrdinalAnswers:
    """Ordinal answers of a survey, a place among `Layout.sources`."""
    found = surveys.source(layout.surveys[source]).ordinal
    if found is None:
        raise ValueError(f"survey '{layout.surveys[source]}' was read without its ordinal answers")
    return found


def category_counts(layout: Layout, surveys: Surveys) -> NDArray[np.int64]:
    """(J, categories) answers of each team in every category of each ordinal item, in the order of both."""
    J, found, at = len(surveys.teams), [], 0
    for i in layout.ordinal_sources:
        answers = answers_of(layout, surveys, i)
        known = layout.categories[at : at + answers.scores.shape[1]]
        at += len(known)
        for codes, scores in zip(answers.codes(known).T, known, strict=True):
            count = np.zeros((J, len(scores)), dtype=np.int64)
            np.add.at(count, (answers.team[codes >= 0], codes[codes >= 0]), 1)
            found.append(count)
    return np.concatenate(found, axis=1)


def plan_of(layout: Layout) -> tuple[int, ...]:
    """Flat integers that say where everything stands: see `ordinal_kernel.plan`."""
    full, reduced = layout.structure, layout.reduced.structure
    sticks = layout.slices["threshold_stick_raw"]
    counts = [len(scores) - 1 for scores in layout.categories]
    first = np.cumsum([0, *(max(m - 2, 0) for m in counts)])
    items = [value for m, at in zip(counts, first[:-1], strict=True) for value in (m, int(at))]
    header = (sticks.start, layout.reduced.size, sticks.stop - sticks.start, len(layout.ordinal_sources))
    index = layout.reduced_index.tolist()
    return (*header, len(full), len(reduced), *full, *reduced, *index, *items, *layout.ordinal_sources)


@dataclass(frozen=True)
class LatentSizes:
    """How many coordinates of people and items are sampled.

    Parameters
    ----------
    teams, items, constructs, people : tuple of int
        Teams reached, items, constructs and people of each survey with ordinal answers.
    """

    teams: tuple[int, ...]
    items: tuple[int, ...]
    constructs: tuple[int, ...]
    people: tuple[int, ...]

    @cached_property
    def biases(self) -> int:
        """Standard item biases."""
        return sum(J * K for J, K in zip(self.teams, self.items, strict=True))

    @cached_property
    def firsts(self) -> int:
        """First coordinates, those of teams."""
        return sum(J * q for J, q in zip(self.teams, self.constructs, strict=True))

    @cached_property
    def rests(self) -> int:
        """Other coordinates, those of people about their team."""
        return sum((N - J) * q for N, J, q in zip(self.people, self.teams, self.constructs, strict=True))


def latent_sizes(layout: Layout, surveys: Surveys) -> LatentSizes:
    """Sizes of the latents of a chain with ordinal surveys."""
    found = [answers_of(layout, surveys, i) for i in layout.ordinal_sources]
    return LatentSizes(
        tuple(len(np.unique(each.team)) for each in found),
        tuple(each.scores.shape[1] for each in found),
        tuple(len(layout.sources[i]) for i in layout.ordinal_sources),
        tuple(len(each.team) for each in found),
    )


def latent_statistics(layout: Layout, surveys: Surveys) -> tuple[SourceStatistics, ...]:
    """Statistics of every survey for the reduced chain; means of latent answers are 0 until they are filled in."""
    return tuple(
        _latent(layout, surveys.source(name), answers_of(layout, surveys, i))
        if i in layout.ordinal_sources
        else source_statistics(layout.reduced, surveys.source(name))
        for i, name in enumerate(layout.surveys)
    )


def _latent(layout: Layout, source: SourceMoments, answers: OrdinalAnswers) -> SourceStatistics:
    J, q = len(source.n), len(layout.specification.survey_constructs(source.survey))
    n = np.bincount(answers.team, minlength=J)
    aggregation = layout.specification.surveys[source.survey].aggregation
    return SourceStatistics(n, sampling_share(aggregation, replace(source, n=n)), np.zeros((J, q)), np.zeros((J, q, q)))


def has_ordinal_gaps(layout: Layout, surveys: Surveys) -> bool:
    """Whether a respondent of a Gaussian survey beside an ordinal one skipped an indicator."""
    return any(source.gaps.any() for source in latent_statistics(layout, surveys))


def pack_ordinal(layout: Layout, surveys: Surveys) -> Floats:
    """Flat data: place of the rows and size of the moments, the moments of `reduced`, then each ordinal survey.

    Returns
    -------
    (m,) float64
        Of each ordinal survey: people, teams reached, place of its cross-products in the moments; first and last
        threshold and fixed error variance (0 if free) by item; origin and unit of people's coordinates by construct;
        by team, in the order of `team_order`, the place of its means in the moments, that of their gradient in what
        the Gaussian kernel writes, and its people; covariates by person; category by person and item, -1 where there
        is none.
    """
    sources = latent_statistics(layout, surveys)
    moments = pack_sources(layout.reduced, surveys, sources)
    row, scatter_at = np.argsort(team_order(sources, surveys.columns)), scatter_places(sources)
    members = len(layout.columns) + len(layout.specification.chain.covariates)
    rows_at = rows_place(sources, members, groups=int(moments[0]))
    means_at = _means_places(layout, sources, moments, rows_at)
    pieces, at = [np.array([rows_at, len(moments)], dtype=float), moments], 0
    for i in layout.ordinal_sources:
        answers = answers_of(layout, surveys, i).sorted_by(row)
        K = answers.scores.shape[1]
        categories = layout.categories[at : at + K]
        at += K
        teams, people = np.unique(answers.team, return_counts=True)
        pieces += [np.array([len(answers.team), len(teams), scatter_at[i]], dtype=float), _ends(categories).ravel()]
        pieces += [level_units(layout, i, answers).ravel()]
        pieces += [np.column_stack([means_at[teams, i], people]).astype(float).ravel()]
        pieces += [answers.covariates.ravel(), answers.codes(categories).astype(float).ravel()]
    return np.concatenate(pieces)


def _means_places(
    layout: Layout, sources: Sequence[SourceStatistics], moments: Floats, rows_at: int
) -> NDArray[np.int64]:
    """(J, S, 2) where each team's means of each survey stand in the moments, and their gradient in the kernel's result.

    In teams with gaps it is the first group of a survey; an ordinal survey has no other.
    """
    known = len(layout.columns) + len(layout.specification.chain.covariates)
    rows, wide, own = int(moments[1]), width_of(layout.reduced), len(layout.reduced.items) + known
    first = np.cumsum([0, *(source.means.shape[1] for source in sources[:-1])])
    row = np.arange(rows)[:, None]
    found = np.stack([rows_at + row * wide + first, row * own + first], axis=-1)
    if rows == len(sources[0].n):
        return found
    gaps_at, adjusted = rows_at + rows * wide, [len(names) for names in layout.reduced.adjusted]
    apart = means_places(moments[gaps_at:], adjusted, known, int(layout.has_units))
    return np.concatenate([found, np.stack([gaps_at + apart, rows * own + apart], axis=-1)])


def _ends(categories: tuple[tuple[float, ...], ...]) -> Floats:
    """(items, 3) first and last threshold, and fixed variance of the error."""
    return np.array([(midpoints(c)[0], midpoints(c)[-1], fixed_error_sd(c) ** 2) for c in categories])


def level_units(layout: Layout, source: int, answers: OrdinalAnswers) -> Floats:
    """(constructs, 2) origin and unit of people's coordinates: mean and SD of their average answers, POMP."""
    counts = [len(layout.indicators(construct)) for construct in layout.sources[source]]
    parts = np.split(answers.scores, np.cumsum(counts)[:-1], axis=1)
    found = []
    for part in parts:
        there = np.isfinite(part)
        average = np.where(there, part, 0.0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
        known = average[there.any(axis=1)]
        found.append((known.mean(), max(known.std(), SMALLEST_UNIT)))
    return np.array(found)
