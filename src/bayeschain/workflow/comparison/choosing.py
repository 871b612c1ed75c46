"""Which analyses of the same answers make sense, and each as a model file of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bayeschain.errors import InputError, Problem, did_you_mean
from bayeschain.messages import Message
from bayeschain.report.comparison import AGGREGATIONS, MEASUREMENTS, Analysis, LeftOut
from bayeschain.report.comparison.compared import AS_WRITTEN
from bayeschain.specification import Specification
from bayeschain.specification.variants import with_survey_options


@dataclass(frozen=True)
class Choice:
    """Analyses to do.

    Parameters
    ----------
    specifications : mapping of Analysis to Specification
        The model file of each.
    left_out : tuple of LeftOut
        Those that make no sense, and why.
    own : Analysis
        That of the model file.
    finite : tuple of str
        Surveys whose respondents are members of the team.
    """

    specifications: Mapping[Analysis, Specification]
    left_out: tuple[LeftOut, ...]
    own: Analysis
    finite: tuple[str, ...]


def choose(specification: Specification, members: Sequence[str] = ()) -> Choice:
    """Choose the analyses of a model file.

    Parameters
    ----------
    specification : Specification
        A model file.
    members : sequence of str
        Surveys whose respondents are the members that the team table counts. Where nothing is given, those that are
        finite in the model file, or the only survey there is.

    Returns
    -------
    Choice
        All six, without those that make no sense; before them the model file as it stands where it is none of them.

    Raises
    ------
    InputError
        A survey is not known.
    """
    finite = _finite(specification, members)
    own = _own(specification, finite)
    found = {own: specification} if own.measurement == AS_WRITTEN else {}
    left = []
    for analysis in (Analysis(m, a) for m in MEASUREMENTS for a in AGGREGATIONS):
        reason = _senseless(specification, analysis, finite)
        if analysis == own:
            found[analysis] = specification
        elif reason is not None:
            left.append(LeftOut(analysis, reason))
        else:
            try:
                found[analysis] = with_survey_options(specification, _changes(specification, analysis, finite))
            except InputError as error:
                left.append(LeftOut(analysis, in_one_line(error)))
    return Choice(found, tuple(left), own, finite)


def in_one_line(error: InputError) -> str:
    """What is wrong, without the lines of the file."""
    return " ".join(dict.fromkeys(problem.message.split("\n")[0] for problem in error.problems))


def _surveys(specification: Specification) -> list[str]:
    return [name for name in specification.surveys if specification.survey_constructs(name)]


def _finite(specification: Specification, members: Sequence[str]) -> tuple[str, ...]:
    known = _surveys(specification)
    problems = [
        Problem(f"The model has no survey '{name}'.", did_you_mean(name, known), f"--members {name}")
        for name in members
        if name not in known
    ]
    if problems:
        raise InputError(problems)
    marked = [name for name in known if specification.surveys[name].aggregation == "finite"]
    chosen = list(members) or marked or (known if len(known) == 1 else [])
    return tuple(name for name in known if name in chosen)


def _senseless(specification: Specification, analysis: Analysis, finite: Sequence[str]) -> Message | None:
    """Why an analysis makes no sense; None where it does."""
    if analysis.measurement == "manifest" and all(len(each.items) == 1 for each in specification.respondent_constructs):
        return Message("Every construct has one item: manifest measurement is the same as latent.")
    if analysis.aggregation != "finite":
        return None
    if specification.teams is None or specification.teams.size is None:
        return Message(
            "Finite teams need the number of members of each team, in a column of the team table that teams: size "
            "names."
        )
    if not finite:
        return Message(
            "The team table counts members, and there are several surveys: say with --members whose respondents are "
            "members."
        )
    return None


def _changes(specification: Specification, analysis: Analysis, finite: Sequence[str]) -> dict[str, dict[str, str]]:
    return {
        name: {"measurement": analysis.measurement, "aggregation": _aggregation(name, analysis, finite)}
        for name in _surveys(specification)
    }


def _aggregation(survey: str, analysis: Analysis, finite: Sequence[str]) -> str:
    is_sample = analysis.aggregation == "finite" and survey not in finite
    return "reflective" if is_sample else analysis.aggregation


def _own(specification: Specification, finite: Sequence[str]) -> Analysis:
    options = [specification.surveys[name] for name in _surveys(specification)]
    for analysis in (Analysis(m, a) for m in MEASUREMENTS for a in AGGREGATIONS):
        if all(
            each.measurement == analysis.measurement and each.aggregation == _aggregation(each.name, analysis, finite)
            for each in options
        ):
            return analysis
    return Analysis(AS_WRITTEN, AS_WRITTEN)
