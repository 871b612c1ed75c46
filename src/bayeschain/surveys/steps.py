"""How many teams stayed, were split or merged, came or went from one wave to the next."""

from collections.abc import Sequence
from itertools import pairwise

from bayeschain.conventions import wave_of
from bayeschain.surveys.account import WaveStep
from bayeschain.surveys.answers import SurveyAnswers
from bayeschain.surveys.lineage import Lineage


def wave_steps(lineage: Lineage | None, answers: Sequence[SurveyAnswers], waves: Sequence[str]) -> tuple[WaveStep, ...]:
    """Count teams from wave to wave.

    Parameters
    ----------
    lineage : Lineage or None
        What became of teams, where the team table says so.
    answers : sequence of SurveyAnswers
        All surveys, teams under the names that they have there.
    waves : sequence of str
        Waves in order; fewer than two make no step.

    Returns
    -------
    tuple of WaveStep
        One for each wave after the first.
    """
    last = lineage.renamed if lineage else {}
    names: dict[str, dict[str, set[str]]] = {wave: {} for wave in waves}
    for each in answers:
        own = names[wave_of(each.survey)] if waves else {}
        for team, n in zip(each.teams, each.moments.n, strict=True):
            if n:
                own.setdefault(last.get(team, team), set()).add(team)
    return tuple(_step(lineage, (before, names[before]), (after, names[after])) for before, after in pairwise(waves))


def _step(
    lineage: Lineage | None, earlier: tuple[str, dict[str, set[str]]], later: tuple[str, dict[str, set[str]]]
) -> WaveStep:
    (wave_before, before), (wave_after, after) = earlier, later
    became, sources = (lineage.became, lineage.sources) if lineage else ({}, {})
    kept, left, arrived = before.keys() & after.keys(), before.keys() - after.keys(), after.keys() - before.keys()
    split = sum(len(became.get(team, ())) > 1 for team in left)
    merged = sum(len(became.get(team, ())) == 1 for team in left)
    from_merger = sum(len(sources.get(team, ())) > 1 for team in arrived)
    from_split = sum(len(became[sources[team][0]]) > 1 for team in arrived if len(sources.get(team, ())) == 1)
    return WaveStep(
        wave_before,
        wave_after,
        teams_before=len(before),
        kept=len(kept),
        renamed=sum(before[team] != after[team] for team in kept),
        split=split,
        merged=merged,
        gone=len(left) - split - merged,
        teams_after=len(after),
        from_split=from_split,
        from_merger=from_merger,
        come=len(arrived) - from_split - from_merger,
    )
