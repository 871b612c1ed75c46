"""Conditions of a study: numbers of teams and respondents, and what is true; every combination is one cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Final

import numpy as np

from bayeschain.conventions import FIXED, PRIORS
from bayeschain.errors import InputError, Problem
from bayeschain.experiments.design import Design
from bayeschain.experiments.drawing import odds_root, truth_from_priors
from bayeschain.experiments.plausible import case_truth
from bayeschain.experiments.truth import Truth
from bayeschain.specification.model_file import Specification

type Sizes = Mapping[str, tuple[int, int]]
type Values = Mapping[str, float]

SIZES_SEED: Final = 1
"""Seed of the team sizes: they are the same in all data sets of a cell."""


@dataclass(frozen=True)
class Cell:
    """One condition.

    Parameters
    ----------
    design : Design
        Teams and respondents.
    truths : {"fixed", "priors"}
        One truth for all data sets, or a new one from the priors for each.
    icc : mapping of str to float
        ICC by construct, where it is not that of `case_truth`.
    paths : mapping of str to float
        Standardised path by name, ``target ~ source``, likewise.
    labels : mapping of str to str
        What tells this cell from the others of its study: columns of its tables.
    """

    design: Design
    truths: str = FIXED
    icc: Values = field(default_factory=dict)
    paths: Values = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def truth(self, specification: Specification, seed: int) -> Truth:
        """Truth of a data set; a fixed one does not depend on the seed."""
        if self.truths == PRIORS:
            return truth_from_priors(specification, np.random.default_rng(seed))
        return fixed_truth(specification, self.icc, self.paths)


def fixed_truth(specification: Specification, icc: Values, paths: Values) -> Truth:
    """`case_truth` with other ICCs and other standardised paths.

    Raises
    ------
    ValueError
        The paths explain all of a construct's variance, or more.
    """
    truth = case_truth(specification)
    team_sd = dict(truth.team_sd) | {name: truth.within_sd[name] * odds_root(value) for name, value in icc.items()}
    values = [
        paths.get(path.name, value)
        for path, value in zip(truth.chain.paths, truth.path_standardised.tolist(), strict=True)
    ]
    return replace(truth, team_sd=team_sd, path_standardised=np.array(values))


@dataclass(frozen=True)
class Plan:
    """A grid of conditions.

    Parameters
    ----------
    teams : sequence of int
        Numbers of teams.
    respondents : sequence of mapping of str to (int, int)
        Fewest and most respondents of a team by survey.
    truths : {"fixed", "priors"}
        One truth for all data sets of a cell, or a new one from the priors for each.
    icc : sequence of mapping of str to float
        ICCs by construct; none for those of `case_truth`.
    paths : sequence of mapping of str to float
        Standardised paths by name; none likewise.
    skipped : float
        Share of the answers that people skip, completely at random, in every condition.
    """

    teams: Sequence[int]
    respondents: Sequence[Sizes]
    truths: str = FIXED
    icc: Sequence[Values] = ({},)
    paths: Sequence[Values] = ({},)
    skipped: float = 0.0

    def cells(self) -> tuple[Cell, ...]:
        """Every combination, the last named condition varying fastest."""
        grid = product(self.teams, self.respondents, self.icc, self.paths)
        return tuple(self._cell(*values) for values in grid)

    @property
    def only_cell(self) -> Cell:
        """The one condition of the plan.

        Raises
        ------
        InputError
            It has several.
        """
        cells = self.cells()
        if len(cells) > 1:
            message = f"This design has {len(cells)} conditions, and one is wanted."
            raise InputError([Problem(message, "Give one number of teams, of respondents, and so on.", "design")])
        return cells[0]

    def _cell(self, teams: int, sizes: Sizes, icc: Values, paths: Values) -> Cell:
        labels = {"teams": str(teams)} | _size_labels(sizes)
        labels |= _labels("icc", icc, self.icc) | _labels("paths", paths, self.paths)
        return Cell(Design(teams, sizes, seed=SIZES_SEED, skipped=self.skipped), self.truths, icc, paths, labels)


def _size_labels(sizes: Sizes) -> dict[str, str]:
    return {survey: str(low) if low == high else f"{low}-{high}" for survey, (low, high) in sizes.items()}


def _labels(name: str, values: Values, all_values: Sequence[Values]) -> dict[str, str]:
    """Values as one text: a single number where they are all equal; nothing where the study does not vary them."""
    if len(all_values) == 1:
        return {}
    different = list(dict.fromkeys(f"{value:g}" for value in values.values()))
    if len(different) == 1:
        return {name: different[0]}
    return {name: ", ".join(f"{key} = {value:g}" for key, value in values.items())}
