"""Posterior calibration: whether the fit is right where the answers at hand are, not only over the whole prior.

A truth is drawn from the posterior of the answers at hand, new teams from the truth, and both are fitted together: then
the rank of the truth among the draws is uniform (Säilynoja, Schmitt, Bürkner & Vehtari 2025, Posterior SBC,
arXiv:2502.03279).
"""

from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr

from bayeschain.checks.convergence import NUISANCE, REPORTED, diagnose
from bayeschain.conventions import RHAT_LIMIT_NUISANCE, T_MEAN, T_SD
from bayeschain.errors import Problems, RunError
from bayeschain.experiments.calibrate import RANKED, SETTINGS, ranked_truth, varying
from bayeschain.experiments.design import Design
from bayeschain.experiments.measuring import measured
from bayeschain.experiments.posterior_truth import truth_from_posterior
from bayeschain.experiments.simulate import sample
from bayeschain.experiments.tasks import Job, Json, Task
from bayeschain.experiments.true_values import true_quantities
from bayeschain.inference import CompiledChain, Settings, compile_chain
from bayeschain.model import build_model
from bayeschain.model.build import pack_data
from bayeschain.model.parameters import Layout
from bayeschain.specification import Specification, parse_model
from bayeschain.surveys import Surveys
from bayeschain.surveys.account import Account
from bayeschain.surveys.appending import appended

GIVEN: Final = Settings(draws=1000, tune=500, chains=4, seed=0, cores=1, target_accept=0.9)
"""How the answers at hand are fitted; truths are draws of this fit."""


@dataclass(frozen=True, eq=False)
class CalibratingGiven(Job):
    """Draw a truth from the posterior and new teams from the truth, fit old and new, and rank the truth.

    Parameters
    ----------
    text : str
        The model file.
    surveys : Surveys
        Answers at hand, as `at_hand` returns them.
    design : Design
        New teams and their respondents.
    seed : int
        Of the fit to the answers at hand.
    settings : Settings
        How old and new answers are fitted; its seed is not used.
    ranked : int
        Draws that a truth is ranked among.
    """

    text: str
    surveys: Surveys
    design: Design
    seed: int
    settings: Settings = SETTINGS
    ranked: int = RANKED

    def description(self) -> Json:
        """Everything that the ranks depend on; the answers by the hash of their moments."""
        moments = pack_data(Layout(parse_model(self.text)), self.surveys)
        return {
            "study": "posterior calibration",
            "model": self.text,
            "answers": sha256(moments.tobytes()).hexdigest(),
            "design": asdict(self.design),
            "given": asdict(replace(GIVEN, seed=self.seed)),
            "settings": asdict(replace(self.settings, seed=0)),
            "ranked": self.ranked,
        }

    def prepare(self) -> tuple[CompiledChain, xr.DataTree, tuple[str, ...]]:
        """Compile the chain, fit the answers at hand, name the quantities that vary.

        Raises
        ------
        RunError
            The chains disagree, so that their draws are none of the posterior.
        """
        specification = parse_model(self.text)
        chain = compiled_given(specification, self.surveys)
        fit = chain.fit(self.surveys, replace(GIVEN, seed=self.seed))
        posterior = fit["posterior"].dataset
        found = diagnose(posterior[[name for name in (*REPORTED, *NUISANCE) if name in posterior]])
        if not (worst := float(found["rhat"].max())) < RHAT_LIMIT_NUISANCE:
            raise RunError(
                f"The chains of the fit to the answers at hand disagree (R-hat {worst:.2f}): there is no posterior to "
                "draw truths from. Look at the checks of a run first."
            )
        both = replace(self.design, teams=self.design.teams + len(self.surveys.teams))
        return chain, fit, varying(specification, both)

    def replicate(self, ready: Any, task: Task) -> Json:
        """Ranks of one data set."""
        chain, fit, names = ready
        specification = chain.layout.specification
        seeds = task.seeds(4)
        truth, old = truth_from_posterior(fit, specification, np.random.default_rng(seeds[0]))
        drawn = sample(specification, self.design, truth, seeds[1], discrete=False)
        new = measured(specification, drawn, rescale=False)
        both = numbered(appended(self.surveys, new))
        latents = pd.concat([old, drawn.latents.loc[list(new.teams)]]).set_axis(list(both.teams))
        again = chain.fit(both, replace(self.settings, seed=seeds[2]))
        true = true_quantities(truth, latents)
        return ranked_truth(again, true, names, self.ranked, np.random.default_rng(seeds[3]))


def compiled_given(specification: Specification, surveys: Surveys) -> CompiledChain:
    """Chain of a model file, compiled for answers at hand and for more teams beside them."""
    return compile_chain(build_model(specification, surveys), prior_draws=0)


def at_hand(specification: Specification, surveys: Surveys) -> Surveys:
    """Answers at hand as posterior calibration takes them: without names, team columns on the model's scale.

    Raises
    ------
    InputError
        There is something in them, or in the model file, that cannot be drawn for new teams.
    """
    chain, table, options = specification.chain, specification.teams, specification.surveys
    gaps = {source.survey for source in surveys.sources if source.partial is not None}
    problems = Problems()
    remedy = "Leave it out, or calibrate with truths from the priors."
    if chain.covariates or any(each.adjust for each in options.values()):
        problems.add(
            "Covariates are measured against the teams and people at hand, and new ones would move them.", remedy
        )
    if table is not None and table.unit is not None:
        problems.add("Posterior calibration does not know the unit of a new team.", remedy, "teams.unit")
    for name, each in options.items():
        if each.likelihood == "ordinal":
            says = "With ordinal answers people are parameters, and new people would be new ones."
            problems.add(says, "Calibrate with truths from the priors.", f"surveys.{name}.likelihood")
        elif name in gaps and each.measurement == "manifest":
            says = "Scale means of people who skipped items are not joined with those of new teams."
            remedy = "Write measurement: latent, or calibrate with truths from the priors."
            problems.add(says, remedy, f"surveys.{name}.measurement")
    problems.raise_if_any()
    Z = len(surveys.column_names)
    return replace(
        numbered(surveys),
        sources=tuple(replace(source, scale_means=None) for source in surveys.sources),
        column_mean=np.full(Z, T_MEAN),
        column_sd=np.full(Z, T_SD),
        account=Account((), ()),
    )


def numbered(surveys: Surveys) -> Surveys:
    """The same surveys, with numbers for the names of teams, which a calibration would tell."""
    width = len(str(len(surveys.teams)))
    return replace(surveys, teams=tuple(f"Team {j:0{width}d}" for j in range(1, len(surveys.teams) + 1)))
