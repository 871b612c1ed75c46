"""Answers of people, person by person: what a model with respondent latents needs and ours does not."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scripts.study_convergence import DESIGN, ROOT

from bayeschain.experiments import Sample, case_truth, measured, sample
from bayeschain.specification import Specification, load_model
from bayeschain.surveys import Surveys
from bayeschain.surveys.scoring import Scorer

CASE = ROOT / "models" / "customer_benefit.yaml"
CASE_SEED = 2025


@dataclass(frozen=True)
class People:
    """Answers to one survey.

    Parameters
    ----------
    survey : str
    team : (N,) int
        Team of each respondent.
    answers : (N, p) float
        Answers in POMP units after reverse scoring, construct by construct.
    """

    survey: str
    team: NDArray[np.int64]
    answers: NDArray[np.float64]


def people_of(specification: Specification, drawn: Sample) -> tuple[People, ...]:
    """Answers of every survey."""
    place = {name: at for at, name in enumerate(drawn.latents.index)}
    found = []
    for survey, options in specification.surveys.items():
        table = drawn.answers[survey]
        scorer = Scorer(specification.survey_constructs(survey))
        team = np.array([place[name] for name in table[options.team]])
        found.append(People(survey, team, scorer(table[list(scorer.items)].to_numpy(dtype=float))))
    return tuple(found)


def case() -> tuple[Specification, Sample, Surveys]:
    """The case as `bayeschain demo` simulates it: model file, people, moments."""
    specification = load_model(CASE)
    drawn = sample(specification, DESIGN, case_truth(specification), CASE_SEED)
    return specification, drawn, measured(specification, drawn)
