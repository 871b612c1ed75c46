"""Covariates of teams and of respondents: checked against constructs, items and the columns that name teams."""

from collections.abc import Mapping, Sequence

from bayeschain.specification.chain import Construct
from bayeschain.specification.findings import Findings
from bayeschain.specification.names import normalised, objection
from bayeschain.specification.options import SurveyOptions, TeamTableOptions
from bayeschain.specification.source import shown


def check_covariates(
    surveys: Mapping[str, SurveyOptions],
    constructs: Sequence[Construct],
    teams: TeamTableOptions | None,
    findings: Findings,
) -> None:
    """Note covariates that are something else already, or whose names cannot stand in the chain."""
    if teams is not None:
        _check_teams(constructs, teams, findings)
    for name, survey in surveys.items():
        owner = {
            item: construct.name for construct in constructs if construct.survey == name for item in construct.items
        }
        for place, column in enumerate(survey.adjust):
            at = ("surveys", name, "adjust", place)
            if column in owner:
                message = f"The column {shown(column)} is an item of '{owner[column]}' already."
                findings.add(at, message, "Remove it here, or there.")
            elif column == survey.team:
                findings.add(at, f"The column {shown(column)} names the team.", "Choose a column with numbers.")


def _check_teams(constructs: Sequence[Construct], teams: TeamTableOptions, findings: Findings) -> None:
    columns = {construct.column: construct.name for construct in constructs if construct.column}
    names = {construct.name for construct in constructs}
    for place, column in enumerate(teams.covariates):
        at = ("teams", "covariates", place)
        if reason := objection(normalised(column)):
            message = f"{shown(column)} {reason[0]}"
            findings.add(at, message, "Rename the column: the chain names it.")
        elif column in (teams.team, teams.unit):
            findings.add(at, f"The column {shown(column)} names the team or unit.", "Choose a column with numbers.")
        elif column in columns:
            message = f"The column {shown(column)} is the construct '{columns[column]}' already."
            findings.add(at, message, "Remove it here: a construct may stand in the chain as it is.")
        elif normalised(column) in names:
            message = f"{shown(column)} is the name of a construct already."
            findings.add(at, message, "Give the construct another name.")
