"""Everything but sampling: what was read, lost and joined, and how much the respondents of a team agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from bayeschain.disclosure.sample import coarse, coarsened
from bayeschain.specification import Specification
from bayeschain.specification.chain import Construct
from bayeschain.summaries.observed import anova_icc, within_reference_agreement
from bayeschain.surveys import SourceMoments, Surveys
from bayeschain.surveys.missing import missing_answers
from bayeschain.workflow.before import prior_predictive
from bayeschain.workflow.events import Listener, Note, silent
from bayeschain.workflow.inputs import Inputs, read_inputs
from bayeschain.workflow.structure import covariate_table, unit_table


@dataclass(frozen=True)
class Checked:
    """What a check found. Internal: it counts the respondents of small teams.

    Parameters
    ----------
    specification : Specification
        The model file.
    surveys : Surveys
        What the respondents answered.
    files : DataFrame
        Rows read and kept, by file: survey, file, read, kept, lost.
    account : DataFrame
        Rows and teams kept and lost, by reason.
    groups : DataFrame
        Sizes of teams, by survey: survey, teams, not_reached, respondents, fewest, median, most, alone,
        below_minimum.
    units : DataFrame
        Sizes of the units above the teams: units, fewest_teams, median, most, alone (of one team), below_minimum.
    covariates : DataFrame
        What is adjusted for, in its own units: known_of (teams, or a survey), covariate, mean, sd, between_teams (share
        of its variance).
    missing : DataFrame
        Skipped items: survey, construct, item, respondents, answered, missing, share. Only items that somebody skipped.
    agreement : DataFrame
        By construct: construct, items, mean (response scale), classical_icc1, classical_icc2, rwg_median.
    prior : DataFrame
        What the model file assumes before the data: quantity, median, lower, upper.
    """

    specification: Specification
    surveys: Surveys
    files: pd.DataFrame
    account: pd.DataFrame
    groups: pd.DataFrame
    units: pd.DataFrame
    covariates: pd.DataFrame
    missing: pd.DataFrame
    agreement: pd.DataFrame
    prior: pd.DataFrame

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        paths, constructs = len(self.specification.chain.paths), len(self.specification.constructs)
        return f"The input is right: {constructs} constructs, {paths} arrows, {len(self.surveys.teams)} teams."

    def tables(self) -> dict[str, pd.DataFrame]:
        """Tables by title for a screen or a log: without empty ones, and with small counts made coarse."""
        minimum = self.specification.disclosure.minimum_group
        found = {
            "files": self.files.drop(columns=["read", "lost"]),
            "lost": coarsened(self.account, minimum),
            "groups": coarse(self.groups, ["fewest"], minimum).drop(columns=["alone"]),
            "units": coarse(self.units, [n for n in ("fewest", "respondents") if n in self.units], minimum),
            "covariates": self.covariates,
            "skipped items": coarse(self.missing, ["missing"], minimum, with_it=["answered", "share"]),
            "agreement": self.agreement,
            "assumed before the data": self.prior,
        }
        return {title: table for title, table in found.items() if len(table)}


def check(
    model: str | Path | Inputs,
    data: Mapping[str, str | Path] | Sequence[str] = (),
    *,
    progress: Listener = silent,
) -> Checked:
    """Read and check a model and its surveys, without sampling.

    Parameters
    ----------
    model : str, Path or Inputs
        The model file, or what `read_inputs` made of it.
    data : mapping of str to path, or sequence of str
        Files that replace those of the model file; not with `Inputs`, which have read theirs.
    progress : callable
        Told of every step, and of what the user should know.

    Returns
    -------
    Checked
        Files, losses, sizes of teams, agreement by classical formulas, and the prior predictive.

    Raises
    ------
    InputError
        The input is wrong.
    """
    inputs = model if isinstance(model, Inputs) else read_inputs(model, data, progress=progress)
    specification, surveys = inputs.specification, inputs.surveys
    for note in (*surveys.account.notes, *surveys.good_enough):
        progress(Note(note))
    files = [(row.survey, row.file, row.read, row.kept, row.lost) for row in surveys.account.rows]
    constructs = [
        construct for source in surveys.sources for construct in specification.survey_constructs(source.survey)
    ]
    missing = missing_answers(specification, surveys)
    return Checked(
        specification,
        surveys,
        files=pd.DataFrame(files, columns=["survey", "file", "read", "kept", "lost"]),
        account=surveys.account.to_frame(),
        groups=pd.DataFrame([_groups(each, specification.disclosure.minimum_group) for each in surveys.sources]),
        units=unit_table(surveys, specification.disclosure.minimum_group),
        covariates=covariate_table(surveys),
        missing=missing.loc[missing["missing"] > 0].reset_index(drop=True),
        agreement=pd.DataFrame([_agreement(each, surveys.source(each.survey or "")) for each in constructs]),
        prior=prior_predictive(specification),
    )


def _groups(source: SourceMoments, minimum: int) -> dict[str, object]:
    n = source.n[source.n > 0]
    return {
        "survey": source.survey,
        "teams": len(n),
        "not_reached": int((source.n == 0).sum()),
        "respondents": int(n.sum()),
        "fewest": int(n.min()),
        "median": float(np.median(n)),
        "most": int(n.max()),
        "alone": int((n == 1).sum()),
        "below_minimum": int((n < minimum).sum()),
    }


def _agreement(construct: Construct, source: SourceMoments) -> dict[str, object]:
    own = np.array([item in construct.items for item in source.items])
    low, high = construct.scale or (0.0, 1.0)
    means = source.item_means[:, own].mean(axis=1)
    n = np.where(np.isfinite(means), source.n, 0)
    icc1, icc2 = anova_icc(n, means, float(source.pooled[np.ix_(own, own)].mean()))
    variances = source.variances[:, own] * ((high - low) / 100.0) ** 2
    rwg = within_reference_agreement(variances, high - low + 1.0)
    known, reached = rwg[np.isfinite(rwg)], n > 0
    return {
        "construct": construct.name,
        "items": int(own.sum()),
        "mean": low + float(np.average(means[reached], weights=n[reached])) / 100.0 * (high - low),
        "classical_icc1": icc1,
        "classical_icc2": icc2,
        "rwg_median": float(np.median(known)) if len(known) else float("nan"),
    }
