"""Constructs and what measures them: declared options to `Construct`, checked against surveys and team table."""

from collections.abc import Mapping, Sequence

from bayeschain.errors import did_you_mean
from bayeschain.specification.chain import Construct
from bayeschain.specification.findings import Findings
from bayeschain.specification.names import default_label, objection
from bayeschain.specification.options import ConstructOptions, SurveyOptions, TeamTableOptions
from bayeschain.specification.source import shown


def build_constructs(
    declared: Mapping[str, ConstructOptions],
    surveys: Mapping[str, SurveyOptions],
    survey_names: Sequence[str],
    teams: TeamTableOptions | None,
    findings: Findings,
) -> tuple[Construct, ...]:
    """Make the constructs of a model file.

    Parameters
    ----------
    declared : mapping of str to ConstructOptions
        Constructs whose own options are right, in the order declared.
    surveys : mapping of str to SurveyOptions
        Surveys whose own options are right.
    survey_names : sequence of str
        All surveys declared.
    teams : TeamTableOptions or None
        The team table, if there is one.
    findings : Findings
        Takes what is wrong.

    Returns
    -------
    tuple of Construct
        Those that can be made.
    """
    made = []
    for name, options in declared.items():
        _check_one(name, options, survey_names, findings)
        label = options.label or default_label(name)
        survey = surveys.get(options.survey or "")
        scale = options.scale or (survey.scale if survey else None)
        made.append(
            Construct(
                name=name,
                label=label,
                survey=options.survey,
                items=options.items,
                reverse=frozenset(options.reverse),
                column=options.column,
                better=options.better,
                scale=None if options.column else scale,
            )
        )
    _check_shared(made, surveys, teams, findings)
    return tuple(made)


def check_name(name: str, location: tuple[str, ...], findings: Findings) -> None:
    """Note a name that cannot be one."""
    if reason := objection(name):
        findings.add(location, f"{shown(name)} {reason[0]}", reason[1], key=True)


def _check_one(name: str, options: ConstructOptions, survey_names: Sequence[str], findings: Findings) -> None:
    """Check what one construct says about itself."""
    at = ("constructs", name)
    if options.survey and options.column:
        findings.add((*at, "column"), f"'{name}' has both a survey and a column.", "Keep one of the two.", key=True)
    elif not options.survey and not options.column:
        remedy = "Write survey: and items:, or column: for a column of the team table."
        findings.add(at, f"Nothing measures '{name}'.", remedy, key=True)
    elif options.column:
        for key in ("items", "reverse", "scale"):
            if getattr(options, key):
                message = f"'{key}' means nothing for '{name}', which is a column of the team table."
                findings.add((*at, key), message, "Remove it.", key=True)
    elif options.survey not in survey_names:
        message = f"'{name}' is measured by the survey {shown(str(options.survey))}, which is not declared."
        findings.add((*at, "survey"), message, did_you_mean(str(options.survey), survey_names))
    elif not options.items:
        findings.add(at, f"'{name}' has no items.", "List the columns that measure it: items: [a1, a2].", key=True)
    for place, item in enumerate(options.reverse):
        if item not in options.items:
            message = f"'{name}' reverses {shown(item)}, which is not one of its items."
            findings.add((*at, "reverse", place), message, did_you_mean(item, options.items) or "Remove it.")


def _check_shared(
    constructs: Sequence[Construct],
    surveys: Mapping[str, SurveyOptions],
    teams: TeamTableOptions | None,
    findings: Findings,
) -> None:
    """Check what constructs share with each other, with surveys and with the team table."""
    owner: dict[tuple[str, str], str] = {}
    labels: dict[str, str] = {}
    for construct in constructs:
        name, at = construct.name, ("constructs", construct.name)
        survey = surveys.get(construct.survey or "")
        for place, item in enumerate(construct.items):
            other = owner.setdefault((construct.survey or "", item), name)
            if other != name:
                message = f"The item {shown(item)} serves '{other}' already."
                findings.add((*at, "items", place), message, "An item measures one construct; remove it from one.")
            if survey and item == survey.team:
                message = f"The item {shown(item)} is the team column of the survey '{survey.name}'."
                findings.add((*at, "items", place), message, "Remove it.")
        if construct.column is not None:
            _check_column(construct, teams, owner, findings)
        other = labels.setdefault(construct.label.casefold(), name)
        if other != name:
            message = f"'{other}' and '{name}' are both shown as {shown(construct.label)}."
            findings.add((*at, "label"), message, "Give each a label of its own.")


def _check_column(
    construct: Construct, teams: TeamTableOptions | None, owner: dict[tuple[str, str], str], findings: Findings
) -> None:
    at = ("constructs", construct.name, "column")
    column = str(construct.column)
    other = owner.setdefault(("column of the team table", column), construct.name)
    if other != construct.name:
        findings.add(at, f"The column {shown(column)} is '{other}' already.", "Remove one of the two.")
    if "teams" not in findings.root.values:
        message = f"'{construct.name}' is a column of the team table, and there is none."
        findings.add(at, message, "Add: teams: {file: teams.csv, team: team}.")
    elif teams and column in (teams.team, teams.unit):
        findings.add(at, f"The column {shown(column)} names the team or unit.", "Choose a column with numbers.")
