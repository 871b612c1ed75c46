"""A model for lavaan: its text, and an R script that fits it to the survey's file."""

import json
from pathlib import Path
from typing import Final

from bayeschain.specification import Specification
from bayeschain.specification.lavaan import to_lavaan, written_survey
from bayeschain.workflow.folder import write_whole

MODEL: Final = "model.lav"
SCRIPT: Final = "fit.R"

FIT: Final = """\
# Fit the model to the survey's file: Rscript fit.R (lavaan 0.6-14 or later).
# Answers are read as they stand in the file. Only respondents with all answers are used; bayeschain uses all.
library(lavaan)
answers <- read.csv({answers}, check.names = FALSE)
{teams}model <- paste(readLines("model.lav"), collapse = "\\n")
fit <- sem(model, answers, cluster = {cluster})
summary(fit, standardized = TRUE, fit.measures = TRUE)
print(logLik(fit))
"""
TEAMS: Final = """\
teams <- read.csv({file}, check.names = FALSE)
answers <- merge(answers, teams, by.x = {cluster}, by.y = {team})
"""


def write_lavaan(
    specification: Specification, out: str | Path, *, survey: str | None = None, overwrite: bool = False
) -> Path:
    """Write a model as lavaan's text and the R script that fits it; the folder appears whole or not at all.

    Parameters
    ----------
    specification : Specification
        The model file.
    out : str or Path
        Folder to write.
    survey : str, optional
        Survey to write where there are several.
    overwrite : bool
        Replace a folder that we wrote before.

    Returns
    -------
    Path
        The text, model.lav.

    Raises
    ------
    InputError
        lavaan cannot express the model, or the folder exists.
    RunError
        The folder cannot be written.
    """
    text = to_lavaan(specification, survey)
    script = _script(specification, survey)

    def fill(folder: Path) -> None:
        (folder / MODEL).write_text(text, encoding="utf-8", newline="")
        (folder / SCRIPT).write_text(script, encoding="utf-8", newline="")

    write_whole(out, fill, overwrite=overwrite)
    return Path(out) / MODEL


def _script(specification: Specification, survey: str | None) -> str:
    options = specification.surveys[written_survey(specification, survey)]
    cluster, joined = _quoted(options.team), ""
    if specification.column_constructs and specification.teams is not None:
        teams = specification.teams
        file = _quoted(str((specification.folder / teams.file).resolve()))
        joined = TEAMS.format(file=file, cluster=cluster, team=_quoted(teams.team))
    answers = _quoted(str((specification.folder / options.file).resolve()))
    return FIT.format(answers=answers, teams=joined, cluster=cluster)


def _quoted(text: str) -> str:
    """Text as R reads it: the escapes of JSON are R's as well."""
    return json.dumps(text, ensure_ascii=False)
