"""Everything but sampling: what was read, lost and joined, and how much the respondents of a team agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from bayeschain.disclosure.beforehand import size_in_words, withheld_beforehand
from bayeschain.disclosure.missing import coarse_missing
from bayeschain.disclosure.observed import FEWEST
from bayeschain.disclosure.sample import coarsened, sample_table
from bayeschain.specification import Specification
from bayeschain.surveys import Surveys
from bayeschain.surveys.missing import missing_answers
from bayeschain.workflow.before import prior_predictive
from bayeschain.workflow.checked import agreement_of, sizes, told_files
from bayeschain.workflow.events import Listener, Note, silent
from bayeschain.workflow.inputs import Inputs, read_inputs
from bayeschain.workflow.structure import covariate_table, unit_table


@dataclass(frozen=True)
class Checked:
    """What a check found. Internal: it tells of small teams; `tables` has what may stand in a log.

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
        """Tables by title for a screen or a log, under the rules of a report; without empty ones."""
        minimum = self.specification.disclosure.minimum_group
        held = withheld_beforehand(self.specification, self.surveys)
        whole = dict(zip(self.specification.surveys, held.surveys.tolist(), strict=True))
        n = np.array([self.surveys.source(name).n for name in self.specification.surveys])
        found = {
            "files": told_files(self.files, whole),
            "lost": coarsened(self.account, minimum),
            "teams from wave to wave": self.surveys.account.wave_lineage(),
            "groups": sample_table(self.specification, n, held.teams, held.surveys),
            "units": self.units,
            "covariates": self.covariates,
            "skipped items": coarse_missing(self.missing, whole, minimum),
            "agreement": agreement_of(self.specification, self.surveys, ~held.teams, fewest=FEWEST),
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
    progress(Note(size_in_words(specification, surveys)))
    for note in (*surveys.account.notes, *surveys.good_enough):
        progress(Note(note))
    files = [(row.survey, row.file, row.read, row.kept, row.lost) for row in surveys.account.rows]
    missing = missing_answers(specification, surveys)
    return Checked(
        specification,
        surveys,
        files=pd.DataFrame(files, columns=["survey", "file", "read", "kept", "lost"]),
        account=surveys.account.to_frame(),
        groups=pd.DataFrame([sizes(each, specification.disclosure.minimum_group) for each in surveys.sources]),
        units=unit_table(surveys, specification.disclosure.minimum_group),
        covariates=covariate_table(surveys),
        missing=missing.loc[missing["missing"] > 0].reset_index(drop=True),
        agreement=agreement_of(specification, surveys, np.ones(len(surveys.teams), dtype=bool)),
        prior=prior_predictive(specification),
    )
