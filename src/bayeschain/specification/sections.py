"""The sections of a model file, read one after the other and checked against each other."""

from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bayeschain.errors import Problem, did_you_mean
from bayeschain.specification.chain import Chain, Construct
from bayeschain.specification.chain_reading import read_chain
from bayeschain.specification.constructs import build_constructs, check_name
from bayeschain.specification.covariates import check_covariates
from bayeschain.specification.document import Mapping, Plain, Scalar, embedded, plain
from bayeschain.specification.findings import Findings
from bayeschain.specification.model_file import Specification
from bayeschain.specification.names import RESERVED_SURVEYS, normalised
from bayeschain.specification.options import (
    ConstructOptions,
    DisclosureOptions,
    ReportOptions,
    SamplingOptions,
    SurveyOptions,
    TeamTableOptions,
    TierOptions,
)
from bayeschain.specification.priors import Priors
from bayeschain.specification.source import has_controls, shown
from bayeschain.specification.waves import check_waves, read_waves

REQUIRED: Final = ("title", "surveys", "constructs", "chain", "outcome")
TOP: Final = (*REQUIRED, "waves", "teams", "tiers", "priors", "sampling", "disclosure", "report")


def read_sections(findings: Findings, folder: Path) -> Specification | None:
    """Read a model file.

    Parameters
    ----------
    findings : Findings
        Holds the file, and takes what is wrong with it.
    folder : Path
        Folder that file names are relative to.

    Returns
    -------
    Specification or None
        What the file says; None when something is wrong.
    """
    _check_keys(findings)
    waves = read_waves(findings)
    surveys = _surveys(findings)
    teams = _section(TeamTableOptions, "teams", findings) if "teams" in findings.root.values else None
    constructs = _constructs(surveys, teams, findings)
    _check_surveys(surveys, constructs, teams, findings)
    check_waves(waves, surveys, constructs, findings)
    if teams and teams.became and "waves" not in findings.root.values:
        findings.add(
            ("teams", "became"), "The model file names no waves.", "Remove it, or write waves: first.", key=True
        )
    check_covariates(surveys, constructs, teams, findings)
    chain = _chain(teams, findings)
    outcome = _outcome(chain, findings)
    tiers = _tiers(outcome, findings)
    title = _line("title", findings)
    priors = _section(Priors, "priors", findings)
    sampling = _section(SamplingOptions, "sampling", findings)
    disclosure = _section(DisclosureOptions, "disclosure", findings)
    report = _section(ReportOptions, "report", findings)
    if findings.problems or not (chain and priors and sampling and disclosure and report):
        return None
    return Specification(
        title=title,
        surveys=surveys,
        teams=teams,
        constructs=constructs,
        chain=chain,
        outcome=outcome,
        tiers=tiers,
        priors=priors,
        sampling=sampling,
        disclosure=disclosure,
        report=report,
        text=findings.source.text,
        waves=waves,
        folder=folder,
    )


def _check_keys(findings: Findings) -> None:
    present = findings.root.values
    for key in present:
        if key not in TOP:
            message = f"{shown(key)} is not an option of the model file."
            findings.add((key,), message, did_you_mean(key, TOP), key=True)
    for key in REQUIRED:
        if key not in present:
            findings.problems.append(Problem(f"'{key}' is missing.", f"Add the line {key}: …", findings.source.name))


def _line(key: str, findings: Findings) -> str:
    """Return one line of text at the top level; empty, and noted, when there is none."""
    node = findings.root.values.get(key)
    if node is not None and not isinstance(node, Scalar):
        findings.add((key,), f"'{key}' must be one text.", f"Write {key}: and one value.", key=True)
    elif node is not None and (node.empty or not node.text.strip()):
        findings.add((key,), f"'{key}' is empty.", "Give it a value.")
    elif node is not None and has_controls(line := " ".join(node.text.split())):
        findings.add((key,), f"'{key}' holds a control character.", "Write it in plain characters.")
    elif node is not None:
        return line
    return ""


def _empty(key: str, findings: Findings) -> bool:
    node = findings.root.values.get(key)
    return node is None or (isinstance(node, Scalar) and node.empty)


def _section[T](kind: type[T], key: str, findings: Findings) -> T | None:
    given = {} if _empty(key, findings) else plain(findings.root.values[key])
    return findings.read(kind, (key,), given)


def _names(key: str, findings: Findings) -> tuple[str, ...]:
    node = findings.root.values.get(key)
    return tuple(dict.fromkeys(map(normalised, node.values))) if isinstance(node, Mapping) else ()


def _named(key: str, example: str, findings: Findings) -> dict[str, Plain]:
    """Return the entries of a section by name, each as plain text, lists and dicts."""
    node = findings.root.values.get(key)
    if node is None:
        return {}
    if not isinstance(node, Mapping) or not node.values:
        findings.add((key,), f"'{key}' must hold names with options.", f"Write for example {example}.", key=True)
        return {}
    entries: dict[str, Plain] = {}
    for name, value in node.values.items():
        check_name(name, (key, name), findings)
        if normalised(name) in entries:
            findings.add((key, name), f"{shown(name)} is declared twice.", "Keep one of the two.", key=True)
        entries[normalised(name)] = plain(value)
    return entries


def _surveys(findings: Findings) -> dict[str, SurveyOptions]:
    read = {}
    for name, given in _named("surveys", "staff: {file: staff.csv, team: team, scale: [1, 5]}", findings).items():
        at = ("surveys", name)
        if name in RESERVED_SURVEYS:
            findings.add(at, f"A survey cannot be called '{name}'.", "Choose another name.", key=True)
        known = tuple(each for each in SurveyOptions.__dataclass_fields__ if each != "name")
        if isinstance(given, dict):
            if "name" in given:
                message = f"'name' is not an option of '{name}'."
                findings.add((*at, "name"), message, "Remove it: the key is the name.", key=True)
            given = {**given, "name": name}
        options = findings.read(SurveyOptions, at, given, known)
        if options is not None:
            read[name] = options
    return read


def _constructs(
    surveys: AbstractMapping[str, SurveyOptions], teams: TeamTableOptions | None, findings: Findings
) -> tuple[Construct, ...]:
    declared = {}
    for name, given in _named("constructs", "trust: {survey: staff, items: [tr1, tr2]}", findings).items():
        options = findings.read(ConstructOptions, ("constructs", name), given)
        if options is not None:
            declared[name] = options
    return build_constructs(declared, surveys, _names("surveys", findings), teams, findings)


def _check_surveys(
    surveys: AbstractMapping[str, SurveyOptions],
    constructs: Sequence[Construct],
    teams: TeamTableOptions | None,
    findings: Findings,
) -> None:
    """Check that each survey measures something, and that the size of finite teams is known."""
    used = {construct.survey for construct in constructs}
    all_read = len(constructs) == len(_names("constructs", findings)) > 0
    unread = teams is None and "teams" in findings.root.values
    for name, survey in surveys.items():
        if all_read and name not in used:
            message = f"The survey '{name}' measures no construct."
            findings.add(("surveys", name), message, "Remove it, or name it under a construct.", key=True)
        if survey.aggregation == "finite" and not unread and (teams is None or teams.size is None):
            message = f"Finite teams in '{name}' need the number of members of each team."
            remedy = "Add: teams: {file: teams.csv, team: team, size: headcount}."
            findings.add(("surveys", name, "aggregation"), message, remedy)


def _chain(teams: TeamTableOptions | None, findings: Findings) -> Chain | None:
    node = findings.root.values.get("chain")
    constructs = _names("constructs", findings)
    if node is None:
        return None
    remedy = "Write chain: | and the statements below it."
    if not isinstance(node, Scalar) or node.empty:
        findings.add(("chain",), "'chain' must hold the statements of the chain.", remedy, key=True)
        return None
    if node.style != "|" and node.last_line > node.line:
        message = "A chain of several lines must be a block, or its line ends are lost."
        findings.add(("chain",), message, remedy, key=True)
        return None
    if not constructs:
        return None
    covariates = teams.covariates if teams else ()
    chain, problems = read_chain(embedded(node, findings.source), constructs, covariates)
    findings.problems.extend(problems)
    for place, name in enumerate(covariates):
        if chain and normalised(name) not in chain.covariates:
            message = f"The team covariate {shown(name)} stands in no equation of the chain."
            remedy = f"Write it on the right of one: outcome ~ source + {name}; or remove it."
            findings.add(("teams", "covariates", place), message, remedy)
    return chain


def _known(name: str, location: tuple[str | int, ...], findings: Findings) -> bool:
    constructs = _names("constructs", findings)
    if name in constructs or not constructs:
        return True
    findings.add(location, f"{shown(name)} is not a declared construct.", did_you_mean(name, constructs))
    return False


def _outcome(chain: Chain | None, findings: Findings) -> str:
    outcome = normalised(_line("outcome", findings))
    if outcome and _known(outcome, ("outcome",), findings) and chain and not chain.ancestors(outcome):
        message = f"Nothing in the chain explains the outcome {shown(outcome)}."
        findings.add(("outcome",), message, f"Write {outcome} ~ … in the chain, or choose another outcome.")
    return outcome


def _tiers(outcome: str, findings: Findings) -> TierOptions | None:
    if _empty("tiers", findings):
        return None
    tiers = _section(TierOptions, "tiers", findings)
    if tiers is None:
        return None
    by, show = normalised(tiers.by), tuple(normalised(name) for name in tiers.show)
    _known(by, ("tiers", "by"), findings)
    for place, name in enumerate(show):
        _known(name, ("tiers", "show", place), findings)
    return TierOptions(by=by, show=show or (outcome or by,))
