"""One survey: from its file to its moments, in one pass."""

from collections.abc import Sequence
from dataclasses import dataclass

from bayeschain.conventions import wave_of
from bayeschain.errors import InputError, Problem
from bayeschain.specification.chain import Construct
from bayeschain.specification.options import SurveyOptions
from bayeschain.surveys.account import RowCount
from bayeschain.surveys.categories import category_notes, category_problems
from bayeschain.surveys.covariates import respondent_problems
from bayeschain.surveys.gathering import GatheredMoments
from bayeschain.surveys.intake import Intake
from bayeschain.surveys.moments import Integers
from bayeschain.surveys.ordinal import OrdinalAnswers
from bayeschain.surveys.reading import File, read_chunks
from bayeschain.surveys.scale_means import scoring_problems, scoring_rule
from bayeschain.surveys.scoring import Scorer
from bayeschain.surveys.variation import variation_problems
from bayeschain.surveys.waves import WaveRows


@dataclass(frozen=True, eq=False)
class SurveyAnswers:
    """Moments of one survey by team, and what was wrong with its file.

    Parameters
    ----------
    survey : str
        Name of the survey.
    items : tuple of str
        Items, construct by construct.
    teams : tuple of str
        Teams that any row names, in the order of `moments`.
    moments : GatheredMoments
        Moments of the rows with an answer, POMP.
    rows : RowCount
        Rows kept and lost.
    problems : tuple of Problem
        Empty when the moments can be used.
    notes : tuple of str
        Plain sentences for the account.
    adjust : tuple of str
        Respondent covariates.
    adjusted : GatheredMoments or None
        Moments of the rows, items first and covariates last; None where there are no covariates.
    ordinal : OrdinalAnswers or None
        Answers person by person, teams numbered as in `teams`, covariates as they stand; for an ordinal likelihood
        only.
    ends : (2, J, p) int or None
        Answers at the lowest and at the highest category, by team and item.
    good_enough : str
        Why a Gaussian likelihood is good enough; empty where it is not.
    """

    survey: str
    items: tuple[str, ...]
    teams: tuple[str, ...]
    moments: GatheredMoments
    rows: RowCount
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    ordinal: OrdinalAnswers | None = None
    good_enough: str = ""
    adjust: tuple[str, ...] = ()
    adjusted: GatheredMoments | None = None
    ends: Integers | None = None


def read_answers(
    options: SurveyOptions,
    constructs: Sequence[Construct],
    file: File,
    *,
    minimum: int = 1,
    waves: Sequence[str] = (),
) -> SurveyAnswers:
    """Read one survey.

    Parameters
    ----------
    options : SurveyOptions
        The survey.
    constructs : sequence of Construct
        Constructs that the survey measures.
    file : File
        Where the answers are.
    minimum : int
        Fewest respondents that a covariate may tell of.
    waves : sequence of str
        Waves of the model; a survey whose file holds several is read for the wave in its name.

    Returns
    -------
    SurveyAnswers
        With problems, where there are any; nothing is raised.
    """
    survey, team, ordinal, adjust = options.name, options.team, options.likelihood == "ordinal", options.adjust
    rule = scoring_rule([len(each.items) for each in constructs], options.scoring, options.fewest_answered)
    intake = Intake(team, Scorer(constructs), rule, adjust, keep=ordinal)
    notes: list[str] = []
    broken: tuple[Problem, ...] = ()
    of_wave = WaveRows(options.wave, wave_of(survey), waves) if options.wave else None
    needed = list(dict.fromkeys([team, *intake.scorer.items, *adjust, *([options.wave] if options.wave else [])]))
    try:
        chunks = read_chunks(file, needed, {team, *needed[len(needed) - bool(options.wave) :]}, notes)
        for chunk in of_wave(chunks) if of_wave else chunks:
            intake.add(chunk)
    except InputError as error:
        broken = error.problems
    problems = [*intake.cell_problems(file.label), *broken]
    nobody = of_wave.problems(file.label) if of_wave and not broken else []
    if not broken:
        problems += nobody or intake.row_problems(file.label)
    moments = intake.moments.result(len(intake.index.names))
    adjusted = intake.adjusted.result(len(intake.index.names)) if adjust else None
    if not problems:
        known = None if adjusted is None else adjusted.last(len(adjust))
        problems += [] if known is None else respondent_problems(file.label, adjust, known, minimum)
        problems += variation_problems(file.label, intake.scorer.items, moments, intake.same())
        if options.measurement == "manifest" and moments.scale_means is not None:
            problems += scoring_problems(survey, options.scoring, moments.scale_means)
    good_enough = ""
    if not problems and not ordinal:
        misleads, sentence = intake.continuity(survey)
        notes += [sentence] * misleads
        good_enough = "" if misleads else sentence
    kept = intake.ordinal() if ordinal and not problems else None
    if kept is not None:
        problems += category_problems(file.label, constructs, kept)
        notes += category_notes(survey, constructs, kept)
    rows = intake.count(survey, file.label)
    return SurveyAnswers(
        survey=survey,
        items=intake.scorer.items,
        teams=intake.index.names,
        moments=moments,
        rows=of_wave.counted(rows) if of_wave else rows,
        problems=tuple(problems),
        notes=(*notes, *intake.notes(survey)),
        adjust=adjust,
        adjusted=adjusted,
        ordinal=kept,
        good_enough=good_enough,
        ends=intake.ends.result(len(intake.index.names)),
    )
