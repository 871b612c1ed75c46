"""Surveys too small to tell anything about."""

from collections.abc import Mapping

from bayeschain.errors import Problem


def survey_problems(respondents: Mapping[str, int], minimum: int) -> list[Problem]:
    """Surveys whose respondents are fewer, all together, than a group that may be shown.

    Parameters
    ----------
    respondents : mapping of str to int
        Number of respondents by survey.
    minimum : int
        Fewest respondents of a group that may be shown.

    Returns
    -------
    list of Problem
        One a survey; without the number.
    """
    remedy = "Wait for more answers, leave the survey out, or lower minimum_group under disclosure if you may."
    return [
        Problem(f"Survey '{survey}' has fewer than {minimum} respondents, so nothing about it may be shown.", remedy)
        for survey, count in respondents.items()
        if count < minimum
    ]
